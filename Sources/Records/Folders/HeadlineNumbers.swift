import Foundation
import Measurements

/// The numbers of a result for tables over many runs, each under a name that tells its place in the JSON.
///
/// Any JSON is read. A number of the object has the name of its key (`testError`). The name of a number in a list of
/// objects has the words of its object, too (`cosine hidden->output total rate EP`, `rate excitatory`). Objects that
/// differ only by a seed give their mean (`testError`) and standard deviation (`testError sd`). Lists of plain numbers
/// are curves and are left out, and so are measured times, which differ from run to run.
public struct HeadlineNumbers: Sendable, Equatable {
  /// Numbers by name.
  public private(set) var values: [String: Double] = [:]

  /// The numbers in JSON text.
  public init(json bytes: [UInt8]) throws {
    guard case .object(let fields) = try JSONText.decode(JSONValue.self, from: bytes) else {
      return
    }
    for (key, value) in Self.sorted(fields) where !Self.isMeasuredTime(key) {
      add(value, key, label: "")
    }
  }

  /// True for keys of measured times, which differ from run to run.
  private static func isMeasuredTime(_ key: String) -> Bool {
    key.lowercased().hasSuffix("seconds") || key == "processorSecondsPerThousand"
  }

  /// The members of an object in an order that does not change from call to call.
  private static func sorted(
    _ fields: [String: JSONValue]
  ) -> [(key: String, value: JSONValue)] {
    fields.sorted { $0.key < $1.key }
  }

  /// Keys of words and settings that tell the objects of a list apart, in the order in which names have them.
  private static let labels = [
    "name", "rule", "projection", "part", "reference", "scheme", "beta", "free", "nudged",
  ]

  private mutating func add(_ value: JSONValue, _ key: String, label: String) {
    switch value {
    case .number(let number): values[key + label] = number
    case .list(let elements):
      let objects = elements.compactMap(\.fields)
      guard !objects.isEmpty, objects.count == elements.count else { return }
      if objects.allSatisfy({ $0["seed"] != nil }) {
        addMeans(objects)
      } else {
        addChecks(objects)
        for object in objects { add(object, of: key) }
      }
    case .object(let fields):
      for (name, value) in Self.sorted(fields) where !Self.isMeasuredTime(name) {
        add(value, "\(key) \(name)", label: label)
      }
    case .word, .truth, .null: break
    }
  }

  /// Adds the numbers of an element of the list `list`, whose name is a part of theirs where another list has numbers
  /// of the same name.
  private mutating func add(_ object: [String: JSONValue], of list: String) {
    let said = Self.labels.compactMap { object[$0]?.said }
    guard !said.isEmpty else { return }
    let label = " " + said.joined(separator: " ")
    for (name, value) in Self.sorted(object)
    where !Self.labels.contains(name) && !Self.isMeasuredTime(name) {
      guard case .number(let number) = value else { continue }
      let isTaken = values[name + label] != nil
      values[isTaken ? "\(list) \(name)\(label)" : name + label] = number
    }
  }

  /// Adds the number of checks that were not passed.
  private mutating func addChecks(_ objects: [[String: JSONValue]]) {
    let passed = objects.compactMap { $0["passed"] }
    if passed.count == objects.count {
      values["failedChecks"] = Double(passed.count { $0 == .truth(false) })
    }
  }

  /// Adds means and standard deviations over objects that differ by their seed.
  private mutating func addMeans(_ objects: [[String: JSONValue]]) {
    let names = Set(objects.flatMap(\.keys)).subtracting(["seed", "repetition"])
    for name in names.sorted() where !Self.isMeasuredTime(name) {
      let numbers = objects.compactMap { $0[name]?.number }
      guard numbers.count == objects.count, let spread = Spread(numbers) else { continue }
      values[name] = spread.mean
      if let deviation = spread.deviation { values[name + " sd"] = deviation }
    }
  }
}

/// A value of JSON.
private enum JSONValue: Decodable, Equatable {
  case null
  case truth(Bool)
  case number(Double)
  case word(String)
  case list([JSONValue])
  case object([String: JSONValue])

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .truth(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .word(value)
    } else if let value = try? container.decode([JSONValue].self) {
      self = .list(value)
    } else {
      self = .object(try container.decode([String: JSONValue].self))
    }
  }

  var number: Double? { if case .number(let value) = self { value } else { nil } }
  var fields: [String: JSONValue]? { if case .object(let value) = self { value } else { nil } }

  /// The value as a part of a name; nil for values that are no part of one.
  var said: String? {
    switch self {
    case .word(let text): text
    case .number(let value): Int(exactly: value).map(String.init) ?? "\(value)"
    default: nil
    }
  }
}
