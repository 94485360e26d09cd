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
    self.init(
      of: steps,
      [
        .text("T/K") { "\($0.free)/\($0.nudged)" },
        .number("beta") { Self.significant($0.beta) }, .text("nudging", \.scheme),
        .text("array", \.name), .number("RMSE") { Self.fixed($0.rmse, 4) },
        .number("cosine") { Self.fixed($0.cosine, 6) },
        .number("sign error") { Self.percent($0.signError) },
        .number("size") { Self.fixed($0.relativeSize, 4) },
        .number("drift") {
          Self.significant($0.drift)
        } emphasis: {
          $0.drift > 0.1 ? .bad : .none
        },
      ])
  }

  /// Errors of EP against beta: over time against RBP, and at rest against the exact gradient.
  public init(errorsOf record: TheoremReport) {
    let courses = record.courses.map {
      ("derivatives over time, against RBP", $0.scheme, $0.beta, $0.error)
    }
    self.init(
      of: courses + record.errors.map { ("gradient, against RBP", $0.scheme, $0.beta, $0.error) },
      [
        .text("error of EP", \.0), .text("nudging", \.1),
        .number("beta") { Self.significant($0.2) },
        .number("relative error") { Self.significant($0.3) },
      ])
  }

  /// Gradient methods against each other.
  public init(gradients: [Agreement]) {
    self.init(
      of: gradients,
      [
        .text("gradient by", \.part), .text("against", \.reference),
        .text("parameters", \.projection), .number("cosine") { Self.fixed($0.cosine, 9) },
        .number("size") { Self.fixed($0.relativeSize, 6) },
        .number("RMSE") { GnuplotText.number($0.rmse, digits: 2) },
        .number("numbers") { "\($0.count)" },
      ])
  }

  /// The meaning of ±, in words: `standard deviation (n - 1) over 5 seeds`.
  public static func deviation(over count: Int, _ what: String) -> String {
    "standard deviation (n - 1) over \(count) \(what)"
  }
}
