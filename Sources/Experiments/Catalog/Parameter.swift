/// A key of a section of a model file: its name, what it measures, what it means, and where its value is kept.
///
/// A table of these makes the reader, the writer, the comments of templates, the pages of `show` and
/// `Documentation/keys.md`, so that all of this stands once.
///
/// - `Root` is the value that the section describes, `Context` what its keys need to know of the rest of the model.
struct Parameter<Root, Context>: Sendable {
  /// The name in model files, as in the literature.
  let key: String
  /// What it is, in words.
  let meaning: String
  /// The unit of a bare number, for pages.
  let unit: String
  /// The words that it can be, where there are only some.
  private(set) var words: [String] = []
  /// The value where a model file says nothing, for pages; nil: as it is written for the standard value.
  private(set) var standard: String?
  /// True if a model file has to have it.
  private(set) var isRequired = false
  /// Reads it from the section, if it was written.
  private(set) var read: @Sendable (Section, inout Root, Context) -> Void
  /// The value as a model file has it; nil: it is left out.
  private(set) var write: @Sendable (Root, Context) -> Output?
  /// False leaves the value out of model files, as what holds without it says as much.
  private(set) var isWritten: @Sendable (Root, Context) -> Bool = { _, _ in true }
  /// Keys below this one, for pages; nil: this is a single value.
  private(set) var parts: (@Sendable (Root, Context) -> [ParameterRow])?
  /// The words of the page of one value of the section.
  private(set) var particular: (@Sendable (Root) -> (standard: String, meaning: String))?
  /// The reason that there is no such key for this value; nil: there is.
  private(set) var refusal: @Sendable (Root, Context) -> String? = { _, _ in nil }

  /// A key with a reader and a writer of its own.
  ///
  /// - Parameters:
  ///   - key: The name in model files.
  ///   - unit: The unit of a bare number, for pages.
  ///   - meaning: What it is, in words.
  ///   - read: Reads it from the section; has to ask for it, so that it is known.
  ///   - write: The value as a model file has it; nil leaves it out.
  init(
    _ key: String, unit: String = "", _ meaning: String,
    read: @escaping @Sendable (Section, inout Root, Context) -> Void,
    write: @escaping @Sendable (Root, Context) -> Output?
  ) {
    (self.key, self.unit, self.meaning, self.read, self.write) = (key, unit, meaning, read, write)
  }

  /// A value that is always there.
  init<Value>(
    _ key: String, _ notation: Notation<Value, Root, Context>, _ meaning: String,
    _ path: any WritableKeyPath<Root, Value> & Sendable
  ) {
    self.init(key, unit: notation.unit, meaning) { section, root, context in
      if let value = section.item(key).flatMap({ notation.read($0, root, context) }) {
        root[keyPath: path] = value
      }
    } write: { root, context in
      notation.write(root[keyPath: path], root, context)
    }
    words = notation.words
  }

  /// A value that may be missing; then it is not written.
  init<Value>(
    optional key: String, _ notation: Notation<Value, Root, Context>, _ meaning: String,
    _ path: any WritableKeyPath<Root, Value?> & Sendable, standard: String
  ) {
    self.init(key, unit: notation.unit, meaning) { section, root, context in
      if let value = section.item(key).flatMap({ notation.read($0, root, context) }) {
        root[keyPath: path] = value
      }
    } write: { root, context in
      root[keyPath: path].map { notation.write($0, root, context) }
    }
    words = notation.words
    self.standard = standard
  }

  /// A number.
  init(
    _ key: String, _ dimension: Dimension, _ range: Range = .any, _ meaning: String,
    _ path: any WritableKeyPath<Root, Double> & Sendable
  ) {
    self.init(key, .number(dimension, range), meaning, path)
  }

  /// A group of keys, on one line.
  ///
  /// - Parameters:
  ///   - key: The name in model files.
  ///   - table: The keys below it.
  ///   - path: The value that they describe.
  ///   - inner: What they need to know.
  init<Part, Inner>(
    _ key: String, _ table: Table<Part, Inner>, _ path: any WritableKeyPath<Root, Part> & Sendable,
    inner: @escaping @Sendable (Root, Context) -> Inner
  ) {
    self.init(key, "") { section, root, context in
      guard let group = section.item(key)?.section("'\(key)'") else { return }
      var part = root[keyPath: path]
      table.read(group, into: &part, inner(root, context))
      root[keyPath: path] = part
    } write: { root, context in
      .flow(table.write(root[keyPath: path], inner(root, context)))
    }
    parts = { root, context in table.rows(of: root[keyPath: path], inner(root, context)) }
  }

  /// The same key, which has to be there.
  var required: Parameter {
    var result = self
    result.isRequired = true
    let read = read
    result.read = { [key] section, root, context in
      _ = section.require(key)
      read(section, &root, context)
    }
    return result
  }

  /// The same key, where pages say `text` for the value that holds without it.
  func standing(_ text: String) -> Parameter {
    var result = self
    result.standard = text
    return result
  }

  /// The same key, where only some values of the section have it.
  ///
  /// - Parameter reason: Why there is none, for messages; empty: nobody needs to be told; nil: there is one.
  func refused(_ reason: @escaping @Sendable (Root, Context) -> String?) -> Parameter {
    var result = self
    let refusal = refusal
    result.refusal = { refusal($0, $1) ?? reason($0, $1) }
    return result
  }

  /// The same key, written only where that is so.
  func written(where condition: @escaping @Sendable (Root, Context) -> Bool) -> Parameter {
    var result = self
    result.isWritten = condition
    return result
  }

  /// The same key, which can be only one of these words.
  func among(_ words: [String]) -> Parameter {
    var result = self
    result.words = words
    return result
  }

  /// The same key, where the page of one value of the section has words of its own.
  ///
  /// - Parameter words: The value that holds without the key, and what the key means.
  func described(
    _ words: @escaping @Sendable (Root) -> (standard: String, meaning: String)
  ) -> Parameter {
    var result = self
    result.particular = words
    return result
  }

  /// The same key, of which each unit may have its own value: a list, or `{file: x.npy}`, is read elsewhere.
  var perUnit: Parameter {
    var result = self
    let read = read
    result.read = { [key] section, root, context in
      if let item = section.item(key), UnitValuesReading.isMeant(by: item) { return }
      read(section, &root, context)
    }
    return result
  }

  /// The same key with the keys of `table` below it on pages: `value` is what they describe as it is by default.
  func holding<Part, Inner>(
    _ table: Table<Part, Inner>, of value: @escaping @Sendable (Root, Context) -> (Part, Inner)
  ) -> Parameter {
    var result = self
    result.parts = { root, context in
      let (part, inner) = value(root, context)
      return table.rows(of: part, inner)
    }
    return result
  }

  /// Its lines in reference pages; those of keys below it have their names behind a dot.
  ///
  /// - Parameter root: The value as it is by default.
  func rows(of root: Root, _ context: Context) -> [ParameterRow] {
    let below = (parts?(root, context) ?? []).map {
      ParameterRow(
        symbol: "\(key).\($0.symbol)", standard: $0.standard, unit: $0.unit, meaning: $0.meaning)
    }
    if meaning.isEmpty { return below }
    let words =
      words.isEmpty
      ? "" : (meaning.isEmpty ? "" : ": ") + words.listed(or: "or", most: words.count)
    let own = ParameterRow(
      symbol: key,
      standard: isRequired ? "required" : standard ?? write(root, context)?.bare ?? "",
      unit: unit, meaning: meaning + words)
    return [own] + below
  }
}

/// The keys of a section, in the order in which they are read and written.
struct Table<Root, Context>: Sendable {
  let parameters: [Parameter<Root, Context>]
  /// Looks at all values of the section together, before it complains about keys that it does not know.
  private(set) var check: (@Sendable (Section, inout Root, Context) -> Void)?

  init(
    @TableBuilder<Root, Context> _ parameters: () -> [Parameter<Root, Context>],
    check: (@Sendable (Section, inout Root, Context) -> Void)? = nil
  ) {
    self.parameters = parameters()
    self.check = check
  }

  /// The names of all keys.
  var keys: [String] { parameters.map(\.key) }

  /// Reads all keys that were written, and complains about others and about those that have to be there.
  func read(_ section: Section, into root: inout Root, _ context: Context) {
    take(section, into: &root, context)
    section.finish()
  }

  /// Reads all keys that were written, where the section has others too.
  func take(_ section: Section, into root: inout Root, _ context: Context) {
    for parameter in parameters {
      if let reason = parameter.refusal(root, context) {
        if !reason.isEmpty { section.hint([parameter.key], reason) }
      } else {
        parameter.read(section, &root, context)
      }
    }
    check?(section, &root, context)
  }

  /// The keys with their values, as a model file has them in full.
  func write(_ root: Root, _ context: Context) -> [(String, Output)] {
    parameters.compactMap { parameter in
      guard parameter.refusal(root, context) == nil, parameter.isWritten(root, context) else {
        return nil
      }
      return parameter.write(root, context).map { (parameter.key, $0) }
    }
  }

  /// The lines of the reference page.
  ///
  /// - Parameter root: The value as it is by default.
  func rows(of root: Root, _ context: Context) -> [ParameterRow] {
    parameters.flatMap { $0.rows(of: root, context) }
  }

  /// The lines of the page of this value alone: the keys that it has, in its own words.
  func particularRows(of root: Root, _ context: Context) -> [ParameterRow] {
    parameters.filter { $0.refusal(root, context) == nil }.flatMap { parameter in
      guard let words = parameter.particular?(root) else {
        return parameter.rows(of: root, context)
      }
      return [
        ParameterRow(
          symbol: parameter.key, standard: words.standard, unit: parameter.unit,
          meaning: words.meaning)
      ]
    }
  }
}

extension Table where Context == Void {
  /// Reads all keys that were written, where the section has others too.
  func take(_ section: Section, into root: inout Root) { take(section, into: &root, ()) }
  /// The keys with their values.
  func write(_ root: Root) -> [(String, Output)] { write(root, ()) }
  /// The lines of the reference page.
  func rows(of root: Root) -> [ParameterRow] { rows(of: root, ()) }
}

/// Keys one below the other.
@resultBuilder enum TableBuilder<Root, Context> {
  static func buildExpression(_ parameter: Parameter<Root, Context>) -> [Parameter<Root, Context>] {
    [parameter]
  }
  static func buildExpression(
    _ parameters: [Parameter<Root, Context>]
  ) -> [Parameter<Root, Context>] { parameters }
  static func buildBlock(_ parts: [Parameter<Root, Context>]...) -> [Parameter<Root, Context>] {
    parts.flatMap(\.self)
  }
}

/// One line of the table of keys of a section, a neuron model or a rule.
public struct ParameterRow: Sendable, Hashable, Codable {
  /// The key in model files; of a key in a group, with the key of the group before a dot.
  public let symbol: String
  /// The value where a model file says nothing; `required` when it has to.
  public let standard: String
  /// The unit of a bare number; `weight` for that of the weights that a rule moves.
  public let unit: String
  /// What it is.
  public let meaning: String

  init(symbol: String, standard: String, unit: String = "", meaning: String) {
    self.symbol = symbol
    self.standard = standard
    self.unit = unit
    self.meaning = meaning
  }
}
