import RealModule

/// The activation of all units, s = rho(u).
public enum RateFunction: Sendable {
  /// min(max(u, 0), 1). Its slope is 1 on [0, 1] in the `hopfield` formulation (Scellier & Bengio
  /// 2017) and on (0, 1) elsewhere, else 0.
  case hardSigmoid
  /// 1 / (1 + e^(-4 (u - 1/2))) (Ernoult et al. 2019).
  case shiftedSigmoid
  /// 1 / (1 + e^(-u)).
  case sigmoid
  /// tanh u.
  case tanh
  /// Any other curve, such as the f-I curve of a leaky integrate-and-fire unit.
  case curve(any Activation)

  /// The names of functions in model files.
  public static let named: [(name: String, function: RateFunction)] = [
    ("hard-sigmoid", .hardSigmoid), ("shifted-sigmoid", .shiftedSigmoid), ("sigmoid", .sigmoid),
    ("tanh", .tanh),
  ]

  /// The name in model files.
  public var name: String {
    switch self {
    case .hardSigmoid: "hard-sigmoid"
    case .shiftedSigmoid: "shifted-sigmoid"
    case .sigmoid: "sigmoid"
    case .tanh: "tanh"
    case .curve: "f-I curve"
    }
  }

  /// True if the function is holomorphic: it extends to complex drives.
  public var isHolomorphic: Bool {
    switch self {
    case .shiftedSigmoid, .sigmoid, .tanh: true
    case .hardSigmoid, .curve: false
    }
  }

  /// rho(u).
  public func value(_ u: Double) -> Double {
    switch self {
    case .hardSigmoid: min(max(u, 0), 1)
    case .shiftedSigmoid: 0.5 * (1 + Double.tanh(2 * u - 1))
    case .sigmoid: 0.5 * (1 + Double.tanh(0.5 * u))
    case .tanh: Double.tanh(u)
    case .curve(let curve): curve.value(u)
    }
  }

  /// rho'(u).
  public func slope(_ u: Double) -> Double {
    switch self {
    case .hardSigmoid: return u > 0 && u < 1 ? 1 : 0
    case .shiftedSigmoid, .sigmoid:
      let s = value(u)
      return gain * s * (1 - s)
    case .tanh:
      let s = value(u)
      return 1 - s * s
    case .curve(let curve): return curve.slope(u)
    }
  }

  /// rho''(u).
  public func curvature(_ u: Double) -> Double {
    switch self {
    case .hardSigmoid: return 0
    case .shiftedSigmoid, .sigmoid:
      let s = value(u)
      return gain * gain * s * (1 - s) * (1 - 2 * s)
    case .tanh:
      let s = value(u)
      return -2 * s * (1 - s * s)
    case .curve(let curve): return curve.curvature(u)
    }
  }

  /// The integral of rho, up to a constant.
  public func primitive(_ u: Double) -> Double {
    switch self {
    case .hardSigmoid: return u <= 0 ? 0 : u >= 1 ? u - 0.5 : 0.5 * u * u
    case .shiftedSigmoid, .sigmoid:
      let offset = if case .shiftedSigmoid = self { 0.5 } else { 0.0 }
      let x = gain * (u - offset)
      return (max(x, 0) + Double.log(onePlus: Double.exp(-x.magnitude))) / gain
    case .tanh: return u.magnitude + Double.log(onePlus: Double.exp(-2 * u.magnitude))
    case .curve(let curve): return curve.primitive(u)
    }
  }

  /// The slope of a sigmoid's argument.
  private var gain: Double { if case .shiftedSigmoid = self { 4 } else { 1 } }
}
