public import Plasticity
import Quantities

/// A spike-timing rule as model files and the reference know it.
public struct RuleModel: Sendable {
  /// The rule as it is by default: its name, formula and citation.
  public let standard: any SpikeTimingRule
  /// Its parameters.
  public let rows: [ParameterRow]
  /// Reads the parameters.
  let read: @Sendable (Section) -> any SpikeTimingRule
  /// Writes them; nil for another rule.
  let write: @Sendable (any SpikeTimingRule) -> [(String, Output)]?

  /// The name in model files.
  public var name: String { standard.name }

  /// All rules.
  public static let all: [RuleModel] = [
    zeroArea, gatedPair, contrastive, pair, weightDependent, triplet,
  ]

  /// The rule called `name`.
  public static func named(_ name: String) -> RuleModel? { all.first { $0.name == name } }

  private static func of<Rule: SpikeTimingRule>(
    _ standard: Rule, _ parameters: [Parameter<Rule>],
    pairing: (any WritableKeyPath<Rule, Pairing> & Sendable)? = nil,
    flag: (key: String, meaning: String, path: any WritableKeyPath<Rule, Bool> & Sendable)? = nil
  ) -> RuleModel {
    var rows = parameters.map { $0.row(of: standard) }
    if let flag {
      rows.append(
        ParameterRow(
          symbol: flag.key, standard: "\(standard[keyPath: flag.path])", meaning: flag.meaning))
    }
    if let pairing {
      rows.append(
        ParameterRow(
          symbol: "pairing", standard: standard[keyPath: pairing].rawValue,
          meaning: "which pairs of spikes count: all-to-all or nearest"))
    }
    return RuleModel(
      standard: standard, rows: rows,
      read: { section in
        var rule = standard
        for parameter in parameters { parameter.read(from: section, into: &rule) }
        if let flag {
          rule[keyPath: flag.path] = section.value(flag.key, or: rule[keyPath: flag.path]) {
            $0.flag()
          }
        }
        if let pairing {
          rule[keyPath: pairing] = section.value("pairing", or: rule[keyPath: pairing]) {
            $0.choice(of: Pairing.self)
          }
        }
        return rule
      },
      write: { rule in
        guard let rule = rule as? Rule else { return nil }
        var entries = parameters.map { $0.output(of: rule) }
        if let flag { entries.append((flag.key, .flag(rule[keyPath: flag.path]))) }
        if let pairing { entries.append(("pairing", .word(rule[keyPath: pairing].rawValue))) }
        return entries
      })
  }

  private static let zeroArea = of(
    ZeroArea(),
    [
      Parameter("amplitude", .number, .any, "amplitude, A", \.amplitude),
      Parameter("tau_fast", .time, .positive, "fast time constant, tau_f", \.fast.value),
      Parameter("tau_slow", .time, .positive, "slow time constant, tau_s", \.slow.value),
    ],
    flag: (
      "corrected", "whether traces are corrected for their start: x / (1 - e^{-t/tau})",
      \ZeroArea.corrected
    ))

  private static let gatedPair = of(
    GatedPair(),
    [
      Parameter("amplitude", .number, .any, "amplitude, A", \.amplitude),
      Parameter("tau", .time, .positive, "time constant of both windows", \.timeConstant.value),
    ])

  private static let contrastive = of(
    Contrastive(),
    [
      Parameter("amplitude", .number, .any, "amplitude, A", \.amplitude),
      Parameter("tau", .time, .positive, "time constant of the window", \.timeConstant.value),
    ])

  private static let pair = of(
    PairSTDP(),
    [
      Parameter("A_plus", .number, .any, "potentiation, A_+", \.potentiation),
      Parameter("A_minus", .number, .any, "depression, A_-", \.depression),
      Parameter(
        "tau_plus", .time, .positive, "presynaptic trace, tau_+", \.potentiationTimeConstant.value),
      Parameter(
        "tau_minus", .time, .positive, "postsynaptic trace, tau_-", \.depressionTimeConstant.value),
    ], pairing: \PairSTDP.pairing)

  private static let weightDependent = of(
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
      Parameter("w_max", .number, .positive, "largest weight", \.maximum),
    ], pairing: \WeightDependentPair.pairing)

  private static let triplet = of(
    TripletSTDP(),
    [
      Parameter("A2_plus", .number, .any, "pair potentiation", \.pairPotentiation),
      Parameter("A3_plus", .number, .any, "triplet potentiation", \.tripletPotentiation),
      Parameter("A2_minus", .number, .any, "pair depression", \.pairDepression),
      Parameter("A3_minus", .number, .any, "triplet depression", \.tripletDepression),
      Parameter("tau_plus", .time, .positive, "trace r1", \.tauPlus.value),
      Parameter("tau_x", .time, .positive, "trace r2", \.tauX.value),
      Parameter("tau_minus", .time, .positive, "trace o1", \.tauMinus.value),
      Parameter("tau_y", .time, .positive, "trace o2", \.tauY.value),
      Parameter("w_max", .number, .positiveOrInfinite, "largest weight", \.maximum),
    ], pairing: \TripletSTDP.pairing)
}
