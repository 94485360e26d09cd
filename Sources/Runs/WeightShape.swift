import Measurements
import Networks
import Records

extension WeightTable {
  /// Weights of the projection `name` as they are written: [sources, targets] where each source has a synapse on each
  /// target, as a kernel [channels of the target, channels of the source, rows, columns] where synapses share weights,
  /// else one for each synapse, sorted by source, then target.
  init(_ name: String, of network: Network, values: [Double]) {
    var shape = [values.count]
    if let projection = network.projection(name), projection.isFull {
      let sizes = network.sizes(of: projection)
      if sizes.sources * sizes.targets == values.count { shape = [sizes.sources, sizes.targets] }
    } else if let projection = network.projection(name), projection.connectivity.kernel != nil,
      let map = try? network.map(of: projection), map.count == values.count
    {
      shape = map.shape
    }
    self.init(projection: name, shape: shape, values: values)
  }
}
