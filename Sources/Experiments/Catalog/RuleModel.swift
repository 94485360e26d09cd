import Equations
public import Plasticity

/// The entry of a spike-timing rule in the catalog, for model files and the reference.
public struct RuleModel: Sendable {
  /// The rule with default parameters; it has the name, the formula and the citation.
  public let standard: any SpikeTimingRule
  /// Its parameters.
  public let rows: [ParameterRow]
  /// The published parameter sets with their citations; the first is the default.
  public let sets: [(name: String, citation: String)]
  /// Reads the parameters of a rule for weights of the dimension `weights`.
  let read: @Sendable (Section, _ weights: Dimension) -> any SpikeTimingRule
  /// Writes the parameters; nil for another rule.
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
    _ standard: Rule, sets: [(name: String, citation: String, rule: Rule)] = [],
    @TableBuilder<Rule, Dimension> _ parameters: () -> [Parameter<Rule, Dimension>]
  ) -> RuleModel {
    let table = Table(parameters)
    return RuleModel(
      standard: standard, rows: table.rows(of: standard, .number),
      sets: sets.map { ($0.name, $0.citation) },
      read: { section, weights in
        var rule = standard
        if !sets.isEmpty, let name = section.item("set")?.choice(sets.map(\.name)),
          let set = sets.first(where: { $0.name == name })
        {
          rule = set.rule
        }
        table.take(section, into: &rule, weights)
        return rule
      },
      write: { rule in (rule as? Rule).map { table.write($0, .number) } })
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
