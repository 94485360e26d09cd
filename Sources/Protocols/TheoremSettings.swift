/// Statements of theory that are measured on a rate model, with the settings of the measurement.
public struct TheoremSettings: Sendable, Equatable {
  /// The statements.
  public var theorems = Theorem.allCases
  /// Number of samples, the first ones of the training set.
  public var samples = 20
  /// Steps of the phases; each element gives a row.
  public var phases = [RatePhases(free: 30, nudged: 10)]
  /// Values of |beta|; each gives a row.
  public var betas = [0.01, 0.1, 0.5]
  /// Schemes that are compared.
  public var schemes = [Nudging.Scheme.oneSided, .symmetric]
  /// Targets of silent and of active outputs.
  public var targets = Targets(off: 0, on: 1)
  /// The floating-point precision of step-by-step comparisons.
  public var precision = Precision.double

  /// Settings with all defaults.
  public init() {}

  /// Values of |beta| at which time courses are measured.
  public static let courseBetas = [0.1, 0.03, 0.01, 0.003, 0.001, 1e-4, 1e-5, 1e-6]
  /// Values of |beta| at which EP is compared with the exact gradient.
  public static let gradientBetas = [0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001]

  /// A statement.
  public enum Theorem: String, Sendable, CaseIterable, Codable {
    /// The t-th update of EP is the t-th gradient of BPTT, counted from the end (Ernoult et al. 2019).
    case stepByStep = "step-by-step"
    /// EP's temporal derivatives are RBP's error derivatives at every moment (Scellier & Bengio 2018).
    case timeCourse = "time-course"
    /// EP tends to the gradient of finite differences, with orders 1 and 2 in beta.
    case gradients
    /// Free dynamics never raise the energy.
    case energy
  }

  /// The floating-point precision of step-by-step comparisons.
  public enum Precision: String, Sendable, CaseIterable, Codable {
    /// Significands of 24 bits, as in most published code.
    case single
    /// Significands of 53 bits.
    case double
  }
}
