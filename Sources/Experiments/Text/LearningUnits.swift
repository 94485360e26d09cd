import Networks
import Protocols

/// The units of the numbers of `learning`.
///
/// With u the drive [D], s = r / r_max a plain number, w and b in [D] of the population that they act on:
///
///     e = y - u:  beta [1], y [D of the output];        e = y - s:  beta [D of the output], y [1] or a rate
///     dw = eta d(s_i s_j)/d beta, db = eta d s_i/d beta:  eta [w][beta]
///
/// *Units*: D is 1 in dimensionless membranes, pA in physical ones.
struct LearningUnits {
  /// The unit of weights onto each population, by name; drives and biases have the same.
  let weights: [String: Dimension]
  /// The output population.
  var output: String
  var form: Nudging.Form

  /// The unit of beta.
  var beta: Dimension { form == .drive ? .number : weights[output] ?? .number }

  /// The reason for the unit of beta.
  var betaReason: String {
    switch (form, weights[output] ?? .number) {
    case (.drive, _): "with 'form: drive' it compares a drive with a drive"
    case (.activity, .number): "the drive of '\(output)' is a plain number"
    case (.activity, let drive):
      "with 'form: activity' it is the drive of '\(output)', a \(drive.rawValue), for an activity of 1"
    }
  }

  /// The unit of y, if it is a drive.
  var target: Dimension { form == .drive ? weights[output] ?? .number : .number }

  /// The unit of the learning rates of weights and biases onto a population.
  ///
  /// *Edge cases*: a plain number if no learning membrane has such weights.
  func rate(onto population: String) -> Dimension {
    switch (weights[population] ?? .number, beta) {
    case (.unclear, _), (_, .unclear): .unclear
    case (let weight, .number): weight
    case (.number, let beta): beta
    case (.current, .current): .squaredCurrent
    default: .number
    }
  }

  /// The reason for the unit of learning rates; `what` is weights or biases.
  func rateReason(_ what: String, onto population: String) -> String {
    let weight = weights[population] ?? .number
    if weight == .number, beta == .number { return "\(what) and beta are plain numbers" }
    func text(_ dimension: Dimension) -> String {
      dimension == .number ? "a plain number" : "in \(dimension.unit)"
    }
    return "it measures \(what), \(text(weight)), times beta, \(text(beta))"
  }

  /// The common unit of the weights of these projections; a plain number if they differ.
  static func common(
    _ projections: [Projection], _ weights: [String: Dimension]
  ) -> Dimension {
    let all = Set(projections.map { weights[$0.target] ?? .number })
    if all.contains(.unclear) { return .unclear }
    return all.count == 1 ? all.first ?? .number : .number
  }
}
