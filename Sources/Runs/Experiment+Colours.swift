import Experiments
import Records
import Reports

extension Experiment {
  /// The colours of the network in figures, found as a page does that has the run's `model.yaml` alone.
  var colours: NetworkColours? { NetworkColours(ModelText(yaml)) }
}
