public import Quantities
public import Solvers

extension RateNetwork {
  /// Integrates one sample's graded dynamics in continuous time with a GSL stepper.
  ///
  /// - Parameters:
  ///   - state: One sample; drives, activities move to the end time.
  ///   - duration: How long.
  ///   - nudge: How outputs are nudged; nil: not.
  ///   - stepper: The method of the GSL.
  ///   - tolerance: Error bounds of a step.
  ///   - visit: Called after each accepted step with the time [ms] and the state.
  public func integrate(
    _ state: inout RateState, for duration: Milliseconds, nudge: RateNudge? = nil,
    stepper: Stepper = .rk8pd, tolerance: ODETolerance = ODETolerance(1e-9),
    visit: (Double, RateState) -> Void = { _, _ in }
  ) throws(RateModelError) {
    precondition(state.constants.allSatisfy { $0.rows == 1 }, "One sample at a time.")
    let work = Field(network: self, state: state, nudge: nudge)
    let dimension = layers.reduce(0) { $0 + $1.size }
    var y = state.drives.flatMap(\.storage)
    var time = 0.0
    var failure: SolverError?
    do {
      var solver = try ODESolver(
        dimension: dimension, stepper: stepper, tolerance: tolerance, stepSize: 0.01
      ) { _, y, dydt in work.derivatives(y, &dydt) }
      while time < duration.value {
        var span = y.mutableSpan
        _ = try solver.step(&span, time: &time, limit: duration.value)
        work.load(y.span, into: &state)
        visit(time, state)
      }
    } catch { failure = error }
    if let failure { throw .integration("\(failure)") }
  }

  /// The right-hand side for one sample.
  private final class Field {
    let network: RateNetwork
    var state: RateState
    let nudge: RateNudge?

    init(network: RateNetwork, state: RateState, nudge: RateNudge?) {
      self.network = network
      self.state = state
      self.nudge = nudge
    }

    func load(_ y: borrowing Span<Double>, into state: inout RateState) {
      var offset = 0
      for (index, layer) in network.layers.enumerated() {
        for i in 0..<layer.size {
          state.drives[index].storage[i] = y[offset + i]
          state.activities[index].storage[i] = layer.activation.value(y[offset + i])
        }
        offset += layer.size
      }
    }

    func derivatives(_ y: borrowing Span<Double>, _ dydt: inout MutableSpan<Double>) {
      load(y, into: &state)
      var totals = state.constants
      for coupling in network.couplings {
        LinearAlgebra.gemm(
          state.activities[coupling.pre], coupling.weights, beta: 1, into: &totals[coupling.post])
        if coupling.isSymmetric {
          LinearAlgebra.gemm(
            state.activities[coupling.post], coupling.weights, transposeB: true, beta: 1,
            into: &totals[coupling.pre])
        }
      }
      var offset = 0
      for (index, layer) in network.layers.enumerated() {
        let rate = 1 / layer.timeConstant.value
        for i in 0..<layer.size {
          var change = totals[index].storage[i] - y[offset + i]
          if let nudge, nudge.layer == index {
            let read =
              nudge.readsDrive ? y[offset + i] : state.activities[index].storage[i]
            change += nudge.beta * (nudge.targets.storage[i] - read)
          }
          dydt[offset + i] = rate * change
        }
        offset += layer.size
      }
    }
  }
}
