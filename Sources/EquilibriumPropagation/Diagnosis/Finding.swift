import Datasets
import Measurements

/// An outcome of a training that its author probably did not mean, as numbers.
///
/// A finding names no key of a model file; `Experiment.advice` puts it into words.
public enum Finding: Sendable, Equatable, Codable {
  /// Free phases end before the network has settled, and drift goes into updates: without nudging, states still move
  /// by this fraction of the distance by which the nudging of a wrong answer moves them.
  case drifting(Double)
  /// Free phases end before the network has settled, and predictions are read from outputs that still move. In the time
  /// of a nudged phase they move by this fraction of the distance of their targets. The compared branches share this
  /// motion, so it cancels in updates.
  case moving(Double)
  /// This fraction of the free phases had their full length without settling to the tolerance.
  case neverSettled(fraction: Double)
  /// The largest residual at the end of a free phase of the last epoch is above the tolerance.
  case residual(found: Double, tolerance: Double)
  /// The error of the last epoch is clearly above the least one, of epoch `epoch` (0: before learning).
  case undone(error: Double, least: Double, epoch: Int)
  /// The error of the last epoch is about `baseline`, the error of always answering the most frequent class.
  case chance(error: Double, baseline: Double)
  /// This fraction of a projection's weights lies at the bounds of their range; at the beginning most did not.
  case bounded(projection: String, fraction: Double, range: ClosedRange<Double>)
  /// This fraction of a population's units is never active.
  case silent(population: String, fraction: Double)
  /// This fraction of a population's activities, over units and samples, is saturated.
  case saturated(population: String, fraction: Double)
}

extension Finding {
  /// The limit of `drifting`.
  public static let largestDrift = 0.1
  /// The limit of `moving`. Networks that learn well reach 0.25, those whose free phases are cut to a third 2.
  public static let largestMovement = 0.5
  /// The greatest fraction of free phases that may have their full length, of activities that may be saturated, and of
  /// weights that may lie at their bounds.
  public static let mostParts = 0.5
  /// The greatest fraction of a population's units that may be silent. Networks that learn well leave up to 0.68
  /// unused.
  public static let mostSilent = 0.75
  /// The greatest fraction of outputs that may be silent, each of which stands for a class.
  public static let mostSilentOutputs = 0.4
  /// The limit of the rise from the least error to the last one, scatter apart, as a fraction of the error of chance.
  public static let mostUndone = 0.05
  /// The fraction of the error of chance from which on an error counts as chance.
  public static let nearChance = 0.9
}

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
