import Datasets
import EquilibriumPropagation
public import Experiments
import Foundation
public import Networks
import Protocols
import Quantities
import RateModel
import Records

/// An estimate of the cost of a run, made before it.
public struct Estimate: Encodable, Sendable {
  /// Number of units of all populations.
  public private(set) var units = 0
  /// Number of synapses of all projections; the expected number where they are random.
  public private(set) var synapses = 0.0
  /// Memory for weights, delays and the state of all simulations at once [bytes].
  public private(set) var memory = 0.0
  /// Number of arrivals of spikes at synapses, if units fire at an eighth of their maximum rate, or at 10 Hz.
  public private(set) var synapticEvents = 0.0
  /// Wall time on the given threads [s], at 30 million arrivals and 5 billion multiplications per second; a rate twin
  /// takes as long again.
  public private(set) var seconds = 0.0

  private let threads: Int

  private enum CodingKeys: String, CodingKey {
    case units, synapses, memory, synapticEvents, seconds
  }

  /// An estimate.
  ///
  /// - Parameters:
  ///   - experiment: The model.
  ///   - threads: Threads that run it.
  public init(_ experiment: Experiment, threads: Int) {
    self.threads = threads
    let network = experiment.network
    units = network.populations.reduce(0) { $0 + $1.size }
    var copies = 1.0, held = 0.0
    var numbers = 0.0  // weights, shared ones once
    var multiplications = 0.0  // per sample, for clamped inputs
    var arrivalsPerMillisecond = 0.0
    for projection in network.projections {
      let count = network.expectedSynapses(of: projection)
      synapses += count
      let bytes = projection.isFull ? 8.0 : 12.0
      var delay = 0.0
      if case .uniform = projection.delay {} else { delay = 8 }
      if projection.connectivity.kernel == nil {
        memory += count * (bytes + delay) * (projection.isSymmetric ? 2 : 1)
        numbers += count
      } else if let map = try? network.map(of: projection) {
        memory += Double(map.count) * 16
        numbers += Double(map.count)
      }
      guard let source = network.index(of: projection.source),
        let target = network.index(of: projection.target)
      else { continue }
      let population = network.populations[source]
      if population.isClamped { multiplications += count }
      arrivalsPerMillisecond += count * Self.rate(of: population, in: experiment)
      if projection.isSymmetric {
        arrivalsPerMillisecond += count * Self.rate(of: network.populations[target], in: experiment)
      }
    }
    switch experiment.task {
    case .train(let model, let settings, let request):
      add(model, request)
      let branches =
        settings.nudging.scheme == .circle
        ? Double(settings.nudging.points)
        : Double(max(2, settings.nudging.contrast().branches.count))
      let steps = Double(settings.phases.free) + branches * Double(settings.phases.nudged)
      let trained = Double((request.train ?? 0) * settings.epochs * settings.seeds)
      let tested = Double(
        ((request.validation ?? 0) * settings.epochs + (request.test ?? 0)) * settings.seeds)
      let work = Self.operations(model.architecture)
      let operations =
        trained * (work.step * steps + work.once * 2)
        + tested * (work.step * Double(settings.phases.free) + work.once)
      // 40 billion operations per second in products of matrices.
      seconds = operations / 40e9 / Double(min(threads, max(settings.batch / settings.shard, 1)))
      return
    case .theorem(let model, let settings, let request):
      add(model, request)
      let work = Self.operations(model.architecture)
      let steps = settings.phases.reduce(0.0) { $0 + Double($1.free + 10 * $1.nudged) }
      let rows = Double(settings.betas.count * settings.schemes.count * settings.samples)
      seconds = 2 * rows * (work.step * steps + work.once) / 40e9
      return
    case .simulate(let settings):
      let duration = settings.duration.value
      synapticEvents = arrivalsPerMillisecond * duration
      // Samples of traces, and spikes until they are written.
      for probe in settings.probes {
        memory += duration / probe.interval.value * Double(8 * (probe.units.count + 1))
      }
      for population in network.populations {
        memory +=
          duration * Double(population.size) * Self.rate(of: population, in: experiment) * 24
      }
      seconds = synapticEvents / 30e6
    case .learn(let settings, let request):
      copies = Double(min(threads, settings.states == .continued ? settings.lives : settings.batch))
      // Each life has a network that lives, and one that samples only visit.
      if settings.states == .continued { held = 2 * Double(settings.lives) }
      let branches = Double(settings.nudging.contrast().branches.count)
      let trained = Double((request.train ?? 0) * settings.epochs)
      let tested = Double((request.validation ?? 0) * settings.epochs + (request.test ?? 0))
      let free = settings.phases.free.value
      let nudged = branches * (settings.phases.nudged.value + settings.phases.tail.value)
      let time = trained * (free + nudged) + tested * free
      synapticEvents = arrivalsPerMillisecond * time
      // Change of clamped weights after each branch, and the drive of each sample.
      let products = multiplications * (trained * (1 + branches) + tested)
      seconds = (synapticEvents / 30e6 + products / 5e9) / copies * (settings.trainsTwin ? 2 : 1)
      // Weights of the rate twin and reference, of the best epoch and the beginning, and copies of them at the end.
      memory += numbers * 80
      let pixels = Double((request.size.map { $0 * $0 } ?? 784) * 8)
      memory += pixels * Double((request.train ?? 0) + (request.validation ?? 0))
    }
    memory += max(copies, held) * (Double(units) * 200 + numbers * 8) + 50e6
  }

  private mutating func add(_ model: RateExperiment, _ request: DatasetRequest) {
    let architecture = model.architecture
    units = architecture.layers.reduce(0) { $0 + $1.shape.count }
    for connection in architecture.connections {
      let shape = architecture.weightShape(of: connection)
      synapses += Double(shape.rows * shape.columns)
    }
    let samples = (request.train ?? 0) + (request.validation ?? 0) + (request.test ?? 0)
    // Parameters, velocities, gradients and the best so far; data twice, in both precisions.
    memory = synapses * 32 + Double(samples * architecture.input.count) * 12 + 50e6
  }

  /// Multiplications and additions of one step, and of the work that is done once for a sample.
  private static func operations(_ architecture: Architecture) -> (step: Double, once: Double) {
    var (step, once) = (0.0, 0.0)
    for connection in architecture.connections {
      let shape = architecture.weightShape(of: connection)
      var count = 2 * Double(shape.rows * shape.columns)
      if case .convolution(let form) = connection.form {
        let map = form.map(of: architecture.source(of: connection))
        count *= Double(map.height * map.width)
      }
      if connection.pre == nil { once += count } else { step += 2 * count }
    }
    return (step, once)
  }

  /// A guess at the rate of units [1/ms]. Of the outputs that learn, one is active, at three quarters of the maximum.
  private static func rate(of population: Population, in experiment: Experiment) -> Double {
    switch population.units {
    case .lif, .membrane:
      guard let maximum = population.drive?.maximumRate else { return 0.01 }
      if case .learn(let settings, _) = experiment.task, settings.output == population.name {
        return maximum * 0.75 / Double(population.size)
      }
      return maximum / 8
    case .source(.regular(let rates, _)), .source(.poisson(let rates)):
      if let most = population.courses.flatMap(\.values).max() { return most }
      return rates.reduce(0, +) / Double(max(rates.count, 1))
    case .source(.spikes), .source(.samples), .source(.clamp): return 0
    }
  }

  /// Throws when the run would not fit into the memory that this process may use.
  public func check() throws {
    let limit = MemoryLimit.current
    var needed = memory
    if limit.isOfAddresses {
      // The program itself; and for each thread a stack, an arena of the C library and a buffer of OpenBLAS, which
      // tries without end to allocate one.
      needed += MemoryLimit.addresses + Double(threads) * Double(200 << 20)
    }
    if needed > 0.9 * limit.bytes { throw RunError.tooLarge(needed: needed, limit: limit) }
  }

  /// Throws when the weights of `network` as full matrices, twice, would not fit into memory.
  public static func check(matrices network: Network) throws {
    let numbers = network.projections.reduce(0.0) { sum, projection in
      let sizes = network.sizes(of: projection)
      return sum + Double(sizes.sources) * Double(sizes.targets)
    }
    let limit = MemoryLimit.current
    if 16 * numbers > 0.9 * limit.bytes {
      throw RunError.tooLarge(needed: 16 * numbers, limit: limit)
    }
  }

  /// `1.5 GiB`.
  public static func bytes(_ count: Double) -> String {
    let units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"]
    var value = count
    var index = 0
    while value >= 1024, index < units.count - 1 {
      value /= 1024
      index += 1
    }
    return String(format: value < 10 && index > 0 ? "%.1f " : "%.0f ", value) + units[index]
  }

  /// `45 s`, `3 min 20 s`, `2 h 5 min`.
  public static func duration(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds < 1e9 else { return "very long" }
    if seconds < 1 { return "1 s" }
    let whole = Int(seconds.rounded())
    if whole < 60 { return "\(whole) s" }
    if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
    return "\(whole / 3600) h \(whole % 3600 / 60) min"
  }
}
