import RealModule

/// With which betas the network is nudged, and how the nudged states are combined.
///
///     -dC/dtheta ~ sum_k Re(c_k dPhi/dtheta(s^{beta_k}))
public struct RateNudging: Sendable, Equatable {
  /// The scheme.
  public var scheme: Scheme
  /// |beta|.
  public var strength: Double
  /// Points on the circle, for `circle`.
  public var points: Int

  /// Which betas.
  public enum Scheme: String, Sendable, CaseIterable, Codable {
    /// beta against the free state: error O(beta).
    case oneSided = "one-sided"
    /// The same with a random sign for each batch: unbiased to first order (Scellier & Bengio 2017).
    case randomSign = "random-sign"
    /// beta against an un-nudged branch of equal length: what was not settled cancels.
    case twin
    /// +beta against -beta: error O(beta^2) (Laborieux et al. 2021).
    case symmetric
    /// N points of the circle |beta|: error O(beta^N), Cauchy's formula (Laborieux & Zenke 2022).
    case circle
  }

  /// Nudging by `scheme` with |beta| = `strength`.
  public init(_ scheme: Scheme, strength: Double, points: Int = 10) {
    self.scheme = scheme
    self.strength = strength
    self.points = points
  }

  /// A branch that starts at the free state: its beta, and c.
  struct Branch {
    var nudge: Nudge
    var coefficient: (real: Double, imaginary: Double)
  }

  /// The branches, and the coefficient of the free state itself.
  ///
  /// - Parameters:
  ///   - sign: +1 or -1, for `randomSign`.
  ///   - usesSymmetry: Whether conjugate branches are run once and counted twice.
  func branches(sign: Double = 1, usesSymmetry: Bool = true) -> (branches: [Branch], free: Double) {
    let beta = strength
    func real(_ beta: Double, _ c: Double) -> Branch {
      Branch(nudge: Nudge(beta), coefficient: (c, 0))
    }
    switch scheme {
    case .oneSided: return ([real(beta, 1 / beta)], -1 / beta)
    case .randomSign: return ([real(sign * beta, sign / beta)], -sign / beta)
    case .twin: return ([real(beta, 1 / beta), real(0, -1 / beta)], 0)
    case .symmetric: return ([real(beta, 0.5 / beta), real(-beta, -0.5 / beta)], 0)
    case .circle:
      var result: [Branch] = []
      for k in 0..<points {
        let isReal = k == 0 || 2 * k == points
        if usesSymmetry, 2 * k > points { continue }
        let angle = 2 * Double.pi * Double(k) / Double(points)
        let (cosine, sine) = (Double.cos(angle), isReal ? 0 : Double.sin(angle))
        let scale = (isReal || !usesSymmetry ? 1 : 2) / (Double(points) * beta)
        result.append(
          Branch(
            nudge: Nudge(beta * cosine, imaginary: beta * sine),
            coefficient: (scale * cosine, -scale * sine)))
      }
      return (result, 0)
    }
  }
}

/// How long the phases last.
public struct RatePhases: Sendable, Equatable {
  /// Steps of the free phase, T, at most.
  public var free: Int
  /// Steps of the nudged phase, K, at most.
  public var nudged: Int
  /// A phase ends when nothing moves by more than this per time constant; 0: never before its time.
  public var tolerance: Double

  /// Phases of these lengths.
  public init(free: Int, nudged: Int, tolerance: Double = 0) {
    self.free = free
    self.nudged = nudged
    self.tolerance = tolerance
  }
}
