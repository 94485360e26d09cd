import Records

/// A value of a JSON file.
enum SONATAValue: Codable, Sendable, Equatable {
  case nothing
  case flag(Bool)
  case number(Double)
  case text(String)
  case list([SONATAValue])
  case object([String: SONATAValue])

  init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if value.decodeNil() {
      self = .nothing
    } else if let flag = try? value.decode(Bool.self) {
      self = .flag(flag)
    } else if let number = try? value.decode(Double.self) {
      self = .number(number)
    } else if let text = try? value.decode(String.self) {
      self = .text(text)
    } else if let list = try? value.decode([SONATAValue].self) {
      self = .list(list)
    } else {
      self = .object(try value.decode([String: SONATAValue].self))
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .nothing: try container.encodeNil()
    case .flag(let flag): try container.encode(flag)
    case .number(let number): try container.encode(number)
    case .text(let text): try container.encode(text)
    case .list(let list): try container.encode(list)
    case .object(let entries): try container.encode(entries)
    }
  }

  subscript(key: String) -> SONATAValue? {
    if case .object(let entries) = self { entries[key] } else { nil }
  }

  var object: [String: SONATAValue]? {
    if case .object(let entries) = self { entries } else { nil }
  }
  var list: [SONATAValue]? { if case .list(let list) = self { list } else { nil } }
  var text: String? { if case .text(let text) = self { text } else { nil } }
  var number: Double? {
    switch self {
    case .number(let number): number
    case .flag(let flag): flag ? 1 : 0
    default: nil
    }
  }

  /// True if the value is null, or an empty list or object.
  var isEmpty: Bool { self == .nothing || self == .object([:]) || self == .list([]) }
}

extension SONATAValue: ExpressibleByStringLiteral, ExpressibleByFloatLiteral,
  ExpressibleByIntegerLiteral, ExpressibleByDictionaryLiteral
{
  init(stringLiteral text: String) { self = .text(text) }
  init(floatLiteral number: Double) { self = .number(number) }
  init(integerLiteral number: Int) { self = .number(Double(number)) }
  init(dictionaryLiteral entries: (String, SONATAValue)...) {
    self = .object(Dictionary(uniqueKeysWithValues: entries))
  }
}

/// A JSON file of SONATA: its folder, and the variables of its `manifest`.
struct SONATAFile: FilePart {
  let file: String
  let value: SONATAValue
  private let variables: [(name: String, text: String)]

  /// The folder at which relative paths begin.
  var folder: String { Self.folder(of: file) }

  /// Reads a file; `inherited` are the variables of the file that named this one.
  init(
    _ path: String, inherited: [(name: String, text: String)] = []
  ) throws(ExchangeError) {
    let bytes = try plain(try contents(of: path), of: path)
    let value: SONATAValue
    do { value = try JSONText.decode(SONATAValue.self, from: bytes) } catch {
      throw .damaged(file: path, place: "", reason: "it is not JSON")
    }
    guard let entries = value.object else {
      throw .damaged(file: path, place: "", reason: "it is not a JSON object { ... }")
    }
    file = path
    self.value = value
    var variables = inherited
    for (name, text) in (entries["manifest"]?.object ?? [:]).sorted(by: { $0.key > $1.key }) {
      guard let text = text.text else {
        throw .damaged(file: path, place: "manifest.\(name)", reason: "it is not text")
      }
      let bare = name.trimming { "${}".contains($0) }
      variables.insert((String(bare), text), at: 0)
    }
    // Longer names come first: $NETWORK must not match in $NETWORK_DIR.
    self.variables = variables.sorted { $0.name.count > $1.name.count }
  }

  /// The variables for the files that this one names.
  var manifest: [(name: String, text: String)] { variables }

  /// The path of `name` with its variables replaced; `$configdir` and `${configdir}` are the folder of this file.
  func path(of name: String, at place: String) throws(ExchangeError) -> String {
    var text = name
    for _ in 0..<16 where text.contains("$") {
      text = text.replacing("${configdir}", with: ".").replacing("$configdir", with: ".")
      text = text.replacing("$workingdir", with: ".").replacing("${workingdir}", with: ".")
      for (name, value) in variables {
        text = text.replacing("${\(name)}", with: value).replacing("$" + name, with: value)
      }
    }
    guard !text.contains("$") else {
      throw damaged(
        place,
        "'\(name)' has a variable that 'manifest' does not define (it defines "
          + "\(variables.isEmpty ? "none" : variables.map(\.name).joined(separator: ", ")))")
    }
    return text.hasPrefix("/") ? text : folder + "/" + text
  }

  static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}
