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
    func number(_ value: Double?) -> String { value?.isNaN == true ? "-" : significant(value) }
    var facts = SummaryTable(
      title: "\(record.name): \(record.formula)",
      of: [
        ("area [weight ms]", record.shownArea),
        ("first moment [weight ms^2]", record.shownFirstMoment),
      ], [.text("window", \.0), .number("") { number($0.1) }])
    facts.notes = [record.citation].filter { !$0.isEmpty }
    var gain = SummaryTable(
      title: "Weight change of i -> j in a nudged phase, per", of: record.responses,
      [
        .text("", \.of), .number("predicted") { number($0.predicted) },
        .number("measured") { number($0.measured) }, .number("error") { number($0.error) },
      ])
    let isPredicted = !record.responses.contains { $0.predicted == nil }
    let tied =
      switch record.tiedGain {
      case let tied? where !tied.isNaN:
        "Both directions of a tied weight add up to a gain of \(number(tied)) per s_i delta_j + delta_i s_j."
      case _ where isPredicted: "Both directions of a tied weight cancel: its gain is 0."
      default: "There is no prediction: a time constant is too short beside the phases."
      }
    gain.notes = [tied, record.phases + "."]
    let rates = SummaryTable(
      title: "Drift between independent Poisson trains [weight/s], weight \(number(record.weight))",
      of: record.rates,
      [
        .number("rate [Hz]") { number($0.rate) }, .number("predicted") { number($0.predicted) },
        .number("measured") { number($0.measured) }, .number("error") { number($0.error) },
      ])
    guard !record.weights.isEmpty else { return [facts, gain, rates] }
    let weights = SummaryTable(
      title: "Change of one pair", of: record.weights,
      [
        .number("weight") { number($0.weight) }, .number("post 10 ms after") { number($0.after) },
        .number("post 10 ms before") { number($0.before) },
      ])
    return [facts, gain, rates, weights]
  }
}
