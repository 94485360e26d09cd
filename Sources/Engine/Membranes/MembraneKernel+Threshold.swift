/// Units at their threshold.
extension MembraneKernel {
  /// The next key of a unit whose V is below the threshold by no more than the rounding error of V, where no bound makes
  /// progress: the slope decides. Nil for other units.
  func keyAtThreshold(_ v: Double, slope: Double) -> (kind: MembraneKey, wait: Double)? {
    guard context.threshold - v <= 4 * max(context.threshold.magnitude, context.reset.magnitude).ulp
    else { return nil }
    return slope > 0 ? (.crossing, 0) : (.trial, Self.shortestLook)
  }

  /// The time after which a unit that falls from its threshold is looked at again [ms]: the error of a crossing that comes
  /// before.
  static let shortestLook = 1e-6
}

/// Counts the trials of a population between two of its spikes, to end a search that makes no progress.
struct TrialCount {
  private var trials = 0
  private var begin = -Double.infinity

  /// Counts a trial of a unit.
  ///
  /// *Errors*: a thousand trials for each unit, and a million more, within `MembraneKernel.shortestLook`.
  mutating func count(
    _ unit: Int, of kernel: MembraneKernel, at time: Double
  ) throws(SimulationError) {
    trials += 1
    guard trials > 1_000_000 + 1000 * kernel.count else { return }
    guard time - begin > MembraneKernel.shortestLook else {
      throw .integration(
        population: kernel.name, unit: unit, time: time,
        reason: "V stays so near the threshold that rounding errors decide whether it crosses; "
          + "weights or time constants are probably far too large.")
    }
    (trials, begin) = (0, time)
  }
}
