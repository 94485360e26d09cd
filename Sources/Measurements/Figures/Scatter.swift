public import Quantities

/// Updates of the synapses of one projection against their reference updates: numbers over all of them, and some of them
/// to show.
public struct Scatter: Sendable, Codable, Equatable {
  /// The projection.
  public var name: String
  /// cos = <a, b> / (|a| |b|) over all synapses; 0 when one vanishes.
  public var cosine: Double
  /// Fraction of synapses whose two changes have the same sign, among those with a reference other than 0.
  public var signAgreement: Double
  /// Number of all synapses.
  public var count: Int
  /// Root mean square of the reference over all synapses.
  public var referenceRMS: Double
  /// Root mean square of the update over all synapses.
  public var updateRMS: Double
  /// Reference updates of the synapses that are shown.
  public var reference: [Double]
  /// Updates of the synapses that are shown.
  public var update: [Double]

  /// Measures all synapses and keeps at most `limit` to show, chosen by `seed` alone.
  public init(
    name: String, reference: [Double], update: [Double], limit: Int = 1500,
    seed: Seed = Seed(0)
  ) {
    precondition(reference.count == update.count, "A synapse has an update and a reference.")
    self.name = name
    count = reference.count
    var rr = 0.0, uu = 0.0, ru = 0.0
    var same = 0, signed = 0
    for (r, u) in zip(reference, update) {
      rr += r * r
      uu += u * u
      ru += r * u
      if r != 0 { signed += 1 }
      if r * u > 0 { same += 1 }
    }
    cosine = rr > 0 && uu > 0 ? ru / (rr.squareRoot() * uu.squareRoot()) : 0
    signAgreement = signed > 0 ? Double(same) / Double(signed) : 0
    referenceRMS = (rr / Double(max(1, count))).squareRoot()
    updateRMS = (uu / Double(max(1, count))).squareRoot()
    let chosen = sample(limit, of: count, seed: seed.branch(name))
    self.reference = chosen.map { reference[$0] }
    self.update = chosen.map { update[$0] }
  }
}

/// At most `limit` of the numbers 0..<count in rising order, all equally likely, chosen by `seed` alone.
///
/// > R. W. Floyd, in J. Bentley. *Programming pearls: a sample of brilliance.* CACM 30:754, 1987.
public func sample(_ limit: Int, of count: Int, seed: Seed) -> [Int] {
  guard count > limit else { return Array(0..<count) }
  var stream = seed.stream()
  var chosen = Set<Int>()
  for last in count - limit..<count {
    let candidate = stream.below(last + 1)
    chosen.insert(chosen.contains(candidate) ? last : candidate)
  }
  return chosen.sorted()
}
