/// A publication, as BibTeX and as text.
public struct Reference: Sendable, Hashable, Codable {
  /// The key in BibTeX: first author and year.
  public var key: String
  /// The kind of entry in BibTeX.
  public var kind: Kind
  /// The authors, in order, each as `Family, Given`.
  public var authors: [String]
  /// True if there are more authors than listed.
  public var hasMoreAuthors = false
  /// The title.
  public var title: String
  /// The journal, the proceedings, or the publisher of a book.
  public var venue: String
  /// The other fields of the entry in order: volume, issue, pages, number of an eprint.
  public var details: [Detail] = []
  /// The year.
  public var year: Int
  /// The digital object identifier.
  public var doi: String?

  /// A kind of entry.
  public enum Kind: String, Sendable, Codable {
    /// An article in a journal.
    case article
    /// A paper in proceedings.
    case inproceedings
    /// A book.
    case book
    /// A preprint or other publication.
    case misc
    /// A program.
    case software
  }

  /// A further field of an entry.
  public struct Detail: Sendable, Hashable, Codable {
    /// The name of the field in BibTeX.
    public var name: String
    /// The value of the field.
    public var value: String

    /// The field `name`.
    public init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }

  /// A publication with these fields.
  public init(
    key: String, kind: Kind, authors: [String], hasMoreAuthors: Bool = false, title: String,
    venue: String, details: KeyValuePairs<String, String> = [:], year: Int, doi: String? = nil
  ) {
    self.key = key
    self.kind = kind
    self.authors = authors
    self.hasMoreAuthors = hasMoreAuthors
    self.title = title
    self.venue = venue
    self.details = details.map { Detail(name: $0, value: $1) }
    self.year = year
    self.doi = doi
  }

  /// The entry for a `.bib` file, with accents as LaTeX commands, which every BibTeX can sort.
  public var bibTeX: String {
    let names = authors + (hasMoreAuthors ? ["others"] : [])
    var fields = [
      ("author", names.joined(separator: " and ")), ("title", "{\(title)}"),
    ]
    switch kind {
    case .article: fields.append(("journal", venue))
    case .inproceedings: fields.append(("booktitle", venue))
    case .book: fields.append(("publisher", venue))
    case .misc, .software: if !venue.isEmpty { fields.append(("howpublished", venue)) }
    }
    fields += details.map { ($0.name, $0.value) } + [("year", "\(year)")]
    if let doi { fields.append(("doi", doi)) }
    // LaTeX packages use this field without conversion.
    let lines = fields.map { "  \($0) = {\($0 == "doi" ? $1 : Self.laTeX($1))}," }
    return (["@\(kind.rawValue){\(key),"] + lines + ["}"]).joined(separator: "\n")
  }

  /// One line for a list of references.
  public var text: String {
    var people = authors.map { $0.replacing("{", with: "").replacing("}", with: "") }
      .joined(separator: "; ")
    if hasMoreAuthors { people += "; et al." }
    func detail(_ name: String) -> String? { details.first { $0.name == name }?.value }
    var place = venue
    if let volume = detail("volume") {
      place += " \(volume)" + (detail("number").map { "(\($0))" } ?? "")
      if let pages = detail("pages") { place += ":\(pages.replacing("--", with: "-"))" }
    }
    if let version = detail("version") { place += "version \(version)" }
    let title = title.replacing("{", with: "").replacing("}", with: "")
    return "\(people) (\(year)). \(title). \(place)." + (doi.map { " https://doi.org/\($0)" } ?? "")
  }

  /// `text` with accents as LaTeX commands.
  private static func laTeX(_ text: String) -> String {
    var result = ""
    for character in text {
      switch character {
      case "é": result += "{\\'e}"
      case "ä": result += "{\\\"a}"
      case "ü": result += "{\\\"u}"
      case "ö": result += "{\\\"o}"
      case "–": result += "--"
      case "&", "%", "#", "_": result += "\\\(character)"
      default: result.append(character)
      }
    }
    return result
  }
}
