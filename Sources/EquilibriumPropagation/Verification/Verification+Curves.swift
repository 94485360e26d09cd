import Engine
import Measurements
import Networks
import Quantities
import RateModel

/// Checks of the f-I curve: its closed form, simulations in closed form, and the measured and interpolated curve.
extension Verification {
  static func curves(_ scope: Scope) throws(LearningError) -> [Check] {
    let simulated = Stopwatch()
    let unit = membrane(initial: .value(0))
    let curve = LIFCurve(unit, maximumRate: 1)
    var worst = 0.0
    let drives = (0...20).map { 0.02 + 0.07 * Double($0) }
    for drive in drives {
      worst = max(worst, (try rate(unit, drive) - curve.value(drive)).magnitude)
    }
    var checks: [Check] = [
      .atMost(
        "f-I curve: |simulated rate - closed form|", worst, 1e-9, seconds: simulated.seconds,
        details: "\(drives.count) drives from 0.02 to 1.42, below and above threshold, 2000 ms")
    ]
    let measured = Stopwatch()
    let table = try FICurves.measure(
      Population(
        "unit", size: 1, .membrane(LIFEquations(unit), Integration()), drive: .plain(1)))
    var largest = 0.0, place = 0.0, above = 0.0
    for k in 0...400 {
      let u = 0.0025 * Double(k)
      let error = (table.value(u) - curve.value(u)).magnitude
      if error > largest { (largest, place) = (error, u) }
      if u > 0.1 { above = max(above, error) }
    }
    let details =
      "LIF equations integrated by rk8pd, 49 drives, Steffen spline; drives 0 to 1 (threshold 0.025, "
      + "where the slope is infinite): largest error \(Number.text(largest)) at u = "
      + "\(Number.text(place)), above u = 0.1 \(Number.text(above))"
    checks.append(
      .atMost(
        "f-I curve: |measured and splined - closed form|", largest, 0.02,
        seconds: measured.seconds / 2, details: details))
    checks.append(
      .atMost(
        "f-I curve: the same above 4 thresholds", above, 1e-3, seconds: measured.seconds / 2,
        details: details))
    return checks
  }

  /// Simulated rate [1/ms] of one unit under a constant drive.
  private static func rate(_ unit: LIF, _ drive: Double) throws(LearningError) -> Double {
    var unit = unit
    unit.current = drive
    return SpikeIntervals(try FICurves.spikes(of: .lif(unit), "unit")).rate(0, 0, duration: 2000)
  }
}
