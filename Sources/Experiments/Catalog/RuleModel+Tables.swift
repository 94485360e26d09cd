import Plasticity
import Quantities

/// The parameters of the built-in rules.
extension RuleModel {
  static let zeroArea = of(ZeroArea()) {
    Parameter("amplitude", .weight(), "amplitude, A", \.amplitude)
    Parameter("tau_fast", .time, .positive, "fast time constant, tau_f", \.fast.value)
    Parameter("tau_slow", .time, .positive, "slow time constant, tau_s", \.slow.value)
    Parameter(
      "corrected", .flag, "whether traces are corrected for their start: x / (1 - e^{-t/tau})",
      \.corrected)
  }

  static let gatedPair = of(GatedPair()) {
    Parameter("amplitude", .weight(), "amplitude, A", \.amplitude)
    Parameter("tau", .time, .positive, "time constant of both windows", \.timeConstant.value)
  }

  static let contrastive = of(Contrastive()) {
    Parameter("amplitude", .weight(), "amplitude, A", \.amplitude)
    Parameter("tau", .time, .positive, "time constant of the window", \.timeConstant.value)
  }

  static let pair = of(
    PairSTDP(),
    sets: [
      ("balanced", "equal amplitudes and time constants", PairSTDP()),
      (
        "song-2000",
        "Song, Miller & Abbott 2000: A_-/A_+ 1.05, tau 20 ms (A_+ 0.005 w_max recalled)",
        PairSTDP(potentiation: 0.005, depression: 0.00525)
      ),
    ]
  ) {
    Parameter("A_plus", .weight(), "potentiation, A_+", \.potentiation)
    Parameter("A_minus", .weight(), "depression, A_-", \.depression)
    Parameter(
      "tau_plus", .time, .positive, "presynaptic trace, tau_+", \.potentiationTimeConstant.value)
    Parameter(
      "tau_minus", .time, .positive, "postsynaptic trace, tau_-", \.depressionTimeConstant.value)
    Parameter("pairing", .choice, "which pairs of spikes count", \.pairing)
  }

  static let weightDependent = of(WeightDependentPair(), sets: weightDependentSets) {
    Parameter("lambda", .number, .nonnegative, "step size", \.step)
    Parameter("alpha", .number, .nonnegative, "depression against potentiation", \.asymmetry)
    Parameter(
      "mu_plus", .number, .nonnegative, "exponent of potentiation", \.potentiationExponent)
    Parameter("mu_minus", .number, .nonnegative, "exponent of depression", \.depressionExponent)
    Parameter(
      "tau_plus", .time, .positive, "presynaptic trace, tau_+", \.potentiationTimeConstant.value)
    Parameter(
      "tau_minus", .time, .positive, "postsynaptic trace, tau_-", \.depressionTimeConstant.value)
    Parameter(
      "w_max", .weight(.nonzero), "largest weight; negative for inhibitory synapses", \.maximum)
    Parameter("pairing", .choice, "which pairs of spikes count", \.pairing)
  }

  static let triplet = of(TripletSTDP(), sets: tripletSets) {
    Parameter("A2_plus", .weight(), "pair potentiation", \.pairPotentiation)
    Parameter("A3_plus", .weight(), "triplet potentiation", \.tripletPotentiation)
    Parameter("A2_minus", .weight(), "pair depression", \.pairDepression)
    Parameter("A3_minus", .weight(), "triplet depression", \.tripletDepression)
    Parameter("tau_plus", .time, .positive, "trace r1", \.tauPlus.value)
    Parameter("tau_x", .time, .positive, "trace r2", \.tauX.value)
    Parameter("tau_minus", .time, .positive, "trace o1", \.tauMinus.value)
    Parameter("tau_y", .time, .positive, "trace o2", \.tauY.value)
    Parameter(
      "w_max", .weight(.nonzeroOrInfinite), "largest weight; negative for inhibitory synapses",
      \.maximum)
    Parameter("pairing", .choice, "which pairs of spikes count", \.pairing)
  }

  static let hebbian = of(Hebbian()) {
    Parameter("amplitude", .weight(), "amplitude, A; negative: anti-Hebbian", \.amplitude)
    Parameter("tau", .time, .positive, "time constant of the window", \.timeConstant.value)
  }

  static let eqSpike = of(EqSpikeRule()) {
    Parameter("eta", .weightTime(), "learning step", \.step)
    Parameter("tau_fast", .time, .positive, "rise time of activities, tau_f", \.fast.value)
    Parameter("tau_slow", .time, .positive, "decay time of activities, tau_s", \.slow.value)
  }

  static let traceProduct = of(TraceProduct()) {
    Parameter("eta", .weight(), "learning step", \.step)
    Parameter("tau", .time, .positive, "time constant of both traces", \.timeConstant.value)
    Parameter(
      "corrected", .flag, "whether traces are corrected for their start: x / (1 - e^{-t/tau})",
      \.corrected)
  }

  static let inhibitory = of(InhibitorySTDP()) {
    Parameter("eta", .weight(), "learning step", \.step)
    Parameter("tau", .time, .positive, "time constant of both traces", \.timeConstant.value)
    Parameter("rho_0", .rate, .nonnegative, "rate that is aimed at", \.targetRate)
  }
}
