import Foundation

/// A process, identified by machine, process namespace and number.
public struct ProcessPlace: Sendable, Codable, Equatable {
  /// The name of the machine on the network.
  public var host: String
  /// The process namespace to which the number belongs: `pid:[4026531836]`; containers have their own. Empty if the
  /// system does not tell.
  public var space: String
  /// The process number.
  public var number: Int32

  /// This process.
  public static var current: ProcessPlace {
    let space = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/pid")
    return ProcessPlace(
      host: RunningProcess.host(), space: space ?? "",
      number: ProcessInfo.processInfo.processIdentifier)
  }

  /// True if the process has certainly ended: it belongs to this machine and namespace, and no process has its number.
  public var isGone: Bool {
    let here = Self.current
    guard number > 0, !space.isEmpty, host == here.host, space == here.space else { return false }
    return kill(number, 0) != 0 && errno == ESRCH
  }
}
