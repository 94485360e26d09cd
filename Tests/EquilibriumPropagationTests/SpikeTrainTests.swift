import Datasets
import Measurements
import Networks
import Plasticity
import Protocols
import Quantities
import Testing

@testable import EquilibriumPropagation

/// Networks whose samples are spike trains.
@Suite struct SpikeTrainTests {
  /// Pictures as regular trains: k spikes in each 60 ms.
  private static func set(_ count: Int, _ seed: Int) -> Dataset {
    var stream = Seed(9).branch(seed).stream()
    var spikes: [(sample: Int, unit: Int, time: Double)] = []
    for sample in 0..<count {
      for unit in 0..<20 {
        let number = Int(60 * stream.uniform()), shift = stream.uniform()
        for k in 0..<number {
          spikes.append((sample, unit, 60 * (Double(k) + shift) / Double(number)))
        }
      }
    }
    return Dataset(
      name: "set", trains: SpikeTrains(spikes, samples: count, units: 20, period: 60),
      labels: (0..<count).map { $0 % 5 }, classes: 5)
  }

  /// The same rates without the trains.
  private static func values(_ data: Dataset) -> Dataset {
    Dataset(name: "set", inputs: data.inputs, labels: data.labels, classes: 5, width: 20)
  }

  private static func network(_ source: Source) -> Network {
    var network = Rig.network
    network.populations[0].units = .source(source)
    return network
  }

  @Test func `trains teach what regular trains of their rates teach`() throws {
    let data = Self.set(12, 1)
    func split(_ data: Dataset) -> Split {
      Split(train: data, validation: data.subset([]), test: data.subset([]))
    }
    let regular = try Rig.agreements(
      Rig.settings(),
      network: Self.network(.regular(rates: Array(repeating: 1, count: 20), phase: .random)),
      data: split(Self.values(data)))
    let played = try Rig.agreements(
      Rig.settings(), network: Self.network(.samples), data: split(data))
    #expect(played.keys == regular.keys && !played.isEmpty)
    for (name, one) in played {
      let cosine = one.cosine, other = try #require(regular[name]).cosine
      #expect(cosine > other - 0.05, "\(name): \(cosine), \(other)")
    }
  }

  @Test func `both nudges play the same trains, whatever the number of threads`() throws {
    let data = Self.set(6, 2)
    let split = Split(train: data, validation: data.subset([0, 1]), test: data.subset([2]))
    let one = try Rig.learn(Rig.settings(), network: Self.network(.samples), data: split)
    let two = try Rig.learn(
      Rig.settings(), network: Self.network(.samples), data: split, threads: 2)
    #expect(one.weights == two.weights)
  }

  @Test func `drawn digits as Poisson trains are learned as from Poisson inputs of their rates`()
    throws
  {
    let digits = try DatasetCatalog.load(
      DatasetRequest(.digits, size: 8, train: 300, validation: 0, test: 200))
    var settings = Rig.settings(ZeroArea(fast: 10.ms, slow: 100.ms))
    settings.phases.free = 40.ms
    settings.phases.nudged = 30.ms
    settings.phases.readout = 10.ms
    settings.nudging.beta = 0.4
    settings.batch = 1
    settings.epochs = 2
    settings.learningRates = ["input->hidden": 0.2, "hidden->output": 0.05]
    settings.biasRates = ["hidden": 0.2, "output": 0.05]
    func error(_ source: Source, _ data: Split) throws -> Double {
      var network = Verification.layered(64, [30], 10, inputGain: 0.5, gain: 0.3)
      network.populations[0].units = .source(source)
      return try #require(
        try Rig.learn(settings, network: network, data: data, threads: 2).summary.testError)
    }
    let poisson = try error(.poisson(rates: Array(repeating: 1, count: 64)), digits)
    let played = try error(
      .samples,
      Split(
        train: Self.poisson(digits.train, 1), validation: Self.poisson(digits.validation, 2),
        test: Self.poisson(digits.test, 3)))
    // 90 % by chance; two binomial errors of 200 samples differ by 0.2 at most.
    #expect(poisson < 0.6 && played < poisson + 0.2, "\(played), \(poisson)")
  }

  /// The pictures as Poisson trains of 100 ms, at 1 per ms for a value of 1.
  private static func poisson(_ data: Dataset, _ seed: Int) -> Dataset {
    var stream = Seed(5).branch(seed).stream()
    var spikes: [(sample: Int, unit: Int, time: Double)] = []
    for sample in 0..<data.count {
      for (unit, rate) in data.row(sample).enumerated() {
        var time = stream.exponential(rate: rate)
        while time < 100 {
          spikes.append((sample, unit, time))
          time += stream.exponential(rate: rate)
        }
      }
    }
    return Dataset(
      name: data.name,
      trains: SpikeTrains(spikes, samples: data.count, units: data.features, period: 100),
      labels: data.labels, classes: data.classes)
  }

  @Test func `trains need an input that plays them, with their r_max, and the other way round`()
    throws
  {
    let data = Self.set(3, 3)
    func refusal(_ data: Dataset, _ source: Source) -> String {
      do {
        try Rig.settings().check(data, for: Self.network(source))
        return ""
      } catch { return error.description }
    }
    #expect(refusal(data, .samples) == "")
    #expect(refusal(Self.values(data), .clamp) == "")
    #expect(refusal(data, .clamp).contains("times: data"))
    #expect(refusal(Self.values(data), .samples).contains("samples are values"))
    let slow = Dataset(
      name: "set",
      trains: SpikeTrains([(0, 19, 1)], samples: 1, units: 20, period: 5, maximumRate: 0.1),
      labels: [0], classes: 5)
    #expect(refusal(slow, .samples).contains("data.r_max"))
  }
}
