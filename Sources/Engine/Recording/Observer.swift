public import Quantities

/// Spikes in the order of their times.
public struct SpikeBatch: Sendable, Equatable {
  /// The times [ms].
  public var times: [Double] = []
  /// The populations, as indices into the network's populations.
  public var populations: [Int32] = []
  /// The units within their populations.
  public var units: [Int32] = []

  /// The number of spikes.
  public var count: Int { times.count }

  /// A batch without spikes.
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

/// The samples of one probe at one time.
public struct SampleBatch: Sendable, Equatable {
  /// The number of the probe, in the order in which probes were added.
  public var probe: Int
  /// The time [ms].
  public var time: Double
  /// The value of each unit, or synapse, of the probe.
  public var values: [Double]
}

/// A receiver of spikes, in batches, and of samples, at regular times, while a simulation runs.
public protocol SimulationObserver: AnyObject {
  /// Receives a batch of spikes.
  func observe(_ spikes: SpikeBatch)
  /// Receives the samples of a probe.
  func observe(_ samples: SampleBatch)
}

extension SimulationObserver {
  public func observe(_ samples: SampleBatch) {}
}

/// A quantity that is read at regular times. A reading comes after all other events at its time, and changes nothing.
public struct Probe: Sendable, Equatable {
  /// The quantity.
  public var what: Quantity
  /// The interval between readings.
  public var interval: Milliseconds

  /// The quantities that a probe can read.
  public enum Quantity: Sendable, Equatable {
    /// A variable of these units: `V`, `I_ex`, `I_in`, `I`, `u`, or a name from the equations.
    case variable(population: String, name: String, units: [Int])
    /// The rate of each unit since the last reading [1/ms].
    case rates(population: String)
    /// The weights of these synapses, numbered by source, then target.
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
