import Experiments
import Foundation
import Runs

/// A model with its sizes and estimated costs: the output of `run --dry-run`.
struct RunPreview: Encodable {
  let name: String
  let model: String
  let threads: Int
  let estimate: Estimate

  init(_ experiment: Experiment, threads: Int) {
    name = experiment.name
    model = experiment.yaml
    self.threads = threads
    estimate = Estimate(experiment, threads: threads)
  }

  /// The model file, and numbers as comments below it.
  var text: String {
    """
    \(model)
    # units            \(estimate.units)
    # synapses         \(Int(min(estimate.synapses.rounded(), 1e18)))
    # memory           about \(Estimate.bytes(estimate.memory))
    # synaptic events  about \(String(format: "%.2g", estimate.synapticEvents))
    # time             about \(Estimate.duration(estimate.seconds)) on \(threads) threads
    """
  }
}
