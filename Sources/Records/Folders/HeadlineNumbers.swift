import Foundation
import Measurements

/// The numbers of a result, each under a name that says where it stands: what tables over many runs show.
///
/// Any JSON is read: numbers of the object have their own names (`testError`); those in lists of objects
/// follow what the words of their object say (`cosine hidden->output total rate EP`, `rate excitatory`);
/// where such objects tell themselves apart only by a seed, their mean is taken (`testError`, with its
/// standard deviation as `testError sd`). Lists of plain numbers are curves and are left out, as are times
/// of the clock, which no two runs share.
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

  /// Times of the clock: another value each time.
  private static func isMeasuredTime(_ key: String) -> Bool {
    key.lowercased().hasSuffix("seconds") || key == "processorSecondsPerThousand"
  }

  /// In an order that does not change from call to call.
  private static func sorted(
    _ fields: [String: JSONValue]
  ) -> [(key: String, value: JSONValue)] {
    fields.sorted { $0.key < $1.key }
  }

  /// Words and settings that tell the objects of a list apart, in the order in which they are said.
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

  /// The numbers of an element of the list called `list`, which is said where another list has numbers of that name.
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

  /// Checks that were not passed.
  private mutating func addChecks(_ objects: [[String: JSONValue]]) {
    let passed = objects.compactMap { $0["passed"] }
    if passed.count == objects.count {
      values["failedChecks"] = Double(passed.count { $0 == .truth(false) })
    }
  }

  /// Means and standard deviations over objects that differ by their seed.
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

/// Any JSON.
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

  /// As part of a label.
  var said: String? {
    switch self {
    case .word(let text): text
    case .number(let value): Int(exactly: value).map(String.init) ?? "\(value)"
    default: nil
    }
  }
}
