import Foundation

/// A claim of a model file: bounds that a measured quantity keeps, as `test error: {max: 5 %, within_twin: 1 %}`.
public struct Expectation: Sendable, Equatable {
  /// The measured quantity.
  public var quantity: MeasuredQuantity
  /// The parts of the model on which it is measured: populations, projections, rules, settings; empty for all.
  public var parts: [String]
  /// The bounds of the quantity, each a claim of its own.
  public var bounds: [Bound]

  /// A bound, in the unit of the quantity.
  public enum Bound: Sendable, Equatable {
    /// At most this value.
    case max(Double)
    /// At least this value.
    case min(Double)
    /// From the first value to the second.
    case between(Double, Double)
    /// This value, up to the tolerance.
    case equals(Double, tolerance: Double)
    /// At most this difference from the value of the rate twin.
    case withinTwin(Double)
  }

  /// A claim about a quantity of these parts.
  public init(_ quantity: MeasuredQuantity, of parts: [String] = [], _ bounds: [Bound]) {
    (self.quantity, self.parts, self.bounds) = (quantity, parts, bounds)
  }

  /// The key in a model file: `test error`, `cosine of zero-area, hidden->output`.
  public var name: String {
    quantity.rawValue + (parts.isEmpty ? "" : " of " + parts.joined(separator: ", "))
  }

  /// The name of a quantity and the parts in a key.
  public static func split(_ name: String) -> (quantity: String, parts: [String]) {
    guard let range = name.firstRange(of: " of ") else { return (name, []) }
    return (
      String(name[..<range.lowerBound]),
      name[range.upperBound...].split(separator: ",", omittingEmptySubsequences: false).map {
        $0.trimmingCharacters(in: .whitespaces)
      }
    )
  }

  /// Keys of bounds, in the order in which they are written.
  public static let keys = ["max", "min", "between", "equals", "tolerance", "within_twin"]

  /// The claim under the key `name` with the numbers of its bounds; nil if the key names no quantity.
  public init?(_ name: String, bounds: [String: [Double]]) {
    let (word, parts) = Self.split(name)
    guard let quantity = MeasuredQuantity(rawValue: word) else { return nil }
    var all: [Bound] = []
    if let value = bounds["max"]?.first { all.append(.max(value)) }
    if let value = bounds["min"]?.first { all.append(.min(value)) }
    if let ends = bounds["between"], ends.count == 2 { all.append(.between(ends[0], ends[1])) }
    if let value = bounds["equals"]?.first {
      all.append(.equals(value, tolerance: bounds["tolerance"]?.first ?? 0))
    }
    if let value = bounds["within_twin"]?.first { all.append(.withinTwin(value)) }
    guard !all.isEmpty else { return nil }
    self.init(quantity, of: parts, all)
  }

  /// True if a value can keep all bounds at once.
  public var isPossible: Bool {
    var (low, high) = (-Double.infinity, Double.infinity)
    for bound in bounds {
      let own: (Double, Double) =
        switch bound {
        case .max(let most): (-.infinity, most)
        case .min(let least): (least, .infinity)
        case .between(let least, let most): (least, most)
        case .equals(let value, let tolerance): (value - tolerance, value + tolerance)
        case .withinTwin: (-.infinity, .infinity)
        }
      (low, high) = (Swift.max(low, own.0), Swift.min(high, own.1))
    }
    return low <= high
  }

  /// Its bounds: the key of each, with its numbers.
  public var settings: [(key: String, values: [Double])] {
    bounds.flatMap { bound -> [(key: String, values: [Double])] in
      switch bound {
      case .max(let value): [("max", [value])]
      case .min(let value): [("min", [value])]
      case .between(let low, let high): [("between", [low, high])]
      case .equals(let value, let tolerance):
        [("equals", [value])] + (tolerance > 0 ? [("tolerance", [tolerance])] : [])
      case .withinTwin(let value): [("within_twin", [value])]
      }
    }
  }

  /// The claims in a model file that the program wrote. Expectations in words are not among them.
  public static func all(in model: ModelText) -> [Expectation] {
    var names: [String] = [], bounds: [String: [String: [Double]]] = [:]
    for setting in model.below("expected") {
      guard let dot = setting.path.lastIndex(of: ".") else { continue }
      let name = String(setting.path[..<dot]), key = String(setting.path[dot...].dropFirst())
      let values = setting.value.split { "[],".contains($0) }.compactMap { number in
        number.split(separator: " ").first.flatMap { Double($0) }
      }
      guard keys.contains(key) else { continue }
      if bounds[name] == nil { names.append(name) }
      bounds[name, default: [:]][key] = values
    }
    return names.compactMap { Expectation($0, bounds: bounds[$0] ?? [:]) }
  }

  /// Expectations in words in a model file that the program wrote.
  public static func words(in model: ModelText?) -> [ModelText.Setting] {
    (model?.below("expected") ?? []).filter { setting in
      !keys.contains { setting.path.hasSuffix("." + $0) }
    }
  }
}
