import Datasets
import Engine
import Measurements
import Networks
import Plasticity
import Protocols
import Quantities

/// Records one sample spike by spike: free phase, nudged phases of the first copy of the network, tail.
final class RasterRecorder: SimulationObserver {
  private let plan: LearningPlan
  private let worker: SampleWorker
  private var raster = Raster(spikes: SpikeTable(populations: [], sizes: []), start: 0, end: 0)
  private var membrane = Raster.Trace(name: "", axis: "V", times: [], values: [])
  /// The place of each population that is shown, from bottom to top.
  private var place: [Int32: Int] = [:]

  init(
    _ plan: LearningPlan, stores: [WeightStore]
  ) throws(LearningError) {
    self.plan = plan
    worker = try SampleWorker(plan, stores: stores)
  }

  /// The sample `index` of `data`, labelled with its label and the answer of the network.
  func record(
    _ data: Dataset, _ index: Int, parameters: Parameters
  ) throws(LearningError) -> Raster {
    let label = data.labels[index]
    // Clamped populations have no spikes.
    let shown = plan.network.populations.indices.filter { !plan.network.populations[$0].isClamped }
    place = Dictionary(uniqueKeysWithValues: shown.enumerated().map { (Int32($1), $0) })
    raster.spikes = SpikeTable(
      populations: shown.map { plan.network.populations[$0].name },
      sizes: shown.map { plan.network.populations[$0].size })
    let output = plan.network.populations[plan.output]
    let unit = min(label, output.size - 1)
    membrane = Raster.Trace(
      name: "\(output.name) \(unit)", axis: "V", times: [], values: [], threshold: 1)
    if case .lif(let lif) = output.units { membrane.threshold = lif.threshold }
    if case .membrane(let equations, _) = output.units {
      membrane.threshold = equations.threshold
    }
    let simulation = worker.simulation
    // About a thousand values in the free phase, and a bounded number in the nudged phase.
    let interval = max(
      plan.settings.phases.free * (1.0 / 1000), plan.settings.phases.nudged * (1.0 / 100_000))
    try learning { () throws(SimulationError) in
      simulation.add(observer: self)
      _ = try simulation.add(
        probe: Probe(
          .variable(population: output.name, name: "V", units: [unit]), every: interval))
    }
    let outcome = try worker.run(-1 - index, data, index, parameters)
    raster.label = "label \(label), answer \(outcome.prediction)"
    raster.phases = plan.phases(freeEnd: outcome.freeEnd)
    raster.end = raster.phases.last!.end
    membrane.spikeTimes = raster.spikeTimes(of: membrane.name)
    if !membrane.times.isEmpty { raster.traces = [membrane] }
    return raster
  }

  func observe(_ spikes: SpikeBatch) {
    raster.spikes.times += spikes.times
    raster.spikes.population += spikes.populations.map { place[$0] ?? 0 }
    raster.spikes.unit += spikes.units.map(Int.init)
  }

  func observe(_ samples: SampleBatch) {
    membrane.times.append(samples.time)
    membrane.values.append(samples.values[0])
  }
}
