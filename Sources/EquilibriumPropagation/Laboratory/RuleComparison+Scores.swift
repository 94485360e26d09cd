import Datasets
import Engine
import Measurements
import Networks
import Plasticity
import Quantities
import RateModel

/// Scores from updates.
extension RuleComparison {
  func score(
    _ empty: RuleScore, _ updates: [[Double]], _ references: ReferenceUpdates, _ projection: String
  ) -> RuleScore {
    var score = empty
    let n = Double(updates.count)
    let mean = Self.mean(updates)
    for name in ReferenceUpdates.names {
      guard let reference = references.updates[name]?[projection] else { continue }
      let each = updates.map {
        Agreement(
          projection: projection, part: score.part, reference: name, update: $0,
          reference: reference)
      }
      var agreement = each[0]
      agreement.cosine = each.reduce(0) { $0 + $1.cosine } / n
      agreement.signAgreement = each.reduce(0) { $0 + $1.signAgreement } / n
      agreement.relativeSize = each.reduce(0) { $0 + $1.relativeSize } / n
      agreement.rmse = each.reduce(0) { $0 + $1.rmse } / n
      score.agreements.append(agreement)
      guard name == "rate EP" else { continue }
      score.cosineDeviation = Self.deviation(each.map(\.cosine))
      let square = Self.dot(reference, reference)
      let gains = updates.map { Self.dot($0, reference) / square }
      score.gain = gains.reduce(0, +) / n
      score.gainError = n > 1 ? Self.deviation(gains) / n.squareRoot() : 0
      let distance = zip(mean, reference).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      var variance = 0.0
      if updates.count > 1 {
        for update in updates {
          variance += zip(update, mean).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
        }
        variance /= n - 1
      }
      score.bias = (max(distance - variance / n, 0) / square).squareRoot()
      // A smaller variance is rounding error.
      if variance > 1e-20 * Self.dot(mean, mean) {
        score.signalToNoise = (max(Self.dot(mean, mean) - variance / n, 0) / variance).squareRoot()
      }
    }
    return score
  }

  /// Standard deviations of the cosine and of the gain between groups of samples.
  func groupDeviations(
    _ plan: LearningPlan, _ k: Int, _ outcomes: [SampleOutcome],
    _ groups: [[String: [Double]]], _ projection: String, _ scores: inout [RuleScore]
  ) {
    let size = groupSize
    var cosines: [String: [Double]] = [:], gains: [String: [Double]] = [:]
    for (group, updates) in groups.enumerated() {
      guard let reference = updates[projection] else { return }
      let part = Array(group * size..<(group + 1) * size)[...]
      let own = Array(outcomes[group * size..<(group + 1) * size])
      for (name, sum) in Comparison.parts(plan, k, data, part, own, count: reference.count) {
        let mean = sum.map { $0 / Double(size) }
        cosines[name, default: []].append(Self.cosine(mean, reference))
        gains[name, default: []].append(
          Self.dot(mean, reference) / Self.dot(reference, reference))
      }
    }
    for index in scores.indices where scores[index].projection == projection {
      let part = scores[index].part
      scores[index].groupDeviation = Self.deviation(cosines[part] ?? [])
      let error = Self.deviation(gains[part] ?? []) / Double(max(groups.count, 1)).squareRoot()
      scores[index].gainError = max(scores[index].gainError, error)
    }
  }

  static func dot(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
  }

  static func cosine(_ a: [Double], _ b: [Double]) -> Double {
    let sizes = (dot(a, a) * dot(b, b)).squareRoot()
    return sizes > 0 ? dot(a, b) / sizes : 0
  }

  static func mean(_ updates: [[Double]]) -> [Double] {
    var sum = updates[0]
    for update in updates.dropFirst() { for i in sum.indices { sum[i] += update[i] } }
    return sum.map { $0 / Double(updates.count) }
  }

  static func deviation(_ values: [Double]) -> Double {
    guard values.count > 1 else { return 0 }
    let mean = values.reduce(0, +) / Double(values.count)
    let sum = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (sum / Double(values.count - 1)).squareRoot()
  }
}
