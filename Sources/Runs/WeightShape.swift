import Measurements
import Networks
import Records

extension WeightTable {
  /// Weights of the projection `name` as they are written: [sources, targets] where each source has a synapse on each
  /// target, else one for each synapse, sorted by source, then target.
  init(_ name: String, of network: Network, values: [Double]) {
    var shape = [values.count]
    if let projection = network.projection(name), projection.isFull {
      let sizes = network.sizes(of: projection)
      if sizes.sources * sizes.targets == values.count { shape = [sizes.sources, sizes.targets] }
    }
    self.init(projection: name, shape: shape, values: values)
  }
}
