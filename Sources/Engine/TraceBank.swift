import Plasticity
import Quantities
import RealModule

/// The exponential traces of all units on one side of a projection, exact at every moment.
///
/// Traces stand still in a frame with origin T0, as `LIFKernel`'s states do: the value at t is
/// X e^{-(t - T0)/tau}. A spike at t is added only once time has moved on, so that everything that
/// happens at t reads the traces from before.
final class TraceBank {
  let traces: [Trace]
  let count: Int
  /// Trace k of unit j is `values[k * count + j]`, in the frame.
  let values: Column<Double>
  private let increments: [Double]
  private let timeConstants: [Double]
  private let isCorrected: [Bool]
  private var origin = 0.0
  /// e^{-T0/tau}.
  private var originDecay = TraceValues(repeating: 1)
  private let window: Double
  private var pending: [Int32] = []
  private var pendingTime = -Double.infinity
  /// Whether spikes count for gated traces now.
  private(set) var isOpen = false
  private var cachedTime = Double.nan
  private var cached = TraceValues(repeating: 0)
  private var raw = TraceValues(repeating: 0)

  init(_ traces: [Trace], count: Int, maximumRate: Double) {
    precondition(traces.count <= 4, "A rule has four traces on a side at most.")
    self.traces = traces
    self.count = count
    values = Column(traces.count * count, 0)
    increments = traces.map { $0.increment(maximumRate: maximumRate) }
    timeConstants = traces.map(\.timeConstant.value)
    isCorrected = traces.map(\.isCorrected)
    window = 30 * (traces.map(\.timeConstant.value).min() ?? .infinity)
    pending.reserveCapacity(count)
  }

  /// The factors by which stored values become values at `time`.
  func scales(at time: Double) -> TraceValues {
    if time > pendingTime { flush() }
    if time == cachedTime { return cached }
    if time - origin > window { rebase(at: time) }
    cachedTime = time
    raw = factors(at: time)
    cached = raw
    for k in 0..<timeConstants.count where isCorrected[k] {
      cached[k] /= filled(k, at: time, decay: raw[k])
    }
    return cached
  }

  /// 1 - e^{-t/tau}: the share of a trace that has had time to fill.
  private func filled(_ k: Int, at time: Double, decay: Double) -> Double {
    // What the frame's origin has left; where that cancels, the slow way.
    let share = 1 - decay * originDecay[k]
    return share > 0.05 ? share : max(-Double.expMinusOne(-time / timeConstants[k]), 1e-300)
  }

  /// The same without the correction for the start.
  func rawScales(at time: Double) -> TraceValues {
    _ = scales(at: time)
    return raw
  }

  /// The traces of one unit at `time`.
  func own(_ unit: Int, at time: Double) -> TraceValues {
    var result = scales(at: time)
    for k in traces.indices { result[k] *= values[k * count + unit] }
    return result
  }

  /// The traces of one unit with the spikes of this very moment: for looking from outside.
  func current(_ unit: Int, at time: Double) -> TraceValues {
    if time > pendingTime { flush() }
    // Looking must not change the state: no new origin here.
    var result = factors(at: time)
    for k in traces.indices { result[k] *= values[k * count + unit] }
    let fired = pending.count { Int($0) == unit }
    guard fired > 0 else { return result }
    for k in traces.indices where isOpen || !traces[k].isGated {
      result[k] =
        traces[k].step == .replace ? increments[k] : result[k] + Double(fired) * increments[k]
    }
    return result
  }

  /// All traces with the spikes of this very moment, trace k of unit j at `k * count + j`.
  func read(into column: borrowing Column<Double>, at time: Double) {
    if time > pendingTime { flush() }
    let decay = factors(at: time)
    for k in traces.indices {
      for unit in 0..<count { column[k * count + unit] = decay[k] * values[k * count + unit] }
      guard isOpen || !traces[k].isGated else { continue }
      for unit in pending {
        let index = k * count + Int(unit)
        column[index] = traces[k].step == .replace ? increments[k] : column[index] + increments[k]
      }
    }
  }

  /// The unit fires at `time`; it counts from the next moment on.
  func spike(_ unit: Int, at time: Double) {
    if time > pendingTime {
      flush()
      pendingTime = time
    }
    pending.append(Int32(unit))
  }

  /// Opens or closes the gate at `time`; opening empties gated traces.
  func setGate(open: Bool, at time: Double) {
    flush()
    if open && !isOpen {
      for k in traces.indices where traces[k].isGated {
        for unit in 0..<count { values[k * count + unit] = 0 }
      }
    }
    isOpen = open
  }

  func reset() {
    values.fill(0)
    origin = 0
    originDecay = TraceValues(repeating: 1)
    pending.removeAll(keepingCapacity: true)
    pendingTime = -.infinity
    isOpen = false
    cachedTime = .nan
  }

  func copy(from other: TraceBank) {
    values.copy(from: other.values)
    origin = other.origin
    originDecay = other.originDecay
    pending.removeAll(keepingCapacity: true)
    pending.append(contentsOf: other.pending)
    pendingTime = other.pendingTime
    isOpen = other.isOpen
    cachedTime = .nan
  }

  private func factors(at time: Double) -> TraceValues {
    var result = TraceValues(repeating: 0)
    for k in 0..<timeConstants.count { result[k] = .exp(-(time - origin) / timeConstants[k]) }
    return result
  }

  /// Adds the spikes that wait.
  func flush() {
    guard !pending.isEmpty else { return }
    if pendingTime - origin > window { rebase(at: pendingTime) }
    let decay = cachedTime == pendingTime ? raw : factors(at: pendingTime)
    for k in traces.indices where isOpen || !traces[k].isGated {
      let step = increments[k] / decay[k]
      if traces[k].step == .replace {
        for unit in pending { values[k * count + Int(unit)] = step }
      } else {
        for unit in pending { values[k * count + Int(unit)] += step }
      }
    }
    pending.removeAll(keepingCapacity: true)
  }

  private func rebase(at time: Double) {
    let decay = factors(at: time)
    for k in traces.indices {
      for unit in 0..<count { values[k * count + unit] *= decay[k] }
    }
    origin = time
    for k in traces.indices { originDecay[k] = .exp(-time / timeConstants[k]) }
    cachedTime = .nan
  }
}
