import RealModule

/// The subthreshold course of one LIF membrane without input, in closed form.
///
/// With y = V - theta,
///
///     y(d) = y_inf + (y_0 - y_inf) e^{-r_m d} + (I_ex g_ex(d) + I_in g_in(d)) / C,
///     g_k(d) = (e^{-r_k d} - e^{-r_m d}) / (r_m - r_k)   ->   d e^{-r_m d}  as r_k -> r_m.
///
/// *Units*: ms, and those of the membrane; r = 1 / tau.
///
/// *Edge cases*: nearly equal time constants are evaluated through (1 - e^{-x}) / x, without loss of
/// digits.
struct LIFResponse {
  /// Rates of the membrane and of the two currents [1/ms].
  let membraneRate: Double, excitatoryRate: Double, inhibitoryRate: Double
  /// 1 / C.
  let elastance: Double
  /// R = tau_m / C, and 1 / R.
  let resistance: Double, conductance: Double
  /// The time at which the response g_ex to a spike is largest [ms].
  let peak: Double
  /// r_k / r_m if it is a small whole number, so that e^{-r_k d} is a power of e^{-r_m d}; else 0.
  private let excitatoryPower: Int, inhibitoryPower: Int

  init(membraneRate: Double, excitatoryRate: Double, inhibitoryRate: Double, elastance: Double) {
    self.membraneRate = membraneRate
    self.excitatoryRate = excitatoryRate
    self.inhibitoryRate = inhibitoryRate
    self.elastance = elastance
    resistance = elastance / membraneRate
    conductance = membraneRate / elastance
    let gap = excitatoryRate - membraneRate
    peak =
      gap.magnitude > 1e-6 * membraneRate
      ? Double.log(excitatoryRate / membraneRate) / gap : 1 / membraneRate
    func power(_ rate: Double) -> Int {
      let ratio = rate / membraneRate
      guard ratio >= 1.5, ratio < 8.5 else { return 0 }
      let whole = ratio.rounded()
      return (ratio - whole).magnitude <= 2 * ratio.ulp ? Int(whole) : 0
    }
    excitatoryPower = power(excitatoryRate)
    inhibitoryPower = power(inhibitoryRate)
  }

  /// e^{-x} for x from 0 to 0.1 by its series of degree 10, without a function call.
  @inline(__always)
  static func smallDecay(_ x: Double) -> Double {
    let z = -x, z2 = z * z, z4 = z2 * z2
    let low = (1 + z) + (1.0 / 2 + z * (1.0 / 6)) * z2
    let middle = (1.0 / 24 + z * (1.0 / 120)) + (1.0 / 720 + z * (1.0 / 5040)) * z2
    let high = (1.0 / 40320 + z * (1.0 / 362_880)) + z2 * (1.0 / 3_628_800)
    return low + (middle + high * z4) * z4
  }

  /// e^{-r_m d}.
  @inline(__always)
  func membraneDecay(_ d: Double) -> Double {
    let x = membraneRate * d
    return x >= 0 && x <= 0.1 ? Self.smallDecay(x) : .exp(-x)
  }

  /// e^{-r_ex d}, given e^{-r_m d}.
  @inline(__always)
  func excitatoryDecay(_ d: Double, membrane: Double) -> Double {
    excitatoryPower > 0
      ? Self.power(membrane, excitatoryPower) : .exp(-excitatoryRate * d)
  }

  /// e^{-r_in d}, given e^{-r_m d}.
  @inline(__always)
  func inhibitoryDecay(_ d: Double, membrane: Double) -> Double {
    inhibitoryPower > 0
      ? Self.power(membrane, inhibitoryPower) : .exp(-inhibitoryRate * d)
  }

  /// x^n, n from 2 to 8.
  @inline(__always)
  private static func power(_ x: Double, _ n: Int) -> Double {
    let square = x * x
    switch n {
    case 2: return square
    case 3: return square * x
    case 4: return square * square
    case 5: return square * square * x
    case 6: return square * square * square
    case 7: return square * square * square * x
    default:
      let fourth = square * square
      return fourth * fourth
    }
  }

  /// y and the currents at one moment, and the resting value of y under the constant current.
  struct State {
    /// V - theta.
    var y: Double
    /// I_ex.
    var excitatory: Double
    /// I_in.
    var inhibitory: Double
    /// V_inf - theta.
    var rest: Double
  }

  /// g_k(d).
  @inline(__always)
  static func kernel(_ d: Double, rate: Double, membraneRate: Double) -> Double {
    let x = (rate - membraneRate) * d
    if x.magnitude < 1 {
      let phi = x == 0 ? 1 : -Double.expMinusOne(-x) / x
      return d * .exp(-membraneRate * d) * phi
    }
    return (Double.exp(-rate * d) - Double.exp(-membraneRate * d)) / (membraneRate - rate)
  }

  /// y(d) - y_inf.
  func transient(_ s: State, _ d: Double) -> Double {
    var sum = (s.y - s.rest) * .exp(-membraneRate * d)
    if s.excitatory != 0 {
      sum +=
        elastance * s.excitatory
        * Self.kernel(d, rate: excitatoryRate, membraneRate: membraneRate)
    }
    if s.inhibitory != 0 {
      sum +=
        elastance * s.inhibitory
        * Self.kernel(d, rate: inhibitoryRate, membraneRate: membraneRate)
    }
    return sum
  }

  /// I_ex(d) + I_in(d) and its derivative.
  func current(_ s: State, _ d: Double) -> (value: Double, slope: Double) {
    let e = s.excitatory == 0 ? 0 : s.excitatory * .exp(-excitatoryRate * d)
    let i = s.inhibitory == 0 ? 0 : s.inhibitory * .exp(-inhibitoryRate * d)
    return (e + i, -excitatoryRate * e - inhibitoryRate * i)
  }

  /// y(d).
  func potential(_ s: State, _ d: Double) -> Double { s.rest + transient(s, d) }

  /// The whole state after `d` without input.
  func state(_ s: State, after d: Double) -> State {
    State(
      y: potential(s, d), excitatory: s.excitatory * .exp(-excitatoryRate * d),
      inhibitory: s.inhibitory * .exp(-inhibitoryRate * d), rest: s.rest)
  }
}
