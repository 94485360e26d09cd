/// A piece of HTML. Text from outside gets in only by interpolation, which escapes it:
///
///     let cell: Markup = "<td>\(name)</td>"   // name = "<b>" gives <td>&lt;b&gt;</td>
public struct Markup: Sendable, Equatable, ExpressibleByStringInterpolation {
  /// The HTML as it is.
  public private(set) var html: String

  /// Nothing.
  public init() { html = "" }
  /// Our own markup.
  public init(stringLiteral value: StaticString) { html = "\(value)" }
  /// What an interpolated literal came to.
  public init(stringInterpolation: StringInterpolation) { html = stringInterpolation.html }

  /// Collects literal markup as it is and escapes what is put into it.
  public struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var html = ""
    /// An empty piece.
    public init(literalCapacity: Int, interpolationCount: Int) {
      html.reserveCapacity(literalCapacity)
    }
    /// Our own markup.
    public mutating func appendLiteral(_ literal: StaticString) { html += "\(literal)" }
    /// Text, escaped.
    public mutating func appendInterpolation(_ text: String) { html += Markup.escaped(text) }
    /// Markup, as it is.
    public mutating func appendInterpolation(_ markup: Markup) { html += markup.html }
    /// A whole number.
    public mutating func appendInterpolation(_ number: Int) { html += "\(number)" }
    /// A place in a drawing, with one digit after the point.
    public mutating func appendInterpolation(_ place: Double) { html += Markup.place(place) }
  }

  /// One after the other.
  static func + (left: Markup, right: Markup) -> Markup {
    var sum = left
    sum += right
    return sum
  }

  /// Adds `other`.
  public static func += (left: inout Markup, right: Markup) { left.html += right.html }

  /// CSS, a script or a picture that this program made itself.
  static func own(_ html: String) -> Markup {
    var markup = Markup()
    markup.html = html
    return markup
  }

  /// `text` without what HTML would understand, and without characters that it forbids.
  static func escaped(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result.append(contentsOf: "&amp;".unicodeScalars)
      case "<": result.append(contentsOf: "&lt;".unicodeScalars)
      case ">": result.append(contentsOf: "&gt;".unicodeScalars)
      case "\"": result.append(contentsOf: "&quot;".unicodeScalars)
      case "'": result.append(contentsOf: "&#39;".unicodeScalars)
      case "\n", "\t": result.append(scalar)
      default:
        switch scalar.properties.generalCategory {
        // Control characters, and marks that turn the direction of writing.
        case .format where scalar == "\u{200C}" || scalar == "\u{200D}": result.append(scalar)
        case .control, .format, .surrogate, .privateUse, .unassigned: result.append("\u{FFFD}")
        default: result.append(scalar)
        }
      }
    }
    return String(result)
  }

  /// A place in a drawing: `12.5`, `3`.
  static func place(_ value: Double) -> String {
    guard value.isFinite else { return "0" }
    let tenths = Int((max(-1e7, min(1e7, value)) * 10).rounded())
    let whole = abs(tenths) / 10, rest = abs(tenths) % 10
    return (tenths < 0 ? "-" : "") + (rest == 0 ? "\(whole)" : "\(whole).\(rest)")
  }
}

extension Sequence<Markup> {
  /// All pieces, one after the other.
  func joined(separator: Markup = Markup()) -> Markup {
    var result = Markup()
    var isFirst = true
    for piece in self {
      if !isFirst { result += separator }
      result += piece
      isFirst = false
    }
    return result
  }
}

/// Words that name a place in the page, each once.
struct PageNames {
  private var taken: Set<String> = []

  /// A name made of `text` that nothing else has.
  mutating func name(_ text: String) -> String {
    let base = safeID(text)
    var name = base, number = 2
    while !taken.insert(name).inserted {
      name = "\(base)-\(number)"
      number += 1
    }
    return name
  }

  private func safeID(_ text: String) -> String {
    let letters = text.lowercased().unicodeScalars.map { scalar -> Character in
      ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar) ? Character(scalar) : "-"
    }
    let words = String(letters).split(separator: "-").joined(separator: "-")
    return words.first.map { $0.isLetter } ?? false ? words : "x-" + words
  }
}
