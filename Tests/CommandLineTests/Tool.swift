import Dispatch
import Foundation

/// The built program, run as a user would.
enum Tool {
  /// The exit status and the output of a run.
  struct Outcome: Equatable {
    var status: Int32
    var output: String
    var errors: String
  }

  /// The folder of the package.
  static let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// Beside the test bundle.
  static let program: URL = {
    let tests = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundleURL
    let folder = (tests ?? URL(fileURLWithPath: CommandLine.arguments[0]))
      .deletingLastPathComponent()
    return folder.appendingPathComponent("equispike")
  }()

  /// Runs `equispike` with these arguments in `folder`; the models are those of the package.
  static func run(_ arguments: String..., in folder: URL = package) throws -> Outcome {
    try run(arguments: arguments, in: folder)
  }

  /// Runs a command of the shell in which `$0` is the program.
  static func run(shell command: String, in folder: URL = package) throws -> Outcome {
    try run(
      arguments: ["-c", command, program.path], of: URL(fileURLWithPath: "/bin/sh"), in: folder)
  }

  /// The same; `meddle` is called while it runs. With `megabytes`, it may not have more addresses than that.
  static func run(
    arguments: [String], of executable: URL = program, in folder: URL = package,
    adding variables: [String: String] = [:], megabytes: Int? = nil,
    meddle: (RunningTool) -> Void = { _ in }
  ) throws -> Outcome {
    let process = Process()
    process.executableURL = executable
    process.arguments = arguments
    if let megabytes {
      process.executableURL = URL(fileURLWithPath: "/bin/sh")
      let limited = "ulimit -v \(megabytes << 10); exec \"$0\" \"$@\""
      process.arguments = ["-c", limited, program.path] + arguments
    }
    process.currentDirectoryURL = folder
    var environment = ProcessInfo.processInfo.environment
    environment["EQUISPIKE_MODELS"] = package.appendingPathComponent("Models").path
    environment["COLUMNS"] = "80"
    environment["EQUISPIKE_MNIST"] = nil
    environment.merge(variables) { $1 }
    process.environment = environment
    // Files, not pipes: nothing can fill up.
    let scratch = FileManager.default.temporaryDirectory.appendingPathComponent("tool-\(UUID())")
    try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: scratch) }
    let files = ["out", "err"].map { scratch.appendingPathComponent($0) }
    for file in files { try Data().write(to: file) }
    process.standardOutput = try FileHandle(forWritingTo: files[0])
    process.standardError = try FileHandle(forWritingTo: files[1])
    process.standardInput = FileHandle.nullDevice
    let end = Pipe()
    // A byte, not a closed end: processes of other tests may hold that end open, too.
    process.terminationHandler = { _ in try? end.fileHandleForWriting.write(contentsOf: [0]) }
    try process.run()
    // A program that hangs must not hang the tests. Ten minutes: on a busy machine all takes longer.
    let identifier = process.processIdentifier
    let watchdog = DispatchWorkItem { _ = kill(identifier, SIGKILL) }
    DispatchQueue.global().asyncAfter(deadline: .now() + 600, execute: watchdog)
    defer { watchdog.cancel() }
    meddle(RunningTool(process: process, folder: folder, end: end.fileHandleForReading))
    process.waitUntilExit()
    return Outcome(
      status: process.terminationStatus, output: try String(contentsOf: files[0], encoding: .utf8),
      errors: try String(contentsOf: files[1], encoding: .utf8))
  }

  /// Writes a file of text into `folder`.
  static func write(_ text: String, as name: String, in folder: URL) throws {
    try Data(text.utf8).write(to: folder.appendingPathComponent(name))
  }

  /// The text of a file in `folder`.
  static func text(_ file: String, in folder: URL) throws -> String {
    try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
  }

  /// Calls `body` with an empty folder, which is removed afterwards.
  static func withFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("run-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
  }
}
