import Networks

/// A convolution or pooling along a path, with its weights.
struct NIRKernel {
  var map: KernelMap
  /// The weights in the order of `KernelMap`.
  var weights: [Double]

  /// The same with the factors of its outputs; nil if they differ within a channel, or between channels that share a
  /// weight.
  func scaled(by factors: [Double]) -> NIRKernel? {
    let places = map.target.places
    precondition(factors.count == map.target.count)
    for k in factors.indices where factors[k] != factors[k / places * places] { return nil }
    var result = self
    if map.isPooling {
      guard factors.allSatisfy({ $0 == factors[0] }) else { return nil }
      if factors[0] != 1 { result.weights[0] *= factors[0] }
      return result
    }
    let block = weights.count / map.target.channels
    for k in weights.indices where factors[k / block * places] != 1 {
      result.weights[k] *= factors[k / block * places]
    }
    return result
  }

  /// Pooling, then this kernel, as one convolution that reads averages; nil if pooled places overlap or have a margin.
  func after(_ pooling: NIRKernel) -> NIRKernel? {
    let kernel = pooling.map.kernel
    guard pooling.map.isPooling, !map.isPooling, map.kernel.window == 1,
      kernel.stride == kernel.size, kernel.padding == 0, kernel.window == 1
    else { return nil }
    var own = map.kernel
    own.window = kernel.size
    return NIRKernel(
      map: KernelMap(own, source: pooling.map.source, target: map.target, isPooling: false),
      weights: pooling.weights[0] == 1 ? weights : weights.map { $0 * pooling.weights[0] })
  }

  /// A `Linear` node that reads all of a square map, as a kernel of its size; nil if the map is not square.
  static func whole(_ shape: Shape, _ weights: [Double]) -> NIRKernel? {
    guard shape.height == shape.width else { return nil }
    let target = Shape(weights.count / shape.count)
    return NIRKernel(
      map: KernelMap(Kernel(size: shape.height), source: shape, target: target, isPooling: false),
      weights: weights)
  }

  /// The full matrix [target, source].
  var matrix: [Double] {
    var result = [Double](repeating: 0, count: map.source.count * map.target.count)
    let share = map.share, columns = map.source.count
    map.forEach { i, j, k in result[j * columns + i] += share * weights[k] }
    return result
  }
}
