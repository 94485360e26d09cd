import Records

/// What sets runs apart: settings of the model files whose values are not all the same.
struct RunDifferences {
  /// Places of settings that differ, in the order of the model files.
  let paths: [String]
  private let values: [[String: String]]
  private let runs: [RunRecord]

  /// What differs among `runs`. Words about a model are no settings.
  init(_ runs: [RunRecord]) {
    self.runs = runs
    values = runs.map { run in
      var own: [String: String] = [:]
      for setting in run.model?.settings ?? [] where !Self.isWords(setting.path) {
        own[setting.path] = setting.value
      }
      if own["seed"] == nil { own["seed"] = run.information.seed.map { String($0) } }
      return own
    }
    var paths: [String] = []
    var seen: Set<String> = []
    for run in runs {
      for setting in run.model?.settings ?? []
      where !Self.isWords(setting.path) && seen.insert(setting.path).inserted {
        paths.append(setting.path)
      }
    }
    let values = values
    self.paths = paths.filter { path in
      values.contains { $0[path] != values[0][path] }
    }
  }

  private static func isWords(_ path: String) -> Bool {
    ["name", "description", "source"].contains(path) || path.hasPrefix("expected")
  }

  /// The value of each run at `path`; nil where it has none.
  func values(at path: String) -> [String?] { values.map { $0[path] } }

  /// `seed 2, train 1000`: what sets `run` apart.
  func inWords(of run: RunRecord) -> [String] {
    guard let index = runs.firstIndex(where: { $0.path == run.path }) else { return [] }
    return paths.map { path in
      let short = path.split(separator: ".").last.map(String.init) ?? path
      return "\(short) \(values[index][path] ?? "–")"
    }
  }

  /// Runs that differ in nothing but the seed, together.
  var groups: [[RunRecord]] {
    var groups: [(key: [String], runs: [RunRecord])] = []
    for (index, run) in runs.enumerated() {
      let key = [run.name] + paths.filter { $0 != "seed" }.map { values[index][$0] ?? "" }
      if let place = groups.firstIndex(where: { $0.key == key }) {
        groups[place].runs.append(run)
      } else {
        groups.append((key, [run]))
      }
    }
    return groups.map(\.runs)
  }

  /// What a group is called: what sets it apart from the others, the seeds aside.
  func name(of group: [RunRecord]) -> String {
    guard let first = group.first, let index = runs.firstIndex(where: { $0.path == first.path })
    else { return "" }
    var words: [String] = Set(runs.map(\.name)).count > 1 ? [first.name] : []
    // Different models differ in all they have: their names are enough.
    let own = paths.filter { $0 != "seed" }
    if words.isEmpty || own.count <= 3 {
      words += own.prefix(3).map { path in
        "\(path.split(separator: ".").last.map(String.init) ?? path) \(values[index][path] ?? "–")"
      }
    }
    if words.isEmpty { words = [group.count > 1 ? "mean of \(group.count) seeds" : first.name] }
    return words.joined(separator: ", ")
  }
}
