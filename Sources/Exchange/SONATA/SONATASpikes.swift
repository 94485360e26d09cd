public import Measurements
import Networks
import Records

/// Spikes as SONATA: `/spikes/POP/timestamps` [ms], `/spikes/POP/node_ids` from 0 within each population.
///
/// `sorting` is an enumeration, which libsonata requires. *Reading* takes an enumeration, a text, a number or nothing,
/// and times in ms or s.
///
/// > K. Dai et al. *The SONATA data format for efficient description of large-scale network models.* PLoS
/// > Comput Biol 16:e1007696, 2020.
public enum SONATASpikes {
  /// The values of `sorting` by number.
  private static let sortings = ["none", "by_id", "by_time"]

  /// Writes spikes, sorted by time.
  public static func write(_ spikes: SpikeTable, to path: String) throws(ExchangeError) {
    let order = spikes.isSorted ? nil : spikes.orderByTime
    try HDF5.write(to: path) { (writer) throws(ExchangeError) in
      try SONATA.begin(writer)
      try writer.group("/spikes")
      var times = [[Double]](repeating: [], count: spikes.populations.count)
      var units = [[Int]](repeating: [], count: spikes.populations.count)
      for k in 0..<spikes.count {
        let index = order?[k] ?? k
        times[spikes.population[index]].append(spikes.times[index])
        units[spikes.population[index]].append(spikes.unit[index])
      }
      for (index, name) in SONATA.names(spikes.populations).enumerated() {
        let group = "/spikes/" + name
        try writer.group(group)
        try writer.attribute("sorting", of: group, choosing: 2, of: sortings)
        try writer.write(times[index], at: group + "/timestamps")
        try writer.attribute("units", of: group + "/timestamps", "ms")
        try writer.write(units[index], at: group + "/node_ids", as: .uint64)
      }
    }
  }

  /// Reads all populations. The size of a population is its largest unit plus one.
  public static func read(_ path: String) throws(ExchangeError) -> SpikeTable {
    try decode(try contents(of: path), file: path)
  }

  /// The spikes in these bytes of `file`.
  static func decode(_ bytes: [UInt8], file: String) throws(ExchangeError) -> SpikeTable {
    try HDF5.read(bytes, from: file) { (reader) throws(ExchangeError) in
      guard reader.kind(at: "/spikes") == .group else {
        for (group, what) in [("/nodes", "nodes"), ("/edges", "edges")]
        where reader.kind(at: group) == .group {
          throw reader.unsupported(
            group,
            "it holds \(what) of a network, not spikes; name the circuit_config.json, or the folder "
              + "of the network")
        }
        throw reader.damaged("/spikes", "there is no such group, so there are no spikes")
      }
      var table = SpikeTable(populations: [], sizes: [])
      if reader.kind(at: "/spikes/timestamps") == .dataset {
        // Files before version 0.1 of the format have one unnamed population.
        try population(reader, "/spikes", named: "spikes", into: &table)
        return table.sortedByTime
      }
      for name in try reader.names(in: "/spikes") {
        try population(reader, "/spikes/" + name, named: name, into: &table)
      }
      return table.sortedByTime
    }
  }

  private static func population(
    _ reader: borrowing HDF5Reader, _ group: String, named name: String,
    into table: inout SpikeTable
  ) throws(ExchangeError) {
    let unitName =
      reader.kind(at: group + "/node_ids") == .nothing
        && reader.kind(at: group + "/gids") == .dataset
      ? "gids" : "node_ids"
    let times = try reader.doubles(at: group + "/timestamps").values
    let units = try reader.integers(at: group + "/" + unitName).values
    guard times.count == units.count else {
      throw reader.damaged(group, "\(times.count) times for \(units.count) node ids")
    }
    let words = try reader.text("units", of: group + "/timestamps") ?? "ms"
    let factor: Double
    switch words {
    case "ms", "milliseconds", "millisecond": factor = 1
    case "s", "seconds", "second": factor = 1000
    default:
      throw reader.unsupported(group + "/timestamps", "times in '\(words)'; expected ms or s")
    }
    for (row, time) in times.enumerated() where !(time >= 0 && time.isFinite) {
      throw reader.damaged("\(group)/timestamps", "time \(row) is \(time)")
    }
    for (row, unit) in units.enumerated() where unit < 0 || unit > 1 << 40 {
      throw reader.damaged("\(group)/\(unitName)", "id \(row) is \(unit)")
    }
    table.append(
      name, size: (units.max() ?? -1) + 1, units,
      times: factor == 1 ? times : times.map { $0 * factor })
  }
}

/// The common parts of all SONATA files.
enum SONATA {
  /// Writes the attributes of the root group.
  static func begin(_ writer: borrowing HDF5Writer) throws(ExchangeError) {
    try writer.attribute("magic", of: "/", [0x0A7A], shape: [], as: .uint32)
    try writer.attribute("version", of: "/", [0, 1], shape: [2], as: .uint32)
  }

  /// Stores the name of a population or projection in this program, and its place among others: files have their own
  /// order.
  static func mark(
    _ path: String, name: String, order: Int, _ writer: borrowing HDF5Writer
  ) throws(ExchangeError) {
    try writer.attribute("equispike_name", of: path, name)
    try writer.attribute("equispike_order", of: path, [order], shape: [], as: .int64)
  }

  /// `name` as the name of a link in HDF5.
  static func name(_ name: String) -> String {
    String(name.map { $0 == "/" || $0 == "." ? "_" : $0 })
  }

  /// Names of links in one HDF5 group; duplicates are numbered from 2.
  static func names(_ names: [String]) -> [String] {
    var fresh = FreshNames()
    return names.map { fresh.take(name($0)) }
  }

  /// The link of each population of a network, by name.
  static func links(_ network: Network) -> [String: String] {
    let names = network.populations.map(\.name)
    return Dictionary(zip(names, self.names(names))) { first, _ in first }
  }
}

extension SpikeTable {
  /// Adds a population of `size` units with the spikes of `units` at `times`.
  mutating func append(_ name: String, size: Int, _ units: [Int], times: [Double]) {
    population += [Int](repeating: populations.count, count: units.count)
    populations.append(name)
    sizes.append(size)
    self.times += times
    unit += units
  }

  /// True if times never decrease.
  var isSorted: Bool {
    for k in times.indices.dropFirst() where times[k] < times[k - 1] { return false }
    return true
  }

  /// The indices of the spikes sorted by time; equal times keep their order.
  var orderByTime: [Int] {
    times.indices.sorted { times[$0] == times[$1] ? $0 < $1 : times[$0] < times[$1] }
  }

  /// The spikes sorted by time.
  var sortedByTime: SpikeTable {
    if isSorted { return self }
    let order = orderByTime
    return SpikeTable(
      populations: populations, sizes: sizes, times: order.map { times[$0] },
      population: order.map { population[$0] }, unit: order.map { unit[$0] })
  }
}
