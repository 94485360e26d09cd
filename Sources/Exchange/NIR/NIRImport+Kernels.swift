import Networks
import Quantities

/// Projections with shared weights from paths.
extension NIRImport {
  /// Arranges a population in maps; false if it is arranged otherwise.
  mutating func arrange(_ population: String, _ shape: Shape) -> Bool {
    guard let index = result.network.index(of: population) else { return false }
    let own = result.network.populations[index].shape
    // Units of one place need no shape.
    if own == nil, shape.places == 1 { return true }
    guard own == nil || own == shape else { return false }
    result.network.populations[index].shape = shape
    return true
  }

  /// Adds a convolution or pooling between two whole populations.
  mutating func add(
    _ kernel: NIRKernel, _ path: NIRPaths.Path, _ source: Part, _ target: Part, symmetric: Bool
  ) throws(ExchangeError) {
    let node = linear(path).flatMap { graph.nodes[$0] }
    let form = kernel.map.kernel
    let delay = (path.delays.first ?? 0) + (path.lateDelays?.first ?? 0)
    var projection = Projection(
      from: source.population, to: target.population,
      name: name(node, source.population, target.population),
      connectivity: kernel.map.isPooling ? .averagePooling(form) : .convolution(form),
      weights: kernel.map.isPooling
        ? .constant(kernel.weights[0]) : .explicit(kernel.weights),
      delay: .uniform(self.delay(path, delay)), symmetric: symmetric)
    projection.release = node?.metadata["release"]?.number ?? 1
    result.network.projections.append(projection)
  }

  /// The weights of the only `Conv2d` on a path from held values whose `Scale` is 1 / current, as `plainWeights` of
  /// matrices; nil otherwise.
  func plainKernel(_ path: NIRPaths.Path, _ words: Words) -> [Double]? {
    guard let kernel = path.kernel, let scale = path.factors.first, scale != 1,
      let current = Words.one(words.current), scale == 1 / current || current == 1 / scale,
      let name = linear(path), path.nodes.last == name,
      let plain = graph.nodes[name]?.parameters["weight"]?.values,
      plain.count == kernel.weights.count,
      zip(plain, kernel.weights).allSatisfy({ $0 * scale == $1 })
    else { return nil }
    return plain
  }
}
