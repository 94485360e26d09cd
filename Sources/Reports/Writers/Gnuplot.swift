import Foundation
public import Records

/// Draws figures: SVG by itself, PNG and PDF with gnuplot (Debian: `gnuplot-nox`) where that is installed.
///
///     let figures: [Figure] = [.raster(raster), .curves(errors, named: "error")]
///     let outcomes = try Gnuplot().draw(figures, in: run.subfolder("figures"))
///     for warning in outcomes.warnings { information.warn(warning) }
///
/// Scripts with their data stay beside the pictures: the folder can be moved, and `gnuplot raster.gp` draws again.
public struct Gnuplot: Sendable {
  /// The program; nil if it was not found.
  public let executable: String?
  /// Longest time for one figure [s].
  public var limit = 120

  /// gnuplot as found in PATH.
  public init() {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
    executable =
      path.split(separator: ":").map { "\($0)/gnuplot" }.first {
        FileManager.default.isExecutableFile(atPath: $0)
      }
  }

  /// The gnuplot at this path; nil for none.
  public init(executable: String?) { self.executable = executable }

  /// Draws `figures` into `folder`, with their scripts.
  ///
  /// Only writing SVG and scripts can throw; failures of gnuplot are in the outcomes.
  ///
  /// - Parameters:
  ///   - figures: The figures.
  ///   - folder: The folder of the pictures and scripts.
  /// - Returns: The outcome of each figure.
  public func draw(_ figures: [Figure], in folder: String) throws(RecordError) -> [FigureOutcome] {
    var outcomes: [FigureOutcome] = []
    for figure in figures {
      try AtomicFile.write(figure.svg, to: "\(folder)/\(figure.name).svg")
      try AtomicFile.write(figure.script, to: "\(folder)/\(figure.name).gp")
      outcomes.append(draw(figure.name, in: folder))
    }
    return outcomes
  }

  private func draw(_ name: String, in folder: String) -> FigureOutcome {
    let files = ["png", "pdf"].map { "\(name).\($0)" }
    for file in files { try? FileManager.default.removeItem(atPath: "\(folder)/\(file)") }
    let problem = run(script: "\(name).gp", in: folder)
    let made = files.filter { isWhole("\(folder)/\($0)") }
    for file in files where !made.contains(file) {
      try? FileManager.default.removeItem(atPath: "\(folder)/\(file)")
    }
    if made.contains("\(name).pdf") { removeDate("\(folder)/\(name).pdf") }
    return FigureOutcome(name: name, pictures: ["\(name).svg"] + made, problem: problem)
  }

  /// Runs gnuplot in `folder`, without the user's settings; returns the problem, or nil.
  private func run(script: String, in folder: String) -> FigureOutcome.Problem? {
    guard let executable else { return .gnuplotMissing }
    guard let folder = SystemCalls.resolved(folder) else {
      return .gnuplotDidNotStart(reason: "the folder '\(folder)' cannot be found from here")
    }
    let log = "\(folder)/.\(script).log"
    _ = FileManager.default.createFile(atPath: log, contents: nil)
    defer { try? FileManager.default.removeItem(atPath: log) }

    let process = Process()
    process.executableURL = URL(fileURLWithPath: executable)
    process.arguments = ["--default-settings", script]
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle(forWritingAtPath: log) ?? .nullDevice
    do {
      try process.run()
    } catch {
      return .gnuplotDidNotStart(reason: "\(error.localizedDescription)")
    }
    let end = Date(timeIntervalSinceNow: Double(limit))
    while process.isRunning, Date() < end { usleep(4000) }
    if process.isRunning {
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      return .gnuplotTookTooLong(seconds: limit)
    }
    if process.terminationStatus == 0, process.terminationReason == .exit { return nil }
    let text = (try? readBytes(of: log)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    let last = text.split(whereSeparator: \.isNewline).last { $0.contains { $0.isLetter } }
    let words = last ?? "it ended with status \(process.terminationStatus)"
    return .gnuplotFailed(words: GnuplotText.oneLine(String(words)))
  }

  /// True if the file of the picture at `path` is complete.
  private func isWhole(_ path: String) -> Bool {
    guard let bytes = try? readBytes(of: path), bytes.count > 64 else { return false }
    let tail = String(decoding: bytes.suffix(32), as: UTF8.self)
    return tail.contains(path.hasSuffix(".png") ? "IEND" : "%%EOF")
  }

  /// Sets the date of creation in a PDF to a fixed one, so that the same run gives the same bytes.
  private func removeDate(_ path: String) {
    guard var bytes = try? readBytes(of: path) else { return }
    let mark = Array("/CreationDate (D:".utf8)
    guard let start = bytes.firstRange(of: mark)?.upperBound,
      let end = bytes[start...].firstIndex(of: UInt8(ascii: ")")), end - start < 40
    else { return }
    let fixed = Array("20000101000000Z".utf8)
    for index in start..<end {
      bytes[index] = index - start < fixed.count ? fixed[index - start] : UInt8(ascii: " ")
    }
    try? AtomicFile.write(bytes, to: path)
  }
}
