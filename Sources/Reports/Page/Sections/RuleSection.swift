public import Measurements
import Records

extension PageSection {
  /// The window of the rule, and measurements of the rule.
  static func rule(of run: RunRecord, names: inout PageNames) -> PageSection? {
    guard let rule = run.rule else { return nil }
    var charts = [window(rule)]
    if !rule.rates.isEmpty { charts.append(drift(rule)) }
    var content: Markup = """
      <dl class="keys"><dt>Formula</dt><dd>\(rule.formula)</dd><dt>Parameters</dt><dd>\(parameters(rule))</dd></dl>

      """
    content += charts.markup(&names)
    for (index, table) in SummaryTable.tables(rule).enumerated() where index > 0 {
      guard !table.rows.isEmpty else { continue }
      content += table.markup(caption: table.title, names: &names)
    }
    return PageSection("Spike-timing rule", short: "Rule", names: &names, content: content)
  }

  /// The window, with its extremes in words.
  private static func window(_ rule: RuleProfile) -> Chart {
    let points = zip(rule.lags, rule.changes).filter { $0.1.isFinite }
    var words = "Change of one synapse by one pair of spikes"
    if let most = points.max(by: { $0.1 < $1.1 }), let least = points.min(by: { $0.1 < $1.1 }) {
      words += ": at most \(Chart.short(most.1)) at \(Chart.short(most.0)) ms, at least "
      words += "\(Chart.short(least.1)) at \(Chart.short(least.0)) ms"
    }
    words +=
      ". Area \(Chart.short(rule.shownArea)) ms, first moment \(Chart.short(rule.shownFirstMoment)) ms²."
    return Chart(title: "Window of \(rule.name)", summary: words, layout: .window(rule))
  }

  /// The parameters of the rule: `A_plus 1, tau_plus 15 ms`.
  private static func parameters(_ rule: RuleProfile) -> String {
    let settings = ModelText("rule: \(rule.model)").below("rule")
    let isSaid: Set = ["name", "source", "equations", "on_pre", "on_post"]
    let words = settings.filter { !isSaid.contains($0.path) }.map { setting -> String in
      let name =
        setting.path.hasPrefix("parameters.") ? setting.path.dropFirst(11) : setting.path[...]
      guard name == "bounds" else { return "\(name) \(setting.value)" }
      let ends = setting.value.filter { !"[]\" ".contains($0) }
      return ends == "-.inf,.inf"
        ? "no bounds" : "bounds \(ends.replacing(",", with: " to ").replacing(".inf", with: "∞"))"
    }
    return words.isEmpty ? rule.model : words.joined(separator: ", ")
  }

  /// Drift between independent Poisson trains: measured, with its error, and predicted by theory.
  private static func drift(_ rule: RuleProfile) -> Chart {
    var record = Curves(
      epochs: rule.rates.map(\.rate),
      series: [
        .init(
          name: "measured, ± two standard errors", values: rule.rates.map(\.measured),
          low: rule.rates.map { $0.measured - 2 * $0.error },
          high: rule.rates.map { $0.measured + 2 * $0.error }),
        .init(name: "predicted", values: rule.rates.map(\.predicted)),
      ], axis: "drift (weight/s)")
    record.abscissa = "rate of both units (Hz)"
    record.scale = .linear
    return Chart(
      record, title: "Drift between independent trains",
      summary: "Equilibrium propagation asks for none. Weight \(Chart.short(rule.weight)).")
  }
}

extension SummaryTable {
  /// Measurements of `equispike rule`: window, gain, drift, and the change of a pair at several weights.
  public static func tables(_ record: RuleProfile) -> [SummaryTable] {
    func number(_ value: Double) -> String { value.isNaN ? "-" : significant(value) }
    var facts = SummaryTable(
      title: "\(record.name): \(record.formula)", columns: [.text("window"), .number("")])
    facts.add(["area [weight ms]", .init(number(record.shownArea))])
    facts.add(["first moment [weight ms^2]", .init(number(record.shownFirstMoment))])
    facts.notes = [record.citation].filter { !$0.isEmpty }
    var gain = SummaryTable(
      title: "Weight change of i -> j in a nudged phase, per",
      columns: [.text(""), .number("predicted"), .number("measured"), .number("error")])
    for row in record.responses {
      gain.add([
        .init(row.of), .init(number(row.predicted ?? .nan)), .init(number(row.measured)),
        .init(number(row.error)),
      ])
    }
    let isPredicted = !record.responses.contains { $0.predicted == nil }
    let tied =
      switch record.tiedGain {
      case let tied? where !tied.isNaN:
        "Both directions of a tied weight add up to a gain of \(number(tied)) per s_i delta_j + delta_i s_j."
      case _ where isPredicted: "Both directions of a tied weight cancel: its gain is 0."
      default: "There is no prediction: a time constant is too short beside the phases."
      }
    gain.notes = [tied, record.phases + "."]
    var rates = SummaryTable(
      title: "Drift between independent Poisson trains [weight/s], weight \(number(record.weight))",
      columns: [.number("rate [Hz]"), .number("predicted"), .number("measured"), .number("error")])
    for row in record.rates {
      rates.add([
        .init(number(row.rate)), .init(number(row.predicted ?? .nan)), .init(number(row.measured)),
        .init(number(row.error)),
      ])
    }
    guard !record.weights.isEmpty else { return [facts, gain, rates] }
    var weights = SummaryTable(
      title: "Change of one pair",
      columns: [.number("weight"), .number("post 10 ms after"), .number("post 10 ms before")])
    for row in record.weights {
      weights.add([
        .init(number(row.weight)), .init(number(row.after)), .init(number(row.before)),
      ])
    }
    return [facts, gain, rates, weights]
  }
}
