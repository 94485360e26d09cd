public import Experiments
import Foundation
public import Quantities
public import Records
import Reports

/// A run from its start to its end: its folder, if it has one, its warnings and its observer.
public final class RunSession {
  /// The folder of results; nil for a run that writes no files.
  public let folder: RunFolder?
  /// Sees the run, and can end it.
  public let observer: any RunObserver
  /// The greatest time between checkpoints, and so the most work that a crash can lose.
  public var checkpointPause: Duration = .seconds(60)
  /// Paths of the pictures that were made.
  public private(set) var pictures: [String] = []
  /// The lock of whoever writes the end of the run: this session, or the thread that ends it from outside.
  private let ending = NSLock()
  private let isStrict: Bool
  /// True if expectations would be errors that are not met or not measured, but the run changed the model.
  public private(set) var hasLeniency = false
  private var information: RunInformation

  /// A run without a folder.
  ///
  /// - Parameter observer: Sees the run, and can end it.
  public init(observer: any RunObserver = QuietObserver()) {
    folder = nil
    information = RunInformation()
    isStrict = false
    self.observer = observer
  }

  /// Claims the folder of a run of `experiment` and writes the model with all defaults and changes in it.
  ///
  /// - Parameters:
  ///   - experiment: The model.
  ///   - path: The file that it was read from.
  ///   - place: The folder and what `run.json` keeps.
  ///   - program: The program that runs.
  ///   - observer: Sees the run, and can end it.
  public convenience init(
    _ experiment: Experiment, model path: String, at place: RunPlace, program: RunProgram,
    observer: any RunObserver
  ) throws {
    var place = place
    place.kind = place.kind ?? experiment.task.kind
    place.dataFiles = try RunData.files(for: experiment)
    let changes = place.options.changes
    if !changes.isEmpty {
      let same = changes.filter { $0.hasPrefix("data.path=") } + ["seed=\(experiment.seed.value)"]
      let written = try? ModelFile.load(path, overrides: same, check: nil)
      place.options.isChanged = written?.yaml != experiment.yaml
    }
    try self.init(
      named: experiment.name, resolved: try ModelFile.text(of: experiment, file: path), model: path,
      seed: experiment.seed, at: place, program: program, observer: observer)
    warn(of: experiment)
  }

  /// Claims the folder of a run of something else than a model.
  ///
  /// - Parameters:
  ///   - name: Its name, also of the folder where none is given.
  ///   - resolved: The text of `model.yaml`, which describes the whole run.
  ///   - path: The file that it comes from; nil where there is none.
  ///   - seed: The root of all random numbers.
  ///   - place: The folder and what `run.json` keeps.
  ///   - program: The program that runs.
  ///   - observer: Sees the run, and can end it.
  public init(
    named name: String, resolved: String, model path: String?, seed: Seed, at place: RunPlace,
    program: RunProgram, observer: any RunObserver
  ) throws {
    var information = RunInformation()
    information.kind = place.kind
    information.options = place.options
    information.commandLine = program.commandLine
    if let path {
      information.modelPath = path
      // A pipe has been emptied by now and has no digest.
      information.modelSHA256 = try? SHA256.digest(ofFile: path)
    }
    information.configurationSHA256 = SHA256.digest(of: Array(resolved.utf8))
    information.seed = seed.value
    information.take(place, program)
    for file in place.dataFiles { information.dataSHA256[file] = try SHA256.digest(ofFile: file) }
    let folder: RunFolder
    (folder, self.information) = try RunFolder.create(
      at: place.folder, named: name, replacing: place.isReplacing, information: information)
    self.folder = folder
    self.observer = observer
    isStrict = place.isStrict
    try folder.write(resolved, as: "model.yaml")
  }

  /// Goes on in the folder of a run that was interrupted.
  ///
  /// - Parameters:
  ///   - folder: The folder, taken over.
  ///   - longer: The model with more epochs than before, when there are more; the run may then have ended.
  ///   - place: Threads, ranks and strictness.
  ///   - program: The program that runs.
  ///   - observer: Sees the run, and can end it.
  public init(
    resuming folder: RunFolder, longer: String? = nil, at place: RunPlace, program: RunProgram,
    observer: any RunObserver
  ) throws {
    self.folder = folder
    self.observer = observer
    isStrict = place.isStrict
    information = try folder.information()
    // Another process may have ended it while this one waited for its data.
    if information.status == .finished, longer == nil {
      throw RunError.nothingToResume(folder.path)
    }
    if information.hasVanished {
      observer.noted("the run had stopped without saying so; going on with what it has written")
    }
    information.process = .current
    information.resumes = (information.resumes ?? []) + [program.commandLine]
    information.take(place, program)
    information.status = .running
    information.error = nil
    if let longer {
      information.reopen()
      information.configurationSHA256 = SHA256.digest(of: Array(longer.utf8))
      information.end = nil
      try folder.write(longer, as: "model.yaml")
      // These are results of fewer epochs, and the checkpoint holds all that they were made from.
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

  // MARK: - Ends

  /// Does the work, and writes its end to `run.json`.
  ///
  /// *Errors*: those of the work; `RunError.warned` where warnings are errors and there were some.
  public func perform(_ work: () throws -> Void) throws {
    defer { ending.unlock() }
    do {
      // After the work, an end from outside comes too late: it finds the lock taken.
      defer { ending.lock() }
      try work()
    } catch let error as RunError where error.endsCompleteRun {
      observer.ended(information.warnings)
      try finish(as: .finished)
      throw error
    } catch RunError.interrupted {
      observer.ended([:])
      try finish(as: .interrupted)
      throw RunError.interrupted(folder: folder?.path)
    } catch {
      observer.ended([:])
      // The first error is thrown, even if the disk is full and this one cannot be written.
      _ = try? finish(as: .failed, error: observer.words(for: error))
      throw error
    }
    observer.ended(information.warnings)
    try finish(as: .finished)
    let count = information.warnings.values.reduce(0, +)
    if isStrict && count > 0 { throw RunError.warned(count: count) }
    let unmet = isStrict ? verdicts.filter { $0.isMet != true } : []
    // Expectations belong to the unchanged model file.
    hasLeniency = unmet.contains(where: \.isOfChangedModel)
    if !unmet.isEmpty, !hasLeniency { throw RunError.unmet(unmet.map(\.sentence)) }
  }

  /// The verdicts on what the model file expects, from what the run has written; none without a folder.
  public var verdicts: [Verdict] {
    guard let folder else { return [] }
    return (try? RunRecord.read(folder.path, whole: false)).map { Verdict.all(of: $0) } ?? []
  }

  private func finish(as status: RunInformation.Status, error: String? = nil) throws {
    try folder?.finish(information, as: status, error: error)
  }

  /// A function for another thread that ends the run while the work goes on: `run.json` says then that it was interrupted.
  ///
  /// - Returns: The function; it returns false if the run has ended already.
  public func endFromOutside() -> @Sendable () -> Bool {
    let (folder, information, ending) = (folder, information, ending)
    return {
      guard ending.try() else { return false }
      _ = try? folder?.finish(information, as: .interrupted)
      return true
    }
  }

  /// The error of a run that the observer ended.
  var interruption: RunError { .interrupted(folder: folder?.path) }

  // MARK: - Warnings

  /// Tells the observer, once for each text, and keeps it for the end and for `run.json`.
  ///
  /// - Parameters:
  ///   - text: The warning, a sentence.
  ///   - isEnding: True if it is about how the run ended, and not for a run that goes on from there.
  public func warn(_ text: String, isEnding: Bool = false) {
    if information.warnings[text] == nil { observer.warned(text) }
    information.warn(text, isEnding: isEnding)
  }

  /// Warns of everything in a model that its author probably did not mean.
  public func warn(of experiment: Experiment) {
    for warning in experiment.warnings { warn(warning.sentence) }
  }

  /// All warnings so far, as in `run.json`.
  public var warnings: [String] { information.warnings.keys.sorted() }

  // MARK: - Files

  /// Writes `text` to `file` in the folder, if there is one.
  func write(_ text: String, as file: String) throws { try folder?.write(text, as: file) }

  /// Writes `bytes` to `file` in the folder, if there is one.
  func write(_ bytes: [UInt8], as file: String) throws { try folder?.write(bytes, as: file) }

  /// Writes `value` to `file` as JSON in the folder, if there is one.
  func writeJSON(_ value: some Encodable, as file: String) throws {
    try folder?.writeJSON(value, as: file)
  }

  /// Draws figures into the folder; a figure that cannot be drawn is a warning.
  func draw(_ figures: [Figure?]) throws {
    let figures = figures.compactMap(\.self)
    guard let folder, !figures.isEmpty else { return }
    observer.advanced("figures", fraction: 1)
    let outcomes = try Gnuplot().draw(figures, in: folder.subfolder("figures"))
    for warning in outcomes.warnings { warn(warning) }
    pictures += outcomes.flatMap { $0.pictures }.filter { $0.hasSuffix(".svg") }
      .map { folder.path(of: "figures/" + $0) }
  }
}

extension RunInformation {
  /// The program and the part of the machine that it uses.
  fileprivate mutating func take(_ place: RunPlace, _ program: RunProgram) {
    version = program.version
    commit = program.commit
    libraries = program.libraries
    threads = place.threads
    ranks = place.ranks
  }
}
