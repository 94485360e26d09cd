import Foundation
public import Measurements

extension SpikeTable {
  /// Reads what `writeCSV` wrote, `time_ms,population,unit`, or bmtk's `timestamps population node_ids`.
  ///
  /// - Parameter known: names and sizes of the populations; others that occur are added after them, as large
  ///   as their largest unit asks for.
  public init(
    csv path: String, populations known: [(name: String, size: Int)]
  ) throws(RecordError) {
    guard known.allSatisfy({ (0...Self.mostUnits).contains($0.size) }),
      known.reduce(0, { min($0 + $1.size, Self.mostUnits + 1) }) <= Self.mostUnits
    else {
      throw .damaged(
        path: path,
        reason: "its populations have \(known.map(\.size)) units; expected 0 to 10⁷ in all")
    }
    let bytes = try plainBytes(of: path)
    let lines = bytes.split(separator: UInt8(ascii: "\n"))
    let header = lines.first.map { String(decoding: $0, as: UTF8.self) } ?? ""
    guard [Self.header, Self.bmtkHeader].contains(header) else {
      throw .damaged(
        path: path, reason: "it begins with neither '\(Self.header)' nor '\(Self.bmtkHeader)'")
    }
    let mark = UInt8(ascii: header == Self.header ? "," : " ")
    var table = SpikeTable(populations: known.map(\.name), sizes: known.map(\.size))
    var places: [[UInt8]: Int] = [:]
    for (index, population) in known.enumerated() {
      places[Array(Self.csvName(population.name).utf8)] = index
    }
    table.times.reserveCapacity(lines.count)
    table.population.reserveCapacity(lines.count)
    table.unit.reserveCapacity(lines.count)
    var last: ArraySlice<UInt8> = [], lastPlace = 0, added = 0
    for (number, line) in lines.enumerated().dropFirst() {
      guard let first = line.firstIndex(of: mark),
        let second = line[(first + 1)...].firstIndex(of: mark),
        let time = Double(String(decoding: line[..<first], as: UTF8.self)),
        let unit = Self.count(line[(second + 1)...]), time.isFinite
      else {
        throw .damaged(
          path: path, reason: "line \(number + 1) does not have time, population and unit")
      }
      let name = line[(first + 1)..<second]
      if name != last || last.isEmpty {
        let key = Array(name)
        if places[key] == nil {
          places[key] = table.populations.count
          table.populations.append(String(decoding: name, as: UTF8.self))
          table.sizes.append(0)
        }
        (last, lastPlace) = (name, places[key]!)
      }
      table.times.append(time)
      table.population.append(lastPlace)
      table.unit.append(unit)
      if unit >= table.sizes[lastPlace] {
        added += unit + 1 - table.sizes[lastPlace]
        table.sizes[lastPlace] = unit + 1
        // Arrays that count spikes by unit have an element for each.
        guard added <= Self.mostUnits else {
          throw .damaged(
            path: path, reason: "line \(number + 1) names unit \(unit), but there are fewer units")
        }
      }
    }
    self = table
  }

  /// A whole number of at most nine digits.
  private static func count(_ digits: ArraySlice<UInt8>) -> Int? {
    var value = 0
    guard !digits.isEmpty, digits.count < 10 else { return nil }
    for digit in digits {
      guard (48...57).contains(digit) else { return nil }
      value = 10 * value + Int(digit - 48)
    }
    return value
  }
}

extension TraceTable {
  /// Reads what `writeCSV` wrote; a field that is empty is NaN.
  public init(csv path: String) throws(RecordError) {
    let text = String(decoding: try plainBytes(of: path), as: UTF8.self)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: true)
    let names = lines.first.map { Self.fields(String($0)) } ?? []
    guard names.first == "time_ms" else {
      throw .damaged(path: path, reason: "it does not begin with 'time_ms'")
    }
    var table = TraceTable(times: [])
    table.columns = names.dropFirst().map { Column(name: $0, values: []) }
    for (number, line) in lines.enumerated().dropFirst() {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      guard fields.count == names.count, let time = Double(fields[0]) else {
        throw .damaged(path: path, reason: "line \(number + 1) does not have \(names.count) fields")
      }
      table.times.append(time)
      for (column, field) in fields.dropFirst().enumerated() {
        table.columns[column].values.append(Double(field) ?? .nan)
      }
    }
    self = table
  }

  /// The fields of a header, quotes taken off.
  private static func fields(_ line: String) -> [String] {
    var fields = [""]
    var isQuoted = false
    var before: Character?
    for character in line {
      if character == "\"" {
        if !isQuoted, before == "\"" { fields[fields.count - 1].append("\"") }
        isQuoted.toggle()
      } else if character == ",", !isQuoted {
        fields.append("")
      } else {
        fields[fields.count - 1].append(character)
      }
      before = character
    }
    return fields
  }
}

/// The bytes of a text file as this program writes it, whatever an editor has made of its ends of lines.
private func plainBytes(of path: String) throws(RecordError) -> [UInt8] {
  guard let bytes = PlainText.normalized(try readBytes(of: path)) else {
    throw .damaged(path: path, reason: PlainText.isUTF16)
  }
  return bytes
}
