/// Spikes, each with its time, its population and its unit.
public struct SpikeTable: Sendable, Codable, Equatable {
  /// Names of the populations.
  public var populations: [String]
  /// Sizes of the populations.
  public var sizes: [Int]
  /// Time of each spike [ms].
  public var times: [Double]
  /// Population of each spike, an index into `populations`.
  public var population: [Int]
  /// Unit of each spike within its population, from 0.
  public var unit: [Int]

  /// A table of spikes; the last three arrays are equally long.
  public init(
    populations: [String], sizes: [Int], times: [Double] = [], population: [Int] = [],
    unit: [Int] = []
  ) {
    precondition(populations.count == sizes.count)
    precondition(times.count == population.count && times.count == unit.count)
    self.populations = populations
    self.sizes = sizes
    self.times = times
    self.population = population
    self.unit = unit
  }

  /// Reads a table, and throws where the arrays do not fit together.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    populations = try values.decode([String].self, forKey: .populations)
    sizes = try values.decode([Int].self, forKey: .sizes)
    times = try values.decode([Double].self, forKey: .times)
    population = try values.decode([Int].self, forKey: .population)
    unit = try values.decode([Int].self, forKey: .unit)
    try decoder.require(populations.count == sizes.count, "each population has a size")
    try decoder.require(
      sizes.allSatisfy { (0...Self.mostUnits).contains($0) }
        && sizes.reduce(0) { min($0 + $1, Self.mostUnits + 1) } <= Self.mostUnits,
      "sizes are from 0 to 10⁷, all together")
    try decoder.require(
      times.count == population.count && times.count == unit.count,
      "each spike has a time, a population and a unit")
    try decoder.require(times.allSatisfy(\.isFinite), "times are finite")
    for (place, unit) in zip(population, unit) {
      try decoder.require(
        sizes.indices.contains(place) && unit >= 0 && unit < sizes[place],
        "spikes are of units that there are")
    }
  }

  /// The most units of a table, 10⁷. More are a sign of damage, or their rates would fill the memory of any machine.
  public static let mostUnits = 10_000_000

  /// Number of spikes.
  public var count: Int { times.count }
}

extension Decoder {
  /// Throws that the data are damaged, unless `isSo`.
  func require(_ isSo: Bool, _ rule: String) throws {
    guard !isSo else { return }
    throw DecodingError.dataCorrupted(
      DecodingError.Context(codingPath: codingPath, debugDescription: "not so: \(rule)"))
  }
}
