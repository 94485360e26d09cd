import Datasets
import Engine
import Networks
import Quantities

/// How active the populations are over the phases, averaged over samples.
public struct ActivityProfile: Sendable, Codable {
  /// Samples that were averaged.
  public var samples = 0
  /// Length of a bin [ms]; the first begins at 0.
  public var bin = 0.0
  /// End of the free phase, to which all samples are shifted, and of the nudged phase [ms].
  public var freeEnd = 0.0, end = 0.0
  /// Names of the groups: populations from bottom to top; the output is split into the unit of the label and
  /// the others.
  public var groups: [String] = []
  /// Mean rate of a unit in each bin, group by group [Hz].
  public var rates: [[Double]] = []
  /// Populations from bottom to top.
  public var populations: [String] = []
  /// Mean rate of each unit in the free phase, by population [Hz].
  public var unitRates: [[Double]] = []
}

/// Runs samples through both phases and counts spikes.
///
/// *Edge cases*: free phases that end early, at a tolerance, are shifted to end together; a bin is the mean over
/// the samples that have it.
final class ActivityRecorder: SimulationObserver {
  private let plan: LearningPlan
  private let worker: SampleWorker
  private var place: [Int: Int] = [:]
  private var times: [Double] = [], populations: [Int] = [], units: [Int] = []
  /// About how many bins both phases are divided into.
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
    var profile = ActivityProfile()
    profile.samples = min(count, data.count)
    profile.freeEnd = phases.free.value
    profile.end = phases.free.value + phases.nudged.value
    // The free phase is a whole number of bins, if it is not far shorter than one; the last bin of all may be cut off.
    let free = (Double(Self.bins) * profile.freeEnd / profile.end).rounded()
    profile.bin = free > 0 ? profile.freeEnd / free : profile.end / Double(Self.bins)
    let bins = Int((profile.end / profile.bin - 1e-9).rounded(.up))
    profile.populations = shown.map { network.populations[$0].name }
    profile.groups = profile.populations
    profile.groups[output] += ", unit of the label"
    profile.groups.append(profile.populations[output] + ", other units")
    // Spikes over unit-milliseconds that were watched.
    var spikes = [[Double]](
      repeating: [Double](repeating: 0, count: bins), count: profile.groups.count)
    var watched = spikes
    var counts = shown.map { [Double](repeating: 0, count: network.populations[$0].size) }
    var freeTime = 0.0
    for index in 0..<profile.samples {
      let label = data.labels[index]
      (times, populations, units) = ([], [], [])
      let outcome = try worker.run(
        -1 - index, drives: parameters.drives(plan, data.row(index), withInput: plan.clampsInput),
        rates: plan.clampsInput ? nil : data.row(index).map { $0 * plan.maximumRates[plan.input] },
        target: plan.settings.targets.values(label: label, classes: plan.outputSize), sign: 1)
      let shift = profile.freeEnd - outcome.freeEnd
      freeTime += outcome.freeEnd
      for group in profile.groups.indices {
        let members = Double(
          group == output
            ? 1
            : group == shown.count
              ? max(1, plan.outputSize - 1) : network.populations[shown[group]].size)
        for bin in 0..<bins {
          let low = max(Double(bin) * profile.bin, shift)
          watched[group][bin] +=
            members * max(0, min(Double(bin + 1) * profile.bin, profile.end) - low)
        }
      }
      for spike in times.indices {
        guard let population = place[populations[spike]] else { continue }
        if times[spike] < outcome.freeEnd { counts[population][units[spike]] += 1 }
        let bin = Int((times[spike] + shift) / profile.bin)
        guard bin >= 0, bin < bins else { continue }
        let isOther = population == output && units[spike] != label
        spikes[isOther ? shown.count : population][bin] += 1
      }
    }
    profile.rates = zip(spikes, watched).map { spikes, watched in
      zip(spikes, watched).map { $1 > 0 ? 1000 * $0 / $1 : 0 }
    }
    profile.unitRates = counts.map { $0.map { freeTime > 0 ? 1000 * $0 / freeTime : 0 } }
    return profile
  }

  func observe(_ spikes: SpikeBatch) {
    times += spikes.times
    populations += spikes.populations.map(Int.init)
    units += spikes.units.map(Int.init)
  }

  func observe(_ samples: SampleBatch) {}
}
