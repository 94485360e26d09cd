/// How well an update agrees with a reference update, over all synapses of one projection.
public struct AgreementRecord: Sendable, Codable, Equatable {
  /// The projection.
  public var projection: String
  /// Which part of the update: `forward`, `backward`, `symmetric`, `antisymmetric`, or `total`.
  public var part: String
  /// What it is compared with: `rate EP`.
  public var reference: String
  /// cos = <a, b> / (|a| |b|).
  public var cosine: Double
  /// Fraction of synapses whose changes have one sign.
  public var signAgreement: Double
  /// |a| / |b|.
  public var relativeSize: Double
  /// |a - b| / max(|a|, |b|).
  public var rmse: Double
  /// How many synapses.
  public var count: Int

  /// An agreement.
  public init(
    projection: String, part: String, reference: String, cosine: Double, signAgreement: Double,
    relativeSize: Double, rmse: Double, count: Int
  ) {
    self.projection = projection
    self.part = part
    self.reference = reference
    self.cosine = cosine
    self.signAgreement = signAgreement
    self.relativeSize = relativeSize
    self.rmse = rmse
    self.count = count
  }
}

/// The outcome of one check of `verify`.
public struct CheckRecord: Sendable, Codable, Equatable {
  /// What is checked: `STDP window against the closed form`.
  public var name: String
  /// What was measured, with its unit.
  public var measured: String
  /// What it has to meet, with its unit: `< 1e-9 mV`.
  public var bar: String
  /// Whether it does.
  public var passed: Bool

  /// The outcome of a check.
  public init(name: String, measured: String, bar: String, passed: Bool) {
    self.name = name
    self.measured = measured
    self.bar = bar
    self.passed = passed
  }
}
