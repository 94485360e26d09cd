import Exchange
import Foundation
import Records

/// The reader and writer of model files.
///
///     let experiment = try ModelFile.load("Models/digits.yaml", overrides: ["learning.epochs=3"], check: nil)
public enum ModelFile {
  /// The limit of a file's length [bytes].
  public static let limit = 8 << 20

  /// The experiment of a file, after the overrides.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - overrides: Changes of the form `key.path=value`, in which a list element is given by its name:
  ///     `network.populations.hidden.size=64`, `network.projections.input->hidden.delay=1 ms`, `learning.epochs=3`.
  ///   - check: The check of a model that should run; nil if only its parts are read. `Runs` has one.
  ///
  /// *Errors*: the file cannot be read, or all mistakes in it.
  public static func load(
    _ path: String, overrides: [String] = [], check: ModelCheck?
  ) throws(ModelError) -> Experiment {
    try parse(try text(of: path), file: path, overrides: overrides, check: check)
  }

  /// The experiment of `text`; `file` is its name in messages.
  public static func parse(
    _ text: String, file: String, overrides: [String] = [], check: ModelCheck?
  ) throws(ModelError) -> Experiment {
    try parse(text, file: file, overrides: overrides, check: check, isNested: false)
  }

  /// The experiment of `text`; `isNested` is true for the model of a run that another model file names.
  static func parse(
    _ text: String, file: String, overrides: [String] = [], check: ModelCheck?, isNested: Bool
  ) throws(ModelError) -> Experiment {
    let text = PlainText.normalized(text)
    if text.utf8.count > limit {
      throw .problems([whole(file, "larger than \(limit >> 20) MiB, too large for a model file")])
    }
    func read(_ overrides: [String]) -> (Experiment, ProblemLog) {
      let log = ProblemLog(text: text, file: file)
      log.isNested = isNested
      log.isChanged =
        isNested || !overrides.isEmpty
        || FileManager.default.fileExists(atPath: log.folder + "/run.json")
      let root = YAMLText.parse(text, log: log)
      let changes = overrides.compactMap { Override($0, log: log) }
      guard var root else { return (Experiment(), log) }
      for change in changes { change.apply(to: &root) }
      return (ExperimentReading(log: log, check: check).read(root), log)
    }
    var (experiment, log) = read(overrides)
    guard log.problems.isEmpty else {
      let problems = blamed(log.problems, overrides) { read($0).1.problems }
      let told = sorted(problems, log, file: file, overrides: overrides)
      let more = "and \(log.untold) more problems"
      throw .problems(log.untold == 0 ? told : told + [whole(file, more)])
    }
    experiment.dataPlace = log.dataPlace.flatMap {
      sorted([($0, "")], log, file: file, overrides: overrides).first
    }
    experiment.warnings = sorted(log.warnings, log, file: file, overrides: overrides).map {
      var warning = $0
      warning.isWarning = true
      return warning
    }
    return experiment
  }

  /// The text of the experiment with all defaults, which runs keep and which can be run again.
  ///
  /// *Errors*: it is too long to be read again.
  public static func text(
    of experiment: Experiment, file: String
  ) throws(ModelError) -> String {
    let text = experiment.yaml
    guard text.utf8.count <= limit else {
      throw .problems([
        whole(
          file,
          "in full it has \(text.utf8.count >> 20) MiB, more than the \(limit >> 20) MiB of a model "
            + "file; put long lists into .npy files")
      ])
    }
    return text
  }

  private static func whole(_ file: String, _ message: String) -> ModelProblem {
    ModelProblem(file: file, place: .file, message: message, source: nil)
  }

  private static func text(of path: String) throws(ModelError) -> String {
    guard FileManager.default.fileExists(atPath: path) else { throw .missing(path: path) }
    if SONATANetwork.isCircuit(path) {
      throw .unreadable(
        path: path,
        reason: "it is a circuit of SONATA; make a model of it: equispike convert \(path) net.yaml")
    }
    if path.hasSuffix(".nir") {
      throw .unreadable(
        path: path,
        reason: "it is a NIR graph; make a model of it: equispike convert \(path) net.yaml")
    }
    if (try? FileManager.default.contentsOfDirectory(atPath: path)) != nil {
      throw .unreadable(path: path, reason: "it is a directory")
    }
    guard let file = FileHandle(forReadingAtPath: path) else {
      throw .unreadable(path: path, reason: "permission denied")
    }
    defer { try? file.close() }
    var data = Data()
    do {
      while data.count <= limit, let part = try file.read(upToCount: limit + 1 - data.count),
        !part.isEmpty
      {
        data += part
      }
    } catch {
      throw .unreadable(path: path, reason: "\(error)")
    }
    if data.count > limit {
      throw .problems([whole(path, "larger than \(limit >> 20) MiB, too large for a model file")])
    }
    if PlainText.normalized(Array(data.prefix(2))) == nil {
      throw .problems([whole(path, PlainText.isUTF16)])
    }
    guard let text = String(validating: data, as: UTF8.self) else {
      throw .problems([whole(path, "not UTF-8 text")])
    }
    return text
  }

  /// The problems, those in lines of the file that are there only with some overrides at the place of these overrides.
  private static func blamed(
    _ problems: [ProblemLog.Problem], _ overrides: [String],
    _ read: ([String]) -> [ProblemLog.Problem]
  ) -> [ProblemLog.Problem] {
    if overrides.isEmpty || overrides.count > 20 { return problems }
    let own = read([])
    let others = overrides.indices.map { left in
      read(overrides.indices.filter { $0 != left }.map { overrides[$0] })
    }
    return problems.map { problem in
      guard case .line(let line, _) = problem.place, !own.contains(where: { $0 == problem }) else {
        return problem
      }
      let guilty = overrides.indices.filter { index in !others[index].contains { $0 == problem } }
      let texts = guilty.isEmpty ? overrides : guilty.map { overrides[$0] }
      return (
        .override(texts.joined(separator: " ")), problem.message + " (line \(line) of the file)"
      )
    }
  }

  /// The problems in the order of the file, followed by those of the overrides and of the file as a whole.
  private static func sorted(
    _ problems: [ProblemLog.Problem], _ log: ProblemLog, file: String,
    overrides: [String]
  ) -> [ModelProblem] {
    let lines = log.lines
    func rank(_ place: ModelProblem.Place) -> (Int, Int, Int) {
      switch place {
      case .line(let line, let column): (0, line, column)
      case .override(let text): (1, overrides.firstIndex(of: text) ?? 0, 0)
      case .file: (2, 0, 0)
      }
    }
    return problems.enumerated().sorted { a, b in
      let (p, q) = (rank(a.element.place), rank(b.element.place))
      return (p.0, p.1, p.2, a.offset) < (q.0, q.1, q.2, b.offset)
    }.map { _, problem in
      var source: String?
      if case .line(let line, _) = problem.place, lines.indices.contains(line - 1) {
        source = lines[line - 1]
      }
      return ModelProblem(
        file: file, place: problem.place, message: problem.message, source: source)
    }
  }
}
