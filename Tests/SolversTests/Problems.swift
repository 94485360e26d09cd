import RealModule
import Solvers
import Testing

/// An initial value problem with its solution at the end: equations and reference in one place.
struct Problem: Sendable, CustomTestStringConvertible {
  var name: String
  var start: [Double]
  var end: Double
  /// The solution at `end`.
  var reference: [Double]
  var isStiff = false
  /// The unit of error of each component; nil if it is the size of the solution.
  var scale: [Double]?
  var rightHandSide: @Sendable (Double, borrowing Span<Double>, inout MutableSpan<Double>) -> Void

  var testDescription: String { name }

  /// The solution by `stepper`, and the solver's counters.
  func solve(
    _ stepper: Stepper, tolerance: ODETolerance
  ) throws -> (state: [Double], accepted: Int, rejected: Int, evaluations: Int) {
    var solver = try ODESolver(
      dimension: start.count, stepper: stepper, tolerance: tolerance, stepSize: 1e-6,
      rightHandSide: rightHandSide)
    var state = start
    var y = state.mutableSpan
    var time = 0.0
    try solver.advance(&y, time: &time, to: end)
    precondition(time == end)
    return (state, solver.acceptedSteps, solver.rejectedSteps, solver.evaluations)
  }

  /// The largest error of a component, relative to its scale or to the size of the solution.
  func error(_ state: [Double]) -> Double {
    let size = reference.map(\.magnitude).max()!
    return state.indices.map { abs(state[$0] - reference[$0]) / (scale?[$0] ?? size) }.max()!
  }
}

extension Problem {
  /// y' = -y: exp(-t).
  static let decay = Problem(
    name: "exponential decay", start: [1], end: 5, reference: [0.006737946999085467], scale: [1]
  ) { _, y, dydt in dydt[0] = -y[0] }

  /// y'' = -y: cos t.
  static let oscillator = Problem(
    name: "harmonic oscillator", start: [1, 0], end: 10,
    reference: [-0.8390715290764524, 0.5440211108893698]
  ) { _, y, dydt in
    dydt[0] = y[1]
    dydt[1] = -y[0]
  }

  /// y' = (cos t - y) / 2 + the like: a right-hand side that depends on time, y = sin t.
  static let driven = Problem(
    name: "driven relaxation", start: [0], end: 6, reference: [-0.27941549819892586], scale: [1],
  ) { t, y, dydt in dydt[0] = Double.cos(t) - 3 * (y[0] - Double.sin(t)) }

  /// Two bodies, eccentricity 0.5: back at the start after 2 pi.
  static let kepler = Problem(
    name: "Kepler orbit", start: [0.5, 0, 0, 1.7320508075688772], end: 2 * .pi,
    reference: [0.5, 0, 0, 1.7320508075688772]
  ) { _, y, dydt in
    let r2 = y[0] * y[0] + y[1] * y[1]
    let r3 = r2 * r2.squareRoot()
    dydt[0] = y[2]
    dydt[1] = y[3]
    dydt[2] = -y[0] / r3
    dydt[3] = -y[1] / r3
  }

  /// A satellite that passes close to the Moon and closes its orbit.
  ///
  /// Hairer, Nørsett & Wanner, *Solving Ordinary Differential Equations I*, section II.0.
  static let arenstorf = Problem(
    name: "Arenstorf orbit", start: [0.994, 0, 0, -2.00158510637908252240537862224],
    end: 17.0652165601579625588917206249,
    reference: [0.994, 0, 0, -2.00158510637908252240537862224]
  ) { _, y, dydt in
    let moon = 0.012277471
    let earth = 1 - moon
    let toEarth = (y[0] + moon) * (y[0] + moon) + y[1] * y[1]
    let toMoon = (y[0] - earth) * (y[0] - earth) + y[1] * y[1]
    let d1 = toEarth * toEarth.squareRoot()
    let d2 = toMoon * toMoon.squareRoot()
    dydt[0] = y[2]
    dydt[1] = y[3]
    dydt[2] = y[0] + 2 * y[3] - earth * (y[0] + moon) / d1 - moon * (y[0] - earth) / d2
    dydt[3] = y[1] - 2 * y[2] - earth * y[1] / d1 - moon * y[1] / d2
  }

  /// Van der Pol's oscillator with mu = 1000 in slow time.
  ///
  /// F. Mazzia & C. Magherini. *Test Set for IVP Solvers*, release 2.4, 2008, VDPOL.
  static let vanDerPol = Problem(
    name: "van der Pol, mu = 1000", start: [2, 0], end: 2,
    reference: [1.706167732170483, -0.8928097010247975], isStiff: true
  ) { _, y, dydt in
    dydt[0] = y[1]
    dydt[1] = ((1 - y[0] * y[0]) * y[1] - y[0]) * 1e6
  }

  /// Robertson's chemical reaction, rates from 0.04 to 3e7.
  ///
  /// H. H. Robertson, in J. Walsh (ed.), *Numerical Analysis, an Introduction*. Academic Press,
  /// 1966; reference at t = 40 after A. C. Hindmarsh, LSODE, 1980.
  static let robertson = Problem(
    name: "Robertson", start: [1, 0, 0], end: 40,
    reference: [0.7158270687193941, 9.185534764557338e-6, 0.2841637457458413], isStiff: true,
    scale: [1, 1e-5, 1]
  ) { _, y, dydt in
    dydt[0] = -0.04 * y[0] + 1e4 * y[1] * y[2]
    dydt[2] = 3e7 * y[1] * y[1]
    dydt[1] = -dydt[0] - dydt[2]
  }

  /// High irradiance response of a plant: eight species.
  ///
  /// E. Hairer & G. Wanner. *Solving Ordinary Differential Equations II*, 2nd ed. Springer, 1996,
  /// section IV.10; reference from the *Test Set for IVP Solvers*, HIRES.
  static let hires = Problem(
    name: "HIRES", start: [1, 0, 0, 0, 0, 0, 0, 0.0057], end: 321.8122,
    reference: [
      0.7371312573325668e-3, 0.1442485726316185e-3, 0.5888729740967575e-4, 0.1175651343283149e-2,
      0.2386356198831331e-2, 0.6238968252742796e-2, 0.2849998395185769e-2, 0.2850001604814231e-2,
    ], isStiff: true
  ) { _, y, dydt in
    dydt[0] = -1.71 * y[0] + 0.43 * y[1] + 8.32 * y[2] + 0.0007
    dydt[1] = 1.71 * y[0] - 8.75 * y[1]
    dydt[2] = -10.03 * y[2] + 0.43 * y[3] + 0.035 * y[4]
    dydt[3] = 8.32 * y[1] + 1.71 * y[2] - 1.12 * y[3]
    dydt[4] = -1.745 * y[4] + 0.43 * y[5] + 0.43 * y[6]
    let bound = 280 * y[5] * y[7]
    dydt[5] = -bound + 0.69 * y[3] + 1.71 * y[4] - 0.43 * y[5] + 0.69 * y[6]
    dydt[6] = bound - 1.81 * y[6]
    dydt[7] = -dydt[6]
  }

  static let smooth = [decay, oscillator, driven, kepler]
  static let stiff = [vanDerPol, robertson, hires]
}

extension Problem {
  /// The state of ``kepler`` at t = 2, by Kepler's equation, E - e sin E = t.
  ///
  /// The orbit starts at perihelion, so M = t; x = cos E - e, y = sqrt(1 - e^2) sin E.
  static let keplerAtTwo = Result {
    let eccentricity = 0.5
    let anomaly = try brentRoot(in: 0...Double.pi, tolerance: 0) {
      $0 - eccentricity * Double.sin($0) - 2
    }
    let b = (1 - eccentricity * eccentricity).squareRoot()
    return [Double.cos(anomaly) - eccentricity, b * Double.sin(anomaly)]
  }
}
