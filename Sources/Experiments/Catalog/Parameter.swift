/// A key of a section of a model file: its name, unit and meaning, and the place of its value.
///
/// The reader, the writer, the comments of templates, the pages of `show` and `Documentation/keys.md` are all made from
/// a table of parameters.
///
/// - `Root` is the value that the section describes, `Context` the facts about the rest of the model that its keys
///   need.
struct Parameter<Root, Context>: Sendable {
  /// The name in model files, as in the literature.
  let key: String
  /// The meaning in words.
  let meaning: String
  /// The unit of a bare number, for pages.
  let unit: String
  /// The possible words, if the value is a word.
  private(set) var words: [String] = []
  /// The default value in words, for pages; nil for the text with which the default is written.
  private(set) var standard: String?
  /// True if a model file must have the key.
  private(set) var isRequired = false
  /// Reads the value from the section, if the key was written.
  private(set) var read: @Sendable (Section, inout Root, Context) -> Void
  /// The value in the form of a model file; nil if it is left out.
  private(set) var write: @Sendable (Root, Context) -> Output?
  /// False if the value is left out of model files because it equals the default.
  private(set) var isWritten: @Sendable (Root, Context) -> Bool = { _, _ in true }
  /// The keys below this one, for pages; nil for a single value.
  private(set) var parts: (@Sendable (Root, Context) -> [ParameterRow])?
  /// The words of the page of one value of the section.
  private(set) var particular: (@Sendable (Root) -> (standard: String, meaning: String))?
  /// The reason that this value does not have the key; nil if it has.
  private(set) var refusal: @Sendable (Root, Context) -> String? = { _, _ in nil }

  /// A key with a reader and a writer of its own.
  ///
  /// - Parameters:
  ///   - key: The name in model files.
  ///   - unit: The unit of a bare number, for pages.
  ///   - meaning: The meaning in words.
  ///   - read: Reads the value from the section; must ask for the key, so that the section knows it.
  ///   - write: The value in the form of a model file; nil leaves it out.
  init(
    _ key: String, unit: String = "", _ meaning: String,
    read: @escaping @Sendable (Section, inout Root, Context) -> Void,
    write: @escaping @Sendable (Root, Context) -> Output?
  ) {
    (self.key, self.unit, self.meaning, self.read, self.write) = (key, unit, meaning, read, write)
  }

  /// A key of a value that always exists.
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

  /// A key of a value that may be nil, which is not written.
  init<Value>(
    optional key: String, _ notation: Notation<Value, Root, Context>, _ meaning: String,
    _ path: any WritableKeyPath<Root, Value?> & Sendable, standard: String? = nil
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

  /// A key that is read together with another one.
  init(
    shown key: String, unit: String = "", _ meaning: String,
    write: @escaping @Sendable (Root, Context) -> Output?
  ) {
    self.init(key, unit: unit, meaning, read: { _, _, _ in }, write: write)
  }

  /// A key of a number.
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
  ///   - inner: The context of these keys.
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

  /// The same key, required.
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

  /// The same key, for which pages give `text` as the default.
  func standing(_ text: String) -> Parameter {
    var result = self
    result.standard = text
    return result
  }

  /// The same key, which only some values of the section have.
  ///
  /// - Parameter reason: The reason that a value does not have the key, for messages; empty for no message; nil if it
  ///   has.
  func refused(_ reason: @escaping @Sendable (Root, Context) -> String?) -> Parameter {
    var result = self
    let refusal = refusal
    result.refusal = { refusal($0, $1) ?? reason($0, $1) }
    return result
  }

  /// The same key, written only if `condition` holds.
  func written(where condition: @escaping @Sendable (Root, Context) -> Bool) -> Parameter {
    var result = self
    result.isWritten = condition
    return result
  }

  /// The same key, whose value must be one of these words.
  func among(_ words: [String]) -> Parameter {
    var result = self
    result.words = words
    return result
  }

  /// The same key, with separate words on the page of one value of the section.
  ///
  /// - Parameter words: The default, and the meaning of the key.
  func described(
    _ words: @escaping @Sendable (Root) -> (standard: String, meaning: String)
  ) -> Parameter {
    var result = self
    result.particular = words
    return result
  }

  /// The same key, which may have a value for each unit; a list, or `{file: x.npy}`, is read elsewhere.
  var perUnit: Parameter {
    var result = self
    let read = read
    result.read = { [key] section, root, context in
      if let item = section.item(key), UnitValuesReading.isMeant(by: item) { return }
      read(section, &root, context)
    }
    return result
  }

  /// The same key with the keys of `table` below it on pages; `value` is the default of the value that they describe.
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

  /// The lines of the key in reference pages. The names of keys below it follow a dot.
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
  /// A check of all values of the section together, before unknown keys are reported.
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

  /// Reads all keys that were written; notes problems for unknown keys and for missing required ones.
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

  /// All keys with their values, in the form of a model file.
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

  /// The lines of the page of this value: the keys that it has, with its own words.
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

/// A builder of tables from keys.
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

/// A line in the table of keys of a section, a neuron model or a rule.
public struct ParameterRow: Sendable, Hashable, Codable {
  /// The key in model files; of a key in a group, with the key of the group before a dot.
  public let symbol: String
  /// The default; `required` if a model file must have the key.
  public let standard: String
  /// The unit of a bare number; `weight` for that of the weights that a rule moves.
  public let unit: String
  /// The meaning.
  public let meaning: String

  init(symbol: String, standard: String, unit: String = "", meaning: String) {
    self.symbol = symbol
    self.standard = standard
    self.unit = unit
    self.meaning = meaning
  }
}
