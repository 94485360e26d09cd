import Measurements
import Networks
import Plasticity
import Protocols
import Quantities
import Testing

@testable import EquilibriumPropagation

@Suite struct RuleTests {
  private let output = "hidden->output total", input = "input->hidden total"

  @Test func `the zero-area rule gives the update of equilibrium propagation`() throws {
    let found = try Rig.agreements(Rig.settings())
    #expect(found[output]!.cosine > 0.98)
    #expect(found[input]!.cosine > 0.98)
    #expect((0.7...1.2).contains(found[output]!.relativeSize))
  }

  @Test func `the gated pair gives it in the sum of both directions`() throws {
    var settings = Rig.settings(GatedPair(tau: 20.ms))
    settings.phases.nudged = 80.ms
    settings.phases.tail = 160.ms
    let found = try Rig.agreements(settings)
    #expect(found[output]!.cosine > 0.98)
    #expect(found[input]!.cosine > 0.98)
  }

  @Test func `the contrastive rule gives it`() throws {
    var settings = Rig.settings(Contrastive(tau: 20.ms))
    settings.phases.nudged = 160.ms
    settings.phases.onset = 60.ms
    let found = try Rig.agreements(settings)
    #expect(found[output]!.cosine > 0.98)
    #expect(found[input]!.cosine > 0.98)
  }

  @Test func `the textbook pair is right forward, wrong backward and nothing in the sum`() throws {
    let found = try Rig.agreements(Rig.settings(PairSTDP(tauPlus: 10.ms, tauMinus: 10.ms)))
    #expect(found["hidden->output forward"]!.cosine > 0.5)
    #expect(found["hidden->output backward"]!.cosine < -0.5)
    #expect(
      found["hidden->output symmetric"]!.relativeSize
        < 1e-9 * found["hidden->output forward"]!.relativeSize)
  }

  @Test(arguments: [Nudging.Scheme.oneSided, .randomSign, .symmetric, .twin])
  func `every scheme gives it`(_ scheme: Nudging.Scheme) throws {
    var settings = Rig.settings()
    settings.nudging.scheme = scheme
    // One branch alone keeps what has not settled.
    settings.nudging.beta = 0.5
    settings.phases.free = 300.ms
    let found = try Rig.agreements(settings, sign: -1)
    let paired = scheme == .symmetric || scheme == .twin
    #expect(found[output]!.cosine > (paired ? 0.98 : 0.9))
  }

  @Test(arguments: [1, 2, 3])
  func `a plain symmetric window gives it in one copy whose nudges alternate`(run: Int) throws {
    var settings = Rig.settings(Hebbian(tau: 10.ms))
    settings.nudging = Nudging(.alternating, beta: 0.5)
    settings.phases.nudged = 80.ms
    settings.phases.onset = 40.ms
    let found = try Rig.agreements(settings, firstRun: run * 100)
    #expect(found[output]!.cosine > 0.95)
    #expect(found[input]!.cosine > 0.95)
    #expect((0.8...1.2).contains(found[output]!.relativeSize))
    // A gate that opens with the nudge reads what it was before.
    settings.phases.nudged = 40.ms
    settings.phases.onset = .zero
    let early = try Rig.agreements(settings, firstRun: run * 100)
    #expect(early[output]!.cosine < found[output]!.cosine)
    #expect(early[output]!.relativeSize < found[output]!.relativeSize)
  }

  @Test func `nudging of the activity gives it`() throws {
    var settings = Rig.settings()
    settings.nudging.form = .activity
    let found = try Rig.agreements(settings)
    #expect(found[output]!.cosine > 0.95)
  }

  @Test func `two hidden layers get it too`() throws {
    var settings = Rig.settings()
    settings.phases.nudged = 80.ms
    settings.learningRates["hidden->hidden 2"] = 0.05
    settings.learningRates["hidden 2->output"] = 0.05
    settings.learningRates["hidden->output"] = nil
    let network = Verification.layered(
      20, [25, 20], 5, inputGain: 0.7, gain: 0.9, hiddenBias: 0.1, outputBias: 0.2)
    let found = try Rig.agreements(settings, network: network)
    #expect(found["hidden 2->output total"]!.cosine > 0.98)
    #expect(found["hidden->hidden 2 total"]!.cosine > 0.9)
  }

  @Test(arguments: [true, false])
  func `spiking inputs work from end to end`(_ isPoisson: Bool) throws {
    var network = Rig.network
    let rates = [Double](repeating: 0, count: 20)
    network.populations[0] = Population(
      "input", size: 20,
      .source(isPoisson ? .poisson(rates: rates) : .regular(rates: rates, phase: .random)))
    var settings = Rig.settings()
    settings.compareEvery = 1
    settings.compareSamples = 6
    settings.epochs = 0
    let log = Log()
    let result = try Rig.learn(settings, network: network, log: log)
    #expect(result.epochs.count == 1)
    #expect(result.epochs[0].synapticEvents == nil)
    let cosine = log.epochs[0].agreements.first { $0.projection == "hidden->output" }?.cosine
    #expect((cosine ?? 0) > (isPoisson ? 0.3 : 0.9))
  }
}
