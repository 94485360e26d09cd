/// A piece of HTML. Text from outside gets in only by interpolation, which escapes it:
///
///     let cell: Markup = "<td>\(name)</td>"   // name = "<b>" gives <td>&lt;b&gt;</td>
public struct Markup: Sendable, Equatable, ExpressibleByStringInterpolation {
  /// The HTML.
  public private(set) var html: String

  /// An empty piece.
  public init() { html = "" }
  /// Markup from a literal of this program.
  public init(stringLiteral value: StaticString) { html = "\(value)" }
  /// Markup from an interpolated literal.
  public init(stringInterpolation: StringInterpolation) { html = stringInterpolation.html }

  /// The interpolation: it keeps literals unchanged and escapes interpolated text.
  public struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var html = ""
    /// An empty piece.
    public init(literalCapacity: Int, interpolationCount: Int) {
      html.reserveCapacity(literalCapacity)
    }
    /// Markup from a literal of this program.
    public mutating func appendLiteral(_ literal: StaticString) { html += "\(literal)" }
    /// Adds text, escaped.
    public mutating func appendInterpolation(_ text: String) { html += Markup.escaped(text) }
    /// Adds markup, unchanged.
    public mutating func appendInterpolation(_ markup: Markup) { html += markup.html }
    /// Adds a whole number.
    public mutating func appendInterpolation(_ number: Int) { html += "\(number)" }
    /// Adds a coordinate of a drawing, with one digit after the point.
    public mutating func appendInterpolation(_ place: Double) { html += Markup.place(place) }
  }

  /// `left` followed by `right`.
  static func + (left: Markup, right: Markup) -> Markup {
    var sum = left
    sum += right
    return sum
  }

  /// Adds `other`.
  public static func += (left: inout Markup, right: Markup) { left.html += right.html }

  /// Markup from CSS, a script or a picture that this program made itself.
  static func own(_ html: String) -> Markup {
    var markup = Markup()
    markup.html = html
    return markup
  }

  /// `text` with special characters of HTML escaped, and without characters that HTML forbids.
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
        // Control characters, and marks that change the direction of writing.
        case .format where scalar == "\u{200C}" || scalar == "\u{200D}": result.append(scalar)
        case .control, .format, .surrogate, .privateUse, .unassigned: result.append("\u{FFFD}")
        default: result.append(scalar)
        }
      }
    }
    return String(result)
  }

  /// A coordinate of a drawing: `12.5`, `3`.
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

/// Names of places in the page (the values of `id`), all different.
struct PageNames {
  private var taken: Set<String> = []

  /// A new name made from `text`.
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
