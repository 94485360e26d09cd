import Equations
public import Plasticity

/// A spike-timing rule as model files and the reference know it.
public struct RuleModel: Sendable {
  /// The rule as it is by default: its name, formula and citation.
  public let standard: any SpikeTimingRule
  /// Its parameters.
  public let rows: [ParameterRow]
  /// Parameter sets that belong together, with where they come from; the first is the default.
  public let sets: [(name: String, citation: String)]
  /// Reads the parameters of a rule for weights that measure `weights`.
  let read: @Sendable (Section, _ weights: Dimension) -> any SpikeTimingRule
  /// Writes them; nil for another rule.
  let write: @Sendable (any SpikeTimingRule) -> [(String, Output)]?

  /// The name in model files.
  public var name: String { standard.name }

  /// All rules.
  public static let all: [RuleModel] = [
    zeroArea, gatedPair, eqSpike, traceProduct, contrastive, hebbian, pair, weightDependent,
    triplet,
    inhibitory, equations(.nearestPreCentred, weights: ["A_plus", "A_minus", "w_max"]),
    equations(.nearestReduced, weights: ["A_plus", "A_minus", "w_max"]),
    equations(.powerLaw, weights: ["w_0"]), equations(.rewardModulated, weights: ["w_max"]),
  ]

  /// The rule called `name`.
  public static func named(_ name: String) -> RuleModel? { all.first { $0.name == name } }

  static func of<Rule: SpikeTimingRule>(
    _ standard: Rule, _ parameters: [Parameter<Rule>],
    sets: [(name: String, citation: String, rule: Rule)] = [],
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
      standard: standard, rows: rows, sets: sets.map { ($0.name, $0.citation) },
      read: { section, weights in
        var rule = standard
        if !sets.isEmpty, let name = section.item("set")?.choice(sets.map(\.name)),
          let set = sets.first(where: { $0.name == name })
        {
          rule = set.rule
        }
        for parameter in parameters {
          parameter.read(from: section, into: &rule, weights: weights)
        }
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

  /// A rule of the library that is written as equations; `weights` are its parameters that are weights.
  static func equations(_ equations: RuleEquations, weights: Set<String>) -> RuleModel {
    guard let standard = try? EquationRule(equations) else {
      preconditionFailure("The rule '\(equations.name)' of the library is wrong.")
    }
    return RuleModel(
      standard: standard,
      rows: equations.parameters.map {
        ParameterRow(
          symbol: $0.name, standard: Output.text(of: $0.value),
          unit: weights.contains($0.name) ? "weight" : $0.dimension.unit, meaning: "")
      }, sets: [],
      read: {
        RuleDefinition.adjusted(equations, by: $0, scaled: weights, weights: $1) ?? standard
      },
      write: { rule in
        guard let rule = rule as? EquationRule, rule.equations.isVariant(of: equations) else {
          return nil
        }
        return RuleDefinition.parameters(of: rule.equations)
      })
  }
}
