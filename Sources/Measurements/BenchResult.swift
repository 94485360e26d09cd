/// Speed of the program on this machine, by benchmark.
public struct BenchResult: Sendable, Codable, Equatable {
  /// One benchmark.
  public struct Row: Sendable, Codable, Equatable {
    /// The name of the benchmark.
    public var name: String
    /// The work of the benchmark, in words.
    public var what: String
    /// The unit of the count: `synaptic events`, `samples`, `simulated ms`.
    public var unit: String
    /// The count, in that unit.
    public var count: Double
    /// Spikes, where there are any.
    public var spikes: Int?
    /// Processor time of the fastest repetition [s], without preparation.
    public var processorSeconds: Double
    /// The most memory that the process held [bytes].
    public var peakMemory: Int
    /// The program that it was compared with; nil if none.
    public var baseline: String?
    /// Count of the baseline program for each second of processor time.
    public var baselineRate: Double?

    /// Count for each second of processor time.
    public var rate: Double { processorSeconds > 0 ? count / processorSeconds : 0 }
    /// Speed relative to the baseline: rate / baseline rate.
    public var ratio: Double? { baselineRate.map { $0 > 0 ? rate / $0 : 0 } }

    /// A benchmark that took this long.
    public init(
      name: String, what: String, unit: String, count: Double, spikes: Int?,
      processorSeconds: Double, peakMemory: Int
    ) {
      self.name = name
      self.what = what
      self.unit = unit
      self.count = count
      self.spikes = spikes
      self.processorSeconds = processorSeconds
      self.peakMemory = peakMemory
    }

    enum CodingKeys: String, CodingKey {
      case name, what, unit, count, spikes
      case processorSeconds = "processor_seconds"
      case peakMemory = "peak_memory"
      case baseline
      case baselineRate = "baseline_rate"
      case rate, ratio
    }

    /// Reads the output of `encode`; rates are computed anew.
    public init(from decoder: any Decoder) throws {
      let values = try decoder.container(keyedBy: CodingKeys.self)
      name = try values.decode(String.self, forKey: .name)
      what = try values.decode(String.self, forKey: .what)
      unit = try values.decode(String.self, forKey: .unit)
      count = try values.decode(Double.self, forKey: .count)
      spikes = try values.decodeIfPresent(Int.self, forKey: .spikes)
      processorSeconds = try values.decode(Double.self, forKey: .processorSeconds)
      peakMemory = try values.decode(Int.self, forKey: .peakMemory)
      baseline = try values.decodeIfPresent(String.self, forKey: .baseline)
      baselineRate = try values.decodeIfPresent(Double.self, forKey: .baselineRate)
    }

    /// Writes rates and ratios too.
    public func encode(to encoder: any Encoder) throws {
      var values = encoder.container(keyedBy: CodingKeys.self)
      try values.encode(name, forKey: .name)
      try values.encode(what, forKey: .what)
      try values.encode(unit, forKey: .unit)
      try values.encode(count, forKey: .count)
      try values.encodeIfPresent(spikes, forKey: .spikes)
      try values.encode(processorSeconds, forKey: .processorSeconds)
      try values.encode(peakMemory, forKey: .peakMemory)
      try values.encodeIfPresent(baseline, forKey: .baseline)
      try values.encodeIfPresent(baselineRate, forKey: .baselineRate)
      try values.encode(rate, forKey: .rate)
      try values.encodeIfPresent(ratio, forKey: .ratio)
    }
  }

  /// The processor, as the system names it.
  public var processor: String
  /// The benchmarks.
  public var rows: [Row] = []

  /// A record without rows.
  public init(processor: String) { self.processor = processor }
}
