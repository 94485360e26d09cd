/// Agreement of an update with a reference update, over all synapses of one projection.
public struct Agreement: Sendable, Codable, Equatable {
  /// The projection, or the array of parameters.
  public var projection: String
  /// The part of the update: `forward`, `backward`, `symmetric`, `antisymmetric`, or `total`; the method where methods
  /// are compared.
  public var part: String
  /// The reference: `rate EP`.
  public var reference: String
  /// cos = <a, b> / (|a| |b|); 0 when one of them vanishes.
  public var cosine: Double
  /// Fraction of synapses whose two changes have the same sign, among those where the reference is not 0.
  public var signAgreement: Double
  /// |a| / |b|.
  public var relativeSize: Double
  /// RMSE = |a - b| / max(|a|, |b|) (Ernoult et al. 2019).
  public var rmse: Double
  /// Number of synapses that were compared.
  public var count: Int

  /// An agreement with these numbers.
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

  /// Compares `update` with `reference`, element by element.
  public init(
    projection: String, part: String, reference name: String, update: [Double],
    reference: [Double]
  ) {
    precondition(update.count == reference.count)
    var uu = 0.0, rr = 0.0, ur = 0.0, dd = 0.0
    var same = 0, signed = 0
    for (u, r) in zip(update, reference) {
      uu += u * u
      rr += r * r
      ur += u * r
      dd += (u - r) * (u - r)
      if r != 0 {
        signed += 1
        if u * r > 0 { same += 1 }
      }
    }
    self.projection = projection
    self.part = part
    self.reference = name
    cosine = uu > 0 && rr > 0 ? ur / (uu * rr).squareRoot() : 0
    signAgreement = signed > 0 ? Double(same) / Double(signed) : 0
    relativeSize = rr > 0 ? (uu / rr).squareRoot() : 0
    rmse = max(uu, rr) > 0 ? (dd / max(uu, rr)).squareRoot() : 0
    count = update.count
  }
}
