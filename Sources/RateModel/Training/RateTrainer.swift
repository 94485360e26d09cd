public import Collectives
public import Networks
public import Protocols
public import Quantities

/// Stochastic gradient descent by equilibrium propagation, in single precision.
///
/// A batch is cut into shards of a fixed size, one machine for each; their gradients are added up in
/// the order of the samples, so that results do not depend on the number of threads, nor on the number of
/// ranks that share the shards.
public final class RateTrainer: @unchecked Sendable {
  /// The network.
  public let architecture: Architecture
  /// Its equations.
  public let dynamics: Dynamics
  /// Settings of the training.
  public let settings: RateTrainingSettings
  /// Learning rates by name of the parameters; parameters without one do not change.
  public let rates: [String: Double]
  /// Weights and biases.
  public var parameters: ParameterSet<Float>
  /// Velocities of momentum.
  public var velocities: ParameterSet<Float>
  let classes: Int
  private let threads: Int
  let ranks: any RankExchange
  private(set) var workers: [ShardWorker] = []
  /// u of each layer by sample, or by place in the batch where states are continued; empty for fresh states.
  public var keptStates: [Int: [[Float]]] = [:]

  /// A trainer that begins with `parameters`.
  public init(
    _ architecture: Architecture, _ dynamics: Dynamics, parameters: ParameterSet<Float>,
    classes: Int, settings: RateTrainingSettings, rates: [String: Double], threads: Int,
    ranks: any RankExchange = SingleRank()
  ) {
    self.ranks = ranks
    self.architecture = architecture
    self.dynamics = dynamics
    self.parameters = parameters
    self.settings = settings
    self.rates = rates
    self.classes = classes
    self.threads = threads
    velocities = parameters
    velocities.clear()
  }

  /// The result of one batch.
  public struct BatchReport: Sendable {
    /// Classes that the free states predicted.
    public var predictions: [Int] = []
    /// Sum of the costs of the free states.
    public var cost = 0.0
    /// Steps of free and nudged phases, times samples.
    public var steps = 0
    /// Largest residual at the end of the free phases; infinite when not measured.
    public var residual = 0.0
  }

  // MARK: - Learning

  /// Learns from one batch.
  ///
  /// - Parameters:
  ///   - inputs: One row for each sample.
  ///   - targets: One row for each sample.
  ///   - count: Number of samples.
  ///   - scale: The schedule's factor of all learning rates.
  ///   - seed: Random sign and noise of this batch.
  ///   - samples: Indices of the samples, where states are kept from one epoch to the next.
  public func learn(
    inputs: [Float], targets: [Float], count: Int, scale: Double, seed: Seed, samples: [Int] = []
  ) throws(RateModelError) -> BatchReport {
    let size = settings.shard
    let shards = (count + size - 1) / size
    let mine = ranks.share(of: shards)
    while workers.count < max(mine.count, 1) {
      workers.append(
        ShardWorker(RateMachine(architecture, dynamics, classes: classes), like: parameters))
    }
    var signs = seed.branch("sign").stream()
    let sign = signs.uniform() < 0.5 ? -1.0 : 1.0
    let width = architecture.input.count, outputs = targets.count / count
    let weight = 1 / Float(count)
    let keys = settings.states == .continued ? Array(0..<count) : samples
    let own = Parallel.map(mine.count, threads: threads) { [self] (_, index) in
      let shard = mine.lowerBound + index
      let range = shard * size..<min((shard + 1) * size, count)
      let worker = workers[index], machine = worker.estimator.machine
      machine.load(
        inputs: inputs[range.lowerBound * width..<range.upperBound * width],
        targets: targets[range.lowerBound * outputs..<range.upperBound * outputs],
        batch: range.count, parameters: parameters)
      if settings.states != .fresh { machine.resume(range.map { keptStates[keys[$0]] }) }
      worker.gradient.clear()
      var report = BatchReport()
      let seen = worker.estimator.estimate(
        parameters, settings.nudging, settings.phases, weight: weight, sign: sign,
        noise: dynamics.noise > 0 ? seed.branch("noise").branch(shard) : nil,
        into: &worker.gradient
      ) {
        report.predictions = machine.predictions(parameters)
        report.cost = machine.costs(parameters).reduce(0, +)
      }
      report.residual = seen.residual
      report.steps = (seen.freeSteps + seen.nudgedSteps) * range.count
      return report
    }
    addGradients(mine.count)
    let reports = gatherReports(own)
    if settings.states != .fresh {
      let rows = mine.flatMap { shard in
        (shard * size..<min((shard + 1) * size, count)).enumerated().map { row, _ in
          let estimator = workers[shard - mine.lowerBound].estimator
          return (settings.states == .continued ? estimator.machine.state : estimator.free)
            .rows(row, architecture)
        }
      }
      for (key, states) in zip(keys, gatherStates(rows)) { keptStates[key] = states }
    }
    var total = BatchReport()
    for report in reports {
      total.predictions += report.predictions
      total.cost += report.cost
      total.steps += report.steps
      total.residual = max(total.residual, report.residual)
    }
    try descend(scale: scale)
    return total
  }

  /// v <- mu v + g, theta <- theta + eta (v - lambda theta); decay is for weights, not for biases.
  private func descend(scale: Double) throws(RateModelError) {
    for (k, name) in parameters.names.enumerated() {
      guard let rate = rates[name], rate > 0 else { continue }
      let eta = Float(rate * scale)
      let decays =
        name == "readout" || architecture.connections.contains { name.hasPrefix($0.name) }
      let decay = decays ? Float(settings.weightDecay) : 0
      let isFinite = Kernels.descend(
        &parameters.values[k], velocity: &velocities.values[k],
        gradient: workers[0].gradient.values[k],
        rate: eta, momentum: Float(settings.momentum), decay: decay)
      if !isFinite {
        let index = parameters.values[k].firstIndex { !$0.isFinite } ?? 0
        throw .overflow(parameter: name, index: index)
      }
    }
  }

  // MARK: - Evaluation

  /// The classes that free states predict, one for each row of `inputs`.
  public func predict(inputs: [Float], count: Int) -> [Int] {
    let width = architecture.input.count, chunk = 100
    let mine = ranks.share(of: (count + chunk - 1) / chunk)
    let workers = (0..<max(1, min(threads, mine.count))).map { _ in
      ShardWorker(RateMachine(architecture, dynamics, classes: classes), like: parameters)
    }
    let found = Parallel.map(mine.count, threads: threads) { [self] (worker, shard) in
      let machine = workers[worker].estimator.machine
      let first = (mine.lowerBound + shard) * chunk
      let range = first..<min(first + chunk, count)
      machine.load(
        inputs: inputs[range.lowerBound * width..<range.upperBound * width], targets: [],
        batch: range.count, parameters: parameters)
      machine.relax(
        parameters, limit: settings.phases.free, tolerance: settings.phases.tolerance)
      return machine.predictions(parameters)
    }
    let result = found.flatMap(\.self)
    return ranks.count == 1 ? result : ranks.gather(result).flatMap(\.self)
  }
}

/// A machine and its buffers, used by one thread at a time.
final class ShardWorker: @unchecked Sendable {
  let estimator: EquilibriumEstimator<Float>
  var gradient: ParameterSet<Float>

  init(_ machine: RateMachine<Float>, like parameters: ParameterSet<Float>) {
    estimator = EquilibriumEstimator(machine)
    gradient = parameters
  }
}
