import Quantities

/// The form of a value in model files: its reader and its writer.
///
/// Both may depend on the values that were read before it (`Root`) and on the rest of the model (`Context`).
struct Notation<Value, Root, Context>: Sendable {
  /// The unit of a bare number, for pages.
  var unit = ""
  /// The possible words, if the value is a word.
  var words: [String] = []
  /// Reads the value; nil, with a problem in the log, if the item does not have this form.
  var read: @Sendable (Item, Root, Context) -> Value?
  /// Writes the value.
  var write: @Sendable (Value, Root, Context) -> Output
}

extension Notation where Value == Double {
  /// A number with or without its unit.
  ///
  /// - Parameters:
  ///   - dimension: The dimension.
  ///   - range: The values that it may have.
  ///   - reason: The reason for that dimension, for the message about a wrong unit.
  static func number(
    _ dimension: Dimension, _ range: Range = .any, because reason: String = ""
  ) -> Notation {
    Notation(
      unit: dimension.unit,
      read: { item, _, _ in item.quantity(dimension, range, because: reason) },
      write: { value, _, _ in .number(value, dimension) })
  }

  /// A number whose dimension depends on other values of the model.
  ///
  /// - Parameters:
  ///   - unit: The unit in words, for pages.
  ///   - range: The values that it may have.
  ///   - measure: The dimension and its reason.
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
  /// A number of a rule with the dimension of the weights that it moves, which is the context.
  static func weight(_ range: Range = .any) -> Notation {
    Notation(
      unit: "weight", read: { item, _, weights in item.quantity(weights, range) },
      write: { value, _, _ in .number(value, .number) })
  }

  /// A number of a rule with the dimension of weights times a time.
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

  /// A word for false and one for true.
  static func words(_ no: String, _ yes: String) -> Notation {
    Notation(
      read: { item, _, _ in item.choice([no, yes]).map { $0 == yes } },
      write: { value, _, _ in .word(value ? yes : no) })
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
