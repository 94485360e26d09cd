import Foundation
import Records

/// The program that runs a point of a sweep as `PROGRAM run MODEL key=value ... --out FOLDER`, or goes on with one as
/// `PROGRAM resume FOLDER`.
public struct PointLauncher: Sendable {
  /// Its path.
  public var program: String
  /// Its environment. Closing its standard input asks it to write what there is and to end.
  public var environment: [String: String]
  /// The exit status of a run that was asked to end.
  public var interruptedStatus: Int32 = 130

  /// A program.
  ///
  /// - Parameters:
  ///   - program: Its path.
  ///   - environment: Its environment.
  public init(program: String, environment: [String: String]) {
    self.program = program
    self.environment = environment
  }
}

/// The run of one point of a sweep: a process of its own, so that its failure does not affect the others.
/// Its output goes to the point's log. A lock on the log shows other processes that the point is being run.
final class SweepPointRun {
  /// The point, from 1.
  let point: Int
  private let folder: SweepFolder
  private let lock: FileLock
  private let process = Process()
  private let leash = Pipe()
  private var interruptedStatus: Int32 = 130

  /// Locks a point; nil when another process has it.
  init?(_ point: Int, in folder: SweepFolder) throws {
    guard let lock = try FileLock(folder.log(of: point)) else { return nil }
    (self.point, self.folder, self.lock) = (point, folder, lock)
  }

  /// The state of the point, which nobody else can change now.
  var state: SweepFolder.State { folder.state(of: point) }

  /// Starts the run: from its checkpoint where there is one, else from the beginning.
  func start(_ launcher: PointLauncher, overrides: [String], threads: Int) throws {
    interruptedStatus = launcher.interruptedStatus
    let run = folder.run(of: point)
    let arguments: [String]
    if case .begun(hasCheckpoint: true) = state {
      arguments = ["resume", run]
    } else {
      folder.clear(point)
      arguments = ["run", folder.model] + overrides + ["--out", run]
    }
    process.executableURL = URL(fileURLWithPath: launcher.program)
    process.arguments = arguments + ["--threads", "\(threads)", "--quiet"]
    process.environment = launcher.environment
    try lock.file.truncate(atOffset: 0)
    process.standardInput = leash
    process.standardOutput = lock.file
    process.standardError = lock.file
    do { try process.run() } catch {
      throw RunError.unavailable(
        "'\(launcher.program)' cannot be started: \(error.localizedDescription)")
    }
    try? leash.fileHandleForReading.close()
  }

  /// True while the process runs.
  var isRunning: Bool { process.isRunning }

  /// Asks it to write what there is and to end.
  func stop() { try? leash.fileHandleForWriting.close() }

  /// The state of the point after the end of the process. A run that could not record its own failure is marked as
  /// failed.
  func finish(wasStopped: Bool) throws -> SweepFolder.State {
    try? leash.fileHandleForWriting.close()
    let state = self.state
    if state == .finished || state == .failed { return state }
    if wasStopped { return state }
    let status = process.terminationStatus
    if process.terminationReason == .exit, status == interruptedStatus {
      return state
    }
    let words =
      process.terminationReason == .uncaughtSignal
      ? "the run was ended by signal \(status)" : "the run ended with status \(status)"
    try folder.markFailed(point, error: lastWords ?? words)
    return .failed
  }

  /// The last error message in the log of the run.
  private var lastWords: String? {
    guard let text = try? String(contentsOfFile: folder.log(of: point), encoding: .utf8) else {
      return nil
    }
    let lines = text.split(separator: "\n").suffix(20)
    return lines.last { $0.contains("rror:") }.map(String.init)
  }
}
