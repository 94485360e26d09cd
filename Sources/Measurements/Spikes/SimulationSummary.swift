/// The result of a plain simulation: its `result.json`.
public struct SimulationSummary: Sendable, Codable, Equatable {
  /// The model.
  public var name: String
  /// Simulated time [ms].
  public var duration: Double
  /// Number of all spikes.
  public var spikes: Int
  /// Arrivals of spikes at synapses.
  public var synapticEvents: Int
  /// Wall time [s].
  public var seconds: Double
  /// The folder of the run.
  public var folder: String?
  /// Populations that can spike.
  public var populations: [Population] = []
  /// The warnings that the user was told, as in `run.json`; nil in runs of earlier versions.
  public var warnings: [String]?

  /// Statistics of one population.
  public struct Population: Sendable, Codable, Equatable {
    /// Its name.
    public var name: String
    /// Its size.
    public var units: Int
    /// Number of its spikes.
    public var spikes: Int
    /// Mean rate [Hz].
    public var rate: Double
    /// Mean coefficient of variation of the intervals of units with three spikes or more.
    public var variation: Double?
    /// The first spike [ms].
    public var first: Double?
    /// The last spike [ms].
    public var last: Double?

    /// Statistics of a population from the spike times of its units [ms], in `duration` [ms].
    init(name: String, trains: [[Double]], duration: Double) {
      self.name = name
      units = trains.count
      spikes = trains.reduce(0) { $0 + $1.count }
      rate = duration > 0 ? 1000 * (Double(spikes) / Double(units)) / duration : 0
      let variations = trains.compactMap(Self.variation)
      variation =
        variations.isEmpty ? nil : variations.reduce(0, +) / Double(variations.count)
      first = trains.compactMap(\.first).min()
      last = trains.compactMap(\.last).max()
    }

    /// Coefficient of variation of the intervals: their standard deviation over their mean.
    private static func variation(_ times: [Double]) -> Double? {
      guard times.count >= 3 else { return nil }
      let intervals = zip(times.dropFirst(), times).map { $0 - $1 }
      let mean = intervals.reduce(0, +) / Double(intervals.count)
      let square = intervals.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(intervals.count)
      return mean > 0 ? square.squareRoot() / mean : nil
    }
  }

  /// A simulation that had these spikes.
  ///
  /// - Parameters:
  ///   - name: The model.
  ///   - table: All spikes.
  ///   - spiking: Populations of the table that can spike.
  ///   - duration: Simulated time [ms].
  ///   - synapticEvents: Arrivals of spikes at synapses.
  ///   - seconds: Wall time [s].
  public init(
    name: String, spikes table: SpikeTable, spiking: [Int], duration: Double, synapticEvents: Int,
    seconds: Double
  ) {
    self.name = name
    self.duration = duration
    self.synapticEvents = synapticEvents
    self.seconds = seconds
    spikes = table.count
    var trains = table.sizes.map { [[Double]](repeating: [], count: $0) }
    for index in 0..<table.count {
      trains[table.population[index]][table.unit[index]].append(table.times[index])
    }
    populations = spiking.map {
      Population(name: table.populations[$0], trains: trains[$0], duration: duration)
    }
  }
}
