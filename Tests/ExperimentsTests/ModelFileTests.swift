import Foundation
import Networks
import Quantities
import Runs
import Testing

@testable import Experiments

@Suite struct ModelFileTests {
  @Test(arguments: BrokenModel.all)
  func `a mistake is told with its place and what would be right`(_ model: BrokenModel) {
    #expect(message(model.text) == model.message)
  }

  @Test func `the broken models are found`() { #expect(BrokenModel.all.count > 150) }

  @Test(arguments: brokenOverrides)
  func `a mistake in an override points at the override`(_ change: BrokenOverride) {
    #expect(message(SoundModel.learning.text, change.overrides) == change.message)
  }

  @Test(arguments: SoundModel.allCases)
  func `the models that the others are made from are sound`(_ model: SoundModel) {
    #expect(message(model.text) == "")
  }

  @Test func `a file that is not there, or a folder, is told apart`() {
    #expect(throws: ModelError.missing(path: "/no/such.yaml")) {
      try ModelFile.load("/no/such.yaml")
    }
    #expect(throws: ModelError.unreadable(path: "/tmp", reason: "it is a directory")) {
      try ModelFile.load("/tmp")
    }
  }

  @Test func `bytes that are not UTF-8 and files that are too large are refused`() throws {
    let path = FileManager.default.temporaryDirectory.path + "/equispike-\(UUID()).yaml"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data([0x6E, 0xFF, 0xFE]).write(to: URL(fileURLWithPath: path))
    #expect(loading(path) == "\(path): error: not UTF-8 text")
    try Data(repeating: 0x20, count: ModelFile.limit + 1).write(to: URL(fileURLWithPath: path))
    #expect(loading(path) == "\(path): error: larger than 8 MiB, too large for a model file")
  }

  @Test func `nesting is limited`() {
    let text = "name: " + String(repeating: "[", count: 500) + String(repeating: "]", count: 500)
    #expect(message(text).hasPrefix("model.yaml:1:66: error: nested more than 60 levels deep"))
    let deep = String(repeating: "[", count: 100_000)
    #expect(message(deep).contains("not YAML"))
  }

  @Test func `an override changes one value, removes it, or goes below a short form`() throws {
    func learn(_ overrides: String...) throws -> String {
      try ModelFile.parse(SoundModel.learning.text, file: "model.yaml", overrides: overrides).yaml
    }
    let before = try learn()
    #expect(try learn("learning.epochs=7").contains("epochs: 7"))
    #expect(try learn("learning.epochs=7", "learning.epochs=null") == before)
    #expect(try learn("network.populations.hidden.tau_m=0.02 s").contains("tau_m: 20 ms"))
    #expect(try learn("learning.rule.tau_fast=5 ms").contains("tau_fast: 5 ms"))
    #expect(
      try learn("network.projections.hidden->output.weights={uniform: [0, 1]}")
        .contains("weights: {uniform: [0, 1]}"))
    #expect(try learn("network.projections.0.weights=0.5").contains("weights: 0.5"))
    #expect(try learn("seed=18446744073709551615").contains("seed: 18446744073709551615"))
    #expect(try learn("description=\"a=b: c\"").contains("description: \"a=b: c\""))
  }

  @Test func `what is read is what was written`() throws {
    let experiment = try ModelFile.parse(
      """
      name: one
      network:
        populations:
          a: {size: 2, kind: lif, C_m: 0.2 nF, tau_m: 0.02 s, I_e: 1.5 nA, V_0: [-60 mV, -0.05 V],
              tau_syn: 5}
          p: {size: 2, kind: poisson, rate: 5 Hz}
        projections:
          - {from: p, to: a, weights: {normal: {mean: 1 nA, deviation: 10 pA}}, delay: 100 us,
             connect: {probability: 50 %}, name: drive}
      simulate: {duration: 2}
      """, file: "model.yaml")
    guard case .lif(let membrane) = experiment.network.populations[0].units else {
      Issue.record("not a lif")
      return
    }
    #expect(membrane.capacitance == 200)
    #expect(membrane.membraneTimeConstant == 20.ms)
    #expect(membrane.current == 1500)
    #expect(membrane.initial == .perUnit([-60, -50]))
    #expect(membrane.synapse == .exponential(excitatory: 5.ms, inhibitory: 5.ms))
    #expect(experiment.network.populations[0].drive == nil)
    #expect(experiment.network.populations[1].units.rates == [0.005, 0.005])
    let projection = try #require(experiment.network.projection("drive"))
    #expect(projection.weights == .normal(mean: 1000, deviation: 10))
    #expect(projection.delay == .uniform(0.1.ms))
    #expect(projection.connectivity == .probability(0.5))
  }

  private func loading(_ path: String) -> String {
    do throws(ModelError) {
      _ = try ModelFile.load(path)
      return ""
    } catch {
      return error.description
    }
  }
}

/// All that is said about a model file; empty when it is sound.
func message(_ text: String, _ overrides: [String] = []) -> String {
  do throws(ModelError) {
    _ = try ModelFile.parse(text, file: "model.yaml", overrides: overrides)
    return ""
  } catch {
    return error.description
  }
}

extension Population.Units {
  /// The rates of a Poisson population.
  fileprivate var rates: [Double]? {
    if case .source(.poisson(let rates)) = self { rates } else { nil }
  }
}
