/// Speed of the program on this machine, by benchmark.
public struct BenchResult: Sendable, Codable, Equatable {
  /// One benchmark.
  public struct Row: Sendable, Codable, Equatable {
    /// The name of the benchmark.
    public let name: String
    /// The work of the benchmark, in words.
    public let what: String
    /// The unit of the count: `synaptic events`, `samples`, `simulated ms`.
    public let unit: String
    /// The count, in that unit.
    public let count: Double
    /// Spikes, where there are any.
    public let spikes: Int?
    /// Processor time of the fastest repetition [s], without preparation.
    public let processorSeconds: Double
    /// The most memory that the process held [bytes].
    public let peakMemory: Int
    /// The program that it was compared with; nil if none.
    public private(set) var baseline: String?
    /// Count of the baseline program for each second of processor time.
    public private(set) var baselineRate: Double?
    /// Count for each second of processor time.
    public private(set) var rate: Double
    /// Speed relative to the baseline: rate / baseline rate.
    public private(set) var ratio: Double?

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
      rate = processorSeconds > 0 ? count / processorSeconds : 0
    }

    /// Compares with a program that does `rate` of the count in each second of processor time.
    public mutating func compare(with baseline: String, rate other: Double) {
      (self.baseline, baselineRate, ratio) = (baseline, other, other > 0 ? rate / other : 0)
    }

    private enum CodingKeys: String, CodingKey {
      case name, what, unit, count, spikes, baseline, rate, ratio
      case processorSeconds = "processor_seconds"
      case peakMemory = "peak_memory"
      case baselineRate = "baseline_rate"
    }
  }

  /// The processor, as the system names it.
  public var processor: String
  /// The benchmarks.
  public var rows: [Row] = []

  /// A record without rows.
  public init(processor: String) { self.processor = processor }
}
