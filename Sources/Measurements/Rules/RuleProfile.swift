/// What was measured of a spike-timing rule.
public struct RuleProfile: Sendable, Codable, Equatable {
  /// Its name.
  public var name: String
  /// Its formula.
  public var formula: String
  /// Where it comes from.
  public var citation: String
  /// With all parameters, as a model file has it.
  public var model: String
  /// The weight at which it was measured.
  public var weight: Double
  /// Lags t_post - t_pre [ms], and the change that one pair makes.
  public var lags: [Double] = []
  /// The change of each pair.
  public var changes: [Double] = []
  /// int W dD [weight ms].
  public var area = 0.0
  /// int D W dD [weight ms^2].
  public var firstMoment = 0.0
  /// Change per s_i s_j, s_i delta_j, delta_i s_j in the phases below.
  public var responses: [Response] = []
  /// What both directions of a tied weight add up to; nil when they cancel.
  public var tiedGain: Double?
  /// The phases: free, nudged, settling [ms] and r_max [1/ms], in words.
  public var phases = ""
  /// Drift between independent Poisson trains.
  public var rates: [Rate] = []
  /// The window at several weights; empty when weights do not matter.
  public var weights: [Weight] = []

  /// The area without what rounding leaves where it is 0 [weight ms].
  public var shownArea: Double { Self.shown(area, of: changes) }
  /// The first moment without what rounding leaves where it is 0 [weight ms^2].
  public var shownFirstMoment: Double { Self.shown(firstMoment, of: zip(lags, changes).map(*)) }

  /// 0 where `integral` is nothing beside the integrand.
  private static func shown(_ integral: Double, of values: [Double]) -> Double {
    let largest = values.lazy.map(\.magnitude).max() ?? 0
    return integral.magnitude < 1e-10 * largest ? 0 : integral
  }

  /// A record without measurements.
  public init(name: String, formula: String, citation: String, model: String, weight: Double) {
    self.name = name
    self.formula = formula
    self.citation = citation
    self.model = model
    self.weight = weight
  }

  /// A coefficient, predicted and measured.
  public struct Response: Sendable, Codable, Equatable {
    /// What it is a coefficient of: `s_i s_j`.
    public var of: String
    /// As theory predicts; nil where it has no number.
    public var predicted: Double?
    /// As Poisson trains give it.
    public var measured: Double
    /// Standard error of that.
    public var error: Double
    /// A coefficient.
    public init(of: String, predicted: Double, measured: Double, error: Double) {
      self.of = of
      self.predicted = predicted.isFinite ? predicted : nil
      self.measured = measured
      self.error = error
    }
  }

  /// The drift at one rate.
  public struct Rate: Sendable, Codable, Equatable {
    /// Rate of both units [Hz].
    public var rate: Double
    /// As theory predicts [weight/s]; nil where it has no number.
    public var predicted: Double?
    /// As simulated [weight/s].
    public var measured: Double
    /// Standard error of that.
    public var error: Double
    /// The drift at one rate.
    public init(rate: Double, predicted: Double, measured: Double, error: Double) {
      self.rate = rate
      self.predicted = predicted.isFinite ? predicted : nil
      self.measured = measured
      self.error = error
    }
  }

  /// The window at one weight.
  public struct Weight: Sendable, Codable, Equatable {
    /// The weight.
    public var weight: Double
    /// Change when post comes 10 ms after pre.
    public var after: Double
    /// Change when post comes 10 ms before pre.
    public var before: Double
    /// The window at one weight.
    public init(weight: Double, after: Double, before: Double) {
      self.weight = weight
      self.after = after
      self.before = before
    }
  }
}
