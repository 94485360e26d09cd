import Networks
import Quantities

/// A probe and the time of its next reading.
struct ProbeState {
  var probe: Probe
  var population: Int
  var projection: Int
  var next: Double
  var seen: [Int] = []
}

extension Simulation {
  /// Sends spikes and samples to `observer` from now on.
  public func add(observer: any SimulationObserver) { observers.append(observer) }

  /// The number of spikes of each unit of a population since `clearCounts()`.
  public func spikeCounts(of name: String) -> [Int] {
    network.index(of: name).map { counts[$0].values } ?? []
  }

  /// Sets the spike counts to zero.
  public func clearCounts() {
    for index in counts.indices { counts[index].clear() }
    for index in probes.indices where !probes[index].seen.isEmpty {
      probes[index].seen = counts[probes[index].population].values
    }
  }

  /// Sets the next reading of each probe to the next multiple of its interval from now.
  func alignProbes() {
    for index in probes.indices {
      let interval = probes[index].probe.interval.value
      probes[index].next = Instant.multiple(of: interval, notBefore: now)
      if !probes[index].seen.isEmpty {
        probes[index].seen = counts[probes[index].population].values
      }
    }
  }

  /// The present value of a variable of a unit; nil if there is no such variable.
  public func value(_ variable: String, of unit: Int, in name: String) -> Double? {
    network.index(of: name).flatMap { reading(variable, of: unit, in: $0, at: now) }
  }

  /// The value of a variable of a unit of population `index`. The drive u is without noise, which is none of its parts.
  private func reading(
    _ variable: String, of unit: Int, in index: Int, at time: Double
  ) -> Double? {
    let value = kernels[index].value(variable, of: unit, at: time)
    guard variable == "u", let noise = courses[index].noise else { return value }
    return value.map { $0 - noise.values[unit] }
  }

  /// The present drives of all units of a population in the numbers of its drive scale, u~; nil if its membranes have no
  /// synaptic currents.
  public func drives(of name: String) -> [Double]? {
    guard let values = values("u", in: name) else { return nil }
    return network.population(name)?.drive.map { drive in values.map(drive.number) } ?? values
  }

  /// The present values of a variable of all units of a population; nil if there is no such variable.
  public func values(_ variable: String, in name: String) -> [Double]? {
    guard let index = network.index(of: name) else { return nil }
    let count = kernels[index].count
    var values: [Double] = []
    values.reserveCapacity(count)
    for unit in 0..<count {
      guard let value = reading(variable, of: unit, in: index, at: now) else { return nil }
      values.append(value)
    }
    return values
  }

  /// Reads `probe` at 0, interval, 2 interval, ... from now on; returns its number.
  @discardableResult
  public func add(probe: Probe) throws(SimulationError) -> Int {
    guard probe.interval > .zero else {
      throw .count(what: "ms between readings of a probe (must be positive)", found: 0, expected: 1)
    }
    var state = ProbeState(probe: probe, population: 0, projection: 0, next: 0)
    switch probe.what {
    case .variable(let population, let name, let units):
      let index = try index(ofPopulation: population)
      state.population = index
      for unit in units where unit < 0 || unit >= kernels[index].count {
        throw .count(
          what: "unit number in '\(population)'", found: unit, expected: kernels[index].count)
      }
      if let unit = units.first, kernels[index].value(name, of: unit, at: now) == nil {
        throw .unknown(
          what: "variable of '\(population)'", name: name, known: ["V", "I_ex", "I_in"])
      }
    case .rates(let population):
      let index = try index(ofPopulation: population)
      state.population = index
      state.seen = counts[index].values
    case .weights(let projection, _), .trace(let projection, _, _, _):
      state.projection = try index(ofProjection: projection)
    }
    let interval = probe.interval.value
    state.next = Instant.multiple(of: interval, notBefore: now)
    probes.append(state)
    return probes.count - 1
  }

  /// Reads all probes that are due at the instant `time`.
  func readProbes(at time: Double) {
    for index in probes.indices where probes[index].next <= Instant.end(of: time) {
      let state = probes[index]
      var values: [Double] = []
      switch state.probe.what {
      case .variable(_, let name, let units):
        values = units.map { reading(name, of: $0, in: state.population, at: time) ?? .nan }
      case .rates:
        let now = counts[state.population].values
        values = zip(now, state.seen).map { Double($0 - $1) / state.probe.interval.value }
        probes[index].seen = now
      case .weights(_, let synapses):
        let store = projections[state.projection].store
        values = synapses.map { store.forward[$0] }
      case .trace(_, let isPre, let trace, let units):
        if let direction = projections[state.projection].plastic.first {
          let bank = isPre ? direction.pre : direction.post
          values = units.map { bank.current($0, at: time)[trace] }
        }
      }
      // A multiple of the interval, not a sum: no drift.
      let interval = state.probe.interval.value
      probes[index].next = Instant.multiple((time / interval).rounded() + 1, of: interval)
      let batch = SampleBatch(probe: index, time: time, values: values)
      for observer in observers { observer.observe(batch) }
    }
  }
}
