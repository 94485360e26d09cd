public import Measurements
import Records

extension SummaryTable {
  /// The table at the end of a training of a rate model.
  public init(_ record: TrainingSummary) {
    let isRepeated = record.seeds.count > 1
    self.init(
      title: record.name,
      columns: [.text("seed")] + (isRepeated ? [.number("repetition")] : []) + [
        .number("best epoch"), .number("training error"), .number("validation error"),
        .number("test error"),
      ])
    for seed in record.seeds {
      add(
        [Cell("\(seed.seed)")] + (isRepeated ? [Cell("\(seed.repetition)")] : []) + [
          Cell("\(seed.bestEpoch) of \(seed.epochs)"),
          Cell(Self.percent(seed.trainError)), Cell(Self.percent(seed.validationError)),
          Cell(Self.percent(seed.testError), .strong),
        ])
    }
    if let mean = record.meanTestError, isRepeated {
      let deviation = record.testErrorDeviation.map { " ± " + Self.percent($0) } ?? ""
      add(["mean", "", "", "", "", Cell(Self.percent(mean) + deviation, .strong)])
      if record.testErrorDeviation != nil {
        notes.append("±: \(Self.deviation(over: record.seeds.count, "repetitions")).")
      }
    }
    if record.testCount > 0 {
      notes.append(
        record.seeds.contains { $0.validationError != nil }
          ? "\(record.testCount) test samples; the model is the epoch with the least validation error."
          : "\(record.testCount) test samples; the model is the last epoch, as there are no validation samples."
      )
    }
    var cost = "learning took \(Self.duration(record.seconds))"
    if let each = record.processorSecondsPerThousand {
      cost += ", \(Self.significant(each)) s of processor time for 1000 samples"
    }
    notes.append(cost + ".")
    if record.wasCancelled { notes.append("Stopped before its end.") }
  }

  /// EP against BPTT, one row for each array of parameters and setting.
  public init(steps: [TheoremReport.Step]) {
    self.init(columns: [
      .text("T/K"), .number("beta"), .text("nudging"), .text("array"), .number("RMSE"),
      .number("cosine"), .number("sign error"), .number("size"), .number("drift"),
    ])
    for step in steps {
      add([
        Cell("\(step.free)/\(step.nudged)"), Cell(Self.significant(step.beta)), Cell(step.scheme),
        Cell(step.name), Cell(Self.fixed(step.rmse, 4)), Cell(Self.fixed(step.cosine, 6)),
        Cell(Self.percent(step.signError)), Cell(Self.fixed(step.relativeSize, 4)),
        Cell(Self.significant(step.drift), step.drift > 0.1 ? .bad : .none),
      ])
    }
  }

  /// Errors of EP against beta: over time against RBP, and at rest against the exact gradient.
  public init(errorsOf record: TheoremReport) {
    self.init(columns: [
      .text("error of EP"), .text("nudging"), .number("beta"), .number("relative error"),
    ])
    for course in record.courses {
      add([
        "derivatives over time, against RBP", Cell(course.scheme),
        Cell(Self.significant(course.beta)), Cell(Self.significant(course.error)),
      ])
    }
    for error in record.errors {
      add([
        "gradient, against RBP", Cell(error.scheme), Cell(Self.significant(error.beta)),
        Cell(Self.significant(error.error)),
      ])
    }
  }

  /// Gradient methods against each other.
  public init(gradients: [Agreement]) {
    self.init(columns: [
      .text("gradient by"), .text("against"), .text("parameters"), .number("cosine"),
      .number("size"), .number("RMSE"), .number("numbers"),
    ])
    for row in gradients {
      add([
        Cell(row.part), Cell(row.reference), Cell(row.projection), Cell(Self.fixed(row.cosine, 9)),
        Cell(Self.fixed(row.relativeSize, 6)), Cell(GnuplotText.number(row.rmse, digits: 2)),
        Cell("\(row.count)"),
      ])
    }
  }

  /// The meaning of ±, in words: `standard deviation (n - 1) over 5 seeds`.
  public static func deviation(over count: Int, _ what: String) -> String {
    "standard deviation (n - 1) over \(count) \(what)"
  }

  /// Three significant digits.
  public static func significant(_ value: Double) -> String {
    value == 0 ? "0" : GnuplotText.number(value, digits: 3)
  }
}
