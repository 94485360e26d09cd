/// The amount and the time of a rank's exchanges with the others.
public struct Traffic: Sendable, Codable, Equatable {
  /// The number of exchanges.
  public var calls: Int
  /// Bytes sent to other ranks; a value that k ranks receive counts k times.
  public var sent: Int
  /// Bytes received from other ranks.
  public var received: Int
  /// Time in exchanges, waiting for slower ranks included [s].
  public var seconds: Double

  /// Traffic of these amounts; none by default.
  public init(calls: Int = 0, sent: Int = 0, received: Int = 0, seconds: Double = 0) {
    self.calls = calls
    self.sent = sent
    self.received = received
    self.seconds = seconds
  }
}
