public import Measurements

extension SpikeTable {
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
