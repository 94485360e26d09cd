import Records

/// Spikes as text.
///
/// CSV has the header `time_ms,population,unit`, or `timestamps population node_ids` of bmtk, in any order, separated by
/// spaces, tabs or commas; `population` may be missing. GDF, NEST's format, has `id time_ms` without a header; ids count from 1 through all
/// populations. Empty lines and lines that begin with # are skipped. *Units*: ms.
enum SpikeText {
  /// Reads CSV.
  static func csv(_ bytes: [UInt8], file: String) throws(ExchangeError) -> SpikeTable {
    var table = SpikeTable(populations: [], sizes: [])
    var columns: (time: Int, population: Int?, unit: Int)?
    var numbers: [String: Int] = [:]
    try lines(bytes, file) { (fields, line) throws(ExchangeError) in
      guard let place = columns else {
        guard let time = fields.firstIndex(where: { ["time_ms", "timestamps"].contains($0) }),
          let unit = fields.firstIndex(where: { ["unit", "node_ids"].contains($0) })
        else {
          throw .damaged(
            file: file, place: "line \(line)",
            reason: "the header must name time_ms and unit, or timestamps and node_ids as bmtk does"
          )
        }
        columns = (time, fields.firstIndex(of: "population"), unit)
        return
      }
      let last = max(place.time, place.unit, place.population ?? 0)
      guard fields.count > last else {
        throw .damaged(
          file: file, place: "line \(line)", reason: "\(fields.count) fields; expected \(last + 1)")
      }
      let name = place.population.map { fields[$0] } ?? "spikes"
      if numbers[name] == nil {
        numbers[name] = table.populations.count
        table.populations.append(name)
        table.sizes.append(0)
      }
      let index = numbers[name]!
      let unit = try self.unit(fields[place.unit], least: 0, file, line)
      table.times.append(try time(fields[place.time], file, line))
      table.unit.append(unit)
      table.population.append(index)
      table.sizes[index] = max(table.sizes[index], unit + 1)
    }
    guard columns != nil else { throw .damaged(file: file, place: "", reason: "it is empty") }
    return table.sortedByTime
  }

  /// Reads GDF: one population, `spikes`, whose unit 0 is the id 1.
  static func gdf(_ bytes: [UInt8], file: String) throws(ExchangeError) -> SpikeTable {
    var table = SpikeTable(populations: ["spikes"], sizes: [0])
    try lines(bytes, file) { (fields, line) throws(ExchangeError) in
      guard fields.count == 2 else {
        throw .damaged(
          file: file, place: "line \(line)", reason: "\(fields.count) fields; expected id and time")
      }
      let unit = try unit(fields[0], least: 1, file, line) - 1
      table.times.append(try time(fields[1], file, line))
      table.unit.append(unit)
      table.population.append(0)
      table.sizes[0] = max(table.sizes[0], unit + 1)
    }
    return table.sortedByTime
  }

  private static func lines(
    _ bytes: [UInt8], _ file: String,
    _ body: ([String], Int) throws(ExchangeError) -> Void
  ) throws(ExchangeError) {
    var number = 0
    for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      number += 1
      guard let text = String(validating: line, as: UTF8.self) else {
        throw .damaged(file: file, place: "line \(number)", reason: "it is not text")
      }
      let fields = text.split { " \t,;\r".contains($0) || $0 == "\r\n" }.map(String.init)
      if fields.isEmpty || fields[0].hasPrefix("#") { continue }
      try body(fields, number)
    }
  }

  private static func time(
    _ text: String, _ file: String, _ line: Int
  ) throws(ExchangeError) -> Double {
    guard let time = Double(text), time >= 0, time.isFinite else {
      throw .damaged(
        file: file, place: "line \(line)", reason: "'\(text)' is not a time of 0 ms or more")
    }
    return time
  }

  private static func unit(
    _ text: String, least: Int, _ file: String, _ line: Int
  ) throws(ExchangeError) -> Int {
    let unit = Int(text) ?? Double(text).flatMap { Int(exactly: $0) }
    guard let unit, unit >= least, unit <= 1 << 40 else {
      throw .damaged(
        file: file, place: "line \(line)", reason: "'\(text)' is not an id of \(least) or more")
    }
    return unit
  }
}
