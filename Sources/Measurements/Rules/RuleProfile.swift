/// Measurements of one spike-timing rule: its window, its gains, its drift.
public struct RuleProfile: Sendable, Codable, Equatable {
  /// Its name.
  public var name: String
  /// Its formula.
  public var formula: String
  /// The publication that it comes from.
  public var citation: String
  /// The rule with all parameters, as a model file has it.
  public var model: String
  /// The weight at which it was measured.
  public var weight: Double
  /// Lags t_post - t_pre of the pairs of spikes [ms].
  public var lags: [Double] = []
  /// The change of weight that one pair makes, at each of `lags`.
  public var changes: [Double] = []
  /// int W dD [weight ms].
  public var area = 0.0
  /// int D W dD [weight ms^2].
  public var firstMoment = 0.0
  /// Change per s_i s_j, s_i delta_j, delta_i s_j in the phases below.
  public var responses: [Response] = []
  /// The sum of the gains of both directions of a tied weight; nil when they cancel.
  public var tiedGain: Double?
  /// The phases: free, nudged, settling [ms] and r_max [1/ms], in words.
  public var phases = ""
  /// Drift between independent Poisson trains.
  public var rates: [Rate] = []
  /// The window at several weights; empty when weights do not matter.
  public var weights: [Weight] = []

  /// The area [weight ms]; exactly 0 where it is no more than rounding error.
  public var shownArea: Double { Self.shown(area, of: changes) }
  /// The first moment [weight ms^2]; exactly 0 where it is no more than rounding error.
  public var shownFirstMoment: Double { Self.shown(firstMoment, of: zip(lags, changes).map(*)) }

  /// `integral`; 0 where it is negligible beside its integrand.
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
    /// The product that the coefficient multiplies: `s_i s_j`.
    public var of: String
    /// The coefficient that theory predicts; nil where it has no number.
    public var predicted: Double?
    /// The coefficient of Poisson trains.
    public var measured: Double
    /// Standard error of `measured`.
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
    /// Drift that theory predicts [weight/s]; nil where it has no number.
    public var predicted: Double?
    /// Drift in the simulation [weight/s].
    public var measured: Double
    /// Standard error of `measured`.
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
