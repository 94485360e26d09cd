import Experiments
import Foundation
import Quantities
import Records
import Reports
import Solvers

/// A run with its folder: what is known of it from the start to whatever end.
final class RunSession {
  /// Where results go.
  let folder: RunFolder
  /// Progress on stderr.
  let progress: ProgressLine
  /// Held by the one who writes how the run ended: this session, or the thread that waits for Ctrl-C.
  private let ending = NSLock()
  private let isStrict: Bool
  private var information: RunInformation

  /// Claims the folder and writes the resolved model.
  convenience init(_ experiment: Experiment, model path: String, options: SessionOptions) throws {
    var options = options
    options.kind = options.kind ?? experiment.task.kind
    try self.init(
      named: experiment.name, resolved: try ModelFile.text(of: experiment, file: path), model: path,
      seed: experiment.seed,
      options: options)
    warn(of: experiment)
  }

  /// Tells what is probably not as it was meant in a model.
  func warn(of experiment: Experiment) {
    for warning in experiment.warnings { warn(warning.sentence) }
  }

  /// Claims the folder of something called `name` and writes what it is, `resolved`, as `model.yaml`.
  init(
    named name: String, resolved: String, model path: String?, seed: Seed, options: SessionOptions
  ) throws {
    var information = RunInformation()
    information.version = Version.number
    information.commit = Version.commit ?? ""
    information.kind = options.kind
    information.options = options.choices
    information.commandLine = CommandLine.arguments
    if let path {
      information.modelPath = path
      // A pipe has been emptied, and has no digest any more.
      information.modelSHA256 = try? SHA256.digest(ofFile: path)
    }
    information.configurationSHA256 = SHA256.digest(of: Array(resolved.utf8))
    information.seed = seed.value
    information.threads = options.threads
    information.ranks = Ranks.count
    information.libraries = Version.libraries
    for file in options.dataFiles { information.dataSHA256[file] = try SHA256.digest(ofFile: file) }
    (folder, self.information) = try RunFolder.create(
      at: options.out, named: name, replacing: options.force, information: information)
    progress = ProgressLine(quiet: options.quiet)
    isStrict = options.strict
    try folder.write(resolved, as: "model.yaml")
  }

  /// Goes on in the folder of a run that was interrupted.
  ///
  /// - Parameters:
  ///   - folder: The folder, taken over.
  ///   - longer: The model with more epochs than before, when there are more; the run may then have ended.
  init(
    resuming folder: RunFolder, threads: Int, quiet: Bool, strict: Bool = false,
    longer: String? = nil
  ) throws {
    self.folder = folder
    isStrict = strict
    information = try folder.information()
    // Another process may have ended it while this one waited for its data.
    if information.status == .finished, longer == nil {
      throw ToolError.nothingToResume(folder.path)
    }
    if information.hasVanished, !quiet {
      Terminal.note("the run had stopped without saying so; going on with what it has written")
    }
    information.process = .current
    information.threads = threads
    information.ranks = Ranks.count
    information.resumes = (information.resumes ?? []) + [CommandLine.arguments]
    information.version = Version.number
    information.commit = Version.commit ?? ""
    information.libraries = Version.libraries
    information.status = .running
    information.error = nil
    progress = ProgressLine(quiet: quiet)
    if let longer {
      information.reopen()
      information.configurationSHA256 = SHA256.digest(of: Array(longer.utf8))
      information.end = nil
      try folder.write(longer, as: "model.yaml")
      // They are those of fewer epochs; the checkpoint has all that they came from.
      for file in ["result.json", "weights"] {
        try? FileManager.default.removeItem(atPath: folder.path(of: file))
      }
    }
    try folder.writeJSON(information, as: "run.json")
    for (file, digest) in information.dataSHA256.sorted(by: { $0.key < $1.key })
    where (try? SHA256.digest(ofFile: file)) != digest {
      warn("'\(file)' is not as it was when the run began; its end will be another one")
    }
  }

  /// Does the work, and writes how it ended.
  ///
  /// - Parameter looksUp: Whether the work itself ends soon when Ctrl-C is pressed; else it is ended at once.
  func perform(looksUp: Bool = true, _ work: () throws -> Void) throws {
    if !looksUp { endAtInterrupt() }
    defer { ending.unlock() }
    do {
      // Once the work is over, Ctrl-C comes too late: its thread finds the lock taken.
      defer { ending.lock() }
      try work()
    } catch let error as ToolError where error.endsCompleteRun {
      progress.clear()
      repeatWarnings()
      try folder.finish(information, as: .finished)
      throw error
    } catch ToolError.interrupted {
      progress.clear()
      try folder.finish(information, as: .interrupted)
      throw ToolError.interrupted(folder: folder.path)
    } catch {
      progress.clear()
      // The first error is the one to tell, also when the disk is full.
      _ = try? folder.finish(information, as: .failed, error: ErrorText.describe(error).text)
      throw error
    }
    progress.clear()
    repeatWarnings()
    try folder.finish(information, as: .finished)
    let count = information.warnings.values.reduce(0, +)
    if isStrict && count > 0 { throw ToolError.warned(count: count) }
  }

  /// At Ctrl-C, whatever the work is at, `run.json` says that it was interrupted, and the program ends.
  private func endAtInterrupt() {
    Interrupt.watch()
    let (folder, information, ending) = (folder, information, ending)
    Thread.detachNewThread {
      while !Interrupt.isRequested { usleep(50_000) }
      guard ending.try() else { return }
      _ = try? folder.finish(information, as: .interrupted)
      ErrorText.exit(with: ToolError.interrupted(folder: folder.path))
    }
  }

  /// Tells the user, and keeps it for the end and for `run.json`.
  ///
  /// - Parameter isEnding: True if it is about how the run ended, and not for a run that goes on from there.
  func warn(_ text: String, isEnding: Bool = false) {
    if information.warnings[text] == nil { progress.note(Terminal.warning(text)) }
    information.warn(text, isEnding: isEnding)
  }

  /// All that the user was told so far, as in `run.json`.
  var warnings: [String] { information.warnings.keys.sorted() }

  /// All warnings once more, with how often each came; also when progress is not shown.
  private func repeatWarnings() {
    let warnings = information.warnings.sorted { $0.key < $1.key }
    guard !warnings.isEmpty else { return }
    let count = warnings.reduce(0) { $0 + $1.value }
    Terminal.note(count == 1 ? "1 warning:" : "\(count) warnings:")
    for (text, count) in warnings {
      Terminal.note("  " + Terminal.warning(text) + (count > 1 ? " (\(count) times)" : ""))
    }
  }

  /// Draws figures into the folder; what cannot be drawn is a warning.
  func draw(_ figures: [Figure]) throws {
    guard !figures.isEmpty else { return }
    progress.show("figures", fraction: 1)
    let outcomes = try Gnuplot().draw(figures, in: folder.subfolder("figures"))
    for warning in outcomes.warnings { warn(warning) }
    pictures += outcomes.flatMap { $0.pictures }.filter { $0.hasSuffix(".svg") }
      .map { folder.path(of: "figures/" + $0) }
  }

  /// Pictures that were made.
  private(set) var pictures: [String] = []

  /// The last lines for people: where everything is.
  var places: String {
    (["results  " + folder.path] + pictures.map { "figure   " + $0 }).joined(separator: "\n")
  }
}

/// What the command line says about a run's folder.
struct SessionOptions {
  var out: String?
  var force = false
  var threads = 1
  var quiet = false
  /// Whether warnings are errors.
  var strict = false
  /// The files that data come from.
  var dataFiles: [String] = []
  /// The work of the run; nil for that of its model's task.
  var kind: RunKind?
  /// What `run.json` keeps of the other options.
  var choices = RunOptions()
}

extension Experiment.Task {
  /// The work of a run of this task.
  var kind: RunKind {
    switch self {
    case .learn: .learning
    case .train: .training
    case .simulate: .simulation
    case .theorem: .theorems
    }
  }
}
