/// Measurements of the statements of theory about a rate model: `theorems.json`.
public struct TheoremReport: Sendable, Codable, Equatable {
  /// The model.
  public var name = ""
  /// EP against BPTT, step by step.
  public var steps: [Step] = []
  /// EP against RBP, over time.
  public var courses: [Course] = []
  /// Gradient methods against each other, by array of parameters.
  public var gradients: [Agreement] = []
  /// Errors of EP against the exact gradient, by scheme and beta.
  public var errors: [Error] = []
  /// Claims with their bars.
  public var checks: [Check] = []
  /// Reasons to doubt the numbers.
  public var warnings: [String] = []

  /// One array of numbers in one setting.
  public struct Step: Sendable, Codable, Equatable {
    /// Steps T of the free phase and K of the nudged phase.
    public var free: Int, nudged: Int
    /// |beta|, and the scheme of the betas.
    public var beta: Double, scheme: String
    /// The name of an array of parameters, or of a layer's units.
    public var name: String
    /// Mean over elements of |EP - BPTT| / max(|EP|, |BPTT|).
    public var rmse: Double
    /// Cosine, fraction of wrong signs and relative size over all elements and steps.
    public var cosine: Double, signError: Double, relativeSize: Double
    /// Cosine by step.
    public var cosines: [Double]
    /// Sizes by step, of EP and of BPTT.
    public var sizeEP: [Double], sizeBPTT: [Double]
    /// The largest elements over the steps: EP and BPTT.
    public var examplesEP: [[Double]], examplesBPTT: [[Double]]
    /// |change of a free branch| / |change of the nudged branch|.
    public var drift: Double

    /// One array of numbers in one setting.
    public init(
      free: Int, nudged: Int, beta: Double, scheme: String, name: String, rmse: Double,
      cosine: Double, signError: Double, relativeSize: Double, cosines: [Double],
      sizeEP: [Double], sizeBPTT: [Double], examplesEP: [[Double]], examplesBPTT: [[Double]],
      drift: Double
    ) {
      self.free = free
      self.nudged = nudged
      self.beta = beta
      self.scheme = scheme
      self.name = name
      self.rmse = rmse
      self.cosine = cosine
      self.signError = signError
      self.relativeSize = relativeSize
      self.cosines = cosines
      self.sizeEP = sizeEP
      self.sizeBPTT = sizeBPTT
      self.examplesEP = examplesEP
      self.examplesBPTT = examplesBPTT
      self.drift = drift
    }
  }

  /// A time course at one beta.
  public struct Course: Sendable, Codable, Equatable {
    /// |beta|, and the scheme of the betas.
    public var beta: Double, scheme: String
    /// |difference| / |RBP| over all moments and units.
    public var error: Double
    /// Moments [time constants].
    public var times: [Double]
    /// Units with the largest derivatives, by moment: EP and RBP.
    public var examplesEP: [[Double]], examplesRBP: [[Double]]
    /// Names of those units.
    public var units: [String]

    /// A time course at one beta.
    public init(
      beta: Double, scheme: String, error: Double, times: [Double], examplesEP: [[Double]],
      examplesRBP: [[Double]], units: [String]
    ) {
      self.beta = beta
      self.scheme = scheme
      self.error = error
      self.times = times
      self.examplesEP = examplesEP
      self.examplesRBP = examplesRBP
      self.units = units
    }
  }

  /// The error of one scheme at one beta.
  public struct Error: Sendable, Codable, Equatable {
    /// |beta|, and the scheme of the betas.
    public var beta: Double, scheme: String
    /// |EP - exact| / |exact| over all parameters.
    public var error: Double

    /// The error of one scheme at one beta.
    public init(beta: Double, scheme: String, error: Double) {
      self.beta = beta
      self.scheme = scheme
      self.error = error
    }
  }

  /// Nothing measured yet.
  public init() {}
}
