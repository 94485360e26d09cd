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
struct ActivityRecorder {
  private let plan: LearningPlan
  private let worker: SampleWorker
  private let recorder = SpikeRecorder()
  /// Approximate number of bins of both phases together.
  private static let bins = 60

  init(_ plan: LearningPlan, stores: [WeightStore]) throws(LearningError) {
    self.plan = plan
    worker = try SampleWorker(plan, stores: stores)
    worker.simulation.add(observer: recorder)
  }

  /// The first `count` samples of `data`.
  func record(
    _ data: Dataset, count: Int, parameters: Parameters
  ) throws(LearningError) -> ActivityProfile {
    let network = plan.network, phases = plan.settings.phases
    let shown = network.populations.indices.filter { !network.populations[$0].isClamped }
    let place = Dictionary(uniqueKeysWithValues: shown.enumerated().map { ($1, $0) })
    let output = place[plan.output]!
    let samples = min(count, data.count)
    let freeEnd = phases.free.value
    let shownPhases = plan.phases(freeEnd: freeEnd).filter { $0.name != "tail" }
    let end = shownPhases.last!.end
    // The free phase is a whole number of bins, unless it is far shorter than one. The last bin may be cut off.
    let free = (Double(Self.bins) * freeEnd / end).rounded()
    let width = free > 0 ? freeEnd / free : end / Double(Self.bins)
    let bins = Int((end / width - 1e-9).rounded(.up))
    let names = shown.map { network.populations[$0].name }
    var groups = names
    groups[output] += ", unit of the label"
    groups.append(names[output] + ", other units")
    var members = shown.map { Double(network.populations[$0].size) }
    members[output] = 1
    members.append(Double(max(1, plan.outputSize - 1)))
    // Spikes over the product of units and time in which they were recorded.
    var spikes = [[Double]](
      repeating: [Double](repeating: 0, count: bins), count: groups.count)
    var watched = spikes
    var counts = shown.map { [Double](repeating: 0, count: network.populations[$0].size) }
    var freeTime = 0.0
    for index in 0..<samples {
      let label = data.labels[index]
      recorder.clear()
      let outcome = try worker.run(-1 - index, data, index, parameters)
      let log = recorder.spikes
      let shift = freeEnd - outcome.freeEnd
      freeTime += outcome.freeEnd
      for (group, members) in members.enumerated() {
        for bin in 0..<bins {
          let low = max(Double(bin) * width, shift)
          watched[group][bin] += members * max(0, min(Double(bin + 1) * width, end) - low)
        }
      }
      for spike in 0..<log.count {
        let time = log.times[spike], unit = Int(log.units[spike])
        guard let population = place[Int(log.populations[spike])] else { continue }
        if time < outcome.freeEnd { counts[population][unit] += 1 }
        let bin = Int((time + shift) / width)
        guard bin >= 0, time + shift < end else { continue }
        let isOther = population == output && unit != label
        spikes[isOther ? shown.count : population][bin] += 1
      }
    }
    var profile = ActivityProfile(
      samples: samples, bin: width,
      phases: shownPhases)
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
}
