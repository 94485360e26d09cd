public import Foundation

/// Facts about this process and its machine.
public enum RunningProcess {
  /// This machine; facts that cannot be found are `unknown`.
  public static func machine() -> Machine {
    var machine = Machine()
    machine.host = host()
    machine.processor =
      value(of: "model name", in: "/proc/cpuinfo", separator: ":") ?? "unknown"
    machine.cores = ProcessInfo.processInfo.activeProcessorCount
    let name = value(of: "PRETTY_NAME", in: "/etc/os-release", separator: "=") ?? "unknown system"
    let kernel = trimmed("/proc/sys/kernel/osrelease") ?? "unknown"
    machine.system = "\(name), kernel \(kernel)"
    return machine
  }

  /// The name of this machine on the network; `unknown` if it cannot be found.
  static func host() -> String { trimmed("/proc/sys/kernel/hostname") ?? "unknown" }

  /// Processor time of all threads and of ended children until now [s].
  public static func processorSeconds() -> Double {
    SystemCalls.usage(ofChildren: false).seconds + SystemCalls.usage(ofChildren: true).seconds
  }

  /// Largest resident memory until now [bytes].
  public static func peakMemoryBytes() -> Int { SystemCalls.usage(ofChildren: false).peak }

  /// `date` as ISO 8601 in UTC with milliseconds: `2026-11-21T01:20:00.250Z`. Times of files are arbitrary; they are
  /// clamped to the years 0 to 9999.
  public static func timestamp(_ date: Date) -> String {
    let seconds = min(max(date.timeIntervalSince1970, -62_167_219_200), 253_402_300_799)
    return Date(timeIntervalSince1970: seconds)
      .formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
  }

  /// `date` in local time for the name of a file: `20261121-012000`.
  static func compactTimestamp(_ date: Date) -> String {
    let style = Date.ISO8601FormatStyle(
      dateSeparator: .omitted, timeSeparator: .omitted, timeZone: .current)
    return date.formatted(
      style.year().month().day().time(includingFractionalSeconds: false)
    ).replacing("T", with: "-")
  }

  private static func trimmed(_ path: String) -> String? {
    guard let bytes = try? readBytes(of: path) else { return nil }
    let text = String(decoding: bytes, as: UTF8.self).prefix { !$0.isNewline }
    return text.isEmpty ? nil : String(text)
  }

  /// The value in the first line `key SEPARATOR value` of a file, without quotes.
  private static func value(
    of key: String, in path: String, separator: Character
  ) -> String? {
    guard let bytes = try? readBytes(of: path) else { return nil }
    for line in String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline) {
      guard line.hasPrefix(key), let mark = line.firstIndex(of: separator) else { continue }
      let value = line[line.index(after: mark)...].drop { $0 == " " || $0 == "\"" }
      return String(value.last == "\"" ? value.dropLast() : value)
    }
    return nil
  }
}
