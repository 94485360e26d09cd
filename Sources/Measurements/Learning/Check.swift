/// A claim, its measured value, and the bar that the value has to meet.
public struct Check: Sendable, Codable, Equatable {
  /// The claim: `STDP window against the closed form`.
  public var name: String
  /// The measured value for people, with its unit.
  public var measured: String
  /// The bar, with its unit: `< 1e-9 mV`.
  public var bar: String
  /// True if the measured value meets the bar.
  public var passed: Bool
  /// Wall time [s], kept in no file; checks that share a simulation share its time.
  public var seconds = 0.0
  /// The method of the measurement and further observations; kept in no file.
  public var details = ""

  private enum CodingKeys: CodingKey { case name, measured, bar, passed }

  /// The outcome of a check.
  public init(
    name: String, measured: String, bar: String, passed: Bool, seconds: Double = 0,
    details: String = ""
  ) {
    self.name = name
    self.measured = measured
    self.bar = bar
    self.passed = passed
    self.seconds = seconds
    self.details = details
  }
}
