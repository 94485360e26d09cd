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
