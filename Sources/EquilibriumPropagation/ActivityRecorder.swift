import Datasets
import Engine
import Measurements
import Networks
import Protocols
import Quantities

/// Recorder of the activity of a network over both phases, from the spikes of several samples.
///
/// *Edge cases*: free phases that end early, at a tolerance, are aligned at their ends; a bin is the mean over the
/// samples that have it.
final class ActivityRecorder: SimulationObserver {
  private let plan: LearningPlan
  private let worker: SampleWorker
  private var place: [Int: Int] = [:]
  private var times: [Double] = [], populations: [Int] = [], units: [Int] = []
  /// Approximate number of bins of both phases together.
  private static let bins = 60

  init(_ plan: LearningPlan, stores: [WeightStore]) throws(LearningError) {
    self.plan = plan
    worker = try SampleWorker(plan, stores: stores)
    worker.simulation.add(observer: self)
  }

  /// The first `count` samples of `data`.
  func record(
    _ data: Dataset, count: Int, parameters: Parameters
  ) throws(LearningError) -> ActivityProfile {
    let network = plan.network, phases = plan.settings.phases
    let shown = network.populations.indices.filter { !network.populations[$0].isClamped }
    place = Dictionary(uniqueKeysWithValues: shown.enumerated().map { ($1, $0) })
    let output = place[plan.output]!
    let samples = min(count, data.count)
    let freeEnd = phases.free.value, end = phases.free.value + phases.nudged.value
    // The free phase is a whole number of bins, unless it is far shorter than one. The last bin may be cut off.
    let free = (Double(Self.bins) * freeEnd / end).rounded()
    let width = free > 0 ? freeEnd / free : end / Double(Self.bins)
    let bins = Int((end / width - 1e-9).rounded(.up))
    let names = shown.map { network.populations[$0].name }
    var groups = names
    groups[output] += ", unit of the label"
    groups.append(names[output] + ", other units")
    // Spikes over the product of units and time in which they were recorded.
    var spikes = [[Double]](
      repeating: [Double](repeating: 0, count: bins), count: groups.count)
    var watched = spikes
    var counts = shown.map { [Double](repeating: 0, count: network.populations[$0].size) }
    var freeTime = 0.0
    for index in 0..<samples {
      let label = data.labels[index]
      (times, populations, units) = ([], [], [])
      let outcome = try worker.run(
        -1 - index, drives: parameters.drives(plan, data.row(index), withInput: plan.clampsInput),
        rates: plan.clampsInput ? nil : data.row(index).map { $0 * plan.maximumRates[plan.input] },
        target: plan.settings.targets.values(label: label, classes: plan.outputSize), sign: 1)
      let shift = freeEnd - outcome.freeEnd
      freeTime += outcome.freeEnd
      for group in groups.indices {
        let members = Double(
          group == output
            ? 1
            : group == shown.count
              ? max(1, plan.outputSize - 1) : network.populations[shown[group]].size)
        for bin in 0..<bins {
          let low = max(Double(bin) * width, shift)
          watched[group][bin] += members * max(0, min(Double(bin + 1) * width, end) - low)
        }
      }
      for spike in times.indices {
        guard let population = place[populations[spike]] else { continue }
        if times[spike] < outcome.freeEnd { counts[population][units[spike]] += 1 }
        let bin = Int((times[spike] + shift) / width)
        guard bin >= 0, bin < bins else { continue }
        let isOther = population == output && units[spike] != label
        spikes[isOther ? shown.count : population][bin] += 1
      }
    }
    var profile = ActivityProfile(
      samples: samples, bin: width,
      phases: [
        Raster.Phase(name: "free", start: 0, end: freeEnd),
        Raster.Phase(name: "nudged", start: freeEnd, end: end),
      ])
    for (group, name) in groups.enumerated() {
      let rates = zip(spikes[group], watched[group]).map { $1 > 0 ? 1000 * $0 / $1 : 0 }
      profile.groups.append(ActivityProfile.Group(name: name, rates: rates))
    }
    for (name, counts) in zip(names, counts) {
      let rates = counts.map { freeTime > 0 ? 1000 * $0 / freeTime : 0 }
      profile.rates.append(ActivityProfile.Rates(population: name, values: rates))
    }
    return profile
  }

  func observe(_ spikes: SpikeBatch) {
    times += spikes.times
    populations += spikes.populations.map(Int.init)
    units += spikes.units.map(Int.init)
  }

  func observe(_ samples: SampleBatch) {}
}
