public import Measurements
import Records

extension SummaryTable {
  /// The table of results at the end of learning.
  public init(_ result: LearningSummary) {
    self.init(title: result.name, columns: [.text(""), .number("")])
    func row(_ name: String, _ value: String, _ emphasis: Cell.Emphasis = .none) {
      add([Cell(name), Cell(value, emphasis)])
    }
    if result.validationError != nil {
      row("validation error, spiking network", Self.percent(result.validationError))
    }
    if result.testError != nil {
      row("test error, spiking network", Self.percent(result.testError), .strong)
    }
    if result.twinTestError != nil {
      row("test error, rate twin", Self.percent(result.twinTestError))
    }
    if result.transferTestError != nil {
      row("test error, its weights in the rate model", Self.percent(result.transferTestError))
    }
    for agreement in result.agreements {
      let part = agreement.part == "total" ? "" : ", \(agreement.part)"
      row(
        "cosine with \(agreement.reference), \(agreement.projection)\(part)",
        Self.fixed(agreement.cosine, 3))
    }
    row("spikes", Self.large(Double(result.spikes)))
    row("synaptic events", Self.large(Double(result.synapticEvents)))
    row("synaptic events per second", result.eventsPerSecond.map(Self.large) ?? "-")
    row("time, spiking part", Self.duration(result.seconds))
    if result.epochs > 0 {
      notes.append("Weights and cosines of epoch \(result.bestEpoch) of \(result.epochs).")
    }
    if result.testCount > 0 { notes.append("\(result.testCount) test samples.") }
    if result.wasCancelled { notes.append("Stopped before its end.") }
  }

  /// The table of `verify`.
  public init(checks: [Check]) {
    self.init(columns: [.text("check"), .number("measured"), .number("bar"), .text("")])
    for check in checks {
      add([
        Cell(check.name), Cell(check.measured), Cell(check.bar),
        check.passed ? Cell("pass", .good) : Cell("FAIL", .bad),
      ])
    }
    let failed = checks.count { !$0.passed }
    notes.append(
      failed == 0
        ? "All \(checks.count) checks passed." : "\(failed) of \(checks.count) checks failed.")
  }

  /// Agreement of updates with their references, projection by projection.
  public init(agreements: [Agreement]) {
    self.init(columns: [
      .text("projection"), .text("part"), .text("reference"), .number("cosine"),
      .number("same sign"), .number("relative size"), .number("RMSE"), .number("synapses"),
    ])
    for agreement in agreements {
      add([
        Cell(agreement.projection), Cell(agreement.part), Cell(agreement.reference),
        Cell(Self.fixed(agreement.cosine, 3)), Cell(Self.percent(agreement.signAgreement)),
        Cell(Self.fixed(agreement.relativeSize, 3)), Cell(Self.fixed(agreement.rmse, 3)),
        Cell("\(agreement.count)"),
      ])
    }
  }
}
