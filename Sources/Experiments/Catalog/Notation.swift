import Quantities

/// The form of a value in model files: how it is read from its item, and how it is written.
///
/// Both may depend on the values that were read before it (`Root`) and on the rest of the model (`Context`).
struct Notation<Value, Root, Context>: Sendable {
  /// The unit of a bare number, for pages.
  var unit = ""
  /// The words that it can be, where there are only some.
  var words: [String] = []
  /// The value; nil, with a problem in the log, when it is none.
  var read: @Sendable (Item, Root, Context) -> Value?
  /// The value as a model file has it.
  var write: @Sendable (Value, Root, Context) -> Output
}

extension Notation where Value == Double {
  /// A number with or without its unit.
  ///
  /// - Parameters:
  ///   - dimension: What it measures.
  ///   - range: The values that it may have.
  ///   - reason: Why it measures that, for the message about another unit.
  static func number(
    _ dimension: Dimension, _ range: Range = .any, because reason: String = ""
  ) -> Notation {
    Notation(
      unit: dimension.unit,
      read: { item, _, _ in item.quantity(dimension, range, because: reason) },
      write: { value, _, _ in .number(value, dimension) })
  }

  /// A number that measures what other values of the model say.
  ///
  /// - Parameters:
  ///   - unit: What it measures, for pages.
  ///   - range: The values that it may have.
  ///   - measure: What it measures, and why.
  static func number(
    unit: String, _ range: Range,
    _ measure: @escaping @Sendable (Root, Context) -> (dimension: Dimension, reason: String)
  ) -> Notation {
    Notation(
      unit: unit,
      read: { item, root, context in
        let (dimension, reason) = measure(root, context)
        return item.quantity(dimension, range, because: reason)
      }, write: { value, root, context in .number(value, measure(root, context).dimension) })
  }
}

extension Notation where Value == Double, Context == Dimension {
  /// A number of a rule that measures the weights that it moves, the context.
  static func weight(_ range: Range = .any) -> Notation {
    Notation(
      unit: "weight", read: { item, _, weights in item.quantity(weights, range) },
      write: { value, _, _ in .number(value, .number) })
  }

  /// A number of a rule that measures weights times a time.
  static func weightTime(_ range: Range = .any) -> Notation {
    Notation(
      unit: "weight ms",
      read: { item, _, weights in
        switch weights {
        case .unclear: item.quantity(.unclear, range)
        case .number: item.quantity(.time, range)
        default: item.quantity(.number, range, because: "it measures \(weights.unit) times ms")
        }
      }, write: { value, _, _ in .number(value, .number) })
  }
}

extension Notation where Value == Milliseconds {
  /// A time.
  static func time(_ range: Range) -> Notation {
    Notation(
      unit: "ms", read: { item, _, _ in item.quantity(.time, range)?.ms },
      write: { value, _, _ in .number(value.value, .time) })
  }
}

extension Notation where Value == Int {
  /// A whole number within `range`.
  static func integer(_ range: ClosedRange<Int>) -> Notation {
    Notation(
      read: { item, _, _ in item.integer(range) }, write: { value, _, _ in .integer(value) })
  }
}

extension Notation where Value == Bool {
  /// `true` or `false`.
  static var flag: Notation {
    Notation(read: { item, _, _ in item.flag() }, write: { value, _, _ in .flag(value) })
  }
}

extension Notation where Value == String {
  /// Text of any kind.
  static var text: Notation {
    Notation(read: { item, _, _ in item.text() }, write: { value, _, _ in .string(value) })
  }
}

extension Notation where Value: RawRepresentable<String> & CaseIterable & Sendable {
  /// One of the words of an enumeration.
  static var choice: Notation { choice(among: Array(Value.allCases)) }

  /// One of the words of these values of an enumeration.
  static func choice(among values: [Value]) -> Notation {
    let words = values.map(\.rawValue)
    return Notation(
      words: words, read: { item, _, _ in item.choice(words).flatMap(Value.init(rawValue:)) },
      write: { value, _, _ in .word(value.rawValue) })
  }
}
