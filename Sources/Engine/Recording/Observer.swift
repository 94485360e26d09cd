public import Quantities

/// Spikes in the order in which they happened.
public struct SpikeBatch: Sendable, Equatable {
  /// When [ms].
  public var times: [Double] = []
  /// In which population, an index into the network's populations.
  public var populations: [Int32] = []
  /// Which unit of it.
  public var units: [Int32] = []

  /// How many.
  public var count: Int { times.count }

  /// No spikes.
  public init() {}

  mutating func append(_ time: Double, _ population: Int, _ unit: Int) {
    times.append(time)
    populations.append(Int32(population))
    units.append(Int32(unit))
  }

  mutating func removeAll() {
    times.removeAll(keepingCapacity: true)
    populations.removeAll(keepingCapacity: true)
    units.removeAll(keepingCapacity: true)
  }
}

/// Samples of one probe at one time.
public struct SampleBatch: Sendable, Equatable {
  /// Which probe, in the order in which probes were added.
  public var probe: Int
  /// When [ms].
  public var time: Double
  /// One value for each unit, or synapse, of the probe.
  public var values: [Double]
}

/// What is told while a simulation runs: spikes in batches, samples at regular times.
public protocol SimulationObserver: AnyObject {
  /// Some spikes happened.
  func observe(_ spikes: SpikeBatch)
  /// A probe was read.
  func observe(_ samples: SampleBatch)
}

extension SimulationObserver {
  public func observe(_ samples: SampleBatch) {}
}

/// What is read at regular times. Reading happens after everything else at that time, and changes
/// nothing.
public struct Probe: Sendable, Equatable {
  /// What is read.
  public var what: Quantity
  /// How often.
  public var interval: Milliseconds

  /// What a probe reads.
  public enum Quantity: Sendable, Equatable {
    /// A variable of these units: `V`, `I_ex`, `I_in`, `I`, `u`, or a name from the equations.
    case variable(population: String, name: String, units: [Int])
    /// Spikes per ms of each unit since the last reading.
    case rates(population: String)
    /// Weights of these synapses, numbered by source, then target.
    case weights(projection: String, synapses: [Int])
    /// A trace of the rule at a projection, on the pre or post side, of these units.
    case trace(projection: String, isPre: Bool, index: Int, units: [Int])
  }

  /// A probe that reads `what` every `interval`.
  public init(_ what: Quantity, every interval: Milliseconds) {
    self.what = what
    self.interval = interval
  }
}
