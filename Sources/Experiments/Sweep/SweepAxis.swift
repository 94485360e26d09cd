import Foundation
import Quantities

/// A swept key and its values: `learning.nudging.beta=0.1,0.2`, `seed=range(1,11)`.
///
/// | written | values |
/// |---|---|
/// | `a,b,c`, `choice(a,b,c)` | these |
/// | `range(stop)`, `range(start,stop,step)` | start, start + step, ... below stop |
/// | `linspace(first,last,n)` | n values at equal distances |
/// | `geomspace(first,last,n)` | n values at equal ratios |
/// | `logspace(a,b,n)` | the same from 10^a to 10^b |
/// | `uniform(low,high)`, `loguniform(low,high)` | drawn for each point of a random sweep |
///
/// Numbers may have a unit, `linspace(10 ms,50 ms,5)`; numbers of a list with different units are converted to one.
/// Lists, maps and quoted text are single values: `[1,2],[3,4]` are two values.
public struct SweepAxis: Sendable, Equatable {
  /// The path of the key in the model.
  public let key: String
  /// The values of the key.
  public let values: Values

  /// A list of values, or a distribution.
  public enum Values: Sendable, Equatable {
    /// These values, as they are written in a model.
    case list([String])
    /// The uniform distribution between two bounds, of the number or of its logarithm.
    case uniform(low: Double, high: Double, unit: String, isLogarithmic: Bool)
  }

  /// The axis of `key=values`; nil if it is one plain value.
  ///
  /// *Errors*: brackets that are not closed, functions that are unknown or have other arguments.
  public init?(_ argument: String) throws(SweepError) {
    guard let equals = argument.firstIndex(of: "=") else {
      throw .value(argument: argument, reason: "not of the form key=a,b,c")
    }
    func fail(_ reason: String) -> SweepError { .value(argument: argument, reason: reason) }
    key = argument[..<equals].trimmingCharacters(in: .whitespaces)
    if key.isEmpty { throw fail("not of the form key=a,b,c") }
    let parts: [String]
    switch SweepText.parts(String(argument[argument.index(after: equals)...])) {
    case .success(let found): parts = found
    case .failure(let reason): throw fail(reason.text)
    }
    if parts.count == 1, SweepText.call(parts[0]) == nil { return nil }
    if parts.contains("") { throw fail("a value is empty") }
    var list: [String] = []
    for part in parts {
      guard let (name, text) = SweepText.call(part) else {
        list.append(part)
        continue
      }
      let values: Values
      do throws(SweepText.Reason) {
        values = try Self.values(of: name, text)
      } catch { throw fail(error.text) }
      if case .list(let found) = values {
        list += found
      } else if parts.count == 1 {
        self.values = values
        return
      } else {
        throw fail("\(name)(...) cannot stand in a list")
      }
    }
    values = .list(Self.inOneUnit(list))
  }

  /// The parts of a list such as `pair,{name: mine}`: text between commas that stand in no brackets and quotes.
  ///
  /// *Errors*: brackets and quotes that are not closed.
  public static func parts(of list: String) throws(SweepError) -> [String] {
    do { return try SweepText.parts(list).get().filter { !$0.isEmpty } } catch {
      throw .value(argument: list, reason: error.text)
    }
  }

  /// A list of numbers with different units in the default unit of their dimension, so that tables hold numbers; other
  /// lists unchanged.
  private static func inOneUnit(_ list: [String]) -> [String] {
    let numbers = list.compactMap { WrittenNumber($0) }
    guard numbers.count == list.count, Set(numbers.map(\.unit)).count > 1 else { return list }
    for dimension in Dimension.allCases where dimension != .unclear {
      let values = numbers.compactMap(dimension.value)
      if values.count == list.count { return values.map(dimension.text) }
    }
    return list
  }

  /// The value at a point of a random sweep.
  func draw(_ stream: inout RandomStream) -> String {
    switch values {
    case .list(let list): return list[stream.below(list.count)]
    case .uniform(let low, let high, let unit, let isLogarithmic):
      let u = stream.uniform()
      let value = isLogarithmic ? low * pow(high / low, u) : low + (high - low) * u
      // Six digits are easier to read and to type again than seventeen.
      return String(format: "%.6g", value) + (unit.isEmpty ? "" : " " + unit)
    }
  }

  // MARK: - Functions

  private static let functions = [
    "range", "linspace", "geomspace", "logspace", "uniform", "loguniform", "choice",
  ]

  private static func values(
    of name: String, _ text: String
  ) throws(SweepText.Reason) -> Values {
    guard functions.contains(name) else {
      throw SweepText.Reason(
        "there is no function '\(name)'" + Suggestion.hint(name, in: functions))
    }
    let parts = try SweepText.parts(text).get()
    if name == "choice" {
      if parts.contains("") { throw SweepText.Reason("a value is empty") }
      return .list(parts)
    }
    let (numbers, unit) = try numbers(parts, of: name)
    func need(_ counts: ClosedRange<Int>, _ form: String) throws(SweepText.Reason) {
      if !counts.contains(numbers.count) {
        throw SweepText.Reason("\(name) has \(numbers.count) arguments; expected \(form)")
      }
    }
    switch name {
    case "range":
      try need(1...3, "range(stop), range(start,stop) or range(start,stop,step)")
      return .list(
        try range(
          from: numbers.count > 1 ? numbers[0] : 0, to: numbers[numbers.count > 1 ? 1 : 0],
          by: numbers.count > 2 ? numbers[2] : 1, unit))
    case "uniform", "loguniform":
      try need(2...2, "\(name)(low,high)")
      guard numbers[0] < numbers[1], (numbers[1] - numbers[0]).isFinite,
        name == "uniform" || numbers[0] > 0
      else {
        throw SweepText.Reason(
          "\(name) needs \(name == "uniform" ? "" : "0 < ")low < high, not \(text)")
      }
      return .uniform(
        low: numbers[0], high: numbers[1], unit: unit, isLogarithmic: name == "loguniform")
    default:
      try need(3...3, "\(name)(first,last,n)")
      return .list(try spaced(name, numbers, unit))
    }
  }

  private static func range(
    from start: Double, to stop: Double, by step: Double, _ unit: String
  ) throws(SweepText.Reason) -> [String] {
    let count = ((stop - start) / step - 1e-9).rounded(.up)
    guard step != 0, count >= 1, count <= Double(Sweep.limit) else {
      throw SweepText.Reason(
        "range(\(SweepText.text(start, unit: unit)),\(SweepText.text(stop, unit: unit)),"
          + "\(SweepText.text(step, unit: unit))) has no values, or too many")
    }
    return (0..<Int(count)).map { SweepText.text(start + step * Double($0), unit: unit) }
  }

  private static func spaced(
    _ name: String, _ numbers: [Double], _ unit: String
  ) throws(SweepText.Reason) -> [String] {
    let (first, last, n) = (numbers[0], numbers[1], numbers[2])
    guard n >= 1, n == n.rounded(), n <= Double(Sweep.limit) else {
      throw SweepText.Reason("\(name) needs a whole number of values, not \(n)")
    }
    if name == "geomspace", first * last <= 0 {
      throw SweepText.Reason("geomspace needs two numbers of one sign other than 0")
    }
    if name == "logspace", !unit.isEmpty {
      throw SweepText.Reason("logspace takes exponents, without units; geomspace takes values")
    }
    let values = (0..<Int(n)).map { k in
      let t = n > 1 ? Double(k) / (n - 1) : 0
      let line = first + (last - first) * t
      return switch name {
      case "geomspace": k == Int(n) - 1 && n > 1 ? last : first * pow(last / first, t)
      case "logspace": pow(10, line)
      default: line
      }
    }
    guard values.allSatisfy(\.isFinite) else {
      throw SweepText.Reason("\(name)(...) has values beyond all numbers")
    }
    return values.map { SweepText.text($0, unit: unit) }
  }

  /// The numbers of a function and their common unit; the count of `linspace` has no unit.
  private static func numbers(
    _ parts: [String], of name: String
  ) throws(SweepText.Reason) -> ([Double], String) {
    var numbers: [Double] = []
    var unit = ""
    for part in parts {
      guard let number = WrittenNumber(part), number.value.isFinite else {
        throw SweepText.Reason("'\(part)' in \(name)(...) is not a number")
      }
      if !number.unit.isEmpty {
        if !unit.isEmpty, unit != number.unit {
          throw SweepText.Reason("\(name)(...) mixes the units '\(unit)' and '\(number.unit)'")
        }
        unit = number.unit
      }
      numbers.append(number.value)
    }
    return (numbers, unit)
  }
}
