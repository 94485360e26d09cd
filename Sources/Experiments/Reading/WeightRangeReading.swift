import Networks
import Plasticity
import Protocols

/// A check of plastic projections whose initial weights lie outside the range of later ones: their `bounds`, the range
/// of their rule, or that of a device.
///
/// Given weights and bounded distributions outside the range are errors. For unbounded distributions the weights that
/// the seed draws are checked; these are warnings, since another seed draws other weights.
struct WeightRangeReading {
  let experiment: Experiment
  let places: KeyPlaces
  let log: ProblemLog

  func check() {
    let network = experiment.network
    switch experiment.task {
    case .simulate(let settings):
      for (name, rule) in settings.plasticity.sorted(by: { $0.key < $1.key }) {
        if let projection = network.projection(name) { check(projection, limits(projection, rule)) }
      }
    case .learn(let settings, _):
      for (name, rate) in settings.learningRates.sorted(by: { $0.key < $1.key }) where rate > 0 {
        guard let projection = network.projection(name) else { continue }
        check(projection, limits(projection, settings.rule) + device(settings.device))
      }
    case .train, .theorem: return
    }
  }

  /// A range, the part of the model that keeps weights in it, and a remedy.
  private struct Limit {
    var range: ClosedRange<Double>
    var keeper: String
    var remedy: String
  }

  private func limits(_ projection: Projection, _ rule: any SpikeTimingRule) -> [Limit] {
    var limits = [
      Limit(
        range: projection.bounds, keeper: "its 'bounds' keep weights",
        remedy: "widen 'bounds', or begin inside of them")
    ]
    var remedy = "begin inside of it"
    if rule is WeightDependentPair || rule is TripletSTDP {
      remedy = "weights and w_max must have the same sign, and w_max be the larger one"
    } else if rule is EquationRule {
      remedy += ", or change the rule's 'bounds'"
    }
    limits.append(
      Limit(range: rule.bounds, keeper: "the rule '\(rule.name)' keeps weights", remedy: remedy))
    return limits
  }

  private func device(_ device: SynapticDevice?) -> [Limit] {
    guard let device, device.levels > 1 else { return [] }
    return [
      Limit(
        range: device.low...device.high, keeper: "the device has weights",
        remedy: "widen 'range', or begin inside of it")
    ]
  }

  private func check(_ projection: Projection, _ limits: [Limit]) {
    let place = places.place(ofFirst: [["network", "projections", projection.name, "weights"]])
    let sizes = experiment.network.sizes(of: projection)
    for limit in limits where limit.range != -Double.infinity...Double.infinity {
      let range =
        "[\(Output.text(of: limit.range.lowerBound)), \(Output.text(of: limit.range.upperBound))]"
      if let support = support(of: projection, sizes) {
        if limit.range.lowerBound <= support.lowerBound,
          support.upperBound <= limit.range.upperBound
        {
          continue
        }
        let wrong =
          support.lowerBound < limit.range.lowerBound ? support.lowerBound : support.upperBound
        let what = support.lowerBound == support.upperBound ? "'weights' is" : "'weights' reaches"
        log.error(
          place,
          "\(what) \(Output.text(of: wrong)), but \(limit.keeper) in \(range): \(limit.remedy)")
        return
      }
      guard
        let drawn = try? experiment.network.wiring(of: projection, seed: experiment.seed).weights
      else { return }
      let outside = drawn.count { !limit.range.contains($0) }
      guard outside > 0 else { continue }
      log.warning(
        place,
        "\(outside) of \(drawn.count) weights are drawn outside of \(range), in which \(limit.keeper); each is "
          + "moved into it when it first changes")
    }
  }

  /// The least and the greatest possible weight, with the sign of the projection; nil for unbounded distributions.
  private func support(
    of projection: Projection, _ sizes: (sources: Int, targets: Int)
  ) -> ClosedRange<Double>? {
    guard let range = written(projection), let sign = experiment.network.sign(of: projection) else {
      return written(projection)
    }
    let ends = [range.lowerBound, range.upperBound].map(sign.fold)
    let low = min(ends[0], ends[1]), high = max(ends[0], ends[1])
    return range.contains(0) ? min(low, 0)...max(high, 0) : low...high
  }

  /// The least and the greatest weight before they have the sign of the projection.
  private func written(_ projection: Projection) -> ClosedRange<Double>? {
    switch projection.weights {
    case .constant(let value): value...value
    case .uniform(let low, let high): low...high
    case .explicit(let values): values.isEmpty ? 0...0 : values.min()!...values.max()!
    case .normal(let mean, 0): mean...mean
    case .normal, .glorotUniform, .glorotNormal, .transposed: nil
    }
  }
}
