public import Foundation

/// The folder with all files of a run.
///
/// A process claims a folder by creating its `run.json`, which only one process can do. A folder that is not empty is
/// refused. With `replacing`, an earlier run (a folder with a `run.json` of this program) is moved aside, and removed
/// when the new folder is established. During a run its process holds a lock on the folder, so that no other process
/// can replace or resume it.
///
///     let run = try RunFolder.create(named: "xor", information: information)
///     try run.writeJSON(result, as: "result.json")
///     try run.finish(information, as: .finished)
public struct RunFolder: Sendable, Equatable {
  /// The path of the folder.
  public let path: String
  private let begun: Date
  private let processorAtStart: Double
  /// The right to write here; nil for readers.
  private let lock: FolderLock?

  /// Creates a folder for a run, with all folders above it, and writes `run.json`.
  ///
  /// - Parameters:
  ///   - path: The folder; nil for `runs/NAME-YYYYMMDD-HHMMSS` in local time, with `-2`, `-3`, …
  ///     where that is taken.
  ///   - name: The name of the run in such a path.
  ///   - parent: The parent folder of such a path.
  ///   - replacing: True if an earlier run at `path` may be replaced.
  ///   - information: Facts about the run; machine, start and status are filled in here.
  ///   - now: The time of the start.
  /// - Returns: The folder, and the information as it was written.
  public static func create(
    at path: String? = nil, named name: String, in parent: String = "runs",
    replacing: Bool = false, information: RunInformation, now: Date = Date()
  ) throws(RecordError) -> (folder: RunFolder, information: RunInformation) {
    var information = information
    information.machine = RunningProcess.machine()
    information.start = RunningProcess.timestamp(now)
    information.status = .running
    information.process = .current

    let chosen: Claim
    if let path {
      chosen = try claim(path, replacing: replacing)
    } else {
      chosen = try claimFreshName(safeFileName(name), in: parent, now: now)
    }
    let folder = RunFolder(path: chosen.path, begun: now, lock: chosen.lock)
    do throws(RecordError) {
      try folder.write(information)
    } catch {
      chosen.undo()
      throw error
    }
    chosen.settle()
    return (folder, information)
  }

  /// The folder of an earlier run.
  public static func open(_ path: String) throws(RecordError) -> RunFolder {
    guard FolderContents.isRun(path) else {
      _ = try FolderContents.names(in: path)
      throw .notARun(path: path)
    }
    return RunFolder(path: path, begun: Date(), lock: nil)
  }

  /// The same folder with the right to write, for resuming its run. Removes files that killed processes left
  /// half-written.
  ///
  /// *Errors*: another process writes into it.
  public func takenOver() throws(RecordError) -> RunFolder {
    let folder = RunFolder(path: path, begun: begun, lock: try FolderLock.take(path))
    // Links are refused before hours of work, not after.
    for part in ["weights", "figures"] where folder.has(part) { try folder.subfolder(part) }
    for part in ["", "/weights", "/figures"] {
      for name in (try? FolderContents.names(in: path + part)) ?? []
      where name.hasPrefix(".") && name.hasSuffix(".tmp") {
        SystemCalls.remove("\(path)\(part)/\(name)")
      }
    }
    // The next line must not be appended to a truncated one.
    let points = path(of: "points.jsonl")
    if let bytes = try? readBytes(of: points), let last = bytes.last, last != UInt8(ascii: "\n") {
      let whole = bytes.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
      try AtomicFile.write(Array(bytes[..<whole]), to: points)
    }
    return folder
  }

  /// True if both have the same path.
  public static func == (a: RunFolder, b: RunFolder) -> Bool { a.path == b.path }

  private init(path: String, begun: Date, lock: FolderLock?) {
    self.path = path
    self.begun = begun
    self.lock = lock
    processorAtStart = RunningProcess.processorSeconds()
  }

  // MARK: - Files

  /// The path of `file` in this folder.
  public func path(of file: String) -> String { "\(path)/\(file)" }

  /// Writes bytes to `file`, whole or not at all; creates folders named in `file`.
  public func write(_ bytes: [UInt8], as file: String) throws(RecordError) {
    try makeFolder(for: file)
    try AtomicFile.write(bytes, to: path(of: file))
  }

  /// Writes `text` to `file` as UTF-8, whole or not at all.
  public func write(_ text: String, as file: String) throws(RecordError) {
    try write(Array(text.utf8), as: file)
  }

  /// Writes `value` to `file` as JSON with sorted keys, whole or not at all.
  ///
  /// Throws `RecordError`, or the value's own errors.
  public func writeJSON(_ value: some Encodable, as file: String) throws {
    try write(JSONText.encode(value) + [UInt8(ascii: "\n")], as: file)
  }

  /// Reads a value from a JSON `file`.
  public func read<Value: Decodable>(_ type: Value.Type, from file: String) throws(RecordError)
    -> Value
  {
    let bytes = try readBytes(of: path(of: file))
    do {
      return try JSONText.decode(type, from: bytes)
    } catch DecodingError.dataCorrupted(let context) where context.underlyingError == nil {
      throw .damaged(path: path(of: file), reason: context.debugDescription)
    } catch {
      throw .damaged(path: path(of: file), reason: "it is not the JSON of a \(type)")
    }
  }

  /// Creates the folder `name` in this one, if need be, and returns its path.
  @discardableResult
  public func subfolder(_ name: String) throws(RecordError) -> String {
    let folder = path(of: name)
    // A link may lead out of the run.
    if (try? FileManager.default.destinationOfSymbolicLink(atPath: folder)) != nil {
      throw .damaged(
        path: folder, reason: "it is a link, and a run writes into its own folder only")
    }
    try FolderContents.make(folder)
    return folder
  }

  /// Opens `metrics.jsonl`.
  public func metrics(
    named file: String = "metrics.jsonl"
  ) throws(RecordError) -> MetricsWriter {
    try MetricsWriter(path(of: file))
  }

  /// True if this folder contains `file`.
  public func has(_ file: String) -> Bool {
    FileManager.default.fileExists(atPath: path(of: file))
  }

  /// The objects in a file with one JSON object a line; none if there is no such file. A truncated last line is left
  /// out.
  public func lines<Value: Decodable>(of file: String, as: Value.Type) throws -> [Value] {
    guard let text = try? String(contentsOfFile: path(of: file), encoding: .utf8) else { return [] }
    let whole = text.hasSuffix("\n")
    let lines = text.split(separator: "\n")
    return try (whole ? lines[...] : lines.dropLast()).map {
      try JSONDecoder().decode(Value.self, from: Data($0.utf8))
    }
  }

  private func makeFolder(for file: String) throws(RecordError) {
    let (folder, _) = splitPath(file)
    if file.contains("/") { try subfolder(folder) }
  }

  // MARK: - run.json

  /// Writes `run.json`.
  public func write(_ information: RunInformation) throws(RecordError) {
    guard let json = try? JSONText.encode(information) else {
      preconditionFailure("Run information is plain values.")
    }
    try write(json + [UInt8(ascii: "\n")], as: "run.json")
  }

  /// Reads `run.json`; kind and options of a run of an earlier version are found in its command line and files.
  public func information() throws(RecordError) -> RunInformation {
    OlderRun.completed(try read(RunInformation.self, from: "run.json"), in: self)
  }

  /// Writes `run.json` for the end of the run: times, memory and status are filled in.
  @discardableResult
  public func finish(
    _ information: RunInformation, as status: RunInformation.Status, error: String? = nil,
    now: Date = Date()
  ) throws(RecordError) -> RunInformation {
    var information = information
    information.status = status
    information.error = error
    information.end = RunningProcess.timestamp(now)
    information.wallSeconds = now.timeIntervalSince(begun)
    information.processorSeconds = RunningProcess.processorSeconds() - processorAtStart
    information.peakMemoryBytes = RunningProcess.peakMemoryBytes()
    try write(information)
    return information
  }
}
