import Foundation
import Equations
import Networks
import Plasticity
import Quantities
import Testing

@testable import Engine

/// Every file of reference cases: exact results of 50-digit arithmetic, published rules, and
/// whole networks.
@Suite struct ReferenceCases {
  @Test(arguments: ReferenceCase.all)
  func `the reference case is met`(reference: ReferenceCase) throws {
    let fields = try reference.contents()
    switch try fields.kind() {
    case .rule: try checkRule(fields)
    case .neuron:
      let units = try units(fields)
      try checkNeuron(fields, units)
      // The same currents as receptors with names, in the closed form for any number of them.
      if case .lif(var membrane) = units, case .exponential(let ex, let inh) = membrane.synapse {
        membrane.synapse = .receptors([
          Receptor("ex", timeConstant: ex), Receptor("in", timeConstant: inh),
        ])
        try checkNeuron(fields, .lif(membrane), sharesCurrent: false)
      }
    case .network: try checkNetwork(fields)
    }
  }

  // MARK: Single neurons

  /// - Parameter sharesCurrent: True if equal time constants share I_ex.
  private func checkNeuron(
    _ fields: Fields, _ units: Population.Units, sharesCurrent: Bool = true
  ) throws {
    let parameters = try fields.parameters()
    let stop = try fields.number("t_stop")
    let inputs = try fields.pairs("inputs", "t", "w")
    var populations = [Population("neuron", size: 1, units)]
    var projections: [Projection] = []
    if !inputs.isEmpty {
      populations.insert(
        Population("inputs", size: inputs.count, .source(.spikes(inputs.map { [$0.0] }))), at: 0)
      projections = [
        Projection(from: "inputs", to: "neuron", weights: .explicit(inputs.map(\.1)))
      ]
    }
    let simulation = try Simulation(
      Network(populations: populations, projections: projections), seed: Seed(1))
    let log = SpikeLog()
    simulation.add(observer: log)
    try simulation.run(until: Milliseconds(stop))
    let found = log.times(ofPopulation: populations.count - 1)
    let expected = try fields.numbers("expected_spikes")
    var tolerance = 1e-9
    if let given = try? fields.number("tolerance_ms") { tolerance = given }
    if let name = fields.string("name"), name.contains("graze") {
      if name.contains("1e-6") { tolerance = 1e-8 }
      if name.contains("1e-9") { tolerance = 1e-6 }
    }
    #expect(found.count == expected.count, "\(found) instead of \(expected)")
    for (a, b) in zip(found, expected) { #expect(abs(a - b) <= tolerance, "spike at \(b)") }
    for (key, variable) in [("V_end", "V"), ("I_ex_end", "I_ex"), ("I_in_end", "I_in")]
    where fields.has(key) && parameters.string("model") == "exp" {
      let value = try #require(simulation.value(variable, of: 0, in: "neuron"))
      let end = try fields.number(key)
      if sharesCurrent, variable == "I_ex",
        try parameters.number("tau_syn_ex") == parameters.number("tau_syn_in")
      {
        let total = end + (try fields.number("I_in_end"))
        #expect(abs(value - total) <= 1e-8 * max(1, abs(total)))
      } else if sharesCurrent, variable == "I_in",
        try parameters.number("tau_syn_ex") == parameters.number("tau_syn_in")
      {
        continue
      } else {
        #expect(abs(value - end) <= 1e-8 * max(1, abs(end)), "\(key)")
      }
    }
  }

  private func units(_ fields: Fields) throws -> Population.Units {
    let p = try fields.parameters()
    if p.has("Delta_T") {
      if p.has("tau_w") {
        var m = AdaptiveExponentialIF()
        m.capacitance = try p.number("C_m")
        m.leak = try p.number("g_L")
        m.rest = try p.number("E_L")
        m.softThreshold = try p.number("V_T")
        m.sharpness = try p.number("Delta_T")
        m.adaptationTimeConstant = Milliseconds(try p.number("tau_w"))
        m.subthresholdAdaptation = try p.number("a")
        m.spikeAdaptation = try p.number("b")
        m.reset = try p.number("V_reset")
        m.threshold = try p.number("V_peak")
        m.refractoryTime = Milliseconds(try p.number("t_ref", default: 0))
        m.current = try p.number("I_e", default: 0)
        m.excitatoryTimeConstant = Milliseconds(try p.number("tau_syn_ex", default: 5))
        m.inhibitoryTimeConstant = Milliseconds(try p.number("tau_syn_in", default: 5))
        m.initial = try p.number("V_m", default: m.rest)
        return .membrane(m, tight)
      }
      var m = ExponentialIF()
      m.capacitance = try p.number("C_m")
      m.leak = try p.number("g_L")
      m.rest = try p.number("E_L")
      m.softThreshold = try p.number("V_T")
      m.sharpness = try p.number("Delta_T")
      m.reset = try p.number("V_reset")
      m.threshold = try p.number("V_peak")
      m.refractoryTime = Milliseconds(try p.number("t_ref", default: 0))
      m.current = try p.number("I_e", default: 0)
      m.excitatoryTimeConstant = Milliseconds(try p.number("tau_syn_ex", default: 5))
      m.inhibitoryTimeConstant = Milliseconds(try p.number("tau_syn_in", default: 5))
      m.initial = try p.number("V_m", default: m.rest)
      return .membrane(m, tight)
    }
    if p.has("E_ex") {
      var m = ConductanceLIF()
      m.capacitance = try p.number("C_m")
      m.leak = try p.number("g_L")
      m.rest = try p.number("E_L")
      m.excitatoryReversal = try p.number("E_ex")
      m.inhibitoryReversal = try p.number("E_in")
      m.threshold = try p.number("V_th")
      m.reset = try p.number("V_reset")
      m.refractoryTime = Milliseconds(try p.number("t_ref", default: 0))
      m.current = try p.number("I_e", default: 0)
      m.excitatoryTimeConstant = Milliseconds(try p.number("tau_syn_ex"))
      m.inhibitoryTimeConstant = Milliseconds(try p.number("tau_syn_in"))
      m.initial = try p.number("V_m", default: m.rest)
      return .membrane(m, tight)
    }
    let rest = try p.number("E_L")
    let isJump = try fields.isJump()
    return .lif(
      LIF(
        membraneTimeConstant: Milliseconds(try p.number("tau_m")),
        capacitance: try p.number("C_m", default: 1), rest: rest,
        threshold: try p.number("V_th"), reset: try p.number("V_reset"),
        refractoryTime: Milliseconds(try p.number("t_ref")),
        current: try p.number("I_e", default: 0),
        initial: .value(try p.number("V_m", default: rest)),
        synapse: isJump
          ? .jump
          : .exponential(
            excitatory: Milliseconds(try p.number("tau_syn_ex")),
            inhibitory: Milliseconds(try p.number("tau_syn_in")))))
  }

  private var tight: Integration {
    Integration(stepper: "rk8pd", absoluteTolerance: 1e-11, relativeTolerance: 1e-11)
  }

  // MARK: Rules

  private func checkRule(_ fields: Fields) throws {
    let rule = try rule(fields)
    let weight = try fields.fields("parameters").number("w0")
    let pair = try PairRig(
      rule: rule, pre: try fields.numbers("pre"), post: try fields.numbers("post"), weight: weight)
    for row in try fields.list("expected") {
      try pair.run(until: try row.number("t"))
      let expected = try row.number("w")
      #expect(abs(try pair.weight - expected) <= 1e-9 * max(1, abs(expected)))
      for (key, isPre, index) in [
        ("x_pre", true, 0), ("r1", true, 0), ("r2", true, 1), ("y_post", false, 0),
        ("o1", false, 0), ("o2", false, 1),
      ] where row.has(key) && (rule as? EquationRule)?.variables.isEmpty ?? true {
        let trace = try pair.trace(isPre: isPre, index)
        #expect(abs(trace - (try row.number(key))) <= 1e-9, "\(key)")
      }
    }
    if fields.has("w_end") {
      let end = try fields.number("w_end")
      #expect(abs(try pair.weight - end) <= 1e-9 * max(1, abs(end)))
    }
  }

  private func rule(_ fields: Fields) throws -> any SpikeTimingRule {
    let p = try fields.fields("parameters")
    let pairing: Pairing
    switch p.string("nn") {
    case nil, "all", "none", "all-to-all": pairing = .allToAll
    case "symm", "symmetric", "nearest": pairing = .nearest
    case "pre", "pre-centred", "pre-centered", "pre_centered", "presynaptic":
      return try nearest(p, isReduced: false)
    case "res", "restr", "restricted", "reduced", "reduced-symmetric":
      return try nearest(p, isReduced: true)
    case let other?: throw CaseError("unknown pairing \(other)")
    }
    switch fields.string("rule") {
    case "pair":
      var rule = WeightDependentPair()
      rule.step = try p.number("lam")
      rule.asymmetry = try p.number("alpha")
      rule.potentiationTimeConstant = Milliseconds(try p.number("tp"))
      rule.depressionTimeConstant = Milliseconds(try p.number("tm"))
      rule.maximum = try p.number("wmax")
      rule.potentiationExponent = try p.number("mup")
      rule.depressionExponent = try p.number("mum")
      rule.pairing = pairing
      return rule
    case "triplet":
      var rule = TripletSTDP()
      rule.pairPotentiation = try p.number("a2p")
      rule.tripletPotentiation = try p.number("a3p")
      rule.pairDepression = try p.number("a2m")
      rule.tripletDepression = try p.number("a3m")
      rule.tauPlus = Milliseconds(try p.number("tp"))
      rule.tauX = Milliseconds(try p.number("tx"))
      rule.tauMinus = Milliseconds(try p.number("tm"))
      rule.tauY = Milliseconds(try p.number("ty"))
      rule.maximum = try p.number("wmax")
      rule.pairing = pairing
      return rule
    case let other: throw CaseError("unknown rule \(other ?? "none")")
    }
  }

  /// Nearest neighbours whose pairs depend on both sides.
  private func nearest(_ p: Fields, isReduced: Bool) throws -> any SpikeTimingRule {
    let parameters: [RuleEquations.Parameter] = [
      .init("lam", try p.number("lam")), .init("alpha", try p.number("alpha")),
      .init("mup", try p.number("mup", default: 0)), .init("mum", try p.number("mum", default: 0)),
      .init("wmax", try p.number("wmax")), .init("tp", try p.number("tp"), .time),
      .init("tm", try p.number("tm"), .time),
    ]
    return try EquationRule(
      RuleEquations(
        name: "nearest", parameters: parameters,
        equations: "dx/dt = -x/tp : synapse\ndy/dt = -y/tm : \(isReduced ? "synapse" : "post")",
        onPre: "w -= lam*alpha*wmax*(w/wmax)^mum*y; " + (isReduced ? "x = 1; y = 0" : "x += 1"),
        onPost: "w += lam*wmax*(1 - w/wmax)^mup*x; x = 0; y = 1", lowest: "0", highest: "wmax"))
  }

  // MARK: Networks

  private func checkNetwork(_ fields: Fields) throws {
    let log = SpikeLog()
    let network = try NetworkCase(fields)
    let simulation = try network.simulation()
    simulation.add(observer: log)
    let expected = try fields.spikes()
    let last = expected.values.compactMap(\.last).max() ?? 0
    let stop = try fields.number("t_stop")
    #expect(last <= stop, "spikes after the end")
    try simulation.run(until: Milliseconds(stop))
    let count = expected.values.reduce(0) { $0 + $1.count }
    #expect(try count == Int(fields.number("n_spikes", default: Double(count))), "'n_spikes'")
    #expect(log.batch.count == count, "assumed: \(network.assumed)")
    let tolerance = try fields.number("tolerance_ms", default: 1e-6)
    // Unit by unit: files round their times, so that the order of near ties is not theirs to say.
    var found: [Int: [Double]] = [:]
    for k in 0..<log.batch.count {
      let unit = network.offsets[Int(log.batch.populations[k])] + Int(log.batch.units[k])
      found[unit, default: []].append(log.batch.times[k])
    }
    #expect(expected.mapValues(\.count) == found.mapValues(\.count), "spikes of each unit")
    let late = expected.flatMap { unit, times in
      zip(times, found[unit] ?? []).map { abs($0 - $1) }
    }.max()
    #expect(late ?? 0 <= tolerance, "largest difference in time")
  }
}
