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
    self.init(
      of: checks,
      [
        .text("check", \.name), .number("measured", \.measured), .number("bar", \.bar),
        .text("") {
          $0.passed ? "pass" : "FAIL"
        } emphasis: {
          $0.passed ? .good : .bad
        },
      ])
    let failed = checks.count { !$0.passed }
    notes.append(
      failed == 0
        ? "All \(checks.count) checks passed." : "\(failed) of \(checks.count) checks failed.")
  }

  /// Agreement of updates with their references, projection by projection.
  public init(agreements: [Agreement]) {
    self.init(
      of: agreements,
      [
        .text("projection", \.projection), .text("part", \.part), .text("reference", \.reference),
        .number("cosine") { Self.fixed($0.cosine, 3) },
        .number("same sign") { Self.percent($0.signAgreement) },
        .number("relative size") { Self.fixed($0.relativeSize, 3) },
        .number("RMSE") { Self.fixed($0.rmse, 3) }, .number("synapses") { "\($0.count)" },
      ])
  }

  /// Spikes, rates and times of the populations of a simulation.
  public init(_ record: SimulationSummary) {
    self.init(
      title: record.name, of: record.populations,
      [
        .text("population", \.name), .number("units") { "\($0.units)" },
        .number("spikes") {
          "\($0.spikes)"
        } emphasis: { _ in
          .strong
        },
        .number("rate (Hz)") { Self.fixed($0.rate, 3) },
        .number("CV") { Self.fixed($0.variation, 3) },
        .number("first (ms)") { Self.fixed($0.first, 4) },
        .number("last (ms)") { Self.fixed($0.last, 4) },
      ])
    notes = [
      "\(Self.fixed(record.duration, 0)) ms simulated in \(Self.duration(record.seconds)), "
        + "\(Self.large(Double(record.synapticEvents))) synaptic events."
    ]
  }
}
