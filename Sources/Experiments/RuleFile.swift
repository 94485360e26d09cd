public import Plasticity

/// The reader of rules that a user names.
public enum RuleFile {
  /// The rule of `name`, in the form of `rule:` in a model file: `zero-area`, or `{name: pair, tau_plus: 17 ms}`; with
  /// further parameters in the form `key=value`.
  ///
  /// *Errors*: all mistakes in it.
  public static func rule(
    named name: String, overrides: [String] = [], defined: [String: RuleEquations] = [:]
  ) throws(ModelError) -> any SpikeTimingRule {
    let log = ProblemLog()
    let changes = overrides.compactMap { Override($0, log: log) }
    let text = name.contains("{") ? name : "{name: \(Output.quoted(name))}"
    var rule: (any SpikeTimingRule)?
    if var node = YAMLText.parse(text, override: name, log: log) {
      for change in changes { change.apply(to: &node) }
      rule = RuleReading(defined: defined, log: log)
        .rule(Item(node: node, name: "'rule'", log: log))
    }
    guard log.problems.isEmpty, let rule else {
      throw .problems(
        log.problems.map {
          ModelProblem(file: name, place: $0.place, message: $0.message, source: nil)
        })
    }
    return rule
  }

  /// The names of all rules of the program.
  public static var names: [String] { RuleModel.all.map(\.name) }

  /// A rule in the form of a model file, on one line.
  public static func text(of rule: any SpikeTimingRule) -> String { output(rule).inline }
}
