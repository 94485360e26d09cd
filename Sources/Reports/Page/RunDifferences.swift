import Measurements
import Records

/// Differences between runs: settings of their model files whose values are not all the same.
struct RunDifferences {
  /// Places of settings that differ, in the order of the model files.
  let paths: [String]
  private let values: [[String: String]]
  private let runs: [RunRecord]

  /// Differences among `runs`. Name, description, source and expectations are no settings.
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
    let paths = runs.flatMap { $0.model?.settings ?? [] }.map(\.path)
      .filter { !Self.isWords($0) }.distinct
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

  /// Settings that set `run` apart, as in `seed 2, train 1000`.
  func inWords(of run: RunRecord) -> [String] {
    guard let index = runs.firstIndex(where: { $0.path == run.path }) else { return [] }
    return paths.map { said($0, at: index) }
  }

  /// The last word of a path and its value, as in `seed 2`.
  private func said(_ path: String, at index: Int) -> String {
    "\(path.split(separator: ".").last ?? "") \(values[index][path] ?? "–")"
  }

  /// Groups of runs that differ in nothing but the seed; each seed occurs once in a group.
  var groups: [[RunRecord]] { split.groups.map { $0.map { runs[$0] } } }

  /// Runs whose settings and seed equal those of another run, which stands for them. Both are indices from 0.
  var repeats: [(run: Int, of: Int)] { split.repeats }

  private var split: (groups: [[Int]], repeats: [(run: Int, of: Int)]) {
    var groups: [(key: [String], runs: [Int])] = []
    var repeats: [(run: Int, of: Int)] = []
    // A finished run stands for one that is not.
    let isDone = runs.map { $0.information.status == .finished }
    for index in runs.indices.filter({ isDone[$0] }) + runs.indices.filter({ !isDone[$0] }) {
      let own = values[index]
      let key = [runs[index].name] + paths.filter { $0 != "seed" }.map { own[$0] ?? "" }
      guard let place = groups.firstIndex(where: { $0.key == key }) else {
        groups.append((key, [index]))
        continue
      }
      if let same = groups[place].runs.first(where: { values[$0]["seed"] == own["seed"] }) {
        repeats.append((index, same))
      } else {
        groups[place].runs.append(index)
      }
    }
    return (
      groups.map { $0.runs.sorted() }.sorted { $0[0] < $1[0] }, repeats.sorted { $0.run < $1.run }
    )
  }

  /// The name of a group: the settings that set it apart from the others, seeds aside.
  func name(of group: [RunRecord]) -> String {
    guard let first = group.first, let index = runs.firstIndex(where: { $0.path == first.path })
    else { return "" }
    var words: [String] = Set(runs.map(\.name)).count > 1 ? [first.name] : []
    // Different models differ in all they have: their names are enough.
    let own = paths.filter { $0 != "seed" }
    if words.isEmpty || own.count <= 3 {
      words += own.prefix(3).map { said($0, at: index) }
    }
    if words.isEmpty { words = [group.count > 1 ? "mean of \(group.count) seeds" : first.name] }
    return words.joined(separator: ", ")
  }
}
