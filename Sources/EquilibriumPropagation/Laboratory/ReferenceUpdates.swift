import Datasets
import Networks
import RateModel

/// The reference updates with which rules are compared, for one batch of samples at one set of weights; per unit of
/// learning rate, averaged over the samples. Weights are sorted by source, then target.
struct ReferenceUpdates {
  /// Names of the references, in the order in which tables show them.
  static let names = ["rate EP", "RBP", "BPTT"]
  /// Updates by name of the reference, then by projection.
  private(set) var updates: [String: [String: [Double]]] = [:]
  /// The reasons for which references are missing, by name.
  private(set) var missing: [String: String] = [:]

  init(
    _ rate: RateLearner, _ data: Dataset, _ indices: ArraySlice<Int>
  ) throws(LearningError) {
    updates["rate EP"] = try rate.update(data, indices, sign: 1).weights
    let problem = rate.problem(data, indices)
    // Steps that are short enough for the fastest layer are many in the time constant of the slowest.
    let times = Int((problem.architecture.slowest / problem.architecture.fastest).rounded(.up))
    let methods: [any GradientMethod] = [
      RecurrentBackpropagationByRelaxation(limit: 2000 * times, tolerance: 1e-9),
      BackpropagationThroughTime(steps: 200 * times),
    ]
    for (name, method) in zip(["RBP", "BPTT"], methods) {
      do throws(RateModelError) {
        updates[name] = rate.byProjection(try method.descent(problem))
      } catch { missing[name] = "\(error)" }
    }
  }
}
