public import Measurements
import Records

/// A file of spikes in one of five formats, which its name tells.
public enum SpikeFile {
  /// The formats.
  public enum Format: String, Sendable, CaseIterable {
    /// SONATA: populations by name.
    case h5
    /// Text as written by bmtk, with names of populations.
    case csv
    /// NEST's text, .gdf or .dat: ids count from 1 through all populations, whose names are lost.
    case gdf
    /// An array [spikes, 2] of unit (from 0) and time [ms]; one population.
    case npy
    /// Arrays `NAME/timestamps` and `NAME/node_ids`.
    case npz

    /// The format of a file with this name; nil for other endings.
    public init?(path: String) {
      let ending = path.split(separator: "/").last?.split(separator: ".").last.map(String.init)
      guard let ending = ending?.lowercased(), path.contains(".") else { return nil }
      self.init(rawValue: ["hdf5": "h5", "txt": "csv", "dat": "gdf"][ending] ?? ending)
    }
  }

  /// Reads spikes, sorted by time. The size of a population is its largest unit plus one.
  ///
  /// - Parameter resolution: The length of a step [ms], for NEST's text with times in steps.
  public static func read(
    _ path: String, resolution: Double? = nil
  ) throws(ExchangeError) -> SpikeTable {
    guard let format = Format(path: path) else {
      throw .unsupported(
        file: path, place: "",
        what: "spikes can be read from files that end in .h5, .csv, .gdf, .dat, .npy or .npz")
    }
    let bytes = try contents(of: path)
    switch format {
    case .h5: return try SONATASpikes.decode(bytes, file: path)
    case .csv: return try SpikeText.csv(bytes, file: path, resolution: resolution)
    case .gdf: return try SpikeText.gdf(bytes, file: path, resolution: resolution)
    case .npy:
      do { return try table(try NumPyArray(decoding: bytes, path: path), path) } catch {
        throw error as? ExchangeError ?? .record(error as! RecordError)
      }
    case .npz: return try table(try NumPyArchive(decoding: bytes, path: path), path)
    }
  }

  /// Writes spikes in the format of the file's name, sorted by time.
  public static func write(_ spikes: SpikeTable, to path: String) throws(ExchangeError) {
    let spikes = spikes.sortedByTime
    switch Format(path: path) {
    case .h5: try SONATASpikes.write(spikes, to: path)
    case .csv: do { try spikes.writeCSV(to: path) } catch { throw .record(error) }
    case .gdf: do { try spikes.writeGDF(to: path) } catch { throw .record(error) }
    case .npy:
      guard spikes.populations.count <= 1 else {
        throw .inexpressible(
          format: ".npy", part: "the spikes of \(spikes.populations.count) populations",
          reason: "it has no place for their names; use .npz")
      }
      let values = zip(spikes.unit, spikes.times).flatMap { [Double($0), $1] }
      try put(NumPyArray(shape: [spikes.count, 2], values: values).encoded(), to: path)
    case .npz: try put(try archive(spikes).encoded(), to: path)
    case nil:
      throw .unsupported(
        file: path, place: "",
        what: "spikes can be written to files that end in .h5, .csv, .gdf, .npy or .npz")
    }
  }

  private static func archive(_ spikes: SpikeTable) -> NumPyArchive {
    var archive = NumPyArchive()
    var rows = [[Int]](repeating: [], count: spikes.populations.count)
    for row in 0..<spikes.count { rows[spikes.population[row]].append(row) }
    for (name, chosen) in zip(spikes.populations, rows) {
      archive.arrays += [
        .init(
          name: name + "/timestamps",
          array: NumPyArray(shape: [chosen.count], values: chosen.map { spikes.times[$0] })),
        .init(
          name: name + "/node_ids",
          array: NumPyArray(shape: [chosen.count], values: chosen.map { Double(spikes.unit[$0]) })),
      ]
    }
    return archive
  }

  private static func table(
    _ array: NumPyArray, _ path: String
  ) throws(ExchangeError) -> SpikeTable {
    guard array.shape.count == 2, array.shape[1] == 2 else {
      throw .damaged(
        file: path, place: "",
        reason: "its shape is \(array.shape); expected [spikes, 2] with unit and time")
    }
    var table = SpikeTable(populations: [], sizes: [])
    let rows = 0..<array.shape[0]
    try add(
      "spikes", times: rows.map { array.values[2 * $0 + 1] },
      units: rows.map { array.values[2 * $0] }, to: &table, path)
    return table.sortedByTime
  }

  private static func table(
    _ archive: NumPyArchive, _ path: String
  ) throws(ExchangeError) -> SpikeTable {
    var table = SpikeTable(populations: [], sizes: [])
    let arrays = Dictionary(archive.arrays.map { ($0.name, $0.array) }) { first, _ in first }
    for entry in archive.arrays {
      let isBare = entry.name == "timestamps"
      guard isBare || entry.name.hasSuffix("/timestamps") else { continue }
      let name = isBare ? "spikes" : String(entry.name.dropLast("/timestamps".count))
      guard let units = arrays[isBare ? "node_ids" : name + "/node_ids"] else {
        throw .damaged(file: path, place: name, reason: "there are timestamps, but no node_ids")
      }
      try add(name, times: entry.array.values, units: units.values, to: &table, path)
    }
    guard !table.populations.isEmpty else {
      throw .damaged(
        file: path, place: "",
        reason: "it has no arrays NAME/timestamps and NAME/node_ids, or timestamps and node_ids")
    }
    return table.sortedByTime
  }

  private static func add(
    _ name: String, times: [Double], units: [Double], to table: inout SpikeTable, _ path: String
  ) throws(ExchangeError) {
    guard times.count == units.count else {
      throw .damaged(
        file: path, place: name, reason: "\(times.count) times for \(units.count) units")
    }
    for (row, time) in times.enumerated() where !(time >= 0 && time.isFinite) {
      throw .damaged(file: path, place: "\(name), row \(row)", reason: "its time is \(time)")
    }
    for (row, unit) in units.enumerated() {
      guard unit >= 0, unit <= 1e12, unit == unit.rounded() else {
        throw .damaged(file: path, place: "\(name), row \(row)", reason: "its unit is \(unit)")
      }
    }
    let whole = units.map { Int($0) }
    table.append(name, size: (whole.max() ?? -1) + 1, whole, times: times)
  }
}
