import EquilibriumPropagation
import Measurements
import Networks
import Runs
import Testing

@testable import Experiments

/// Sentences on findings: a key that is named is one that the model takes.
@Suite struct AdviceTests {
  /// A model, the population that findings are about, and the key of its constant input.
  struct Model: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let text: String
    var population = "hidden"
    var projection = "hidden->output"
    var input: String?
  }

  private static func learning(_ hidden: String, _ extra: String = "") -> String {
    SoundModel.learning.text
      .replacing(
        "hidden: {size: 3, kind: lif, tau_m: 10 ms, tau_syn: 10 ms, r_max: 1 /ms}",
        with: "hidden: {size: 3, kind: lif, \(hidden)}"
      )
      .replacing("  rule: zero-area\n", with: "  rule: zero-area\n\(extra)")
  }

  private static func rate(_ extra: String, training: String = "") -> String {
    """
    name: rates
    rate: {input: 2, layers: [{name: hidden, size: 3}, {name: output, size: 2}]\(extra)}
    data: {set: xor}
    training: {rates: {input->hidden: 0.1, hidden->output: 0.1}\(training)}

    """
  }

  static let models = [
    Model(
      testDescription: "a dimensionless membrane",
      text: learning("tau_m: 10 ms, tau_syn: 10 ms, r_max: 1 /ms"), input: "bias"),
    Model(
      testDescription: "biases of single units that learn, and a tolerance",
      text: learning(
        "tau_m: 10 ms, tau_syn: 10 ms, r_max: 1 /ms, bias: [0, 0.1, 0.2]",
        "  phases: {settle: 0.01}\n  bias_rates: {hidden: 0.1}\n  decay: linear\n"), input: "bias"),
    Model(
      testDescription: "two synaptic time constants and one-sided nudging",
      text: learning(
        "tau_m: 10 ms, tau_syn_ex: 10 ms, tau_syn_in: 5 ms, r_max: 1 /ms",
        "  nudging: {scheme: one-sided}\n"), input: "bias"),
    Model(
      testDescription: "a physical membrane",
      text: learning("E_L: -70 mV, tau_m: 10 ms, weights: per-rate, r_max: 1 /ms"), input: "I_e"),
    Model(
      testDescription: "a physical membrane with the numbers of a dimensionless one",
      text: learning(
        "C_m: 10 pF, E_L: 0 mV, tau_m: 10 ms, V_th: 1 mV, V_reset: 0 mV, weights: per-rate, "
          + "r_max: 1 /ms"), input: "I_e"),
    Model(testDescription: "a rate model", text: rate("")),
    Model(
      testDescription: "a rate model with a readout, drawn biases and momentum",
      text: rate(
        ", cost: cross-entropy, biases: drawn", training: ", momentum: 0.5, bias_rates: {hidden: 1}"
      )),
    Model(
      testDescription: "a rate model with given biases and weights, and a tolerance",
      text: rate(
        ", biases: {hidden: [0, 1, 2]}, weights: {hidden->output: {list: [1, 2, 3, 4, 5, 6]}}, "
          + "formulation: hopfield",
        training: ", phases: {free: 5, nudged: 5, tolerance: 0.1}, nudging: {scheme: random-sign}")),
  ]

  /// A finding of each case.
  private static func findings(_ model: Model) -> [Finding] {
    let all: [Finding] = [
      .drifting(0.48), .moving(0.5), .neverSettled(fraction: 0.9),
      .residual(found: 0.2, tolerance: 0.1), .undone(error: 0.9, least: 0.1, epoch: 2),
      .undone(error: 0.9, least: 0.1, epoch: 0), .chance(error: 0.9, baseline: 0.9),
      .bounded(projection: model.projection, fraction: 0.7, range: -1...1),
      .silent(population: model.population, fraction: 1),
      .silent(population: "output", fraction: 1),
      .saturated(population: model.population, fraction: 0.8),
    ]
    // Without a default: a further case has to be added above.
    let cases = all.map { finding in
      switch finding {
      case .drifting: 0
      case .moving: 1
      case .neverSettled: 2
      case .residual: 3
      case .undone: 4
      case .chance: 5
      case .bounded: 6
      case .silent: 7
      case .saturated: 8
      }
    }
    #expect(Set(cases) == Set(0...8))
    let isRate = model.text.contains("\nrate:")
    return all.filter {
      switch $0 {
      // Only spiking networks have bounds; tolerances are of two kinds.
      case .bounded: !isRate
      case .neverSettled: model.text.contains("settle:")
      case .residual: model.text.contains("tolerance:")
      default: true
      }
    }
  }

  /// Keys in a sentence: words with dots that begin with a section of a model file.
  private static func keys(_ sentence: String) -> [String] {
    sentence.split { " ,;()".contains($0) }.map { word in
      var word = String(word)
      while word.last == "." || word.last == ":" { word.removeLast() }
      return word
    }.filter { word in
      ["network.", "learning.", "training.", "rate."].contains(where: word.hasPrefix)
    }
  }

  /// A value that a key takes, whatever it was.
  private static func value(_ key: String) -> String? {
    let values = [
      ("learning.phases.free", "200 ms"), ("training.phases.free", "99"),
      (".phases.settle", "0.02"), (".phases.tolerance", "0.5"), (".nudging.beta", "0.7"),
      (".nudging.scheme", "twin"), (".decay", "linear"), (".epochs", "7"),
      ("rate.biases", "{hidden: 0.3}"), ("rate.weights", "{glorot_uniform: {gain: 0.7}}"),
      (".bias", "0.3"), (".I_e", "3 pA"), (".t_ref", "0.5 ms"), (".refractory", "0.5 ms"),
      (".bounds", "[-9, 9]"), (".weights", "0"), (".abs_tol", "1e-8"), (".rel_tol", "1e-8"),
    ]
    if key.contains(".rates.") || key.contains(".bias_rates.") { return "0.07" }
    return values.first { key.hasSuffix($0.0) }?.1
  }

  /// Complains about keys of a sentence that the model refuses, or that change nothing in what it says.
  private func check(_ sentence: String, _ text: String) throws {
    let keys = Self.keys(sentence)
    #expect(!keys.isEmpty, "no key in: \(sentence)")
    for key in keys {
      let value = try #require(Self.value(key), "no value for \(key)")
      #expect(throws: Never.self, "\(key) in: \(sentence)") {
        _ = try ModelFile.parse(text, file: "model.yaml", overrides: ["\(key)=\(value)"])
      }
    }
  }

  @Test(arguments: models)
  func `a warning at the end of a training names keys that the model takes`(_ model: Model) throws {
    let experiment = try ModelFile.parse(model.text, file: "model.yaml")
    for finding in Self.findings(model) {
      let sentence = experiment.advice(finding)
      try check(sentence, model.text)
      if let input = model.input, case .silent("hidden", _) = finding {
        #expect(sentence.contains("network.populations.hidden.\(input)"), "\(sentence)")
      }
    }
  }

  @Test(arguments: [
    ("lif, tau_m: 10 ms, tau_syn: 5 ms, r_max: 1 /ms", "bias"), ("lif, C_m: 100 pF", "I_e"),
    ("lif, C_m: 10 pF, E_L: 0 mV, tau_m: 10 ms, V_th: 1 mV, V_reset: 0 mV", "I_e"),
    ("lif_ode, tau_m: 10 ms, tau_syn: 5 ms, r_max: 1 /ms", "bias"),
    ("lif_ode, V_th: -50 mV", "I_e"),
    ("lif, V_th: -50 mV, I_e: {times: [0, 10], values: [0, 5]}", "I_e"),
    ("adex", "I_e"), ("eif", "I_e"), ("izhikevich", "I_e"), ("lif_cond", "I_e"),
    ("mine", "I_e"),
  ])
  func `a warning at the end of a simulation names keys that the model takes`(
    _ kind: String, _ input: String
  ) throws {
    guard kind == "mine" || NeuronModel.names.contains(String(kind.prefix { $0 != "," })) else {
      return
    }
    let text = """
      name: net
      membranes:
        mine:
          equations: dV/dt = -V/(10 ms) + I_e/(1 nF)
          threshold: V > 1 mV
          reset: V = 0 mV
          refractory: 1 ms
          on_arrival: V += w*1 mV
          initial: {V: 0 mV}
      network:
        populations:
          a: {size: 2, kind: poisson, rate: 10 Hz}
          b: {size: 2, kind: \(kind)}
        projections:
          - {from: a, to: b, weights: 0}
      simulate: {duration: 1 s}

      """
    let experiment = try ModelFile.parse(text, file: "model.yaml")
    let population = experiment.network.populations[1]
    for sentence in [
      experiment.silence(of: population), experiment.saturation(of: population, 0.95),
    ] {
      #expect(sentence.contains("network.populations.b.\(input)"), "\(sentence)")
      #expect(sentence.contains("network.projections.a->b.weights"), "\(sentence)")
      try check(sentence, text)
    }
  }

  @Test func `figures, limits and keys stand in the sentence`() throws {
    let spiking = try ModelFile.parse(SoundModel.learning.text, file: "model.yaml")
    #expect(
      spiking.advice(.moving(0.4836))
        == "free phases end before the network has settled: predictions are read "
        + "from outputs that still move by 48.4 % of the distance of their targets in a nudged phase (limit 50 %); "
        + "lengthen learning.phases.free; or lower network.projections.hidden->output.weights")
    #expect(
      spiking.advice(.undone(error: 0.9, least: 0.033, epoch: 2))
        == "learning undid itself: the error ends at "
        + "90 %, after 3.3 % in epoch 2; learning rates are probably too high: lower learning.rates.hidden->output "
        + "or learning.rates.input->hidden, or let them fall with learning.decay")
    #expect(
      spiking.advice(.silent(population: "hidden", fraction: 0.8))
        == "80 % of the units of 'hidden' are silent "
        + "(limit 75 %): they never fired in the last epoch; raise network.populations.hidden.bias, "
        + "network.projections.input->hidden.weights or network.projections.hidden->output.weights")
  }
}
