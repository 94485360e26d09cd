import EquilibriumPropagation
import EquilibriumPropagation
import Foundation
import Networks
import Protocols
import RateModel
import Runs
import Testing

@testable import Experiments

/// The folder of shipped models.
let modelsFolder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Models").path
/// Every file in it.
let shippedModels: [String] =
  ["", "papers/", "compare/", "plausibility/"].flatMap {
    models(in: modelsFolder + "/" + $0, prefix: $0)
  }

private func models(in folder: String, prefix: String) -> [String] {
  ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
    .filter { $0.hasSuffix(".yaml") }.sorted().map { prefix + $0 }
}

@Suite struct RoundTripTests {
  @Test func `there are models`() { #expect(shippedModels.count >= 15) }

  @Test(arguments: shippedModels)
  func `a shipped model is read back from its canonical text as it was`(_ file: String) throws {
    let experiment = try ModelFile.load(modelsFolder + "/" + file)
    try expectRoundTrip(experiment)
  }

  @Test(arguments: shippedModels)
  func `a shipped model has its own name, a source and an expected result on top`(
    _ file: String
  ) throws {
    let path = modelsFolder + "/" + file
    let experiment = try ModelFile.load(path)
    #expect(file.hasSuffix(experiment.name + ".yaml"))
    #expect(!experiment.description.isEmpty && !experiment.source.isEmpty)
    #expect(!experiment.expectations.isEmpty)
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    let top = lines.prefix { $0.hasPrefix("#") }.joined(separator: "\n")
    for word in ["# Source:", "# Expected:", "# Time:"] { #expect(top.contains(word)) }
    let tables = try ["/README.md", "/../Documentation/model-files.md"].map {
      try String(contentsOfFile: modelsFolder + $0, encoding: .utf8)
    }
    #expect(tables.contains { $0.contains("| `\(file.dropLast(5))` |") })
  }

  @Test func `everything that can be written can be read back`() throws {
    try expectRoundTrip(try ModelFile.parse(everything, file: "everything.yaml"))
  }

  @Test func `the canonical text has every default`() throws {
    let small = try ModelFile.parse(SoundModel.learning.text, file: "small.yaml")
    #expect(small.yaml == smallInFull)
  }

  private func expectRoundTrip(_ experiment: Experiment) throws {
    let again = try ModelFile.parse(experiment.yaml, file: "again.yaml")
    #expect(again.yaml == experiment.yaml)
    // Every stored property, not only what is written.
    #expect(properties(again) == properties(experiment))
  }

  private func properties(_ experiment: Experiment) -> String {
    var expected = experiment
    let pairs = expected.expected.sorted { $0.key < $1.key }.map { "\($0)" }
    expected.expected = [:]
    var text = pairs.joined()
    switch expected.task {
    case .learn(var settings, let data):
      text += "\(settings.learningRates.sorted { $0.key < $1.key })"
      text += "\(settings.biasRates.sorted { $0.key < $1.key })\(data)"
      (settings.learningRates, settings.biasRates) = ([:], [:])
      text += "\(settings)"
    case .train(let model, var settings, let data):
      text += "\(settings.rates.sorted { $0.key < $1.key })"
      text += "\(settings.biasRates.sorted { $0.key < $1.key })\(data)"
      (settings.rates, settings.biasRates) = ([:], [:])
      text += "\(settings)" + properties(model)
    case .theorem(let model, let settings, let data):
      text += "\(settings)\(data)" + properties(model)
    case .simulate(var settings):
      text += "\(settings.clamps.sorted { $0.key < $1.key })"
      text += "\(settings.plasticity.sorted { $0.key < $1.key })"
      text += "\(settings.clampCourses.sorted { $0.key < $1.key })"
      (settings.clamps, settings.plasticity, settings.clampCourses) = ([:], [:], [:])
      text += "\(settings)"
    }
    return text + "\(expected.name)\(expected.description)\(expected.source)\(expected.seed)"
      + "\(expected.network)"
  }

  private func properties(_ model: RateExperiment) -> String {
    var model = model
    let text =
      "\(model.initialization.gains.sorted { $0.key < $1.key })"
      + "\(model.initialization.biases.sorted { $0.key < $1.key })"
    (model.initialization.gains, model.initialization.biases) = ([:], [:])
    return text + "\(model)"
  }

  @Test(arguments: rateModels)
  func `rate models can be written and read back`(_ text: String) throws {
    try expectRoundTrip(try ModelFile.parse(text, file: "rate.yaml"))
  }

  private static let rateModels = [
    """
    name: everything
    rate:
      input: [16, 16]
      layers:
        - {name: conv, channels: 4, kernel: 5, stride: 2, padding: 2, pool: average, window: 2}
        - 30
        - {name: out, size: 20}
      feedback: untied
      connections: [{from: out, to: out, feedback: tied}, {from: input, to: out}]
      formulation: graded
      activation: {lif: {tau_m: 20 ms, threshold: 0.025, reset: -0.025, t_ref: 0.3, r_max: 1 kHz}}
      step: 0.25
      order: asynchronous
      cost: cross-entropy
      noise: 0.04
      weights: {fan_in_uniform: {gain: 2}}
      gains: {conv->hidden2: 0.5, readout: 2}
      biases: {conv: 0.5, out: -1}
    data: {set: digits}
    training:
      nudging: {scheme: one-sided, beta: 0.25}
      phases: {free: 20, nudged: 4, tolerance: 1e-3}
      targets: [-1, 1]
      batch: 7
      shard: 3
      epochs: 2
      rates: {input->conv: 0.1, readout: 0.2}
      bias_rates: {conv: 0, readout: 1}
      momentum: 0.9
      weight_decay: 1e-4
      decay: cosine
      states: persistent
      seeds: 4
    """,
    """
    name: circle
    rate: {input: 256, layers: [10], activation: tanh, biases: drawn}
    data: {set: digits}
    training:
      nudging: {scheme: circle, beta: 0.4, points: 6}
      decay: 0.5
      rates: {input->output: 1}
    """,
    """
    name: theorem
    rate: {input: 256, layers: [10, 10], feedback_scale: 0.5, formulation: hopfield, activation: sigmoid}
    data: {set: digits}
    theorem:
      check: [energy, gradients]
      phases: [{free: 3, nudged: 2}, {free: 5, nudged: 5}]
      betas: [0.5]
      schemes: [twin]
    """,
  ]

  private let everything = """
    name: everything
    description: "quotes \\" and: colons # and \\n lines, é"
    expected: {b: "1", a: "true"}
    seed: 12345678901234567890
    network:
      populations:
        c: {size: 2, kind: clamp}
        s: {size: 2, kind: spikes, times: [[1 ms, 2], []]}
        r: {size: 2, kind: regular, rate: [1 Hz, 0.5], phase: 0.25}
        p: {size: 3, kind: poisson, rate: 10 Hz, t_ref: 5 ms}
        p2: {size: 3, kind: poisson, rate: {times: [0, 0.5 s], values: [10 Hz, 0.1]}}
        r2: {size: 2, kind: regular, rate: {times: [5], values: [1 Hz]}, phase: 0.25}
        d2: {size: 2, kind: lif, tau_m: 7, tau_syn: 3, r_max: 1, bias: {times: [0, 1.5], values: [0.5, -1]}}
        x2: {size: 2, kind: adex, I_e: {times: [1, 20 ms], values: [1 nA, 20]}}
        n2: {size: 2, kind: lif, tau_m: 7, tau_syn: 3, r_max: 1, noise: {tau: 4, sigma: 0.1, mean: -1}}
        n3: {size: 1, kind: eif, I_e: {times: [0, 9], values: [5, 1 nA], between: ramps}, noise: {tau: 4, sigma: 0.1 nA, dt: 1}}
        p3: {size: 2, kind: poisson, rate: [{times: [1], values: [1 Hz]}, {times: [0, 5, 5], values: [0, 1, 2], between: ramps}]}
        m:
          size: 1
          kind: equations
          equations: |
            dV/dt = (-V + R*I_e)/tau
          parameters: {tau: 10 ms, R: 1 mV/pA}
          threshold: V >= 10 mV
          reset: V = 0 mV
          initial: {V: 0 mV}
          I_e: {times: [5 ms], values: [20 pA]}
          noise: {tau: 5 ms, sigma: 10 pA}
        d: {size: 2, kind: lif, tau_m: 7, tau_syn_ex: 3, tau_syn_in: 4, t_ref: 0.3, V_0: [0.1, 0.2]}
        j: {size: 2, kind: lif, synapse: jump, C_m: 1 nF, V_0: {uniform: [-70 mV, -60 mV]}}
        o: {size: 2, kind: lif_ode, I_e: 1 nA, tau_syn: 2, weights: per-rate, r_max: 100 Hz}
        e: {size: 2, kind: eif, E_L: -65 mV, solver: {method: bsimp, abs_tol: 1e-6}}
        x: {size: 2, kind: adex, V_0: -60 mV}
        g: {size: 2, kind: lif_cond, sign: inhibitory}
        k: {size: 2, kind: lif, I_e: 1 nA, receptors: {ampa: {tau: 2 ms}, nmda: {tau: 0.1 s}, gaba: {tau: 10}}}
        k1: {size: 2, kind: lif, tau_m: 7, r_max: 1, receptors: {ampa: {tau: 2 ms}, nmda: {tau: 100}}}
        ko: {size: 2, kind: lif_ode, C_m: 1 nF, receptors: {ampa: {tau: 3 ms}}}
        ke: {size: 2, kind: eif, receptors: {ampa: {tau: 2 ms}, nmda: {tau: 100}}}
        kx: {size: 2, kind: adex, receptors: {ampa: {tau: 2 ms}, nmda: {tau: 100}}}
        kg: {size: 2, kind: lif_cond, receptors: {ampa: {tau: 2 ms, E: 0 mV}, gaba: {tau: 100, E: -80 mV}}}
        km:
          size: 1
          kind: equations
          equations: "dV/dt = (-V + R*(g_a - g_g))/tau; dg_a/dt = -g_a/tau; dg_g/dt = -g_g/(2*tau)"
          parameters: {tau: 10 ms, R: 1 mV/pA}
          threshold: V >= 10 mV
          reset: V = 0 mV
          on_arrival: {ampa: g_a += w, gaba: g_g += w}
          initial: {V: 0 mV, g_a: 0 pA, g_g: 0 pA}
      projections:
        - {from: c, to: d, weights: 0.5}
        - {from: s, to: j, weights: {list: [1 mV, 2, 3, 4]}, delay: {list: [1, 2, 3, 4]}}
        - {from: r, to: e, weights: 1 pA, connect: one-to-one, name: one}
        - {from: r, to: e, weights: {uniform: [1, 1 nA]}, connect: {in_degree: 1}, name: two}
        - {from: p, to: g, weights: {normal: {mean: 1 nS, deviation: 0.1}}, delay: {uniform: [1, 2]}}
        - {from: d, to: d, weights: {glorot_normal: {gain: 2}}, bounds: [0, .inf], symmetric: true}
        - {from: x, to: o, weights: glorot_normal, connect: {list: [[0, 1], [1, 0]]}}
        - {from: e, to: e, weights: 1 pA, self_connections: false, bounds: [0, 2]}
        - {from: p, to: e, weights: -1 pA, delay: 1 ms}
        - {from: x, to: g, weights: 2 nS, symmetric: true, feedback: 0.25}
        - {from: p, to: k, weights: 1 pA, receptor: {ampa: 0.7, nmda: 0.3}}
        - {from: p, to: kg, weights: 1 nS, receptor: gaba}
        - {from: p, to: ko, weights: -1 pA}
        - {from: p, to: km, weights: 1 pA, receptor: gaba}
        - {from: k, to: kx, weights: 1 pA, receptor: nmda, symmetric: true}
    simulate:
      duration: 0.2 s
      clamps: {c: {times: [0, 10], values: [[0.25, 0.75], 1]}}
      plasticity:
        one: pair
        two: {name: triplet, w_max: 2000, pairing: nearest}
        d->d: {name: weight-dependent-pair, mu_plus: 1}
        x->o: {name: gated-pair, tau: 5}
        p->e: {name: contrastive, amplitude: 0.5}
        e->e: {name: zero-area, tau_slow: 100}
      probes:
        - {population: x, variable: w, units: all, every: 0.5}
        - {population: d, variable: I}
    """

  private let smallInFull = """
    name: small
    seed: 1
    network:
      populations:
        input:
          size: 2
          kind: clamp
        hidden:
          size: 3
          kind: lif
          tau_m: 10 ms
          threshold: 1
          reset: 0
          t_ref: 0 ms
          bias: 0
          synapse: exponential
          tau_syn: 10 ms
          weights: per-rate
          r_max: 1 /ms
          V_0: 0
        output:
          size: 2
          kind: lif
          tau_m: 10 ms
          threshold: 1
          reset: 0
          t_ref: 0 ms
          bias: 0
          synapse: exponential
          tau_syn: 10 ms
          weights: per-rate
          r_max: 1 /ms
          V_0: 0
      projections:
        - {from: input, to: hidden, connect: dense, weights: {glorot_uniform: {gain: 1}}, delay: 0 ms, symmetric: false, bounds: [-.inf, .inf]}
        - {from: hidden, to: output, connect: dense, weights: {glorot_uniform: {gain: 1}}, delay: 0 ms, symmetric: true, bounds: [-.inf, .inf]}
    data:
      set: xor
      train: 4
      validation: 0
      test: 4
      noise: 0
    learning:
      input: input
      output: output
      rule: {name: zero-area, amplitude: 1, tau_fast: 10 ms, tau_slow: 80 ms, corrected: true}
      nudging: {form: drive, scheme: symmetric, beta: 0.5, shape: step}
      gate: nudged
      states: fresh
      phases: {free: 80 ms, nudged: 60 ms, onset: 0 ms, tail: 0 ms, readout: 20 ms}
      targets: [0, 1]
      batch: 20
      epochs: 1
      rates: {hidden->output: 0.05, input->hidden: 0.1}
      bias_rates: {}
      decay: 1
      compare: {every: 0, samples: 20}
      twin: true

    """
}
