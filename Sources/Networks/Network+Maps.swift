extension Network {
  /// The geometry of a convolution or of pooling.
  ///
  /// *Errors*: a source without a shape, a kernel that does not fit, a target of another shape, properties that shared
  /// weights cannot have.
  ///
  /// - Precondition: The populations of the projection exist; its connectivity has a kernel.
  public func map(of projection: Projection) throws(NetworkError) -> KernelMap {
    guard let kernel = projection.connectivity.kernel,
      let from = populations.first(where: { $0.name == projection.source }),
      let to = populations.first(where: { $0.name == projection.target })
    else { preconditionFailure("The projection has no kernel or no populations.") }
    func refused(_ reason: String) -> NetworkError {
      .maps(projection: projection.name, reason: reason)
    }
    var isPooling = false
    if case .averagePooling = projection.connectivity { isPooling = true }
    let title = isPooling ? "pooling" : "a convolution"
    guard kernel.isValid else {
      throw refused("its kernel, stride and window must be 1 or more, its padding 0 or more")
    }
    guard from.name != to.name else {
      throw refused("\(title) joins two populations, but both ends are '\(from.name)'")
    }
    guard projection.delay.isUniform else {
      throw refused("the synapses of \(title) share their weights, and have one delay; give it one")
    }
    guard let source = from.shape else {
      throw refused(
        "\(title) reads places, but '\(from.name)' has no shape; give it "
          + "shape: [channels, rows, columns]")
    }
    let places = kernel.places(of: source)
    guard places.height > 0, places.width > 0 else {
      let windows = kernel.window > 1 ? " in windows of \(kernel.window) x \(kernel.window)" : ""
      throw refused(
        "a kernel of \(kernel.size) x \(kernel.size) with padding \(kernel.padding) does not fit "
          + "into \(source.height) x \(source.width) places\(windows); make it smaller")
    }
    let target = to.shape ?? Shape(to.size)
    let channels = isPooling ? source.channels : target.channels
    guard target.height == places.height, target.width == places.width,
      target.channels == channels
    else {
      throw refused(
        "\(title) of \(source.list) makes maps of \(places.height) x \(places.width) places, but "
          + "'\(to.name)' has \(to.shape.map { "shape \($0.list)" } ?? "\(to.size) units"); give "
          + "it shape: [\(channels), \(places.height), \(places.width)]")
    }
    if isPooling {
      switch projection.weights {
      case .constant: break
      case .explicit(let values) where values.count == 1: break
      default: throw refused("pooling has one weight for all synapses; give it a number")
      }
    }
    return KernelMap(kernel, source: source, target: target, isPooling: isPooling)
  }
}

extension Shape {
  /// [channels, rows, columns], as in model files.
  public var list: String { "[\(channels), \(height), \(width)]" }
}
