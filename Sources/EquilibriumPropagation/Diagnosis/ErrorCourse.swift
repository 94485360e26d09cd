import Datasets
import Measurements

/// Findings about learning rates, from the errors of all epochs.
struct ErrorCourse {
  /// Errors by epoch, in their order; the error before learning has epoch 0.
  var errors: [(epoch: Int, error: Double)]
  /// Labels of the samples on which the errors were measured.
  var labels: [Int]

  /// The error of always answering the most frequent class.
  var baseline: Double {
    guard !labels.isEmpty else { return 0 }
    let counts = Dictionary(labels.map { ($0, 1) }, uniquingKeysWith: +)
    return 1 - Double(counts.values.max() ?? 0) / Double(labels.count)
  }

  /// `undone` if the last error is above the least one by more than three standard deviations of counts and a twentieth
  /// of chance; else `chance` if the last error is at chance. Nil without epochs of learning, and with one class only.
  var finding: Finding? {
    let baseline = baseline
    guard baseline > 0, let last = errors.last, last.epoch > 0,
      let least = errors.min(by: { $0.error < $1.error })
    else { return nil }
    let variance =
      (last.error * (1 - last.error) + least.error * (1 - least.error)) / Double(labels.count)
    let rise = last.error - least.error
    if rise > max(3 * variance.squareRoot(), Finding.mostUndone * baseline) {
      return .undone(error: last.error, least: least.error, epoch: least.epoch)
    }
    return last.error >= Finding.nearChance * baseline
      ? .chance(error: last.error, baseline: baseline) : nil
  }
}

extension ErrorCourse {
  /// The errors by which epochs are chosen, or else those of training.
  init(_ epochs: [Epoch], _ data: Split) {
    errors = epochs.compactMap { epoch in
      (epoch.selectionError ?? epoch.trainError).map { (epoch.epoch, $0) }
    }
    labels = data.validation.count > 0 ? data.validation.labels : data.train.labels
  }
}
