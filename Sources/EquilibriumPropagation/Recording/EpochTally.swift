import Measurements
import Networks
import Protocols
import Quantities
import RateModel

/// Sums over the samples of an epoch, of a spiking network or of a rate model.
struct EpochTally: Codable, Sendable {
  var spikes = 0, events = 0, samples = 0
  var activity: [Int: Double] = [:]
  var active: [Int: [Bool]] = [:]
  /// By unit: sums of drifts, of their squares, and of the squares of nudging signals.
  var drift: [Double] = [], driftSquares: [Double] = [], signalSquares: [Double] = []
  /// Of a rate model: sum of costs, steps times samples, and the largest residual; nil if it was not measured.
  var cost = 0.0, steps = 0, residual: Double?

  /// The tally of a rate model.
  init() {}

  init(_ plan: LearningPlan) {
    for index in plan.stateful {
      active[index] = Array(repeating: false, count: plan.network.populations[index].size)
    }
  }

  mutating func add(_ report: RateTrainer.BatchReport) {
    cost += report.cost
    steps += report.steps
    if report.residual.isFinite { residual = max(residual ?? 0, report.residual) }
  }

  mutating func add(_ outcome: SampleOutcome) {
    spikes += outcome.spikes
    events += outcome.events
    samples += 1
    for (index, values) in outcome.freeActivity {
      activity[index, default: 0] += values.reduce(0, +) / Double(values.count)
      for (unit, value) in values.enumerated() where value > 0 { active[index]![unit] = true }
    }
    if drift.isEmpty {
      drift = Array(repeating: 0, count: outcome.drift.count)
      driftSquares = drift
      signalSquares = drift
    }
    for i in drift.indices {
      drift[i] += outcome.drift[i]
      driftSquares[i] += outcome.drift[i] * outcome.drift[i]
      signalSquares[i] += outcome.signal[i] * outcome.signal[i]
    }
  }

  func finish(_ record: inout Epoch, _ plan: LearningPlan) {
    record.spikes = spikes
    record.synapticEvents = events
    for index in plan.stateful {
      let name = plan.network.populations[index].name
      record.meanActivity[name] = (activity[index] ?? 0) / Double(max(samples, 1))
      record.silentFraction[name] =
        Double(active[index]!.count { !$0 }) / Double(active[index]!.count)
    }
    // Drift cancels in nudges that alternate.
    guard !plan.settings.nudging.contrast().isSequential, let shared = sharedDrift else { return }
    let n = Double(samples)
    let signal = signalSquares.reduce(0) { $0 + $1 / n }
    record.settlingDrift =
      signal > 0 ? windows(plan) * (max(shared.reduce(0, +), 0) / signal).squareRoot() : 0
  }

  /// The square of each unit's drift that all samples share; nil for a single sample.
  ///
  /// It is mean^2 - variance / n over n samples: spikes scatter the drifts of samples, and variance / n is the share of
  /// that scatter in the squared mean.
  private var sharedDrift: [Double]? {
    guard samples > 1 else { return nil }
    let n = Double(samples)
    return drift.indices.map { i in
      let mean = drift[i] / n
      let variance = (driftSquares[i] - n * mean * mean) / (n - 1)
      return mean * mean - variance / n
    }
  }

  /// Length of a nudged phase in readout windows; drifts are those of one window.
  private func windows(_ plan: LearningPlan) -> Double {
    plan.settings.phases.nudged / plan.settings.phases.readout
  }

  /// The distance by which the drives of population `index` still move in a nudged phase, as far as all samples share
  /// the motion; nil for a single sample.
  func movement(of index: Int, _ plan: LearningPlan) -> Double? {
    guard let sharedDrift, let place = plan.stateful.firstIndex(of: index) else { return nil }
    let first = plan.stateful[..<place].reduce(0) { $0 + plan.network.populations[$1].size }
    let own = sharedDrift[first..<first + plan.network.populations[index].size]
    return windows(plan) * max(own.reduce(0, +), 0).squareRoot()
  }
}
