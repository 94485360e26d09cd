import Networks
public import Protocols
public import Solvers

/// The dynamics in continuous time: tau du/dt is the change of u in a whole step (epsilon = 1),
/// for example du/dt = (h - u + beta e) / tau in `graded`.
extension RateMachine<Double> {
  /// u of all layers and samples, one layer after another.
  var flat: [Double] { u.flatMap(\.self) }

  /// 1 / tau of each number of `flat`.
  var speeds: [Double] {
    architecture.layers.enumerated().flatMap { index, layer in
      [Double](repeating: 1 / layer.timeConstant, count: batch * size(index))
    }
  }

  /// `values` by layer.
  func parts(_ values: [Double]) -> [[Double]] {
    var offset = 0
    return architecture.layers.indices.map { index in
      let count = batch * size(index)
      defer { offset += count }
      return Array(values[offset..<offset + count])
    }
  }

  /// du/dt at `values` of u; a whole step, epsilon = 1, moves u by tau du/dt.
  func velocity(
    at values: [Double], _ parameters: ParameterSet<Double>, nudge: Complex = .zero
  ) -> [Double] {
    precondition(
      dynamics.order == .synchronous && !isComplex, "All layers move at once in continuous time.")
    let kept = steps
    defer { steps = kept }
    steps = steps.map { _ in 1 }
    setDrives(parts(values))
    relax(parameters, limit: 1, nudge: nudge)
    var result = flat
    for (i, speed) in speeds.enumerated() { result[i] = (result[i] - values[i]) * speed }
    return result
  }

  /// Moves the states in continuous time, by a stepper of the GSL.
  ///
  /// - Parameters:
  ///   - parameters: Weights and biases.
  ///   - duration: Duration, in the unit of the layers' time constants.
  ///   - nudge: beta.
  ///   - stepper: The method of the GSL.
  ///   - tolerance: Error bounds of a step.
  ///   - visit: Called after each accepted step, with the time; the machine is in the state then.
  /// - Throws: The error of the stepper.
  public func integrate(
    _ parameters: ParameterSet<Double>, for duration: Double, nudge: Complex = .zero,
    stepper: Stepper = .rk8pd, tolerance: ODETolerance = ODETolerance(1e-9),
    visit: (Double) -> Void = { _ in }
  ) throws(RateModelError) {
    try ContinuousTime.integrate(
      from: flat, until: duration, stepper: stepper, tolerance: tolerance,
      slope: { self.velocity(at: $0, parameters, nudge: nudge) }
    ) { time, values in
      self.setDrives(self.parts(values))
      visit(time)
    }
  }
}

/// dy/dt = slope(y), by a stepper of the GSL.
enum ContinuousTime {
  /// Steps from `start` to the time `end`; `visit` sees the time and y after each accepted step.
  ///
  /// - Parameter landings: Times that are met on the way, ascending.
  static func integrate(
    from start: [Double], landings: [Double] = [], until end: Double, stepper: Stepper,
    tolerance: ODETolerance, slope: @escaping ([Double]) -> [Double],
    visit: (Double, [Double]) -> Void
  ) throws(RateModelError) {
    var y = start, time = 0.0
    do throws(SolverError) {
      var solver = try ODESolver(
        dimension: start.count, stepper: stepper, tolerance: tolerance, stepSize: 0.01
      ) { _, y, dydt in
        let rates = slope((0..<y.count).map { y[$0] })
        for i in 0..<rates.count { dydt[i] = rates[i] }
      }
      for landing in landings + [end] {
        while time < landing {
          var span = y.mutableSpan
          _ = try solver.step(&span, time: &time, limit: landing)
          visit(time, y)
        }
      }
    } catch { throw .integration("\(error)") }
  }
}
