/// A value that is being read, with its key and the log of problems.
///
/// Each method returns nil, after it has logged a problem, if the value is not as expected.
struct Item {
  let node: Node
  /// The name of the value in messages: `'tau_m'`.
  let name: String
  let log: ProblemLog

  /// Notes a problem at this value.
  func error(_ message: String) { log.error(node.place, message) }

  /// Notes that the value must be another one.
  func refused<Value>(_ expected: String) -> Value? {
    error("\(name) must be \(expected)")
    return nil
  }

  /// An element of this value, or a value inside an element.
  func part(_ node: Node) -> Item { Item(node: node, name: "a value of \(name)", log: log) }

  // MARK: - Single values

  /// The scalar as it was written.
  private func scalar(_ expected: String) -> String? {
    if node.isNull {
      error("\(name) has no value; it must be \(expected)")
      return nil
    }
    guard case .scalar(let text, _) = node.content else {
      error("\(name) must be \(expected), not \(node.kind)")
      return nil
    }
    return text
  }

  /// A number in the default unit of `dimension`, within `range`.
  ///
  /// - Parameter reason: The reason for that dimension, for the message about a wrong unit.
  func quantity(
    _ dimension: Dimension, _ range: Range = .any, because reason: String = ""
  ) -> Double? {
    guard let text = scalar(dimension.example) else { return nil }
    let word = text.lowercased()
    if [".nan", "nan", ".inf", "inf", "-.inf", "-inf", "+.inf", "infinity"].contains(word) {
      if range.allowsInfinity, !word.contains("nan") {
        return word.hasPrefix("-") ? -.infinity : .infinity
      }
      error("\(name) must be a finite number, not \(text)")
      return nil
    }
    guard let written = WrittenNumber(text) else {
      error("\(name) must be \(dimension.example), not '\(text)'")
      return nil
    }
    guard let value = convert(written, to: dimension, reason) else { return nil }
    guard value.isFinite else {
      error("\(name) must be a finite number, not \(text)")
      return nil
    }
    guard range.contains(value) else {
      error("\(name) is \(text); expected \(range.text(in: dimension))")
      return nil
    }
    return value
  }

  private func convert(
    _ written: WrittenNumber, to dimension: Dimension, _ reason: String
  ) -> Double? {
    if let value = dimension.value(of: written) { return value }
    if dimension == .unclear { return written.value }
    let others = Dimension.allCases.filter { $0 != dimension && $0 != .number }
    let units = dimension.unitNames.filter { !$0.isEmpty }.joined(separator: ", ")
    let wanted =
      dimension == .number ? "a number without unit" : "a \(dimension.rawValue) in \(units)"
    let why = reason.isEmpty ? "" : ": " + reason
    let remedy = dimension == .number ? "; leave the unit out" : ""
    if let other = others.first(where: { $0.units.contains { $0.name == written.unit } }) {
      error(
        "\(name) must be \(wanted), but '\(written.unit)' is a unit of \(other.rawValue)\(why)\(remedy)"
      )
    } else {
      let near = Suggestion.nearest(written.unit, in: dimension.unitNames)
      let hint = near.map { "; did you mean '\($0)'?" } ?? ""
      error("unknown unit '\(written.unit)': \(name) must be \(wanted)\(why)\(hint)")
    }
    return nil
  }

  /// A whole number within `range`.
  func integer(_ range: ClosedRange<Int>) -> Int? {
    let expected =
      range.upperBound == .max
      ? "a whole number, \(range.lowerBound) or more"
      : "a whole number from \(range.lowerBound) to \(range.upperBound)"
    guard let text = scalar(expected) else { return nil }
    let exact = Int(text) ?? Double(text).flatMap { Int(exactly: $0) }
    guard let value = exact, range.contains(value) else {
      error("\(name) must be \(expected), not '\(text)'")
      return nil
    }
    return value
  }

  /// A whole number from 0 to 2^64 - 1.
  func unsigned() -> UInt64? {
    guard let text = scalar("a whole number, 0 or more") else { return nil }
    guard let value = UInt64(text) else {
      error("\(name) must be a whole number from 0 to 2^64 - 1, not '\(text)'")
      return nil
    }
    return value
  }

  /// Text of any kind.
  func text() -> String? { scalar("text") }

  /// `true` or `false`.
  func flag() -> Bool? {
    guard let text = scalar("true or false") else { return nil }
    switch text {
    case "true", "True", "TRUE": return true
    case "false", "False", "FALSE": return false
    default:
      error("\(name) must be true or false, not '\(text)'")
      return nil
    }
  }

  /// One of these words.
  ///
  /// - Parameter once: True if a wrong word is reported once, however often it occurs under this key.
  func choice(_ words: [String], once: Bool = false) -> String? {
    let expected = words.count == 1 ? words[0] : "one of " + words.joined(separator: ", ")
    guard let text = scalar(expected) else { return nil }
    if words.contains(text) { return text }
    let message =
      if let near = Suggestion.nearest(text, in: words) {
        "\(name) cannot be '\(text)'; did you mean '\(near)'?"
      } else {
        "\(name) must be \(expected), not '\(text)'"
      }
    if once {
      log.error(node.place, message, onceFor: "\(name) \(text)")
    } else {
      error(message)
    }
    return nil
  }

  /// One of the raw values of an enumeration.
  func choice<Choice: RawRepresentable<String> & CaseIterable>(of: Choice.Type) -> Choice? {
    choice(Choice.allCases.map(\.rawValue)).flatMap(Choice.init(rawValue:))
  }

  // MARK: - Composed values

  /// The elements of a list.
  func list(_ expected: String = "a list") -> [Item]? {
    guard case .sequence(let nodes) = node.content else {
      error("\(name) must be \(expected), not \(node.kind)")
      return nil
    }
    return nodes.map(part)
  }

  /// A list with at least one element.
  func filledList(_ expected: String) -> [Item]? {
    guard let items = list(expected) else { return nil }
    if items.isEmpty { error("\(name) is empty; expected \(expected) with one element or more") }
    return items.isEmpty ? nil : items
  }

  /// A list of numbers; nil if an element is not a number.
  func quantities(
    _ dimension: Dimension, _ range: Range = .any, because reason: String = ""
  ) -> [Double]? {
    guard let items = list("a list of numbers") else { return nil }
    let values = items.map { $0.quantity(dimension, range, because: reason) }
    return values.contains(nil) ? nil : values.compactMap(\.self)
  }

  /// Two numbers in order, `[low, high]`.
  func interval(
    _ dimension: Dimension, _ range: Range = .any, because reason: String = ""
  ) -> (low: Double, high: Double)? {
    guard let values = quantities(dimension, range, because: reason) else { return nil }
    guard values.count == 2, values[0] <= values[1] else {
      error("\(name) must be two numbers in order, [low, high]")
      return nil
    }
    return (values[0], values[1])
  }

  /// True if the value is a scalar, not a list or a group of keys.
  var isScalar: Bool { if case .scalar = node.content { true } else { false } }
  /// The scalar as it was written; nil, without a problem in the log, for other values.
  var plain: String? { if case .scalar(let text, _) = node.content { text } else { nil } }
  /// True if the value is a list.
  var isList: Bool { if case .sequence = node.content { true } else { false } }

  /// The keys below this one.
  func section(_ title: String) -> Section? {
    guard case .mapping(let entries) = node.content else {
      error("\(title) must be a group of keys, not \(node.kind)")
      return nil
    }
    return Section(entries, title: title, place: node.place, log: log)
  }
}

/// The range of a number.
enum Range: Sendable {
  case any, positive, nonnegative, unit
  /// Every number but 0; for the second, infinity too.
  case nonzero, nonzeroOrInfinite
  /// Every number but NaN.
  case extended

  func contains(_ value: Double) -> Bool {
    switch self {
    case .any, .extended: true
    case .positive: value > 0
    case .nonzero, .nonzeroOrInfinite: value != 0
    case .nonnegative: value >= 0
    case .unit: value >= 0 && value <= 1
    }
  }

  var allowsInfinity: Bool {
    switch self {
    case .extended, .nonzeroOrInfinite: true
    default: false
    }
  }

  func text(in dimension: Dimension) -> String {
    switch self {
    case .any, .extended: "a number"
    case .positive: "more than \(dimension.text(0))"
    case .nonzero, .nonzeroOrInfinite: "a number other than 0"
    case .nonnegative: "\(dimension.text(0)) or more"
    case .unit: "0 to 1"
    }
  }
}
