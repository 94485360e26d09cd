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

  /// `date` as ISO 8601 in UTC with milliseconds: `2026-11-21T01:20:00.250Z`.
  public static func timestamp(_ date: Date) -> String {
    // Times of files are arbitrary; they are clamped to the years 0 to 9999.
    let seconds = min(max(date.timeIntervalSince1970, -62_167_219_200), 253_402_300_799)
    let whole = seconds.rounded(.down)
    let milliseconds = min(999, Int((seconds - whole) * 1000))
    let parts = calendarParts(Int(whole), inUTC: true)
    return "\(parts[0])-\(parts[1])-\(parts[2])T\(parts[3]):\(parts[4]):\(parts[5])."
      + padded(milliseconds, 3) + "Z"
  }

  /// `date` in local time for the name of a file: `20261121-012000`.
  static func compactTimestamp(_ date: Date) -> String {
    let parts = calendarParts(Int(date.timeIntervalSince1970.rounded(.down)), inUTC: false)
    return parts[0...2].joined() + "-" + parts[3...5].joined()
  }

  /// Year, month, day, hour, minute and second, with leading zeros.
  private static func calendarParts(_ seconds: Int, inUTC: Bool) -> [String] {
    let parts = SystemCalls.calendar(seconds, inUTC: inUTC)
    return [padded(parts[0], 4)] + parts[1...].map { padded($0, 2) }
  }

  private static func padded(_ number: Int, _ width: Int) -> String {
    let digits = "\(number)"
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
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
