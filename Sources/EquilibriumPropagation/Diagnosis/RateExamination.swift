import Datasets
import Measurements
import Networks
import Protocols
import RateModel

/// An examination of a rate model at the end of a training: at its last parameters, on samples of the training set.
struct RateExamination {
  let experiment: RateExperiment
  let settings: RateTrainingSettings
  let data: Split
  /// The trainer with the parameters of the last epoch.
  let trainer: RateTrainer

  /// Number of examined samples: `samplesOfClass` times the number of classes, from `fewest` to `most`.
  private static let samplesOfClass = 8, fewest = 100, most = 1000

  /// All findings on a training with these epochs; none when it has not learned.
  func findings(_ records: [Epoch]) -> [Finding] {
    guard let last = records.last else { return [] }
    let examination = examination()
    var findings: [Finding] = []
    if settings.nudging.contrast().isPaired {
      if let movement = examination.movement, movement > Finding.largestMovement {
        findings.append(.moving(movement))
      }
    } else if let drift = examination.drift.map({ $0 * examination.error }),
      drift > Finding.largestDrift
    {
      findings.append(.drifting(drift))
    }
    let tolerance = settings.phases.tolerance
    if tolerance > 0, let residual = last.residual, residual > tolerance {
      findings.append(.residual(found: residual, tolerance: tolerance))
    }
    if let finding = ErrorCourse(records, data).finding { findings.append(finding) }
    let layers = experiment.architecture.layers
    for (index, layer) in layers.enumerated() {
      // With a readout, the last layer is one more hidden layer.
      let isOutput = index == experiment.architecture.output && !hasReadout
      let silent = examination.silent[index]
      if silent > (isOutput ? Finding.mostSilentOutputs : Finding.mostSilent) {
        findings.append(.silent(population: layer.name, fraction: silent))
      }
      if let saturated = examination.saturated[index], saturated > Finding.mostParts {
        findings.append(.saturated(population: layer.name, fraction: saturated))
      }
    }
    return findings
  }

  private var hasReadout: Bool { experiment.dynamics.cost == .crossEntropy }

  private func examination() -> RateTrainer.Examination {
    let train = data.train
    let samples = train.spread(
      min(max(Self.samplesOfClass * train.classes, Self.fewest), Self.most))
    return trainer.examine(
      inputs: samples.flatMap { train.row($0).map { Float($0) } },
      targets: settings.targets(of: samples, in: train), count: samples.count,
      distance: settings.targets.distance, samples: samples)
  }
}
