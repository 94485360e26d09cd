public import Measurements
public import Networks
import Protocols

/// Sentences on findings, each with its numbers, its limit, and keys to change that this model has.
extension Experiment {
  /// The sentence on a finding about a training of this model, for the terminal, `run.json` and `result.json`.
  public func advice(_ finding: Finding) -> String {
    switch finding {
    case .drifting(let part):
      "free phases end before the network has settled: states drift, without nudging, by \(percent(part)) of what the "
        + "nudging of a wrong answer moves them by (limit \(percent(Finding.largestDrift))); \(settling)"
        + "; or raise \(section).nudging.beta; or set \(section).nudging.scheme to twin or symmetric, in which drift "
        + "cancels"
    case .moving(let part):
      "free phases end before the network has settled: predictions are read from outputs that still move by "
        + "\(percent(part)) of the distance of their targets in a nudged phase (limit "
        + "\(percent(Finding.largestMovement))); \(settling)"
    case .neverSettled(let fraction):
      "free phases do not settle: \(percent(fraction)) of them (limit \(percent(Finding.mostParts))) last to their "
        + "longest, learning.phases.free, before activities change by less than learning.phases.settle; raise either"
    case .residual(let found, let tolerance):
      "free phases end before they have settled: the largest residual of the last epoch is \(number(found)), above "
        + "the tolerance of \(number(tolerance)); raise training.phases.free, or training.phases.tolerance"
    case .undone(let error, let least, let epoch):
      "learning undid itself: the error ends at \(percent(error)), after \(percent(least)) "
        + (epoch == 0 ? "before learning" : "in epoch \(epoch)")
        + "; learning rates are probably too high: lower \(rates.listed(most: 12)), or let them fall with \(section)"
        + ".decay"
    case .chance(let error, let baseline):
      "nothing was learned: the error ends at \(percent(error)), and always to say the commonest class gives "
        + "\(percent(baseline)); learning rates are probably far too high or too low (\(rates.listed(or: "and", most: 12)))"
        + ", or \(section).epochs too few"
    case .bounded(let projection, let fraction, let range):
      "\(percent(fraction)) of the weights of '\(projection)' have come to their bounds, \(text(range)) (limit "
        + "\(percent(Finding.mostParts))); lower learning.rates.\(projection)"
        + (network.projection(projection)?.bounds == range
          ? ", or widen network.projections.\(projection).bounds" : "")
    case .silent(let population, let fraction): silent(population, fraction)
    case .saturated(let population, let fraction): saturated(population, fraction)
    }
  }

  /// The sentence on a population that did not fire in a simulation.
  public func silence(of population: Population) -> String {
    "'\(population.name)' is silent: none of its \(population.size) units fired; raise "
      + (inputs(of: population.name) + ["the rates of its inputs"]).listed()
  }

  /// The sentence on a population that fires at this part of its highest rate.
  public func saturation(of population: Population, _ part: Double) -> String {
    let refractory = InputKeys(experiment: self).refractoryTime(of: population)
    return
      "'\(population.name)' is saturated: it fires at \(percent(part)) of 1/t_ref, the highest rate there is; "
      + "lower \((inputs(of: population.name) + [refractory].compactMap(\.self)).listed())"
  }

  // MARK: - Sentences

  /// Ways to let a network settle.
  private var settling: String {
    var ways = ["lengthen \(section).phases.free"]
    if case .learn(let settings, _) = task {
      if settings.phases.settlingTolerance != nil { ways.append("lower learning.phases.settle") }
      let recurrent = network.projections.filter(\.isSymmetric).map {
        "network.projections.\($0.name).weights"
      }
      if !recurrent.isEmpty { ways.append("lower " + recurrent.listed()) }
    } else {
      ways.append("lower rate.weights")
    }
    return ways.joined(separator: "; or ")
  }

  private func silent(_ population: String, _ fraction: Double) -> String {
    let limit = isOutput(population) ? Finding.mostSilentOutputs : Finding.mostSilent
    return
      "\(percent(fraction)) of the units of '\(population)' are silent (limit \(percent(limit))): "
      + (isRate ? "they are inactive in all samples" : "they never fired in the last epoch")
      + "; raise \(inputs(of: population).listed())"
  }

  private func saturated(_ population: String, _ fraction: Double) -> String {
    let refractory = network.populations.first { $0.name == population }.flatMap {
      InputKeys(experiment: self).refractoryTime(of: $0)
    }
    return "'\(population)' is saturated: \(percent(fraction)) of its activities (limit "
      + "\(percent(Finding.mostParts))) are at the top of what they can be; lower "
      + (inputs(of: population) + [refractory].compactMap(\.self)).listed()
  }

  // MARK: - Keys

  private var isRate: Bool { if case .train = task { true } else { false } }

  /// The name of the section with the learning parameters.
  private var section: String { isRate ? "training" : "learning" }

  /// The keys of all learning rates that are not 0.
  private var rates: [String] {
    func keys(_ weights: [String: Double], _ biases: [String: Double]) -> [String] {
      [("rates", weights), ("bias_rates", biases)].flatMap { group, values in
        values.filter { $0.value > 0 }.keys.sorted().map { "\(section).\(group).\($0)" }
      }
    }
    switch task {
    case .learn(let settings, _): return keys(settings.learningRates, settings.biasRates)
    case .train(_, let settings, _): return keys(settings.rates, settings.biasRates)
    case .simulate, .theorem: return []
    }
  }

  /// The keys of the inputs to a population or a layer.
  private func inputs(of population: String) -> [String] {
    if isRate { return ["rate.biases", "rate.weights"] }
    guard let found = network.populations.first(where: { $0.name == population }) else { return [] }
    let keys = InputKeys(experiment: self)
    return [keys.current(of: found)].compactMap(\.self) + keys.weights(onto: population)
  }

  private func isOutput(_ population: String) -> Bool {
    switch task {
    case .learn(let settings, _): return settings.output == population
    case .train(let model, _, _):
      return model.dynamics.cost != .crossEntropy
        && model.architecture.layers[model.architecture.output].name == population
    case .simulate, .theorem: return false
    }
  }

  // MARK: - Numbers

  private func percent(_ part: Double) -> String { number(100 * part) + " %" }

  /// The number with three digits; more are not significant.
  private func number(_ value: Double) -> String {
    guard value.isFinite, value != 0 else { return Output.text(of: value) }
    var scale = 1.0
    while abs(value) * scale < 100, scale < 1e12 { scale *= 10 }
    return Output.text(of: (value * scale).rounded() / scale)
  }

  private func text(_ range: ClosedRange<Double>) -> String {
    "[\(number(range.lowerBound)), \(number(range.upperBound))]"
  }
}
