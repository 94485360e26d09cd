import Plasticity
import RealModule

/// The exponential traces of all units on one side of a projection, x(t) = X e^{-(t - T0)/tau}.
///
/// X is constant between spikes in a frame with origin T0, as the states of `LIFKernel` are, so that x is exact at
/// every time. A spike at t is added when time has moved on, so that all events at t read the traces from before.
final class TraceBank {
  let traces: [Trace]
  let count: Int
  /// X of trace k of unit j is `values[k * count + j]`.
  let values: Column<Double>
  let increments: [Double]
  let clock: TraceClock
  /// The origin T0 of the values; `bring` moves it to that of the clock.
  private var origin = 0.0
  private var pending: [Int32] = []
  private var pendingTime = -Double.infinity
  /// True if spikes raise gated traces now.
  private(set) var isOpen = false

  /// - Parameter scale: The factor of steps that count spikes, which are not normalised rates.
  init(
    _ traces: [Trace], count: Int, maximumRate: Double, scale: Double = 1, clock: TraceClock
  ) {
    precondition(clock.serves(traces))
    self.traces = traces
    self.count = count
    self.clock = clock
    values = Column(traces.count * count, 0)
    increments = traces.map {
      ($0.step == .add ? scale : 1) * $0.increment(maximumRate: maximumRate)
    }
    pending.reserveCapacity(count)
  }

  /// The factors that turn stored values into values at `time`.
  @inline(__always)
  func scales(at time: Double) -> TraceValues {
    bring(to: time)
    return clock.scales
  }

  /// Adds earlier spikes, and moves the frame to the origin of the clock.
  @inline(__always)
  private func bring(to time: Double) {
    if time > pendingTime && !pending.isEmpty { flush() }
    clock.move(to: time)
    if origin != clock.origin { rebase(to: clock.origin) }
  }

  /// The traces of one unit at `time`.
  func own(_ unit: Int, at time: Double) -> TraceValues {
    var result = scales(at: time)
    for k in traces.indices { result[k] *= values[k * count + unit] }
    return result
  }

  /// The traces of one unit, with spikes of the present time, for readers outside the event loop.
  func current(_ unit: Int, at time: Double) -> TraceValues {
    if time > pendingTime { flush() }
    // A reader must not change the state: the origin stays.
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

  /// All traces with spikes of the present time; trace k of unit j is at `k * count + j`.
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

  /// The unit fires at `time`; its spike raises traces at later times.
  @inline(__always)
  func spike(_ unit: Int, at time: Double) {
    if time > pendingTime {
      if !pending.isEmpty { flush() }
      pendingTime = time
    }
    pending.append(Int32(truncatingIfNeeded: unit))
  }

  /// Opens or closes the gate at `time`; opening sets gated traces to zero.
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
    clock.reset()
    origin = clock.origin
    pending.removeAll(keepingCapacity: true)
    pendingTime = -.infinity
    isOpen = false
  }

  func copy(from other: TraceBank) {
    values.copy(from: other.values)
    clock.copy(from: other.clock)
    origin = other.origin
    pending.removeAll(keepingCapacity: true)
    pending.append(contentsOf: other.pending)
    pendingTime = other.pendingTime
    isOpen = other.isOpen
  }

  private func factors(at time: Double) -> TraceValues {
    var result = TraceValues(repeating: 0)
    for k in traces.indices { result[k] = .exp(-(time - origin) / clock.timeConstants[k]) }
    return result
  }

  /// Adds the pending spikes to the traces.
  func flush() {
    guard !pending.isEmpty else { return }
    if pendingTime - origin > clock.window { rebase(to: pendingTime) }
    // The clock often has the exponentials of this time.
    let decay =
      clock.time == pendingTime && clock.origin == origin ? clock.raw : factors(at: pendingTime)
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

  private func rebase(to new: Double) {
    let decay = factors(at: new)
    for k in traces.indices {
      for unit in 0..<count { values[k * count + unit] *= decay[k] }
    }
    origin = new
  }
}
