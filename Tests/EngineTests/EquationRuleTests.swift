import Equations
import Networks
import Plasticity
import Quantities
import RealModule
import Testing

@testable import Engine

/// Rules written as equations against the same rules written by hand, and against sums over pairs.
@Suite struct EquationRuleTests {
  /// A rule by hand, and as a user would write it.
  struct Twin: Sendable, CustomTestStringConvertible {
    let rule: any SpikeTimingRule
    let equations: RuleEquations
    var testDescription: String { rule.name }
  }

  static let twins: [Twin] = [
    Twin(
      rule: PairSTDP(
        potentiation: 0.7, depression: 0.9, tauPlus: 17.ms, tauMinus: 34.ms, pairing: .allToAll),
      equations: RuleEquations(
        name: "own pair",
        parameters: [
          .init("A_plus", 0.7), .init("A_minus", 0.9), .init("tau_plus", 17, .time),
          .init("tau_minus", 34, .time),
        ],
        equations: "dx/dt = -x/tau_plus : pre\ndy/dt = -y/tau_minus : post",
        onPre: "w -= A_minus*y; x += 1", onPost: "w += A_plus*x; y += 1")),
    Twin(
      rule: PairSTDP(tauPlus: 17.ms, tauMinus: 34.ms, pairing: .nearest),
      equations: RuleEquations(
        name: "own nearest pair",
        equations: "dx/dt = -x/(17 ms) : pre\ndy/dt = -y/(34 ms) : post",
        onPre: "w -= y\nx = 1", onPost: "w += x\ny = 1")),
    Twin(
      rule: {
        var rule = WeightDependentPair()
        (rule.step, rule.asymmetry, rule.maximum) = (0.02, 1.1, 2)
        (rule.potentiationExponent, rule.depressionExponent) = (0.4, 1)
        return rule
      }(),
      equations: RuleEquations(
        name: "own weight-dependent pair",
        parameters: [
          .init("lambda", 0.02), .init("alpha", 1.1), .init("w_max", 2), .init("mu", 0.4),
          .init("tau", 20, .time),
        ],
        equations: "dx/dt = -x/tau : pre\ndy/dt = -y/tau : post",
        onPre: "w -= lambda*alpha*w*y; x += 1",
        onPost: "w += lambda*w_max*(1 - w/w_max)^mu*x; y += 1", lowest: "0", highest: "w_max")),
    Twin(
      rule: TripletSTDP(),
      equations: RuleEquations(
        name: "own triplet",
        equations: """
          dr1/dt = -r1/(16.8 ms) : pre
          dr2/dt = -r2/(946 ms) : pre
          do1/dt = -o1/(33.7 ms) : post
          do2/dt = -o2/(27 ms) : post
          """,
        onPre: "w -= o1*(1.6e-3 + 1.4e-3*r2); r1 += 1; r2 += 1",
        onPost: "w += r1*(6.1e-3 + 6.7e-3*o2); o1 += 1; o2 += 1", lowest: "0")),
    Twin(
      rule: ZeroArea(amplitude: 0.3, fast: 8.ms, slow: 50.ms),
      equations: RuleEquations(
        name: "own zero-area",
        parameters: [.init("f", 8, .time), .init("s", 50, .time)],
        equations: """
          dxf/dt = -xf/f : pre, corrected
          dxs/dt = -xs/s : pre, corrected
          dyf/dt = -yf/f : post, corrected
          dys/dt = -ys/s : post, corrected
          """,
        onPre: "w += 0.3*(yf - ys); xf += 1/(f*r_max); xs += 1/(s*r_max)",
        onPost: "w += 0.3*(xf - xs); yf += 1/(f*r_max); ys += 1/(s*r_max)")),
    Twin(
      rule: GatedPair(amplitude: 0.5, tau: 12.ms),
      equations: RuleEquations(
        name: "own gated pair",
        equations: "dx/dt = -x/(12 ms) : pre, gated\ndy/dt = -y/(12 ms) : post",
        onPre: "w -= 0.5*y; x += 1", onPost: "w += 0.5*x; y += 1")),
    Twin(
      rule: Hebbian(amplitude: -0.2, tau: 15.ms),
      equations: RuleEquations(
        name: "own anti-Hebbian",
        equations: "dx/dt = -x/(15 ms) : pre\ndy/dt = -y/(15 ms) : post",
        onPre: "w -= 0.2*y; x += 1", onPost: "w -= 0.2*x; y += 1")),
    Twin(
      rule: InhibitorySTDP(),
      equations: RuleEquations(
        name: "own inhibitory",
        parameters: [.init("rho", 0.003, .init(time: -1)), .init("tau", 20, .time)],
        equations: "dx/dt = -x/tau : pre\ndy/dt = -y/tau : post",
        onPre: "w += 1e-3*(y - 2*rho*tau); x += 1", onPost: "w += 1e-3*x; y += 1")),
  ]

  /// Weights while they move, and changes that are added up, of one network.
  private func weights(_ rule: any SpikeTimingRule, moving: Bool) throws -> [Double] {
    let simulation = try Simulation(
      Tiny.relays(
        pre: PairSumTests.pre, post: PairSumTests.post,
        Projection(
          from: "pre", to: "post", name: "synapses", weights: .constant(0.4),
          delay: .uniform(1.25.ms), symmetric: true)), seed: Seed(1), rules: ["synapses": rule])
    if moving { try simulation.movesWeights(of: "synapses", rate: 1e-3) }
    try simulation.run(until: 50.ms)
    try simulation.setPlasticity("synapses", .open(modulation: 0.8))
    try simulation.run(until: 200.ms)
    try simulation.setPlasticity("synapses", .tail(modulation: 0.8))
    try simulation.run(until: 260.ms)
    if moving { return try simulation.weights(of: "synapses") }
    guard case .synapses(let forward, let backward) = try simulation.changes(of: "synapses") else {
      throw CaseError("no changes of synapses")
    }
    return forward + (backward ?? [])
  }

  @Test(arguments: twins) func `a rule as equations gives the weights of the rule by hand`(
    _ twin: Twin
  ) throws {
    let own = try EquationRule(twin.equations)
    #expect(own.isSymmetric == twin.rule.isSymmetric)
    #expect(own.isLinear == twin.rule.isLinear)
    #expect(own.readsWeights == twin.rule.readsWeights)
    #expect(own.bounds == twin.rule.bounds)
    #expect(own.readsClampedSource == twin.rule.readsClampedSource || !own.isLinear)
    for (a, b) in zip(own.preTraces + own.postTraces, twin.rule.preTraces + twin.rule.postTraces) {
      #expect(a.step == b.step && a.isGated == b.isGated && a.isCorrected == b.isCorrected)
      #expect(abs(a.timeConstant.value - b.timeConstant.value) < 1e-12)
    }
    for moving in [false, true] {
      let found = try weights(own, moving: moving)
      let expected = try weights(twin.rule, moving: moving)
      #expect(expected.contains { abs($0 - (moving ? 0.4 : 0)) > 1e-6 })
      #expect(found.count == expected.count)
      for (a, b) in zip(found, expected) { #expect(abs(a - b) <= 1e-12 * max(1, abs(b))) }
    }
  }

  @Test func `thresholds above usual values do not make a rule symmetric`() throws {
    func rule(_ post: String) throws -> EquationRule {
      try EquationRule(
        RuleEquations(
          name: "threshold", equations: "dx/dt = -x/(20 ms) : pre\ndy/dt = -y/(20 ms) : post",
          onPre: "w -= [y - 2]+; x += 1", onPost: "w \(post) [x - 2]+; y += 1"))
    }
    #expect(try !rule("+=").isSymmetric)
    #expect(try rule("-=").isSymmetric)
  }

  @Test func `what is global acts between spikes only`() {
    #expect(throws: RuleEquationError.self) {
      try EquationRule(
        RuleEquations(
          name: "global", equations: "dx/dt = -x/(20 ms) : pre\ndn/dt = -n/(20 ms) : global",
          onPre: "x += 1", onPost: "w += x*n"))
    }
  }

  @Test(arguments: [false, true])
  func `nearest neighbours, presynaptic-centred and reduced, are sums over their pairs`(
    isReduced: Bool
  ) throws {
    let equations: RuleEquations = isReduced ? .nearestReduced : .nearestPreCentred
    let rule = try EquationRule(equations)
    let found = try weightsOfAllPairs(rule)
    for (index, (pre, post)) in Self.pairs.enumerated() {
      let pre = pre.map { $0 + 1.25 }
      var sum = 0.0
      for (k, p) in pre.enumerated() {
        // Depression: the last post spike before, when the pair is immediate or each counts.
        if let q = post.last(where: { $0 < p }), isOpen(p) {
          let isImmediate = k == 0 || pre[k - 1] <= q
          if !isReduced || isImmediate { sum -= Double.exp(-(p - q) / 20) }
        }
        // Potentiation: the first post spike after; another pre spike between breaks a reduced pair.
        if let q = post.first(where: { $0 > p }), isOpen(q),
          !isReduced || !(k + 1 < pre.count && pre[k + 1] < q)
        {
          sum += Double.exp(-(q - p) / 20)
        }
      }
      #expect(abs(found[index] - sum) < 1e-11, "synapse \(index)")
    }
  }

  private static let pairs: [([Double], [Double])] = PairSumTests.pre.flatMap { pre in
    PairSumTests.post.map { (pre, $0) }
  }

  private func isOpen(_ time: Double) -> Bool { time > 50 && time <= 200 }

  private func weightsOfAllPairs(_ rule: any SpikeTimingRule) throws -> [Double] {
    let simulation = try Simulation(
      Tiny.relays(
        pre: PairSumTests.pre, post: PairSumTests.post,
        Projection(
          from: "pre", to: "post", name: "synapses", weights: .constant(0.001),
          delay: .uniform(1.25.ms))), seed: Seed(1), rules: ["synapses": rule])
    try simulation.run(until: 50.ms)
    try simulation.setPlasticity("synapses", .open(modulation: 1))
    try simulation.run(until: 200.ms)
    try simulation.setPlasticity("synapses", .closed)
    guard case .synapses(let forward, _) = try simulation.changes(of: "synapses") else {
      throw CaseError("no changes of synapses")
    }
    return forward
  }

  @Test func `the trace product compares the gate's two edges`() throws {
    let rule = TraceProduct(step: 0.7, tau: 40.ms, corrected: false)
    let simulation = try Simulation(
      Tiny.relays(
        pre: PairSumTests.pre, post: PairSumTests.post,
        Projection(from: "pre", to: "post", name: "synapses", weights: .constant(0.001))),
      seed: Seed(1), rules: ["synapses": rule])
    func product(_ i: Int, _ j: Int) throws -> Double {
      try simulation.trace(of: "synapses", isPre: true, index: 0, unit: i)
        * simulation.trace(of: "synapses", isPre: false, index: 0, unit: j)
    }
    try simulation.run(until: 50.ms)
    let before = try (0..<6).map { try product($0 / 2, $0 % 2) }
    try simulation.setPlasticity("synapses", .open(modulation: 1))
    try simulation.run(until: 200.ms)
    let after = try (0..<6).map { try product($0 / 2, $0 % 2) }
    try simulation.setPlasticity("synapses", .closed)
    guard case .synapses(let forward, _) = try simulation.changes(of: "synapses") else {
      throw CaseError("no changes of synapses")
    }
    for k in 0..<6 { #expect(abs(forward[k] - 0.7 * (after[k] - before[k])) < 1e-12) }
    #expect(forward.contains { abs($0) > 1e-6 })
  }

  /// Reward-modulated weights against a sum over pairs and a fine integral.
  @Test(arguments: [false, true]) func `reward turns what waits in a synapse into its weight`(
    moving: Bool
  ) throws {
    var equations = RuleEquations.rewardModulated
    for (name, value) in [("tau_c", 9.0), ("tau_n", 25), ("b", 0.1), ("A_plus", 1e-3)] {
      let index = try #require(equations.parameters.firstIndex { $0.name == name })
      equations.parameters[index].value = value
    }
    let index = try #require(equations.parameters.firstIndex { $0.name == "A_minus" })
    equations.parameters[index].value = 1.5e-3
    let rule = try EquationRule(equations)
    #expect(rule.drift?.factor == 1 && abs((rule.drift?.baseline ?? 0) - 0.1) < 1e-12)
    let simulation = try Simulation(
      Tiny.relays(
        pre: PairSumTests.pre, post: PairSumTests.post,
        Projection(from: "pre", to: "post", name: "synapses", weights: .constant(0.4))),
      seed: Seed(1), rules: ["synapses": rule])
    if moving { try simulation.movesWeights(of: "synapses", rate: 1) }
    let rewards = [60.0, 111.5, 190, 290], amount = 0.5
    for (time, act) in [(50.0, 1), (60, 0), (111.5, 0), (190, 0), (250, 2), (290, 0)] {
      try simulation.run(until: Milliseconds(time))
      switch act {
      case 0: simulation.reward(amount)
      case 1: try simulation.setPlasticity("synapses", .open(modulation: 1))
      default: try simulation.setPlasticity("synapses", .closed)
      }
    }
    try simulation.run(until: 400.ms)
    let found: [Double]
    if moving {
      found = try simulation.weights(of: "synapses").map { $0 - 0.4 }
    } else {
      guard case .synapses(let forward, _) = try simulation.changes(of: "synapses") else {
        throw CaseError("no changes of synapses")
      }
      found = forward
    }
    for (k, (pre, post)) in Self.pairs.enumerated() {
      // c jumps at each spike by the sum over the other side's earlier spikes.
      var jumps: [(time: Double, size: Double)] = []
      for p in pre {
        jumps.append((p, -1.5e-3 * post.filter { $0 < p }.reduce(0) { $0 + .exp(-(p - $1) / 20) }))
      }
      for q in post {
        jumps.append((q, 1e-3 * pre.filter { $0 < q }.reduce(0) { $0 + .exp(-(q - $1) / 20) }))
      }
      var sum = 0.0
      for jump in jumps where jump.time < 250 {
        // int c (n - b) dt from the jump, or from when plasticity begins, to its end at 250 ms.
        let start = max(jump.time, 50)
        func decay(_ t: Double, _ tau: Double) -> Double { .exp(-t / tau) }
        let c = jump.size * decay(start - jump.time, 9)
        sum -= 0.1 * c * 9 * (1 - decay(250 - start, 9))
        for reward in rewards where reward < 250 {
          let from = max(start, reward)
          let both = 9.0 * 25 / 34
          sum +=
            amount * decay(from - reward, 25) * c * decay(from - start, 9) * both
            * (1 - decay(250 - from, both))
        }
      }
      #expect(abs(found[k] - sum) < 1e-12 + 1e-9 * abs(sum), "synapse \(k)")
      #expect(abs(sum) > 1e-6)
    }
  }
}
