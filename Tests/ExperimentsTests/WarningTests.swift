import Foundation
import Records
import Runs
import Testing

@testable import Experiments

/// Values that are taken, but of which the author hears.
@Suite struct WarningTests {
  private func warnings(
    _ model: SoundModel, _ changes: (String, String)..., overrides: [String] = []
  ) throws -> [String] {
    var text = model.text
    for (piece, other) in changes {
      precondition(text.contains(piece))
      text = text.replacing(piece, with: other, maxReplacements: 1)
    }
    return try ModelFile.parse(text, file: "model.yaml", overrides: overrides).warnings
      .map(\.sentence)
  }

  @Test(arguments: SoundModel.allCases)
  func `sound models have no warnings`(_ model: SoundModel)
    throws
  {
    #expect(try warnings(model) == [])
  }

  @Test func `weights that are drawn outside of their bounds are counted`() throws {
    let found = try warnings(
      .learning,
      ("weights: glorot_uniform}", "weights: {normal: {mean: 0, deviation: 1}}, bounds: [0, .inf]}")
    )
    #expect(found.count == 1)
    #expect(found[0].hasPrefix("model.yaml:8:42: "))
    #expect(found[0].contains(" of 6 weights are drawn outside of [0, .inf]"))
  }

  @Test func `a gate that opens before rates have followed an alternating nudge is told`() throws {
    func found(_ onset: String) throws -> [String] {
      try warnings(
        .learning,
        overrides: [
          "learning.rule=hebbian", "learning.nudging.scheme=alternating",
          "learning.phases.onset=\(onset)",
        ])
    }
    // Synapses of 10 ms.
    #expect(try found("20 ms") == [])
    let early = try found("19 ms")
    #expect(early.count == 1)
    #expect(early[0].contains("19 ms after each nudge") && early[0].contains("20 ms or more"))
    // Two copies have no nudge before.
    #expect(try warnings(.learning, overrides: ["learning.rule=hebbian"]) == [])
  }

  @Test func `a key that has no effect here is told at its place`() throws {
    #expect(
      try warnings(.simulation, ("weights: 1 pA", "weights: 1 pA, bounds: [0, 2]")) == [
        "model.yaml:7:47: 'bounds' has no effect: nothing changes the weights of 'a->b'"
      ])
    #expect(
      try warnings(
        .learning, ("weights: glorot_uniform}", "weights: glorot_uniform, release: 0.5}")) == [
          "model.yaml:8:67: 'release' has no effect: 'input' is clamped, and no spike is lost on the way"
        ])
    #expect(
      try warnings(.simulation, ("1 s}", "1 s, rewards: {times: [2 s, 3 s]}}")) == [
        "model.yaml:8:36: 'rewards' has no effect: no rule of 'plasticity' waits for reward",
        "model.yaml:8:44: 2 of 2 rewards come after the end of the simulation, at 1000 ms",
      ])
    #expect(
      try warnings(.learning, ("input->hidden: 0.1", "input->hidden: 0")) == [
        "model.yaml:13:26: the weights of 'input->hidden' do not learn: the rate is 0"
      ])
  }

  @Test func `more samples than there are, and samples that are left out, are told`() throws {
    #expect(
      try warnings(
        .learning,
        ("  rule: zero-area", "  compare: {every: 1, samples: 9}\n  batch: 5\n  rule: zero-area"))
        == [
          "model.yaml:12:32: 'samples' is 9, but there are 4 training samples: all of them are taken",
          "model.yaml:13:10: 'batch' is 5, but there are 4 training samples: they are one batch",
        ])
    let found = try warnings(.rate, overrides: ["data.train=107", "training.batch=20"])
    #expect(found.count == 1)
    #expect(
      found[0].hasPrefix(
        "override 'training.batch=20': batches of 20 leave out 7 of 107 training samples"))
    #expect(try warnings(.theorem, overrides: ["data.train=1", "theorem.samples=2"]).count == 1)
  }

  @Test
  func `biases of a rate model that are given and learn are told, unless their rate is given`()
    throws
  {
    let given = ("cost: squared-error", "cost: squared-error\n  biases: {hidden2: 0.5}")
    #expect(
      try warnings(.rate, given) == [
        "model.yaml:11:21: the biases of 'hidden2' begin like this and learn, with the rate 0.1 of the weights; "
          + "'training.bias_rates: {hidden2: 0}' holds them, 0.1 says that they are to learn"
      ])
    #expect(try warnings(.rate, given, overrides: ["training.bias_rates={hidden2: 0}"]) == [])
    #expect(try warnings(.rate, given, overrides: ["training.bias_rates={hidden2: 0.1}"]) == [])
    // The model with all defaults gives all rates.
    let full = try ModelFile.parse(
      SoundModel.rate.text.replacing(given.0, with: given.1), file: "a.yaml"
    ).yaml
    #expect(full.contains("bias_rates: {conv: 0.1, hidden2: 0.1, output: 0.05}"))
    #expect(try ModelFile.parse(full, file: "b.yaml").warnings.isEmpty)
  }

  @Test func `a clamp with values is no difference between network and twin`() throws {
    let clamp = (
      "input: {size: 2, kind: clamp}",
      "input: {size: 2, kind: clamp}\n    context: {size: 3, kind: clamp}"
    )
    for values in ["0.5", "[1, 0, 0.5]"] {
      #expect(
        try warnings(.learning, clamp, overrides: ["learning.clamps={context: \(values)}"]) == [])
    }
  }

  @Test func `a source that only the spiking network has is told, where there is a twin`() throws {
    let noise = (
      "input: {size: 2, kind: clamp}",
      "input: {size: 2, kind: clamp}\n    noise: {size: 2, kind: poisson, rate: 1 Hz}"
    )
    #expect(try warnings(.learning, noise).count == 1)
    #expect(try warnings(.learning, noise, overrides: ["learning.twin=false"]) == [])
  }
}
