import Datasets
import Engine
import Measurements
import Networks
import Plasticity
import Protocols
import Quantities
import Testing

@testable import EquilibriumPropagation

/// One copy of the network, whose nudges alternate and whose states may be continued.
@Suite struct OneLifeTests {
  private var settings: LearningSettings {
    var settings = Rig.settings(Hebbian(tau: 10.ms))
    settings.nudging = Nudging(.alternating, beta: 0.5)
    settings.phases.nudged = 40.ms
    settings.phases.onset = 20.ms
    return settings
  }

  @Test(arguments: [
    Source.poisson(rates: Array(repeating: 1, count: 20)),
    .regular(rates: Array(repeating: 1, count: 20), phase: .random),
  ])
  func `inputs that spike have trains of their own in each sample of a life`(_ input: Source) throws
  {
    var network = Rig.network
    network.populations[0] = Population("input", size: 20, .source(input))
    var settings = settings
    settings.states = .continued
    let plan = try LearningPlan(network, settings, seed: Seed(4))
    let learner = try SpikingLearner(plan, threads: 1)
    let worker = try SampleWorker(plan, stores: learner.stores)
    let recorder = SpikeRecorder()
    worker.simulation.add(observer: recorder)
    let data = Rig.data()
    /// The trains of the input, from the beginning of the sample on.
    func trains(_ run: Int, continues: Bool) throws -> [Double] {
      recorder.clear()
      let begin = continues ? worker.simulation.time.value : 0
      _ = try worker.run(
        run, data.train, 0, learner.parameters, learns: false, continues: continues)
      let spikes = recorder.spikes
      return spikes.times.indices.filter { spikes.populations[$0] == 0 }
        .map { ((spikes.times[$0] - begin) * 1e6).rounded() }
    }
    let first = try trains(1, continues: false), second = try trains(2, continues: true)
    #expect(!first.isEmpty && !second.isEmpty && first != second)
  }

  @Test func `all nudges of a sample are shown, the label's unit pulled up first`() throws {
    let plan = try LearningPlan(Rig.network, settings, seed: Seed(4))
    let learner = try SpikingLearner(plan, threads: 1)
    let data = Rig.data()
    let raster = try RasterRecorder(plan, stores: learner.stores)
      .record(data.test, 1, parameters: learner.parameters)
    #expect(
      raster.phases.map(\.name) == ["free", "nudged +", "nudged -", "nudged -", "nudged +"])
    #expect(raster.end == 240 && raster.spikes.times.allSatisfy { $0 <= 240 })
    #expect(raster.spikes.times.contains { $0 > 200 })
    let profile = try ActivityRecorder(plan, stores: learner.stores)
      .record(data.test, count: 5, parameters: learner.parameters)
    #expect(profile.phases == raster.phases)
    let label = try #require(profile.groups.first { $0.name.hasSuffix("unit of the label") })
    func mean(_ phase: Raster.Phase) -> Double {
      let bins = label.rates.indices.filter {
        Double($0) * profile.bin >= phase.start + 20 && Double($0 + 1) * profile.bin <= phase.end
      }
      return bins.reduce(0) { $0 + label.rates[$1] } / Double(bins.count)
    }
    let means = profile.phases.dropFirst().map(mean)
    #expect(means[0] > means[1] && means[3] > means[2])
  }

  @Test func `spikes after the last phase that is shown belong to no bin`() throws {
    // A tail of late potentiation, in a phase that is not a whole number of bins.
    var settings = Rig.settings(GatedPair(tau: 20.ms))
    settings.phases.tail = 160.ms
    settings.phases.free = 83.ms
    let plan = try LearningPlan(Rig.network, settings, seed: Seed(4))
    let learner = try SpikingLearner(plan, threads: 1)
    let profile = try ActivityRecorder(plan, stores: learner.stores)
      .record(Rig.data().test, count: 5, parameters: learner.parameters)
    let rates = try #require(profile.groups.first { $0.name == "hidden" }).rates
    #expect(Double(rates.count) * profile.bin - profile.phases.last!.end > 0.2 * profile.bin)
    let before = rates.dropLast().suffix(10), mean = before.reduce(0, +) / 10
    #expect(abs(rates.last! / mean - 1) < 0.25, "\(rates.last!) after \(mean) Hz")
  }

  @Test func `an update has one size in tied weights and in weights of one direction`() throws {
    // A pair with an area; its changes in both directions are alike on average.
    let rule = PairSTDP(potentiation: 1, depression: -0.5, tauPlus: 10.ms, tauMinus: 10.ms)
    let tied = try Rig.agreements(with(rule))
    var network = Rig.network
    network.projections[1].isSymmetric = false
    let oneWay = try Rig.agreements(with(rule), network: network)
    #expect((0.8...1.2).contains(tied["hidden->output total"]!.relativeSize))
    #expect((0.8...1.2).contains(oneWay["hidden->output total"]!.relativeSize))
    #expect((0.8...1.2).contains(tied["input->hidden total"]!.relativeSize))
  }

  private func with(_ rule: any SpikeTimingRule) -> LearningSettings {
    var settings = settings
    settings.rule = rule
    settings.phases.nudged = 80.ms
    settings.phases.onset = 40.ms
    return settings
  }

  @Test func `rules are compared where nudges alternate`() throws {
    let comparison = RuleComparison(
      network: Rig.network, settings: settings, data: Rig.data().train, samples: 12, seeds: 2,
      seed: Seed(4), threads: 1)
    let standard = try comparison.standard()
    let found = try comparison.measure(
      ComparisonSettings.Candidate(label: "hebbian", rule: settings.rule), against: standard)
    let rows = found.rows.filter { $0.part == "total" }
    #expect(rows.count == 2)
    for row in rows {
      let theory = try #require(row.predictedGain), gain = row.gain
      #expect(abs(gain / theory - 1) < 0.15, "\(row.projection): \(gain), predicted \(theory)")
      #expect(row.floor > 0 && row.floor < 1)
    }
  }
}
