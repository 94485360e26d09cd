import Measurements
import Records

/// Spikes as text.
///
/// CSV has the header `time_ms,population,unit`, or `timestamps population node_ids` of bmtk, in any order, separated
/// by spaces, tabs, commas or semicolons; `population` may be missing. GDF and DAT, NEST's formats, have `id time_ms`.
/// NEST 3 writes a head of three lines first, of which the last one names the columns:
///
///     # NEST version: 3.8.0
///     # RecordingBackendASCII version: 2
///     sender  time_ms
///
/// With `time_in_steps` the columns are `sender time_step time_offset`, and t = step h - offset; the resolution h is
/// not in the file. Ids count from 1 through all populations. Empty lines and lines that begin with # are skipped. A
/// byte order mark, and CR LF at the ends of lines, are accepted. *Units*: ms.
///
/// > NEST documentation, *Store recordings to an ASCII file*.
struct SpikeText: FilePart {
  let file: String
  private let bytes: [UInt8]

  /// Reads CSV; NEST's columns are recognized.
  static func csv(
    _ bytes: [UInt8], file: String, resolution: Double? = nil
  ) throws(ExchangeError) -> SpikeTable {
    try SpikeText(bytes, file: file).table(isNEST: false, resolution: resolution)
  }

  /// Reads GDF and DAT: one population, `spikes`, in which unit 0 has the id 1.
  static func gdf(
    _ bytes: [UInt8], file: String, resolution: Double? = nil
  ) throws(ExchangeError) -> SpikeTable {
    try SpikeText(bytes, file: file).table(isNEST: true, resolution: resolution)
  }

  private init(_ bytes: [UInt8], file: String) throws(ExchangeError) {
    self.file = file
    self.bytes = try plain(bytes, of: file)
  }

  /// The positions of a spike's fields in a line.
  private struct Columns {
    var unit: Int
    /// The number of the first unit in the file.
    var first: Int
    var time: Int?
    var step: Int?
    var offset: Int?
    var population: Int?
    /// The least and the largest number of fields.
    var least: Int
    var most = Int.max
    /// The character between fields; nil for white space and commas.
    var separator: Character?
  }

  // MARK: Lines

  private func table(isNEST: Bool, resolution: Double?) throws(ExchangeError) -> SpikeTable {
    var table = SpikeTable(populations: isNEST ? ["spikes"] : [], sizes: isNEST ? [0] : [])
    var numbers: [String: Int] = isNEST ? ["spikes": 0] : [:]
    var known: Columns?
    var number = 0
    for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      number += 1
      let place = "line \(number)"
      guard let text = String(validating: line, as: UTF8.self) else {
        throw damaged(place, "it is not text")
      }
      var fields = Self.fields(of: text, known?.separator)
      if let known, fields.count < known.least { fields = Self.fields(of: text, nil) }
      if fields.isEmpty || fields[0].hasPrefix("#") { continue }
      guard let columns = known else {
        // In .gdf any of these separates, and one may end a line.
        let separator =
          isNEST && Double(fields[0]) != nil
          ? nil : [",", ";", "\t"].first { text.contains($0) }.map(Character.init)
        let names = Self.fields(of: text, separator)
        known = try self.columns(names, separator, isNEST: isNEST, place)
        if Double(names[0]) == nil { continue }
        try add(fields, known!, resolution, place, &numbers, to: &table)
        continue
      }
      try add(fields, columns, resolution, place, &numbers, to: &table)
    }
    guard known != nil || isNEST else {
      throw damaged("", "it is empty")
    }
    return table.sortedByTime
  }

  private static func fields(of text: String, _ separator: Character?) -> [String] {
    guard let separator else {
      return text.split { " \t,;".contains($0) }.map(String.init)
    }
    let fields = text.split(separator: separator, omittingEmptySubsequences: false).map { field in
      let field = field.trimming(while: \.isWhitespace)
      let isQuoted = field.count > 1 && field.first == "\"" && field.last == "\""
      return String(isQuoted ? field.dropFirst().dropLast() : field)
    }
    return fields.allSatisfy(\.isEmpty) ? [] : fields
  }

  private func add(
    _ fields: [String], _ columns: Columns, _ resolution: Double?, _ place: String,
    _ numbers: inout [String: Int], to table: inout SpikeTable
  ) throws(ExchangeError) {
    guard fields.count >= columns.least, fields.count <= columns.most else {
      let expected = columns.most < .max ? "id and time" : "\(columns.least)"
      throw damaged(place, "\(fields.count) fields; expected \(expected)")
    }
    let name = columns.population.map { fields[$0] } ?? "spikes"
    if numbers[name] == nil {
      numbers[name] = table.populations.count
      table.populations.append(name)
      table.sizes.append(0)
    }
    let index = numbers[name]!
    let unit = try unit(fields[columns.unit], least: columns.first, place) - columns.first
    table.times.append(try time(fields, columns, resolution, place))
    table.unit.append(unit)
    table.population.append(index)
    table.sizes[index] = max(table.sizes[index], unit + 1)
  }

  // MARK: Head

  /// The columns according to the first line: a header, or numbers.
  private func columns(
    _ names: [String], _ separator: Character?, isNEST: Bool, _ place: String
  ) throws(ExchangeError) -> Columns {
    if let sender = names.firstIndex(of: "sender") {
      return try nest(names, sender: sender, separator, place)
    }
    if isNEST {
      guard names.count == 2, Double(names[0]) != nil || names[0].isEmpty else {
        if Double(names[0]) != nil, names.count > 2 {
          throw damaged(
            place,
            "\(names.count) fields; expected id and time (a head 'sender time_ms' or "
              + "'sender time_step time_offset' tells what columns are)")
        }
        throw damaged(place, "'\(names[0])' is not an id of 1 or more")
      }
      return Columns(unit: 0, first: 1, time: 1, least: 2, most: 2)
    }
    guard let time = names.firstIndex(where: { ["time_ms", "timestamps"].contains($0) }),
      let unit = names.firstIndex(where: { ["unit", "node_ids", "gids"].contains($0) })
    else {
      throw damaged(
        place,
        "the header must name time_ms and unit, timestamps and node_ids as bmtk does, or sender "
          + "and time_ms as NEST does")
    }
    let population = names.firstIndex(of: "population")
    return Columns(
      unit: unit, first: 0, time: time, population: population,
      least: max(time, unit, population ?? 0) + 1, separator: separator)
  }

  /// The columns of NEST 3.
  private func nest(
    _ names: [String], sender: Int, _ separator: Character?, _ place: String
  ) throws(ExchangeError) -> Columns {
    let spikes: Set = ["sender", "time_ms", "time_step", "time_offset"]
    if let other = names.first(where: { !spikes.contains($0) }) {
      throw unsupported(
        place,
        "it records '\(other)', so it is of a multimeter; expected the columns sender and "
          + "time_ms of a spike_recorder")
    }
    let time = names.firstIndex(of: "time_ms"), step = names.firstIndex(of: "time_step")
    guard time != nil || step != nil else {
      throw damaged(place, "it has senders, but neither time_ms nor time_step")
    }
    let isWhite = separator == "\t" || separator == nil
    return Columns(
      unit: sender, first: 1, time: time, step: step,
      offset: names.firstIndex(of: "time_offset"), least: names.count,
      separator: isWhite ? nil : separator)
  }

  // MARK: Numbers

  private func time(
    _ fields: [String], _ columns: Columns, _ resolution: Double?, _ place: String
  ) throws(ExchangeError) -> Double {
    if let column = columns.time {
      guard let time = Double(fields[column]), time >= 0, time.isFinite else {
        throw damaged(place, "'\(fields[column])' is not a time of 0 ms or more")
      }
      return time
    }
    guard let resolution else {
      throw unsupported(
        place,
        "times are in steps (time_step), but the file does not say how long a step is; give "
          + "NEST's resolution: --resolution 0.1 (ms) for convert, 'resolution: 0.1 ms' beside "
          + "'file' in a model")
    }
    let step = fields[columns.step!], offset = columns.offset.map { fields[$0] } ?? "0"
    guard let steps = Int(step), steps >= 0, steps < 1 << 50, let offset = Double(offset),
      offset.isFinite
    else {
      throw damaged(
        place, "'\(step)' and '\(offset)' are not a step of 0 or more and an offset in ms")
    }
    // 3 steps of 0.1 ms are 3 / 10, the double written as 0.3; 3 * 0.1 differs in the last bit.
    let perMillisecond = (1 / resolution).rounded()
    let isPart = abs(perMillisecond * resolution - 1) < 1e-12
    let start = isPart ? Double(steps) / perMillisecond : Double(steps) * resolution
    let time = start - offset
    guard time >= 0 else {
      throw damaged(place, "its time is \(time) ms, before the start")
    }
    return time
  }

  private func unit(
    _ text: String, least: Int, _ place: String
  ) throws(ExchangeError) -> Int {
    let unit = Int(text) ?? Double(text).flatMap { Int(exactly: $0) }
    guard let unit, unit >= least, unit <= 1 << 40 else {
      throw damaged(place, "'\(text)' is not an id of \(least) or more")
    }
    return unit
  }
}

extension StringProtocol {
  /// The text without characters at both ends for which `isSo` holds.
  func trimming(while isSo: (Character) -> Bool) -> SubSequence {
    let start = drop(while: isSo)
    guard let last = start.lastIndex(where: { !isSo($0) }) else { return start.prefix(0) }
    return start[start.startIndex...last]
  }
}
