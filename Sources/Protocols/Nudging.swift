import RealModule

/// Nudging of the outputs of spiking networks and of rate models towards their targets.
public struct Nudging: Sendable, Equatable {
  /// The branches of the nudged phase that are compared.
  public var scheme: Scheme
  /// |beta|.
  public var beta: Double
  /// Number of points on the circle, for `circle`.
  public var points: Int
  /// The quantity that the error is read from; a rate model reads it from its cost instead.
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

  /// The branches that are compared. All start from one state, the end of the free phase, unless they alternate.
  public enum Scheme: String, Sendable, CaseIterable, Codable {
    /// +beta against the free state, which needs no second copy of the network: error O(beta).
    case oneSided = "one-sided"
    /// +beta or -beta, drawn for each batch, against the free state: unbiased to first order (Scellier & Bengio 2017).
    case randomSign = "random-sign"
    /// +beta against -beta: error O(beta^2) (Laborieux et al. 2021).
    case symmetric
    /// +beta against an un-nudged branch of equal length: the drift of a free phase that has not settled cancels.
    case twin
    /// +beta, -beta, -beta, +beta one after the other in one network, or the other way round, by a coin for each sample
    /// of a spiking network, each batch of a rate model: error O(beta^2). What has settled and a drift that is linear
    /// in time cancel; what is left of the nudge before does not.
    case alternating
    /// N points of the circle |beta|: error O(beta^N), Cauchy's formula (Laborieux & Zenke 2022).
    case circle

    /// The schemes whose betas are real: those of spiking networks.
    public static let real = allCases.filter { $0 != .circle }
  }

  /// The course of beta over the nudged phase of length T.
  public enum Shape: String, Sendable, CaseIterable, Codable {
    /// beta from the first moment on.
    case step
    /// A rise: beta sin^2(pi t / 2T).
    case ramp
    /// A rise and a fall: beta sin^2(pi t / T).
    case wave
    /// A jump and a slow fall: beta (1 - t/T) (Falk, Strupp, Scellier & Murugan 2023, arXiv:2312.17723).
    case sawtooth

    /// beta(t) / beta at the fraction x = t / T of the phase.
    public func factor(_ x: Double) -> Double {
      switch self {
      case .step: return 1
      case .ramp, .wave:
        let s = Double.sin(.pi * min(max(x, 0), 1) * (self == .ramp ? 0.5 : 1))
        return s * s
      case .sawtooth: return 1 - min(max(x, 0), 1)
      }
    }
  }
}
