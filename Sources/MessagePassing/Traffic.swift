/// What a rank has exchanged with the others.
public struct Traffic: Sendable, Codable, Equatable {
  /// Exchanges.
  public var calls: Int
  /// Bytes that were meant for other ranks, each counted once for each of them.
  public var sent: Int
  /// Bytes that came from other ranks.
  public var received: Int
  /// Time in exchanges, waiting for slower ranks included [s].
  public var seconds: Double

  /// Nothing, or this much.
  public init(calls: Int = 0, sent: Int = 0, received: Int = 0, seconds: Double = 0) {
    self.calls = calls
    self.sent = sent
    self.received = received
    self.seconds = seconds
  }
}
