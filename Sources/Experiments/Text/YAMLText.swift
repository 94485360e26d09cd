import Yams

/// A parser of YAML text into a tree of nodes, the only user of Yams.
///
/// Aliases and merge keys (`<<`) are expanded, but within limits: the tree has at most one node for each byte of text
/// and `aliasBudget` more. Nesting is limited to `depthLimit`.
struct YAMLText {
  static let aliasBudget = 10_000
  static let depthLimit = 60
  /// The limit of duplicate keys after which the search for more ends; each costs a pass over the whole text.
  static let duplicateLimit = 20
  /// The limit of bytes read in that search.
  static let duplicateBudget = 500_000

  private let log: ProblemLog
  private let override: String?
  private var budget = 0

  /// The tree of `text`; nil, with at least one problem in `log`, if it is not YAML.
  ///
  /// - Parameter override: The override whose value the text is; nil for a file.
  static func parse(_ text: String, override: String? = nil, log: ProblemLog) -> Node? {
    var reading = YAMLText(log: log, override: override)
    return reading.parse(text)
  }

  private init(log: ProblemLog, override: String?) {
    self.log = log
    self.override = override
  }

  private mutating func parse(_ text: String) -> Node? {
    if let key = AliasedKeys.firstDangerous(in: text) {
      log.error(
        override.map { .override($0) } ?? .line(key.line, column: key.column),
        "aliases repeat too much for keys that are more than a word: write the values out")
      return nil
    }
    var text = text
    var duplicates = 0
    while true {
      do {
        guard let root = try Yams.compose(yaml: text) else {
          return Node(content: .scalar("", isPlain: true), place: place(nil))
        }
        budget = text.utf8.count + Self.aliasBudget
        let before = log.count
        let tree = node(root, depth: 0)
        // The rest of a tree that exceeded a limit would only cause confusing messages.
        return budget > 0 && log.count == before ? tree : nil
      } catch YamlError.duplicatedKeysInMapping(let keys, let context) {
        duplicates += 1
        let key = keys.first ?? ""
        let mark = context.mark
        let second = DuplicateKey.hideNext(key, after: (mark.line, mark.column), in: &text)
        if let second {
          log.error(
            override.map { .override($0) } ?? .line(second.line, column: second.column),
            "duplicate key '\(key)'; it is first on line \(mark.line)")
        } else {
          log.error(place(mark), "duplicate key '\(key)'")
        }
        if second == nil || duplicates == Self.duplicateLimit
          || duplicates * text.utf8.count > Self.duplicateBudget
        {
          return nil
        }
      } catch let error as YamlError {
        report(error)
        return nil
      } catch {
        log.error(place(nil), "not YAML: \(error)")
        return nil
      }
    }
  }

  private func place(_ mark: Mark?) -> ModelProblem.Place {
    if let override { return .override(override) }
    return mark.map { .line($0.line, column: $0.column) } ?? .line(1, column: 1)
  }

  /// Remedies, by a part of the message of the YAML parser.
  private static let remedies: [(problem: String, remedy: String)] = [
    ("could not find expected ':'", "a key is followed by a colon and a space, as in 'size: 5'"),
    (
      "mapping values are not allowed",
      "look at the line before: a key there may lack the space after its colon, or text a pair of quotes"
    ),
    ("cannot start any token", "indent with spaces, not tabs, and put text with signs into quotes"),
    ("did not find expected ',' or ']'", "close the list with ']', or put a comma there"),
    ("did not find expected ',' or '}'", "close the group with '}', or put a comma there"),
    ("found unexpected end of stream", "close the quotes"),
    ("did not find expected key", "keys of one group begin in the same column"),
    ("did not find expected '-' indicator", "elements of one list begin in the same column"),
  ]

  private func report(_ error: YamlError) {
    switch error {
    case .scanner(let context, let problem, let mark, _),
      .parser(let context, let problem, let mark, _),
      .composer(let context, let problem, let mark, _):
      let start = context.map { " (\($0.text) on line \($0.mark.line))" } ?? ""
      let remedy = Self.remedies.first { problem.contains($0.problem) }.map { "; " + $0.remedy }
      log.error(place(mark), "not YAML: \(problem)\(start)\(remedy ?? "")")
    case .reader(let problem, _, _, _): log.error(.file, "not YAML: \(problem)")
    default: log.error(.file, "not YAML: \(error)")
    }
  }

  /// The node with all its descendants. Logs a problem and returns an empty scalar where a limit is exceeded.
  private mutating func node(_ node: Yams.Node, depth: Int) -> Node {
    let place = place(node.mark)
    budget -= 1
    if budget == 0 { log.error(place, "aliases repeat too much: write the values out") }
    if depth == Self.depthLimit {
      log.error(place, "nested more than \(Self.depthLimit) levels deep")
    }
    guard budget > 0, depth < Self.depthLimit else {
      return Node(content: .scalar("", isPlain: true), place: place)
    }
    switch node {
    case .scalar(let scalar):
      let isPlain = scalar.style == .plain || scalar.style == .any
      return Node(content: .scalar(scalar.string, isPlain: isPlain), place: place)
    case .sequence(let sequence):
      var elements: [Node] = []
      for element in sequence where budget > 0 {
        elements.append(self.node(element, depth: depth + 1))
      }
      return Node(content: .sequence(elements), place: place)
    case .mapping(let mapping):
      var entries: [Node.Entry] = []
      var merged: [Node.Entry] = []
      for (key, value) in mapping where budget > 0 {
        guard let name = key.scalar?.string else {
          log.error(self.place(key.mark), "a key must be a single word")
          continue
        }
        if name.unicodeScalars.first.map(DuplicateKey.isHidden) ?? false { continue }
        let value = self.node(value, depth: depth + 1)
        if name == "<<" {
          merged += mergeable(value)
        } else {
          entries.append(Node.Entry(key: name, place: self.place(key.mark), value: value))
        }
      }
      var taken = Set(merged.isEmpty ? [] : entries.map(\.key))
      for entry in merged where taken.insert(entry.key).inserted { entries.append(entry) }
      return Node(content: .mapping(entries), place: place)
    case .alias:
      log.error(place, "an alias without an anchor")
      return Node(content: .scalar("", isPlain: true), place: place)
    }
  }

  private func mergeable(_ node: Node) -> [Node.Entry] {
    switch node.content {
    case .mapping(let entries): return entries
    case .sequence(let nodes): return nodes.flatMap(mergeable)
    case .scalar:
      log.error(node.place, "'<<' must be given a group of keys, such as an alias")
      return []
    }
  }
}
