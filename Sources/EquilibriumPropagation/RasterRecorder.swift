import Datasets
import Engine
import Networks
import Plasticity
import Quantities

/// Records one sample spike by spike: free phase, nudged phase of the first branch, tail.
final class RasterRecorder: SimulationObserver {
  private let plan: LearningPlan
  private let worker: SampleWorker
  private var raster = PhaseRaster()

  init(
    _ plan: LearningPlan, stores: [WeightStore]
  ) throws(LearningError) {
    self.plan = plan
    worker = try SampleWorker(plan, stores: stores)
  }

  func record(
    _ data: Dataset, _ index: Int, parameters: Parameters
  ) throws(LearningError) -> PhaseRaster {
    let label = data.labels[index]
    raster = PhaseRaster()
    raster.names = plan.network.populations.map(\.name)
    raster.sizes = plan.network.populations.map(\.size)
    raster.label = label
    let output = plan.network.populations[plan.output]
    let unit = min(label, output.size - 1)
    raster.membraneName = "\(output.name) \(unit)"
    if case .lif(let membrane) = output.units { raster.membraneThreshold = membrane.threshold }
    if case .membrane(let equations, _) = output.units {
      raster.membraneThreshold = equations.threshold
    }
    let simulation = worker.simulation
    let interval = plan.settings.phases.free * (1.0 / 400)
    try learning { () throws(SimulationError) in
      simulation.add(observer: self)
      _ = try simulation.add(
        probe: Probe(
          .variable(population: output.name, name: "V", units: [unit]), every: interval))
    }
    let outcome = try worker.run(
      -1 - index, drives: parameters.drives(plan, data.row(index), withInput: plan.clampsInput),
      rates: plan.clampsInput ? nil : data.row(index).map { $0 * plan.maximumRates[plan.input] },
      target: plan.settings.targets.values(label: label, classes: plan.outputSize), sign: 1)
    let phases = plan.settings.phases
    let end = outcome.freeEnd + phases.nudged.value
    raster.phases = [
      PhaseRaster.Phase(name: "free", start: 0, end: outcome.freeEnd),
      PhaseRaster.Phase(name: "nudged", start: outcome.freeEnd, end: end),
    ]
    if phases.tail > .zero && plan.settings.rule.hasTail {
      raster.phases.append(
        PhaseRaster.Phase(name: "tail", start: end, end: end + phases.tail.value))
    }
    return raster
  }

  func observe(_ spikes: SpikeBatch) {
    raster.times += spikes.times
    raster.population += spikes.populations.map(Int.init)
    raster.unit += spikes.units.map(Int.init)
  }

  func observe(_ samples: SampleBatch) {
    raster.membraneTimes.append(samples.time)
    raster.membrane.append(samples.values[0])
  }
}
