public import Quantities

/// The scale by which weights, biases and targets of a population are plain numbers. With s = r / r_max of each source,
///
///     u_i = u_0 + a u~_i,   u~_i = sum_j W~_ij s_j + b~_i,
///
/// where u is the constant drive [pA, or 1] that acts on the membrane. One spike of a source with r_max' brings the
/// charge a W~ / r_max' [pA ms, or ms]. Tied weights share W~, so that the energy of the network is symmetric.
///
/// *Edge cases*: without a_i and u_0 they are measured: the f-I curve has s = 0.1 at u~ = 0.1 and s = 0.9 at u~ = 0.9.
///
/// *Units*: those of the membrane's constant current, pA or 1.
public struct DriveScale: Sendable, Equatable {
  /// r_max, the rate at which s = 1 [1/ms].
  public var maximumRate: Double
  /// a, the drive of one unit of u~ [pA or 1]; nil to have it measured.
  public var unit: Double?
  /// u_0, the drive at which u~ = 0 [pA or 1]; nil to have it measured.
  public var zero: Double?
  /// b~ of each unit, or one for all, where biases are given as plain numbers; nil where currents are given.
  public var biases: [Double]?
  /// The charge that one spike of weight 1 brings through each receptor [pA ms, or ms]; nil to have it computed.
  public var charges: [Double]?

  /// A scale with these numbers.
  public init(maximumRate: Double, unit: Double? = nil, zero: Double? = nil) {
    self.maximumRate = maximumRate
    self.unit = unit
    self.zero = zero
  }

  /// The scale of a dimensionless membrane: a = 1 and u_0 = 0.
  public static func plain(_ maximumRate: Double) -> DriveScale {
    DriveScale(maximumRate: maximumRate, unit: 1, zero: 0)
  }

  /// True if nothing is left to be measured.
  public var isKnown: Bool { unit != nil && zero != nil }

  /// u~ of the drive `u` [pA or 1].
  public func number(_ u: Double) -> Double { (u - (zero ?? 0)) / (unit ?? 1) }
  /// The drive of `number`, u_0 + a u~ [pA or 1].
  public func drive(_ number: Double) -> Double { (zero ?? 0) + (unit ?? 1) * number }
}

/// A way by which a spike acts on a membrane: a current or a conductance that decays.
public struct Receptor: Sendable, Equatable {
  /// The name, by which projections choose it.
  public var name: String
  /// tau, the time constant of its decay.
  public var timeConstant: Milliseconds
  /// The index of its variable in the state of the membrane.
  public var variable: Int
  /// The sign of the current for a positive value of the variable: -1 for a conductance that inhibits, else 1.
  public var polarity: Double
  /// The step of the variable by a spike of weight 1, with its sign; of the receptor of negative weights, by one of
  /// weight -1, with the opposite sign.
  public var amount = 1.0
  /// E, the reversal potential of a conductance [mV]; nil for a current.
  public var reversal: Double?

  /// A receptor.
  ///
  /// - Parameters:
  ///   - name: The name, by which projections choose it.
  ///   - timeConstant: The time constant of its decay.
  ///   - variable: The index of its variable. Membranes that are given receptors number them anew.
  ///   - polarity: The sign of the current for a positive value of the variable.
  ///   - reversal: The reversal potential of a conductance [mV]; nil for a current.
  public init(
    _ name: String, timeConstant: Milliseconds, variable: Int = 0, polarity: Double = 1,
    reversal: Double? = nil
  ) {
    self.name = name
    self.timeConstant = timeConstant
    self.variable = variable
    self.polarity = polarity
    self.reversal = reversal
  }
}
