/// The conditions under which the f-I curve of a population is measured, for its rate reference and its drive scale.
public struct CurveConditions: Sendable, Equatable {
  /// True for the rate under the noise of the population, the mean over units; false for that of a quiet unit.
  public var hasNoise: Bool
  /// True for the rate of a unit that has adapted to its drive; false for that of the first interval of a unit from its
  /// initial state, 1 / (t_2 - t_1).
  public var isAdapted: Bool

  /// Conditions; the defaults are those in which a unit works in a network that settles.
  public init(hasNoise: Bool = true, isAdapted: Bool = true) {
    (self.hasNoise, self.isAdapted) = (hasNoise, isAdapted)
  }
}

extension Population {
  /// The noise under which the f-I curve is measured, without its mean, which is a constant drive; nil for none.
  public var noiseOfCurve: NoiseCurrent? {
    guard var noise, noise.deviation > 0, curve.hasNoise else { return nil }
    noise.mean = 0
    return noise
  }

  /// True if the f-I curve has no closed form and is measured.
  public var hasMeasuredCurve: Bool {
    switch units {
    case .lif: noiseOfCurve != nil
    case .membrane: true
    case .source: false
    }
  }
}
