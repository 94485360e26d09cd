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
  private var information: RunInformation

  /// Claims the folder and writes the resolved model.
  convenience init(_ experiment: Experiment, model path: String, options: SessionOptions) throws {
    try self.init(
      named: experiment.name, resolved: experiment.yaml, model: path, seed: experiment.seed,
      options: options)
  }

  /// Claims the folder of something called `name` and writes what it is, `resolved`, as `model.yaml`.
  init(
    named name: String, resolved: String, model path: String?, seed: Seed, options: SessionOptions
  ) throws {
    var information = RunInformation()
    information.version = Version.number
    information.commit = Version.commit ?? ""
    information.commandLine = CommandLine.arguments
    if let path {
      information.modelPath = path
      information.modelSHA256 = try SHA256.digest(ofFile: path)
    }
    information.configurationSHA256 = SHA256.digest(of: Array(resolved.utf8))
    information.seed = seed.value
    information.threads = options.threads
    information.ranks = Ranks.count
    information.libraries = Version.libraries
    (folder, self.information) = try RunFolder.create(
      at: options.out, named: name, replacing: options.force, information: information)
    progress = ProgressLine(quiet: options.quiet)
    try folder.write(resolved, as: "model.yaml")
  }

  /// Goes on in the folder of a run that was interrupted.
  init(resuming folder: RunFolder, threads: Int, quiet: Bool) throws {
    self.folder = folder
    information = try folder.information()
    information.threads = threads
    information.ranks = Ranks.count
    information.commandLine = CommandLine.arguments
    information.version = Version.number
    information.commit = Version.commit ?? ""
    information.status = .running
    information.error = nil
    progress = ProgressLine(quiet: quiet)
    try folder.writeJSON(information, as: "run.json")
  }

  /// Does the work, and writes how it ended.
  func perform(_ work: () throws -> Void) throws {
    do {
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
  }

  /// Tells the user, and keeps it for the end and for `run.json`.
  func warn(_ text: String) {
    if information.warnings[text] == nil { progress.note("warning: " + text) }
    information.warn(text)
  }

  private func repeatWarnings() {
    for (text, count) in information.warnings.sorted(by: { $0.key < $1.key }) where count > 1 {
      progress.note("warning, \(count) times: " + text)
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
}
