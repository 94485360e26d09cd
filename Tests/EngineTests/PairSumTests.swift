import Networks
import Plasticity
import Quantities
import RealModule
import Testing

@testable import Engine

/// Rules at work against sums over all pairs of spikes.
@Suite struct PairSumTests {
  static let pre = trains(3, seed: 1), post = trains(2, seed: 2)
  static let delay = 1.25

  /// Trains with some spikes in common.
  private static func trains(_ count: Int, seed: UInt64) -> [[Double]] {
    var stream = Seed(seed).stream()
    return (0..<count).map { _ in
      let own = (0..<25).map { _ in stream.uniform(0, 300) }
      return (own + [64, 128, 191.5]).sorted()
    }
  }

  /// The sum of changes by plasticity in `open`, with a tail until `tailEnd`.
  private func changes(
    _ rule: any SpikeTimingRule, open: ClosedRange<Double>, tailEnd: Double,
    connectivity: Connectivity = .dense, symmetric: Bool = false
  ) throws -> (forward: [Double], backward: [Double]?) {
    let simulation = try Simulation(
      Tiny.relays(
        pre: Self.pre, post: Self.post,
        Projection(
          from: "pre", to: "post", name: "synapses", connectivity: connectivity,
          weights: .constant(0.001), delay: .uniform(Milliseconds(Self.delay)),
          symmetric: symmetric)), seed: Seed(1), rules: ["synapses": rule])
    try simulation.run(until: Milliseconds(open.lowerBound))
    try simulation.setPlasticity("synapses", .open(modulation: 1))
    try simulation.run(until: Milliseconds(open.upperBound))
    try simulation.setPlasticity("synapses", .tail(modulation: 1))
    try simulation.run(until: Milliseconds(tailEnd))
    try simulation.setPlasticity("synapses", .closed)
    let end = try simulation.changes(of: "synapses")
    try simulation.run(until: 400.ms)
    #expect(try simulation.changes(of: "synapses") == end)
    guard case .synapses(let forward, let backward) = end else {
      throw CaseError("no changes of synapses")
    }
    #expect(try simulation.weights(of: "synapses").allSatisfy { $0 == 0.001 })
    return (forward, backward)
  }

  private static let dense = (0..<6).map { Connectivity.Pair($0 / 2, $0 % 2) }

  /// Compares both directions, dense and listed, with `sum(pre spikes, post spikes)`.
  private func check(
    _ rule: any SpikeTimingRule, _ sum: (_ pre: [Double], _ post: [Double]) -> Double
  ) throws {
    let window = 50.0...200.0
    let d = Self.delay
    let forward = Self.dense.map { sum(Self.pre[$0.source].map { $0 + d }, Self.post[$0.target]) }
    let backward = Self.dense.map { sum(Self.post[$0.target].map { $0 + d }, Self.pre[$0.source]) }
    #expect(forward.contains { $0.magnitude > 0.01 })
    for connectivity in [Connectivity.dense, .list(Self.dense)] {
      let one = try changes(rule, open: window, tailEnd: 230, connectivity: connectivity)
      #expect(one.backward == nil)
      for (a, b) in zip(one.forward, forward) { #expect(abs(a - b) < 1e-11) }
      let two = try changes(
        rule, open: window, tailEnd: 230, connectivity: connectivity, symmetric: true)
      for (a, b) in zip(two.forward, forward) { #expect(abs(a - b) < 1e-11) }
      #expect((two.backward == nil) == rule.isSymmetric)
      for (a, b) in zip(two.backward ?? [], backward) { #expect(abs(a - b) < 1e-11) }
    }
  }

  private func isOpen(_ time: Double) -> Bool { time > 50 && time <= 200 }
  private func isLate(_ time: Double) -> Bool { time > 50 && time <= 230 }

  @Test func `pairs gated by the presynaptic spike`() throws {
    try check(GatedPair(amplitude: 0.7, tau: 12.ms)) { pre, post in
      var sum = 0.0
      for p in pre where isOpen(p) {
        for q in post where q < p { sum -= 0.7 * .exp((q - p) / 12) }
        for q in post where q > p && isLate(q) { sum += 0.7 * .exp((p - q) / 12) }
      }
      return sum
    }
  }

  @Test func `textbook pairs are gated by when the update happens`() throws {
    // It has no tail: its traces are not gated.
    try check(PairSTDP(potentiation: 0.8, depression: 1.1, tauPlus: 15.ms, tauMinus: 25.ms)) {
      pre, post in
      var sum = 0.0
      for p in pre {
        for q in post where q < p && isOpen(p) { sum -= 1.1 * .exp((q - p) / 25) }
        for q in post where q > p && isOpen(q) { sum += 0.8 * .exp((p - q) / 15) }
      }
      return sum
    }
  }

  @Test func `nearest pairs`() throws {
    try check(PairSTDP(tauPlus: 15.ms, tauMinus: 25.ms, pairing: .nearest)) { pre, post in
      var sum = 0.0
      for p in pre where isOpen(p) {
        if let q = post.last(where: { $0 < p }) { sum -= .exp((q - p) / 25) }
      }
      for q in post where isOpen(q) {
        if let p = pre.last(where: { $0 < q }) { sum += .exp((p - q) / 15) }
      }
      return sum
    }
  }

  @Test func `the zero-area window`() throws {
    func window(_ d: Double) -> Double { .exp(-d / 10) / 10 - .exp(-d / 60) / 60 }
    try check(ZeroArea(amplitude: 1.5, fast: 10.ms, slow: 60.ms, corrected: false)) { pre, post in
      var sum = 0.0
      for p in pre {
        for q in post where p != q && isOpen(max(p, q)) { sum += 1.5 * window(abs(p - q)) }
      }
      return sum
    }
  }

  @Test func `the contrastive window`() throws {
    try check(Contrastive(amplitude: 2, tau: 18.ms)) { pre, post in
      var sum = 0.0
      for p in pre {
        for q in post where p != q && isOpen(max(p, q)) { sum += 2 * .exp(-abs(p - q) / 18) / 18 }
      }
      return sum
    }
  }

  @Test func `modulation scales changes, and two signs in turn subtract`() throws {
    func changed(_ parts: [(until: Double, gate: PlasticityGate)]) throws -> [Double] {
      let simulation = try Simulation(
        Tiny.relays(
          pre: Self.pre, post: Self.post,
          Projection(from: "pre", to: "post", name: "synapses", weights: .constant(0.001))),
        seed: Seed(1), rules: ["synapses": Contrastive()])
      for part in parts {
        try simulation.setPlasticity("synapses", part.gate)
        try simulation.run(until: Milliseconds(part.until))
      }
      guard case .synapses(let forward, _) = try simulation.changes(of: "synapses") else {
        throw CaseError("no changes of synapses")
      }
      return forward
    }
    let early = try changed([(100, .open(modulation: 1)), (200, .closed)])
    let late = try changed([(100, .closed), (200, .open(modulation: 1))])
    let both = try changed([(100, .open(modulation: -1)), (200, .open(modulation: 2))])
    for k in 0..<6 { #expect(abs(both[k] - (2 * late[k] - early[k])) < 1e-12) }
  }

  @Test func `traces are sums over spikes, whether the gate is open or closed`() throws {
    let trains = Self.pre.map { $0 + [5000, 5000.5] }
    for isOpen in [false, true] {
      let simulation = try Simulation(
        Tiny.relays(
          pre: trains, post: Self.post,
          Projection(
            from: "pre", to: "post", name: "synapses", weights: .constant(0.001),
            delay: .uniform(Milliseconds(Self.delay)))), seed: Seed(1),
        rules: ["synapses": ZeroArea(fast: 3.ms, slow: 200.ms)])
      if isOpen { try simulation.setPlasticity("synapses", .open(modulation: 1)) }
      for time in [0.5, 64, 65.25, 100, 250, 1000, 4000, 5001.25, 5001.75, 5100] {
        try simulation.run(until: Milliseconds(time))
        for (index, tau) in [3.0, 200.0].enumerated() {
          for i in 0..<3 {
            let sum = trains[i].filter { $0 + Self.delay <= time }
              .reduce(0) { $0 + .exp(($1 + Self.delay - time) / tau) / tau }
            let trace = try simulation.trace(of: "synapses", isPre: true, index: index, unit: i)
            #expect(abs(trace - sum) < 1e-13)
          }
          let sum = Self.post[1].filter { $0 <= time }
            .reduce(0) { $0 + .exp(($1 - time) / tau) / tau }
          let trace = try simulation.trace(of: "synapses", isPre: false, index: index, unit: 1)
          #expect(abs(trace - sum) < 1e-13)
        }
      }
    }
  }

}
