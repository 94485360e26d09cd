public import Foundation
public import Measurements

/// The plan of a sweep: the same for each process that works on it.
public struct SweepPlan: Sendable, Codable, Equatable {
  /// The program whose sweep it is.
  public private(set) var program = RunInformation.programName
  /// The model's name.
  public var name: String
  /// SHA-256 of the model's text.
  public var modelSHA256: String
  /// Changes of the model that all points share.
  public var overrides: [String]
  /// The swept keys.
  public var keys: [String]
  /// Values of the keys, point by point.
  public var points: [[String]]
  /// SHA-256 of the files that the model names at any point; nil when it names none.
  public var files: [String: String]?

  /// A plan of these parts.
  public init(
    name: String, model: [UInt8], overrides: [String], keys: [String], points: [[String]]
  ) {
    self.name = name
    modelSHA256 = SHA256.digest(of: model)
    self.overrides = overrides
    self.keys = keys
    self.points = points
  }

  /// A name for the folder of this sweep and no other: `sweep-digits-1f0c93ab`.
  public var folderName: String {
    let bytes = (try? JSONText.encode(withoutFiles)) ?? []
    return "sweep-\(safeFileName(name))-\(SHA256.digest(of: bytes).prefix(8))"
  }

  /// The plan without the digests of files: the part that the command line and the model's text determine.
  public var withoutFiles: SweepPlan {
    var plan = self
    plan.files = nil
    return plan
  }
}

/// The folder of a sweep: `plan.json`, the model, a run folder for each point, and tables and figures of the results.
///
/// Any number of processes may work on one sweep, also on several machines that share the folder. The process that runs
/// a point keeps the point's file in `logs` locked (flock); the lock ends with the processes that hold it, however
/// they end. The point's `run.json` has its state.
public struct SweepFolder: Sendable {
  /// The folder.
  public let path: String
  /// The plan of the sweep.
  public let plan: SweepPlan

  /// The state of a point.
  public enum State: Sendable, Equatable {
    /// The point has not begun.
    case missing
    /// The point has begun and not ended; with a checkpoint it can go on.
    case begun(hasCheckpoint: Bool)
    /// The point is done.
    case finished
    /// An error ended the point.
    case failed
  }

  /// Creates the folder of a sweep, or opens an earlier one with the same plan.
  ///
  /// - Parameter model: The model's text; runs read a copy, so that a later edit does not mix two models.
  public static func claim(
    _ path: String, plan: SweepPlan, model: [UInt8]
  ) throws -> SweepFolder {
    let folder = SweepFolder(path: FolderContents.withoutTrailingSlash(path), plan: plan)
    let file = folder.path + "/plan.json"
    try FolderContents.make(folder.path)
    var isOurs = false
    if !FileManager.default.fileExists(atPath: file) {
      // Another process may be creating the same folder.
      let ours: Set = ["plan.json", "model.yaml", "points", "logs"]
      let names = try FolderContents.names(in: folder.path).filter { !$0.hasPrefix(".") }
      guard ours.isSuperset(of: names) else { throw RecordError.folderNotEmpty(path: folder.path) }
      let output = try AtomicFile(file)
      try output.write(JSONText.encode(plan) + [UInt8(ascii: "\n")])
      isOurs = try output.commitNew()
    }
    if !isOurs { try open(folder.path).check(plan) }
    // A process with the same plan has this very text, so it can write the file if the maker of the folder was killed
    // before.
    if isOurs || !FileManager.default.fileExists(atPath: folder.model) {
      try AtomicFile.write(model, to: folder.model)
    }
    for name in ["points", "logs"] { try FolderContents.make("\(folder.path)/\(name)") }
    return folder
  }

  /// The folder of an earlier sweep.
  public static func open(_ path: String) throws(RecordError) -> SweepFolder {
    let file = path + "/plan.json"
    let bytes = try readBytes(of: file)
    guard let plan = try? JSONText.decode(SweepPlan.self, from: bytes),
      plan.program == RunInformation.programName
    else { throw .damaged(path: file, reason: "it is not the plan of a sweep") }
    return SweepFolder(path: path, plan: plan)
  }

  /// Throws unless `other` is the plan of this sweep, with files that are known here.
  public func check(_ other: SweepPlan) throws(RecordError) {
    if plan.withoutFiles != other.withoutFiles { throw .otherSweep(path: path) }
    for (name, digest) in (other.files ?? [:]).sorted(by: { $0.key < $1.key })
    where plan.files?[name] != digest {
      throw .changedFile(path: name, sweep: path)
    }
  }

  private init(path: String, plan: SweepPlan) {
    self.path = path
    self.plan = plan
  }

  // MARK: - Points

  /// The copy of the model.
  public var model: String { path + "/model.yaml" }

  /// The run folder of a point, counted from 1.
  public func run(of point: Int) -> String { "\(path)/points/\(name(of: point))" }

  /// The file that holds the output of a point's run, and that is its lock.
  public func log(of point: Int) -> String { "\(path)/logs/\(name(of: point)).txt" }

  private func name(of point: Int) -> String {
    let digits = "\(point)"
    let width = max(4, "\(plan.points.count)".count)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }

  /// The state of a point.
  public func state(of point: Int) -> State {
    let folder = run(of: point)
    guard let bytes = try? readBytes(of: folder + "/run.json") else { return .missing }
    let information = try? JSONText.decode(RunInformation.self, from: bytes)
    switch information?.status {
    case .finished: return .finished
    case .failed: return .failed
    case .running, .interrupted, nil:
      let files = FileManager.default
      return .begun(
        hasCheckpoint: information != nil
          && (files.fileExists(atPath: folder + "/checkpoint.bin")
            || files.fileExists(atPath: folder + "/checkpoint.bin.previous"))
      )
    }
  }

  /// Removes the files of an earlier run of a point, even of one that was killed in its first moment. The caller holds
  /// the lock of the point.
  public func clear(_ point: Int) {
    try? FileManager.default.removeItem(atPath: run(of: point))
  }

  /// Marks a point as failed in its run folder, if its run could not do so itself.
  public func markFailed(_ point: Int, error: String) throws {
    if let folder = try? RunFolder.open(run(of: point)),
      let information = try? folder.information()
    {
      if information.status != .failed {
        try folder.finish(information, as: .failed, error: error)
      }
      return
    }
    clear(point)
    let (folder, information) = try RunFolder.create(
      at: run(of: point), named: plan.name, information: RunInformation())
    try folder.finish(information, as: .failed, error: error)
  }

  /// The row of a point, from its run folder.
  public func row(of point: Int) -> SweepTable.Row {
    let values = plan.points[point - 1]
    var row = SweepTable.Row(point: point, values: values, status: "missing")
    switch state(of: point) {
    case .missing: break
    case .begun: row.status = "begun"
    case .failed:
      row.status = "failed"
      let run = try? RunFolder.open(run(of: point)).information()
      row.error = run?.error ?? "no error was written"
    case .finished:
      row.status = "finished"
      let information = try? RunFolder.open(run(of: point)).information()
      row.warnings = information?.warnings.keys.sorted()
      let files = ["result.json", "theorems.json"].map { run(of: point) + "/" + $0 }
      for file in files {
        if let bytes = try? readBytes(of: file), let found = try? HeadlineNumbers(json: bytes) {
          row.numbers = found.values
          break
        }
      }
    }
    return row
  }

  /// The table of all points.
  public func record() -> SweepTable {
    SweepTable(
      name: plan.name, keys: plan.keys, rows: (1...plan.points.count).map { row(of: $0) })
  }

  /// Writes `bytes` to `file`, whole or not at all; creates the folder named in `file`.
  public func write(_ bytes: [UInt8], as file: String) throws(RecordError) {
    try FolderContents.make(splitPath("\(path)/\(file)").folder)
    try AtomicFile.write(bytes, to: "\(path)/\(file)")
  }

  /// The folder for figures.
  public func figures() throws(RecordError) -> String {
    try FolderContents.make(path + "/figures")
    return path + "/figures"
  }
}

/// A lock on a file, which ends when the last process that has the file open by this lock closes it or ends.
public final class FileLock {
  /// The open file. Programs that are started with it as their output share the lock.
  public let file: FileHandle

  /// Locks the file at `path`, creating it if need be; nil when another process has it.
  public init?(_ path: String) throws(RecordError) {
    let descriptor = SystemCalls.open(path, O_RDWR | O_CREAT | O_APPEND)
    guard descriptor >= 0 else { throw .refused(.create, path: path, reason: .last) }
    file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    // Some file systems have no locks (ENOLCK, ENOSYS); there the user must run one process at a time.
    if flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK || errno == EINTR {
      return nil
    }
  }
}
