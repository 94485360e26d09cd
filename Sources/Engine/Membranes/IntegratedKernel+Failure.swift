import Solvers

/// Failures of the solver in terms of the membrane.
extension IntegratedKernel {
  /// The meaning of a failure of the solver, and the remedy.
  func reason(_ failure: SolverError) -> String {
    let slope = currentSlope
    if slope > 0, scratch[0] >= context.threshold, !context.hasReset {
      return
        "V is \(scratch[0]), above the threshold, and rises without bound, as nothing resets it; "
        + "give 'reset', or bound V in its equation, as by min(V, ...)."
    }
    if case .notFinite(_, let component, _) = failure, component < context.variables.count {
      return
        "d\(context.variables[component])/dt is infinite or not a number there; look at its equation, at "
        + "the parameters in it, and whether weights or currents are far too large."
    }
    if case .stepVanished = failure, slope.magnitude > 1e6 * max(scratch[0].magnitude, 1) {
      return "V is \(scratch[0]) and changes by \(slope) per ms, which no step can follow, and "
        + (slope < 0 ? "falls without bound" : "does not come to the threshold")
        + "; look at its equation, at the parameters in it, and whether weights or currents are far too large."
    }
    return "\(failure) Loosen the tolerances or choose another solver method."
  }

  /// dV/dt at `scratch`.
  private var currentSlope: Double {
    var slopes = [Double](repeating: 0, count: dimension)
    var span = slopes.mutableSpan
    scratch.withSpan(0, dimension) { context.derivatives($0, &span) }
    return slopes[0]
  }
}
