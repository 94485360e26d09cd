import RealModule

/// How the output is drawn towards its target, of spiking networks and of rate models.
public struct Nudging: Sendable, Equatable {
  /// Which branches of the nudged phase are compared.
  public var scheme: Scheme
  /// |beta|.
  public var beta: Double
  /// Points on the circle, for `circle`.
  public var points: Int
  /// The quantity that the error is read from; the cost of a rate model says it instead.
  public var form: Form
  /// The course of beta over the nudged phase; rate models with steps have `step`.
  public var shape: Shape

  /// Nudging of the drive with both signs of beta = 0.5, unless given otherwise.
  public init(
    _ scheme: Scheme = .symmetric, beta: Double = 0.5, points: Int = 10, form: Form = .drive,
    shape: Shape = .step
  ) {
    self.scheme = scheme
    self.beta = beta
    self.points = points
    self.form = form
    self.shape = shape
  }

  /// The quantity that the error e of a nudged unit is read from.
  public enum Form: String, Sendable, CaseIterable, Codable {
    /// e = y - u, u = I + b the drive: tau_s du/dt = -u + (input) + b + beta (y - u).
    /// The matching (Bregman) cost.
    case drive
    /// e = y - s: the unit's own spikes are subtracted, the current is beta (y - S / r_max), S its spike train.
    /// The cost 1/2 |s - y|^2.
    case activity
  }

  /// The branches that are compared. All start from one state, the end of the free phase.
  public enum Scheme: String, Sendable, CaseIterable, Codable {
    /// +beta against the free state, as a brain without a second copy could: error O(beta).
    case oneSided = "one-sided"
    /// The same with +beta or -beta, by a coin for each batch: unbiased to first order (Scellier & Bengio 2017).
    case randomSign = "random-sign"
    /// +beta against -beta: error O(beta^2) (Laborieux et al. 2021).
    case symmetric
    /// +beta against an un-nudged branch of equal length: what was not settled cancels.
    case twin
    /// N points of the circle |beta|: error O(beta^N), Cauchy's formula (Laborieux & Zenke 2022).
    case circle

    /// The schemes whose betas are real, which spiking networks have.
    public static let real = allCases.filter { $0 != .circle }
  }

  /// The course of beta over the nudged phase of length T.
  public enum Shape: String, Sendable, CaseIterable, Codable {
    /// At once: beta.
    case step
    /// Smoothly: beta sin^2(pi t / 2T).
    case ramp
    /// It comes and goes: beta sin^2(pi t / T).
    case wave

    /// beta / beta_max at the part `x` of the phase.
    public func factor(_ x: Double) -> Double {
      switch self {
      case .step: return 1
      case .ramp, .wave:
        let s = Double.sin(.pi * min(max(x, 0), 1) * (self == .ramp ? 0.5 : 1))
        return s * s
      }
    }
  }
}
