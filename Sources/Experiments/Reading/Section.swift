/// The keys of one group. Readers ask for keys one after another; `finish` notes problems for keys without a reader and
/// for missing required ones.
final class Section {
  /// The name of the group in messages: `population 'hidden'`.
  let title: String
  let place: ModelProblem.Place
  let log: ProblemLog
  let entries: [Node.Entry]
  /// The index of each key among the entries.
  private let places: [String: Int]
  private var known: [String] = []
  private var asked: Set<String> = []
  private var required: [String] = []
  private var hints: [String: String] = [:]
  private var needs: [(place: ModelProblem.Place, message: String)] = []

  init(_ entries: [Node.Entry], title: String, place: ModelProblem.Place, log: ProblemLog) {
    self.entries = entries
    places = Dictionary(entries.enumerated().map { ($1.key, $0) }) { first, _ in first }
    self.title = title
    self.place = place
    self.log = log
  }

  /// A group without keys.
  static var empty: Section {
    Section([], title: "", place: .file, log: ProblemLog())
  }

  /// The keys that were written, in order.
  var keys: [String] { entries.map(\.key) }

  /// True if this key was written.
  func has(_ key: String) -> Bool { places[key] != nil }

  /// The place of this key's value; nil if the key was not written.
  func place(of key: String) -> ModelProblem.Place? {
    places[key].map { entries[$0].value.place }
  }

  /// True if the value of this key is a group. The test does not make the key known.
  func holdsGroup(_ key: String) -> Bool {
    guard let index = places[key], case .mapping = entries[index].value.content else {
      return false
    }
    return true
  }

  /// The value of this key, if it was written.
  func item(_ key: String) -> Item? {
    if asked.insert(key).inserted { known.append(key) }
    guard let index = places[key] else { return nil }
    return Item(node: entries[index].value, name: "'\(key)'", log: log)
  }

  /// The value of a required key.
  func require(_ key: String) -> Item? {
    required.append(key)
    return item(key)
  }

  /// The value of this key by `read`; `standard` if it is missing or wrong.
  func value<Value>(_ key: String, or standard: Value, _ read: (Item) -> Value?) -> Value {
    item(key).flatMap(read) ?? standard
  }

  /// All values with their keys, for groups whose keys are names.
  func all() -> [(key: String, place: ModelProblem.Place, item: Item)] {
    entries.map { entry in
      if asked.insert(entry.key).inserted { known.append(entry.key) }
      return (
        entry.key, entry.place, Item(node: entry.value, name: "'\(entry.key)'", log: log)
      )
    }
  }

  /// Stores the reason that these keys, known elsewhere, are unknown here.
  func hint(_ keys: [String], _ reason: String) { for key in keys { hints[key] = reason } }

  /// True if all required keys exist and all others are known, except those that are read later.
  func isWhole(besides later: [String]) -> Bool {
    required.allSatisfy(has) && keys.allSatisfy { asked.contains($0) || later.contains($0) }
  }

  /// Stores a need of this group besides single keys, which `finish` reports unless an unknown key may be meant for it.
  func need(_ message: String, at place: ModelProblem.Place? = nil) {
    needs.append((place ?? self.place, message))
  }

  /// Notes problems for unknown and missing keys; only one if the unknown key is probably the missing one.
  func finish() {
    var meant = Set<String>()  // keys that an unknown one probably stands for
    let open = known.filter { !has($0) }, taken = known.filter(has)
    let unknown = entries.filter { !asked.contains($0.key) }
    // Suggestions take time; they are not made for thousands of keys.
    if !log.isFull {
      for entry in unknown {
        if let near = Suggestion.nearest(entry.key, in: open) { meant.insert(near) }
      }
    }
    let missing = required.filter { !has($0) && !meant.contains($0) }
    var lack =
      missing.isEmpty
      ? nil : "lacks \(missing.map { "'\($0)'" }.joined(separator: ", "))"
    var isExplained = !meant.isEmpty
    for entry in unknown {
      guard !log.isFull else {
        log.error(entry.place, "unknown key '\(entry.key)' in \(title)")
        continue
      }
      if let reason = hints[entry.key] {
        log.unknownKey(entry.place, "unknown key '\(entry.key)' in \(title): \(reason)")
        continue
      }
      let isGuessed = Suggestion.nearest(entry.key, in: open) != nil
      let which = isGuessed ? "" : lack.map { ", which \($0)" } ?? ""
      if !isGuessed {
        lack = nil
        isExplained = true
      }
      log.unknownKey(
        entry.place,
        "unknown key '\(entry.key)' in \(title)\(which)"
          + Suggestion.hint(entry.key, in: open + taken))
    }
    if let lack {
      log.error(place, "\(title) \(lack) (required: \(required.joined(separator: ", ")))")
    }
    if !isExplained { for need in needs { log.error(need.place, need.message) } }
  }
}
