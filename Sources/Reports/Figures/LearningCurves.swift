public import Measurements

/// Curves over epochs, as `metrics.jsonl` has them.
public enum LearningCurves {
  /// Figures of the errors and of the cosine with rate EP, as far as they were measured in two epochs.
  ///
  /// - Parameters:
  ///   - epochs: All epochs of all repetitions.
  ///   - colours: Colours of the network; nil: derived from the names of its projections.
  public static func figures(_ epochs: [Epoch], colours: NetworkColours?) -> [Figure?] {
    [
      errors(epochs).map { .curves($0, named: "error", colours: colours) },
      cosines(epochs).map { .curves($0, named: "cosine", colours: colours) },
    ]
  }

  /// Errors [%]; the mean over repetitions with their range, where there are several. nil without two epochs.
  static func errors(_ epochs: [Epoch]) -> Curves? {
    let errors: [(String, KeyPath<Epoch, Double?>)] = [
      ("validation", \.validationError), ("training, after the epoch", \.trainErrorAfter),
      ("training", \.trainError), ("validation, rate twin", \.twinValidationError),
      ("training, after the epoch, rate twin", \.twinTrainErrorAfter),
      ("training, rate twin", \.twinTrainError),
    ]
    return curves(
      epochs, axis: "error (%)",
      errors.map { name, error in (name, { $0[keyPath: error].map { 100 * $0 } }) })
  }

  /// The part of the update that is compared: all of it, or what comes next.
  static func part(_ epochs: [Epoch]) -> String? {
    ["total", "symmetric", "forward"].first { part in
      epochs.contains { $0.agreements.contains { $0.part == part } }
    }
  }

  /// The cosine with rate EP.
  static func cosines(_ epochs: [Epoch]) -> Curves? {
    var record = projections(epochs, axis: "cosine of the update") { $0.cosine }
    record?.showNearOne()
    return record
  }

  /// The share of synapses whose changes have one sign [%].
  static func signs(_ epochs: [Epoch]) -> Curves? {
    var record = projections(epochs, axis: "same sign (%)") { 100 * $0.signAgreement }
    record?.maximum = 100
    return record
  }

  /// |update| / |reference|.
  static func sizes(_ epochs: [Epoch]) -> Curves? {
    projections(epochs, axis: "relative size") { $0.relativeSize }
  }

  /// Drift of free phases, or residuals of rate models.
  static func settling(_ epochs: [Epoch]) -> Curves? {
    var record =
      curves(epochs, axis: "drift / nudging signal", [("drift", { $0.settlingDrift })])
      ?? curves(epochs, axis: "residual", [("residual", { $0.residual })])
    if record?.axis.hasPrefix("drift") ?? false {
      record?.level = .init(name: "has not settled", value: 0.1)
    }
    return record
  }

  /// Mean activity and the share of silent units.
  static func activity(_ epochs: [Epoch]) -> Curves? {
    let names = Set(epochs.flatMap(\.meanActivity.keys)).sorted()
    let silent = Set(epochs.flatMap(\.silentFraction.keys)).sorted().filter { name in
      epochs.contains { ($0.silentFraction[name] ?? 0) > 0 }
    }
    return curves(
      epochs, axis: "activity s, share",
      names.map { name in (name, { $0.meanActivity[name] }) }
        + silent.map { name in ("\(name), silent", { $0.silentFraction[name] }) })
  }

  private static func projections(
    _ epochs: [Epoch], axis: String, value: @escaping (Agreement) -> Double
  ) -> Curves? {
    guard let part = part(epochs) else { return nil }
    var record = curves(
      epochs, axis: axis,
      epochs.flatMap(\.agreements).map(\.projection).distinct.map { projection in
        (
          projection,
          { epoch in
            epoch.agreements.first { $0.projection == projection && $0.part == part }.map(value)
          }
        )
      })
    record?.isOfNetwork = true
    record?.scale = .linear
    return record
  }

  private static func curves(
    _ epochs: [Epoch], axis: String, _ quantities: [(name: String, value: (Epoch) -> Double?)]
  ) -> Curves? {
    var record = curves(quantities.map { ($0.name, epochs, $0.value) }, axis: axis)
    let repetitions = Set(epochs.map(\.repetition)).count
    if repetitions > 1 { record?.note = "mean and range of \(repetitions) repetitions" }
    return record
  }

  /// A line for each quantity that occurs, over all epochs in which one does; nil without two of them.
  static func curves(
    _ lines: [(name: String, epochs: [Epoch], value: (Epoch) -> Double?)], axis: String
  ) -> Curves? {
    let epochs = Set(
      lines.flatMap { line in line.epochs.filter { line.value($0) != nil }.map(\.epoch) }
    ).sorted()
    guard epochs.count > 1 else { return nil }
    let series = lines.map { line in
      Curves.Series(
        name: line.name,
        repeated: epochs.map { epoch in
          line.epochs.filter { $0.epoch == epoch }.compactMap(line.value)
        })
    }
    return Curves(
      epochs: epochs.map(Double.init),
      series: series.filter { $0.values.contains { $0 != nil } }, axis: axis)
  }
}

extension Curves {
  /// An axis up to 1 that begins not far below the least value, as cosines near 1 ask for.
  mutating func showNearOne() {
    maximum = 1
    let values = series.flatMap { $0.values + ($0.low ?? []) }.compactMap { $0 }.filter(\.isFinite)
    guard let least = values.min(), least > 0.3 else { return }
    let step = least > 0.9 ? 0.02 : 0.1
    minimum = ((least - step / 4) / step).rounded(.down) * step
  }
}
