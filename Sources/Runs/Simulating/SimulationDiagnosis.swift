import EquilibriumPropagation
import Experiments
import Measurements
import Networks
import Records

/// Findings on a simulation that has ended that were probably not meant, each with the key to change.
struct SimulationDiagnosis {
  /// One sentence for each finding.
  private(set) var warnings: [String] = []

  /// Up to this bound on the error of a step, the sixth spike of `adex-adaptation` (at 236 ms) moves by
  /// 0.03 ms with rkf45; with ten times as much by 1.2 ms. With rk8pd it moves by 0.01 ms in both.
  static let coarse = 1e-4

  init(_ experiment: Experiment, _ summary: SimulationSummary) {
    for row in summary.populations {
      guard let population = experiment.network.populations.first(where: { $0.name == row.name }),
        !population.isSource
      else { continue }
      if row.spikes == 0 && !population.isSilent && !experiment.expectsSilence(of: row.name) {
        warnings.append(experiment.silence(of: population))
      }
      if let part = population.saturation(rate: row.rate / 1000) {
        warnings.append(experiment.saturation(of: population, part))
      }
      if case .membrane(_, let integration) = population.units,
        max(integration.absoluteTolerance, integration.relativeTolerance) > Self.coarse
      {
        warnings.append(
          "the tolerance of '\(row.name)' is coarse: a step may be wrong by \(integration.absoluteTolerance) "
            + "or \(integration.relativeTolerance) of each variable, and spike times with it; lower "
            + "network.populations.\(row.name).solver.abs_tol and rel_tol, by default 1e-9")
      }
    }
  }
}

extension Experiment {
  /// True if the model file claims that this population has no spikes.
  fileprivate func expectsSilence(of population: String) -> Bool {
    expectations.contains { expectation in
      expectation.quantity == .spikes && expectation.parts == [population]
        && expectation.bounds.contains { bound in
          switch bound {
          case .equals(0, _), .max(0): true
          default: false
          }
        }
    }
  }
}
