import Foundation
import Runs

/// Processes that benchmarks start: this program, and baselines.
enum BenchmarkProcess {
  /// The output of `program`; its stderr is that of this process.
  static func output(of program: String, _ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path(of: program))
    process.arguments = arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    do { try process.run() } catch {
      throw RunError.unavailable("'\(program)' cannot be started: \(error.localizedDescription)")
    }
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw RunError.unavailable(
        "'\(program)' ended with status \(process.terminationStatus)")
    }
    return String(decoding: data, as: UTF8.self)
  }

  /// The first file of this name in PATH, for a name without a folder.
  private static func path(of program: String) -> String {
    guard !program.contains("/") else { return program }
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    let paths = folders.map { "\($0)/\(program)" }
    return paths.first { FileManager.default.isExecutableFile(atPath: $0) } ?? program
  }

  /// The count of a baseline program for each second of processor time: `syn_events_per_cpu_s` in its
  /// line RESULT, else `count` over the time that it prints as `cpu X s`.
  static func baselineRate(_ command: String, count: Double) throws -> Double {
    let words = command.split(separator: " ").map(String.init)
    guard let program = words.first else {
      throw RunError.unavailable("a baseline has no command")
    }
    let text = try output(of: program, Array(words.dropFirst()))
    if let line = text.split(separator: "\n").last(where: { $0.hasPrefix("RESULT ") }),
      let values = try? JSONSerialization.jsonObject(with: Data(line.dropFirst(7).utf8)),
      let rate = (values as? [String: Any])?["syn_events_per_cpu_s"] as? Double
    {
      return rate
    }
    if let match = text.firstMatch(of: /cpu ([0-9.]+) s/), let seconds = Double(match.1),
      seconds > 0
    {
      return count / seconds
    }
    throw RunError.unavailable(
      "'\(program)' prints neither RESULT {\"syn_events_per_cpu_s\": ...} nor 'cpu X s'")
  }

  /// The name of the processor, from the system.
  static var processor: String {
    let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    let line = text.split(separator: "\n").first { $0.hasPrefix("model name") }
    return line?.split(separator: ":").last?.trimmingCharacters(in: .whitespaces) ?? "unknown CPU"
  }
}
