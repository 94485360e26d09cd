import Foundation

/// A process, and where its number means something.
public struct ProcessPlace: Sendable, Codable, Equatable {
  /// The machine's name on the network.
  public var host: String
  /// Within the machine, the set of processes that its number belongs to: `pid:[4026531836]`; containers
  /// have their own. Empty where the system does not say.
  public var space: String
  /// Its number.
  public var number: Int32

  /// This process.
  public static var current: ProcessPlace {
    let space = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/pid")
    return ProcessPlace(
      host: RunningProcess.host(), space: space ?? "",
      number: ProcessInfo.processInfo.processIdentifier)
  }

  /// Whether it has certainly ended: its number would be known here, and no process has it.
  public var isGone: Bool {
    let here = Self.current
    guard number > 0, !space.isEmpty, host == here.host, space == here.space else { return false }
    return kill(number, 0) != 0 && errno == ESRCH
  }
}
