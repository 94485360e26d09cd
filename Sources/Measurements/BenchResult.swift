/// How fast the program is on this machine.
public struct BenchResult: Sendable, Codable, Equatable {
  /// One benchmark.
  public struct Row: Sendable, Codable, Equatable {
    /// The benchmark.
    public var name: String
    /// What it is.
    public var what: String
    /// What is counted: `synaptic events`, `samples`, `simulated ms`.
    public var unit: String
    /// How many of them there were.
    public var count: Double
    /// Spikes, where there are any.
    public var spikes: Int?
    /// Processor time of the fastest repetition [s], without preparation.
    public var processorSeconds: Double
    /// The most memory that the process held [bytes].
    public var peakMemory: Int
    /// The program that it was compared with, and what that one counted in each processor second.
    public var baseline: String?
    /// What the baseline program counted in each second of processor time.
    public var baselineRate: Double?

    /// Count for each second of processor time.
    public var rate: Double { processorSeconds > 0 ? count / processorSeconds : 0 }
    /// How many times as fast as the baseline.
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

    /// Reads what `encode` wrote; rates are found anew.
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
