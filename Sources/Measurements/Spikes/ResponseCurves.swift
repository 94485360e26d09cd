/// The f-I curves by which the rate reference knows the units of a network, with the scales of their drives:
/// `curves.json`.
public struct ResponseCurves: Sendable, Codable, Equatable {
  /// The curves of all populations with a state.
  public var curves: [Curve] = []

  /// s = f(u~) of the units of one population, u = u_0 + a u~.
  public struct Curve: Sendable, Codable, Equatable {
    /// The population.
    public var population: String
    /// r_max [1/ms].
    public var maximumRate: Double
    /// a [pA or 1].
    public var unit: Double
    /// u_0 [pA or 1].
    public var zero: Double
    /// The charge of one spike of weight 1 through each receptor [pA ms per unit of weight].
    public var charges: [Double]
    /// Drives u~.
    public var drives: [Double]
    /// Activities s at these drives.
    public var activities: [Double]

    /// A curve.
    ///
    /// - Parameters:
    ///   - population: The population.
    ///   - maximumRate: r_max [1/ms].
    ///   - unit: a [pA or 1].
    ///   - zero: u_0 [pA or 1].
    ///   - charges: The charge of one spike of weight 1 through each receptor.
    ///   - drives: Drives u~, ascending.
    ///   - activities: Activities s at these drives.
    public init(
      population: String, maximumRate: Double, unit: Double, zero: Double, charges: [Double],
      drives: [Double], activities: [Double]
    ) {
      self.population = population
      self.maximumRate = maximumRate
      self.unit = unit
      self.zero = zero
      self.charges = charges
      self.drives = drives
      self.activities = activities
    }

    /// The activity with which the units begin to fire if the curve jumps there (type 2), else 0. A curve that rises
    /// steeply goes on to rise (type 1); one that jumps has nine tenths of its activity four points later.
    public var jump: Double {
      guard let k = activities.firstIndex(where: { $0 >= 1e-3 }), k > 0,
        activities.indices.contains(k + 4), activities[k] > 0.1,
        activities[k] > 0.9 * activities[k + 4]
      else { return 0 }
      return activities[k]
    }
  }

  /// No curves.
  public init() {}
}
