/// Spikes: when, in which population, which unit.
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

  /// More units are damage, or a table that no machine could hold the rates of.
  static let mostUnits = 10_000_000

  /// How many spikes.
  public var count: Int { times.count }

  /// Writes CSV: the header `time_ms,population,unit`, then one spike a line. Units count from 0. White space, commas,
  /// semicolons and quotes in names become `_`.
  public func writeCSV(to path: String) throws(RecordError) {
    let names = populations.map { Array(Self.csvName($0).utf8) }
    try write(to: path, header: Self.header + "\n") { index, bytes in
      bytes += Array("\(times[index]),".utf8)
      bytes += names[population[index]]
      bytes += Array(",\(unit[index])\n".utf8)
    }
  }

  /// The first line of `spikes.csv`.
  static let header = "time_ms,population,unit"
  /// The first line that bmtk writes, and earlier versions of this program did; fields are separated by spaces.
  static let bmtkHeader = "timestamps population node_ids"

  /// A name that needs no quotes in CSV.
  static func csvName(_ name: String) -> String {
    String(name.map { $0.isWhitespace || ",;\"".contains($0) ? "_" : $0 })
  }

  /// Writes NEST's text format: `id time_ms` in columns, without a header.
  ///
  /// Units are numbered through all populations, from 1 as NEST does: unit u of population p is
  /// 1 + (sizes of the populations before p) + u.
  public func writeGDF(to path: String) throws(RecordError) {
    var first = [1]
    for size in sizes { first.append(first.last! + size) }
    try write(to: path, header: "") { index, bytes in
      bytes += Array("\(first[population[index]] + unit[index])\t\(times[index])\n".utf8)
    }
  }

  private func write(
    to path: String, header: String, line: (Int, inout [UInt8]) -> Void
  ) throws(RecordError) {
    let file = try AtomicFile(path, expecting: 16 * count)
    var bytes = Array(header.utf8)
    for index in 0..<count {
      line(index, &bytes)
      if bytes.count > 1 << 18 {
        try file.write(bytes)
        bytes.removeAll(keepingCapacity: true)
      }
    }
    try file.write(bytes)
    try file.commit()
  }
}

extension Decoder {
  /// Throws that what is read is damaged, unless it is as it must be.
  func require(_ isSo: Bool, _ rule: String) throws {
    guard !isSo else { return }
    throw DecodingError.dataCorrupted(
      DecodingError.Context(codingPath: codingPath, debugDescription: "not so: \(rule)"))
  }
}
