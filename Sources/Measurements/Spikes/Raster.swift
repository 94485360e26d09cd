/// The spikes of one presentation, or of a whole simulation, with its phases and some traces.
public struct Raster: Sendable, Codable, Equatable {
  /// The spikes, with names and sizes of the populations from bottom to top.
  public var spikes: SpikeTable
  /// Phases in order; none for a plain simulation.
  public var phases: [Phase] = []
  /// Traces shown below the spikes, at most four of them.
  public var traces: [Trace] = []
  /// Start of the time that is shown [ms].
  public var start: Double
  /// End of the time that is shown [ms].
  public var end: Double
  /// The label of the sample; empty if there is none.
  public var label = ""

  /// A phase and its place in time.
  public struct Phase: Sendable, Codable, Equatable {
    /// `free`, `nudged`, `tail` or another name.
    public var name: String
    /// Start [ms].
    public var start: Double
    /// End [ms].
    public var end: Double

    /// A phase.
    public init(name: String, start: Double, end: Double) {
      self.name = name
      self.start = start
      self.end = end
    }
  }

  /// One quantity over time, for example a membrane potential.
  public struct Trace: Sendable, Codable, Equatable {
    /// The unit that was sampled: `output 3`.
    public var name: String
    /// The quantity with its unit, for the axis: `v (mV)`; empty if it has no unit.
    public var axis: String
    /// Sampling times [ms].
    public var times: [Double]
    /// Its values.
    public var values: [Double]
    /// The threshold at which the unit fires; nil if it has none.
    public var threshold: Double?
    /// Spike times of the unit [ms].
    public var spikeTimes: [Double]

    /// A trace.
    public init(
      name: String, axis: String = "", times: [Double], values: [Double], threshold: Double? = nil,
      spikeTimes: [Double] = []
    ) {
      self.name = name
      self.axis = axis
      self.times = times
      self.values = values
      self.threshold = threshold
      self.spikeTimes = spikeTimes
    }
  }

  /// A raster that shows the time from `start` to `end` [ms].
  public init(spikes: SpikeTable, start: Double, end: Double) {
    self.spikes = spikes
    self.start = start
    self.end = end
  }

  /// Reads a raster, and throws where an end comes before its start, or where times and values of a trace differ in
  /// number.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    spikes = try values.decode(SpikeTable.self, forKey: .spikes)
    phases = try values.decode([Phase].self, forKey: .phases)
    traces = try values.decode([Trace].self, forKey: .traces)
    start = try values.decode(Double.self, forKey: .start)
    end = try values.decode(Double.self, forKey: .end)
    label = try values.decode(String.self, forKey: .label)
    try decoder.require((end - start).isFinite && end >= start, "what is shown has an end")
    try decoder.require(
      phases.allSatisfy { ($0.end - $0.start).isFinite && $0.end >= $0.start },
      "each phase has an end")
    try decoder.require(
      traces.allSatisfy { $0.times.count == $0.values.count }, "each value of a trace has a time")
  }

  /// The rate of each unit over the time that is shown [Hz], by population.
  public var unitRates: [ActivityProfile.Rates] {
    var counts = spikes.sizes.map { [Int](repeating: 0, count: $0) }
    for index in 0..<spikes.count { counts[spikes.population[index]][spikes.unit[index]] += 1 }
    let seconds = (end - start) / 1000
    return zip(spikes.populations, counts).map { name, counts in
      ActivityProfile.Rates(
        population: name, values: counts.map { seconds > 0 ? Double($0) / seconds : 0 })
    }
  }

  /// Spike times [ms] of the unit that is called `POPULATION NUMBER`, for example `output 3`.
  public func spikeTimes(of name: String) -> [Double] {
    guard let space = name.lastIndex(of: " "), let unit = Int(name[name.index(after: space)...]),
      let population = spikes.populations.firstIndex(of: String(name[..<space]))
    else { return [] }
    return (0..<spikes.count).filter {
      spikes.population[$0] == population && spikes.unit[$0] == unit
    }.map { spikes.times[$0] }
  }
}
