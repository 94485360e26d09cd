import EquilibriumPropagation
import Experiments
import Foundation
import Measurements
import Quantities
import Records
import Runs
import Workloads

/// A benchmark of `bench`.
enum Benchmark: Equatable {
  case engine(String, BenchmarkNetwork, Milliseconds)
  case song, gsl, train, rate

  /// The benchmarks that run when none is named.
  static let usual = ["dense", "jump", "cuba", "song", "gsl", "train", "rate"]
  static let names = usual + ["1250", "10000", "100000"]

  init?(name: String) {
    switch name {
    case "dense": self = .engine(name, .dense, 20_000.ms)
    case "jump": self = .engine(name, .jump, 10_000.ms)
    case "cuba": self = .engine(name, .cuba, 5000.ms)
    case "1250": self = .engine(name, .scaled(units: 1250, inputs: 1000), 4000.ms)
    case "10000": self = .engine(name, .scaled(units: 10_000, inputs: 1000), 1000.ms)
    case "100000": self = .engine(name, .scaled(units: 100_000, inputs: 1000), 300.ms)
    case "song": self = .song
    case "gsl": self = .gsl
    case "train": self = .train
    case "rate": self = .rate
    default: return nil
    }
  }

  /// Measures one repetition in this process.
  func measure() throws -> BenchResult.Row {
    switch self {
    case .engine(let name, let network, let end):
      let run = try EngineMeasurement(network.simulation(), until: end)
      return row(name, "\(network.description), \(Int(end.value)) ms", "synaptic events", run)
    case .song: return try song()
    case .gsl:
      let run = try EngineMeasurement.integratedNeuron(until: 100_000.ms)
      return row("gsl", "a LIF neuron by rkf45 of GSL, 100 s", "simulated ms", run, count: 100_000)
    case .train: return try train()
    case .rate: return try rate()
    }
  }

  private func row(
    _ name: String, _ what: String, _ unit: String, _ run: EngineMeasurement, count: Double? = nil
  ) -> BenchResult.Row {
    BenchResult.Row(
      name: name, what: what, unit: unit, count: count ?? Double(run.synapticEvents),
      spikes: run.spikes, processorSeconds: run.processorSeconds,
      peakMemory: ProcessorClock.peakMemory())
  }

  private func song() throws -> BenchResult.Row {
    let experiment = try ModelFile.load(try ModelLocation.resolve("song2000"))
    guard case .simulate(let settings) = experiment.task else {
      throw RunError.unavailable("the model song2000 is not a simulation")
    }
    let simulation = try SimulateRun.simulation(experiment, settings)
    let run = try EngineMeasurement(simulation, until: settings.duration)
    return row(
      "song", experiment.description + " 100 s", "simulated ms", run,
      count: settings.duration.value)
  }

  /// Changes of the model for its data: MNIST if its files are known, else drawn digits of the same size.
  private func data(_ train: Int) -> [String] {
    let sizes = ["data.train=\(train)", "data.validation=50", "data.test=50"]
    return sizes
      + (ProcessInfo.processInfo.environment["EQUISPIKE_MNIST"] == nil
        ? ["data.set=digits", "data.size=28"] : ["data.set=mnist"])
  }

  private func train() throws -> BenchResult.Row {
    let samples = 2000
    let experiment = try ModelFile.load(
      try ModelLocation.resolve("papers/mnist-spiking-1h"),
      overrides: data(samples) + [
        "network.populations.hidden.size=500", "learning.epochs=1", "learning.compare.every=0",
      ])
    guard case .learn(let settings, let request) = experiment.task else {
      throw RunError.unavailable("the model papers/mnist-spiking-1h does not learn")
    }
    let learning = try Learning(
      network: experiment.network, settings: settings, data: try RunData.load(request),
      seed: experiment.seed, threads: 1)
    let result = try learning.run(observer: SilentObserver())
    let epoch = result.epochs.last ?? Epoch()
    return BenchResult.Row(
      name: "train",
      what: "spiking equilibrium propagation, 784-500-10, the first \(samples) samples",
      unit: "samples", count: Double(samples), spikes: epoch.spikes,
      processorSeconds: epoch.processorSeconds ?? 0, peakMemory: ProcessorClock.peakMemory())
  }

  private func rate() throws -> BenchResult.Row {
    let samples = 10_000
    let experiment = try ModelFile.load(
      try ModelLocation.resolve("papers/speed"),
      overrides: data(samples) + ["training.epochs=1"])
    guard case .train(let model, let settings, let request) = experiment.task else {
      throw RunError.unavailable("the model papers/speed is not a training")
    }
    let training = RateTraining(
      model, settings: settings, data: try RunData.load(request), seed: experiment.seed, threads: 1)
    let result = try training.run(observer: SilentObserver())
    return BenchResult.Row(
      name: "rate", what: "rate-based equilibrium propagation, 784-512-10, T/K 30/10",
      unit: "samples", count: Double(samples), spikes: nil,
      processorSeconds: result.summary.processorSeconds, peakMemory: ProcessorClock.peakMemory())
  }
}
