import Networks
import Solvers

/// The end of an upstroke that is too steep for steps in time, with V as the independent variable,
///
///     dt/dV = 1/F,   dx/dV = G/F,   from V to the threshold,   where dV/dt = F > 0, dx/dt = G.
///
/// An exponential or quadratic membrane diverges in finite time. Steps in t become shorter towards the divergence,
/// until they are below the spacing of doubles. But 1/F only goes to 0, and its integral is the remaining time, without
/// extrapolation. If exp overflows, 1/F = 0 is right to 1e-308.
///
/// *Edge cases:* F <= 0 before the threshold is not a divergence and an error: dV/dt = 1/(1 - V) ends at V = 1. If F or
/// G becomes NaN (infinity over infinity), the climb ends at the last V before. It is complete if F has grown on the
/// way and (threshold - V)/F, an upper bound of the remaining time, is at most `Upstroke.negligible`. A step in t may
/// have passed the threshold by no more than that. A variable beyond 1e300 is an error: the input diverges then, not
/// the membrane.
final class Upstroke {
  /// The longest time that may be neglected if a formula overflows or steps in t went too far [ms].
  static let negligible = 1e-12

  private let context: MembraneContext
  private let dimension: Int
  private let work: Workspace
  private var solver: ODESolver
  /// The time since the start of the climb, and all variables except V.
  private let rest: Column<Double>

  init(_ context: MembraneContext, dimension: Int, tolerance: ODETolerance) throws(SolverError) {
    self.context = context
    self.dimension = dimension
    let work = Workspace(dimension)
    self.work = work
    rest = Column(dimension, 0)
    solver = try ODESolver(dimension: dimension, stepper: .rk8pd, tolerance: tolerance) {
      potential, rest, result in
      work.evaluate(context, potential, rest, &result)
    }
    solver.stepLimit = 100_000
  }

  /// Carries `y` to the threshold, or as far as V comes within `length` [ms].
  ///
  /// - Parameter mayHavePassed: True if V was below the threshold before the last step in t.
  /// - Returns: `.crossed` with the time since the start, or `.reached(length)`; nil, with `y` unchanged, if V does not
  ///   diverge.
  func climb(
    _ y: inout MutableSpan<Double>, within length: Double, mayHavePassed: Bool
  ) -> AdvanceOutcome? {
    let threshold = context.threshold
    let start = y[0], height = threshold - start
    guard height.isFinite else { return nil }
    for k in 1..<dimension where !(y[k].magnitude <= 1e300) { return nil }
    rest[0] = 0
    for k in 1..<dimension { rest[k] = y[k] }
    let firstSlope = slope(at: min(start, threshold))
    guard firstSlope > 0 else { return nil }
    guard height > 0 else {
      guard mayHavePassed, -height <= Self.negligible * firstSlope else { return nil }
      y[0] = threshold
      return .crossed(0)
    }
    work.hasFallen = false
    solver.reset()
    solver.maximumStep = max(height / 32, .leastNormalMagnitude)
    solver.stepSize = solver.maximumStep / 32
    var potential = start
    var failure: SolverError?
    rest.withMutableSpan(0, dimension) { z in
      do throws(SolverError) {
        _ = try solver.advance(
          &z, time: &potential, to: threshold, component: 0, threshold: length)
      } catch { failure = error }
    }
    if let failure {
      guard case .notFinite = failure, !work.hasFallen else { return nil }
      let lastSlope = slope(at: potential)
      guard lastSlope >= firstSlope, threshold - potential <= Self.negligible * lastSlope else {
        return nil
      }
      potential = threshold
    }
    let isInTime = potential >= threshold && rest[0] <= length
    y[0] = isInTime ? threshold : potential
    for k in 1..<dimension { y[k] = rest[k] }
    return isInTime ? .crossed(rest[0]) : .reached(length)
  }

  /// F at a potential, with the other variables in `rest`.
  private func slope(at potential: Double) -> Double {
    rest.withSpan(0, dimension) { work.slope(context, potential, $0) }
  }

  /// Buffers for the state and the slopes in the order of the equations, V first.
  private final class Workspace {
    private let state: Column<Double>
    private let slopes: Column<Double>
    private let dimension: Int
    /// True if F was 0 or negative at an evaluation.
    var hasFallen = false

    init(_ dimension: Int) {
      self.dimension = dimension
      state = Column(dimension, 0)
      slopes = Column(dimension, 0)
    }

    /// F; G is in `slopes` afterwards.
    func slope(
      _ context: MembraneContext, _ potential: Double, _ rest: borrowing Span<Double>
    ) -> Double {
      state[0] = potential
      for k in 1..<dimension { state[k] = rest[k] }
      state.withSpan(0, dimension) { y in
        slopes.withMutableSpan(0, dimension) { dydt in context.derivatives(y, &dydt) }
      }
      return slopes[0]
    }

    /// (1, G)/F; NaN where V does not rise.
    func evaluate(
      _ context: MembraneContext, _ potential: Double, _ rest: borrowing Span<Double>,
      _ result: inout MutableSpan<Double>
    ) {
      let slope = slope(context, potential, rest)
      if slope <= 0 { hasFallen = true }
      result[0] = slope > 0 ? 1 / slope : .nan
      for k in 1..<dimension { result[k] = slopes[k] / slope }
    }
  }
}
