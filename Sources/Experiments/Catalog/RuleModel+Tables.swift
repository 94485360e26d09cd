import Plasticity
import Quantities

/// The parameters of the built-in rules.
extension RuleModel {
  static let zeroArea = of(
    ZeroArea(),
    [
      Parameter("amplitude", .number, .any, "amplitude, A", \.amplitude).ofWeight,
      Parameter("tau_fast", .time, .positive, "fast time constant, tau_f", \.fast.value),
      Parameter("tau_slow", .time, .positive, "slow time constant, tau_s", \.slow.value),
    ],
    flag: (
      "corrected", "whether traces are corrected for their start: x / (1 - e^{-t/tau})",
      \ZeroArea.corrected
    ))

  static let gatedPair = of(
    GatedPair(),
    [
      Parameter("amplitude", .number, .any, "amplitude, A", \.amplitude).ofWeight,
      Parameter("tau", .time, .positive, "time constant of both windows", \.timeConstant.value),
    ])

  static let contrastive = of(
    Contrastive(),
    [
      Parameter("amplitude", .number, .any, "amplitude, A", \.amplitude).ofWeight,
      Parameter("tau", .time, .positive, "time constant of the window", \.timeConstant.value),
    ])

  static let pair = of(
    PairSTDP(),
    [
      Parameter("A_plus", .number, .any, "potentiation, A_+", \.potentiation).ofWeight,
      Parameter("A_minus", .number, .any, "depression, A_-", \.depression).ofWeight,
      Parameter(
        "tau_plus", .time, .positive, "presynaptic trace, tau_+", \.potentiationTimeConstant.value),
      Parameter(
        "tau_minus", .time, .positive, "postsynaptic trace, tau_-", \.depressionTimeConstant.value),
    ],
    sets: [
      ("balanced", "equal amplitudes and time constants", PairSTDP()),
      (
        "song-2000",
        "Song, Miller & Abbott 2000: A_-/A_+ 1.05, tau 20 ms (A_+ 0.005 w_max recalled)",
        PairSTDP(potentiation: 0.005, depression: 0.00525)
      ),
    ], pairing: \PairSTDP.pairing)

  static let weightDependent = of(
    WeightDependentPair(),
    [
      Parameter("lambda", .number, .nonnegative, "step size", \.step),
      Parameter("alpha", .number, .nonnegative, "depression against potentiation", \.asymmetry),
      Parameter(
        "mu_plus", .number, .nonnegative, "exponent of potentiation", \.potentiationExponent),
      Parameter("mu_minus", .number, .nonnegative, "exponent of depression", \.depressionExponent),
      Parameter(
        "tau_plus", .time, .positive, "presynaptic trace, tau_+", \.potentiationTimeConstant.value),
      Parameter(
        "tau_minus", .time, .positive, "postsynaptic trace, tau_-", \.depressionTimeConstant.value),
      Parameter(
        "w_max", .number, .nonzero, "largest weight; negative for inhibitory synapses", \.maximum
      ).ofWeight,
    ],
    sets: weightDependentSets, pairing: \WeightDependentPair.pairing)

  static let triplet = of(
    TripletSTDP(),
    [
      Parameter("A2_plus", .number, .any, "pair potentiation", \.pairPotentiation).ofWeight,
      Parameter("A3_plus", .number, .any, "triplet potentiation", \.tripletPotentiation).ofWeight,
      Parameter("A2_minus", .number, .any, "pair depression", \.pairDepression).ofWeight,
      Parameter("A3_minus", .number, .any, "triplet depression", \.tripletDepression).ofWeight,
      Parameter("tau_plus", .time, .positive, "trace r1", \.tauPlus.value),
      Parameter("tau_x", .time, .positive, "trace r2", \.tauX.value),
      Parameter("tau_minus", .time, .positive, "trace o1", \.tauMinus.value),
      Parameter("tau_y", .time, .positive, "trace o2", \.tauY.value),
      Parameter(
        "w_max", .number, .nonzeroOrInfinite, "largest weight; negative for inhibitory synapses",
        \.maximum
      ).ofWeight,
    ], sets: tripletSets, pairing: \TripletSTDP.pairing)

  static let hebbian = of(
    Hebbian(),
    [
      Parameter("amplitude", .number, .any, "amplitude, A; negative: anti-Hebbian", \.amplitude)
        .ofWeight,
      Parameter("tau", .time, .positive, "time constant of the window", \.timeConstant.value),
    ])

  static let eqSpike = of(
    EqSpikeRule(),
    [
      Parameter("eta", .number, .any, "learning step", \.step).ofWeightTime,
      Parameter("tau_fast", .time, .positive, "rise time of activities, tau_f", \.fast.value),
      Parameter("tau_slow", .time, .positive, "decay time of activities, tau_s", \.slow.value),
    ])

  static let traceProduct = of(
    TraceProduct(),
    [
      Parameter("eta", .number, .any, "learning step", \.step).ofWeight,
      Parameter("tau", .time, .positive, "time constant of both traces", \.timeConstant.value),
    ],
    flag: (
      "corrected", "whether traces are corrected for their start: x / (1 - e^{-t/tau})",
      \TraceProduct.corrected
    ))

  static let inhibitory = of(
    InhibitorySTDP(),
    [
      Parameter("eta", .number, .any, "learning step", \.step).ofWeight,
      Parameter("tau", .time, .positive, "time constant of both traces", \.timeConstant.value),
      Parameter("rho_0", .rate, .nonnegative, "rate that is aimed at", \.targetRate),
    ])
}
