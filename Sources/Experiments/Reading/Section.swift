/// The keys of one group, which are asked for one after another; `finish` complains about those that
/// nobody asked for and those that were required but are not there.
final class Section {
  /// What to call it: `population 'hidden'`.
  let title: String
  let place: ModelProblem.Place
  let log: ProblemLog
  let entries: [Node.Entry]
  /// Where each key is among the entries.
  private let places: [String: Int]
  private var known: [String] = []
  private var asked: Set<String> = []
  private var required: [String] = []
  private var hints: [String: String] = [:]

  init(_ entries: [Node.Entry], title: String, place: ModelProblem.Place, log: ProblemLog) {
    self.entries = entries
    places = Dictionary(entries.enumerated().map { ($1.key, $0) }) { first, _ in first }
    self.title = title
    self.place = place
    self.log = log
  }

  /// The keys that were written, in order.
  var keys: [String] { entries.map(\.key) }

  /// Whether this key was written.
  func has(_ key: String) -> Bool { places[key] != nil }

  /// Where the value of this key is; nil when it was not written.
  func place(of key: String) -> ModelProblem.Place? {
    places[key].map { entries[$0].value.place }
  }

  /// The value of this key, if it was written.
  func item(_ key: String) -> Item? {
    if asked.insert(key).inserted { known.append(key) }
    guard let index = places[key] else { return nil }
    return Item(node: entries[index].value, name: "'\(key)'", log: log)
  }

  /// The value of a key that has to be there.
  func require(_ key: String) -> Item? {
    required.append(key)
    return item(key)
  }

  /// The value of this key as `read` understands it, or `standard`.
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

  /// Says why a key, which would be known elsewhere, is not known here.
  func hint(_ keys: [String], _ reason: String) { for key in keys { hints[key] = reason } }

  /// Complains about unknown and missing keys.
  func finish() {
    var meant = Set<String>()  // keys that an unknown one probably stands for
    let open = known.filter { !has($0) }, taken = known.filter(has)
    for entry in entries where !asked.contains(entry.key) {
      // Guesses take time, and nobody reads thousands of them.
      if log.isFull {
        log.error(entry.place, "unknown key '\(entry.key)' in \(title)")
        continue
      }
      if let near = Suggestion.nearest(entry.key, in: open) {
        meant.insert(near)
      }
      let reason =
        hints[entry.key].map { ": \($0)" }
        ?? Suggestion.hint(entry.key, in: open + taken)
      log.error(entry.place, "unknown key '\(entry.key)' in \(title)\(reason)")
    }
    let missing = required.filter { !has($0) && !meant.contains($0) }
    if !missing.isEmpty {
      log.error(
        place,
        "\(title) lacks \(missing.map { "'\($0)'" }.joined(separator: ", ")) "
          + "(required: \(required.joined(separator: ", ")))")
    }
  }
}
