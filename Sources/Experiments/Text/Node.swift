import Foundation

/// A value in a model file, and its place.
struct Node {
  /// The value.
  var content: Content
  /// The place at which the value begins.
  var place: ModelProblem.Place

  /// The kinds of values.
  enum Content {
    /// A single value as it was written; `isPlain` if it was not quoted.
    case scalar(String, isPlain: Bool)
    /// A list.
    case sequence([Node])
    /// Keys and values in the order of the file.
    case mapping([Entry])
  }

  /// A key with its value.
  struct Entry {
    var key: String
    var place: ModelProblem.Place
    var value: Node
  }

  /// True for an empty value, `~` or `null`.
  var isNull: Bool {
    if case .scalar(let text, isPlain: true) = content {
      return ["", "~", "null", "Null", "NULL"].contains(text)
    }
    return false
  }

  /// The kind of the value, for messages.
  var kind: String {
    switch content {
    case .scalar(let text, _): isNull ? "nothing" : "'\(text)'"
    case .sequence: "a list"
    case .mapping: "a group of keys"
    }
  }
}

/// A collection of problems, all of which are reported at once.
final class ProblemLog {
  /// The limit of reported problems; further ones are only counted.
  static let most = 100

  /// A message and its place.
  typealias Problem = (place: ModelProblem.Place, message: String)

  private(set) var problems: [Problem] = []
  /// Values that are accepted, but probably not as their author meant them.
  private(set) var warnings: [Problem] = []
  private var known: Set<ModelProblem> = []
  /// The number of problems that are not reported.
  private(set) var untold = 0

  /// The number of calls that noted a problem, repetitions included: an alias repeats the problems of its anchor.
  private(set) var noted = 0
  /// Problems that are reported once for several places, with the further lines.
  private var repeated: [String: (index: Int, message: String, lines: [Int])] = [:]

  /// The number of different problems.
  var count: Int { problems.count + untold }
  /// True if no further problems are reported.
  var isFull: Bool { problems.count >= Self.most }

  /// The lines of the file.
  let lines: [String]

  /// The folder to which names of other files are relative.
  let folder: String

  /// The folder as the user named it, followed by a slash; empty for the current one.
  let namedFolder: String

  /// The names of other files in messages, by their absolute paths.
  var fileNames: [String: String] = [:]

  /// The place of the key that asks for data.
  var dataPlace: ModelProblem.Place?

  /// True if the model file is that of a run which another model file names.
  var isNested = false

  /// True if expectations that nothing answers are left out instead of refused: the model is not as its author wrote it.
  var isChanged = false

  /// An empty log for a file with this text; `file` is its path as the user named it.
  init(text: String = "", file: String = "model.yaml") {
    folder = URL(fileURLWithPath: file).deletingLastPathComponent().path
    namedFolder = file.lastIndex(of: "/").map { String(file[...$0]) } ?? ""
    lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }.map(
      String.init)
  }

  /// Notes a problem, once for each place and message.
  func error(_ place: ModelProblem.Place, _ message: String) {
    noted += 1
    guard !isFull else {
      untold += 1
      return
    }
    let problem = ModelProblem(file: "", place: place, message: message, source: nil)
    if known.insert(problem).inserted { problems.append((place, message)) }
  }

  /// Counts a problem whose reason is reported elsewhere.
  func doubt() { noted += 1 }

  /// Notes an unknown key, once for each place: an alias may bring it into several groups.
  func unknownKey(_ place: ModelProblem.Place, _ message: String) {
    noted += 1
    if !problems.contains(where: { $0.place == place }) { error(place, message) }
  }

  /// Notes that `what` with this name does not exist, once for each name.
  func missing(
    _ what: String, _ name: String, among known: [String], at place: ModelProblem.Place
  ) {
    let message = "there is no \(what) '\(name)'" + Suggestion.hint(name, in: known)
    error(place, message, onceFor: "\(what) \(name)")
  }

  /// Notes a problem once for each `key`, with the lines of all its places.
  func error(_ place: ModelProblem.Place, _ message: String, onceFor key: String) {
    guard var first = repeated[key] else {
      let before = problems.count
      error(place, message)
      if problems.count > before { repeated[key] = (before, message, []) }
      return
    }
    noted += 1
    guard case .line(let line, _) = place, problems[first.index].place != place,
      first.lines.last != line
    else { return }
    first.lines.append(line)
    repeated[key] = first
    let lines = first.lines.prefix(9).map(String.init).joined(separator: ", ")
    problems[first.index].message =
      first.message + " (also on line\(first.lines.count > 1 ? "s" : "") \(lines)"
      + (first.lines.count > 9 ? " and more)" : ")")
  }

  /// Notes a warning, once for each place and message, up to `most` of them.
  func warning(_ place: ModelProblem.Place, _ message: String) {
    guard warnings.count < Self.most else { return }
    var problem = ModelProblem(file: "", place: place, message: message, source: nil)
    problem.isWarning = true
    if known.insert(problem).inserted { warnings.append((place, message)) }
  }
}
