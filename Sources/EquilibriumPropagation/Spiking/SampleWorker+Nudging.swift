import Engine
import Networks
import Protocols
import Quantities

/// Nudging of the output towards its target over the nudged phase.
extension SampleWorker {
  /// Sets the nudging of the output to its value at the fraction `part` of the phase.
  func nudge(
    _ simulation: Simulation, beta: Double, target: [Double], part: Double
  ) throws(SimulationError) {
    guard beta != 0 else { return }
    let nudging = plan.settings.nudging
    try simulation.nudge(
      plan.network.populations[plan.output].name, towards: target,
      beta: beta * nudging.shape.factor(part), form: nudging.form)
  }

  /// Simulates a part of the nudged phase, which began at `begin`; a beta that depends on time changes in steps of
  /// 0.5 ms.
  func run(
    _ simulation: Simulation, from begin: Milliseconds, until end: Milliseconds,
    _ beta: Double, _ target: [Double]
  ) throws(SimulationError) {
    let whole = plan.settings.phases.nudged.value, h = 0.5
    if plan.settings.nudging.shape != .step && beta != 0 {
      var t = simulation.time.value
      while t < end.value {
        try nudge(
          simulation, beta: beta, target: target, part: (t + h / 2 - begin.value) / whole)
        t = min(t + h, end.value)
        try simulation.run(until: Milliseconds(t))
      }
    }
    try simulation.run(until: end)
  }
}
