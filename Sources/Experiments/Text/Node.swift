/// A value in a model file, and where it stands.
struct Node {
  /// The value.
  var content: Content
  /// Where it begins.
  var place: ModelProblem.Place

  /// What a value can be.
  enum Content {
    /// A single value as it was written; `isPlain` when it was not quoted.
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

  /// Whether nothing was written: an empty value, `~` or `null`.
  var isNull: Bool {
    if case .scalar(let text, isPlain: true) = content {
      return ["", "~", "null", "Null", "NULL"].contains(text)
    }
    return false
  }

  /// What it is, for messages.
  var kind: String {
    switch content {
    case .scalar(let text, _): isNull ? "nothing" : "'\(text)'"
    case .sequence: "a list"
    case .mapping: "a group of keys"
    }
  }
}

/// Collects what is wrong, so that all of it can be told at once.
final class ProblemLog {
  /// Problems that are told; of more, only the number is kept.
  static let most = 100

  private(set) var problems: [(place: ModelProblem.Place, message: String)] = []
  /// Values that are taken, but probably not as their author meant them.
  private(set) var warnings: [(place: ModelProblem.Place, message: String)] = []
  private var known: Set<ModelProblem> = []
  /// How many are not told.
  private(set) var untold = 0

  /// How many there were.
  var count: Int { problems.count + untold }
  /// Whether no more are told.
  var isFull: Bool { problems.count >= Self.most }

  /// The lines of the file.
  let lines: [String]

  /// The folder that names of other files are relative to.
  let folder: String

  /// True for the model of a run that another model file names.
  var isNested = false

  /// An empty log of a file with this text.
  init(text: String = "", folder: String = ".") {
    self.folder = folder
    lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }.map(
      String.init)
  }

  /// Notes a problem, once for each place and message.
  func error(_ place: ModelProblem.Place, _ message: String) {
    guard !isFull else {
      untold += 1
      return
    }
    let problem = ModelProblem(file: "", place: place, message: message, source: nil)
    if known.insert(problem).inserted { problems.append((place, message)) }
  }

  /// Notes a warning, once for each place and message, and `most` of them at most.
  func warning(_ place: ModelProblem.Place, _ message: String) {
    guard warnings.count < Self.most else { return }
    var problem = ModelProblem(file: "", place: place, message: message, source: nil)
    problem.isWarning = true
    if known.insert(problem).inserted { warnings.append((place, message)) }
  }
}
