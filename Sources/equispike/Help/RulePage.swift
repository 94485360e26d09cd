import Experiments
import Plasticity
import Reports

/// The reference page of a rule: its formula, the spikes that it pairs, and their order.
struct RulePage: Encodable {
  var name: String
  var formula: String
  var equations: String?
  var pairing: [String]
  var order: [String]
  var parameters: [ParameterRow]
  var sets: [Set]
  var citation: String

  /// A published parameter set.
  struct Set: Encodable {
    var name: String
    var citation: String
  }

  init(_ rule: RuleModel) {
    let standard = rule.standard
    name = rule.name
    formula = standard.formula
    citation = standard.citation
    parameters = rule.rows
    sets = rule.sets.map { Set(name: $0.name, citation: $0.citation) }
    equations = (standard as? EquationRule).map { Self.text($0.equations) }
    pairing = Self.pairing(standard)
    order = [
      "a post spike comes before arrivals of pre spikes at the same instant",
      "traces are read before spikes of that instant are added: a coincident pair does not see itself",
      "a pre spike counts when it arrives, after its delay",
    ]
    if let variables = (standard as? any SynapseVariableRule)?.variables, !variables.isEmpty {
      order.append(
        "variables of the synapse step at once: a pre spike sees what the post spike left in them; a post spike that an "
          + "arrival of the same instant causes comes after that arrival")
    }
  }

  private static func text(_ rule: RuleEquations) -> String {
    var lines = rule.equations.split(separator: "\n").map(String.init)
    lines.append("on pre:  " + rule.onPre)
    lines.append("on post: " + rule.onPost)
    if rule.lowest != nil || rule.highest != nil {
      lines.append("bounds:  [\(rule.lowest ?? "-inf"), \(rule.highest ?? "inf")]")
    }
    return lines.joined(separator: "\n")
  }

  /// The spikes that form pairs, for each side.
  private static func pairing(_ rule: any SpikeTimingRule) -> [String] {
    func words(_ trace: Trace, _ side: String) -> String {
      let which =
        switch trace.step {
        case .add: "every earlier \(side) spike"
        case .replace: "the last \(side) spike only"
        case .rate: "every earlier \(side) spike, as a rate"
        }
      let when = trace.isGated ? ", of those that fell while plasticity is on" : ""
      let start = trace.isCorrected ? ", corrected for its start" : ""
      return "\(which)\(when), fading with \(trace.timeConstant)\(start)"
    }
    var lines = rule.preTraces.map { "a post spike meets " + words($0, "pre") }
    lines += rule.postTraces.map { "a pre spike meets " + words($0, "post") }
    if let variables = (rule as? any SynapseVariableRule)?.variables, !variables.isEmpty {
      lines.append(
        "each synapse keeps \(variables.count) variable\(variables.count > 1 ? "s" : "") of its own, "
          + "while plasticity is off too")
    }
    lines.append(
      rule.isSymmetric ? "i -> j and j -> i change alike" : "i -> j and j -> i change differently")
    lines.append(rule.needsBothPhases ? "acts in both phases" : "acts in the nudged phase only")
    if rule.edgeAmplitude != 0 { lines.append("acts as the gate opens and closes, not at spikes") }
    if rule.hasTail { lines.append("late potentiation counts: give phases.tail") }
    lines.append(
      rule.isLinear
        ? "works with inputs that are held as currents"
        : "needs inputs that spike (kind: regular or poisson)")
    return lines
  }

  /// The page as text.
  static func text(_ rule: RuleModel) -> String {
    let page = RulePage(rule)
    func list(_ lines: [String]) -> String { ShowVerb.indented(lines.joined(separator: "\n")) }
    var parts = ["\(page.name)\n\n  \(page.formula)"]
    if let equations = page.equations { parts.append("Equations\n" + ShowVerb.indented(equations)) }
    parts.append("Parameters\n" + ShowVerb.table(page.parameters))
    if !page.sets.isEmpty {
      var table = SummaryTable(columns: [.text("set"), .text("from")])
      for set in page.sets { table.add([.init(set.name), .init(set.citation)]) }
      parts.append(
        "Parameter sets, chosen by set: NAME\n"
          + ShowVerb.indented(table.text().split(separator: "\n").joined(separator: "\n")))
    }
    parts.append("Pairing\n" + list(page.pairing))
    parts.append("Order at one instant\n" + list(page.order))
    parts.append("Reference\n" + ShowVerb.indented(ShowVerb.wrapped(page.citation)))
    parts.append("Window, drift and gain: equispike rule \(page.name)")
    return parts.joined(separator: "\n\n")
  }
}
