import Networks

/// Convolutions and pooling as nodes.
extension NIRExport {
  /// The nodes of a projection: the one with its weights, and those before and after it with the endings of their names.
  struct Steps {
    var linear: NIRNode
    var before: [(ending: String, node: NIRNode)] = []
    var after: [(ending: String, node: NIRNode)] = []
  }

  /// `Conv2d` or `AvgPool2d`; `AvgPool2d` and `Conv2d`, or, where the kernel reads all that is pooled, `AvgPool2d`,
  /// `Flatten` and `Linear`.
  static func steps(_ map: KernelMap, _ weights: [Double]) -> Steps {
    let kernel = map.kernel, window = kernel.window
    if map.isPooling {
      var steps = Steps(linear: pool(kernel.size, stride: kernel.stride, padding: kernel.padding))
      if weights[0] != 1 {
        var scale = NIRNode("Scale")
        scale.parameters["scale"] = .init(
          shape: map.target.lengths, [Double](repeating: weights[0], count: map.target.count))
        steps.after = [("_scale", scale)]
      }
      return steps
    }
    let pooled = Shape(
      height: map.source.height / window, width: map.source.width / window,
      channels: map.source.channels)
    var steps = Steps(linear: NIRNode("Linear"))
    if window > 1 { steps.before = [("_pool", pool(window, stride: window, padding: 0))] }
    let isWhole = kernel.size == pooled.height && kernel.size == pooled.width
    if window > 1, isWhole, kernel.padding == 0 {
      steps.before.append(("_flat", flatten(pooled)))
      steps.linear.parameters["weight"] = .init(
        shape: [map.target.channels, pooled.count], weights)
      return steps
    }
    steps.linear = NIRNode("Conv2d")
    steps.linear.parameters = [
      "weight": .init(shape: map.shape, weights),
      "bias": .init(0, count: map.target.channels),
      "input_shape": .init(shape: [2], [Double(pooled.height), Double(pooled.width)]),
      "stride": .init(Double(kernel.stride), count: 2),
      "padding": .init(Double(kernel.padding), count: 2),
      "dilation": .init(1, count: 2),
      "groups": .init(shape: [], [1]),
    ]
    return steps
  }

  private static func pool(_ size: Int, stride: Int, padding: Int) -> NIRNode {
    var node = NIRNode("AvgPool2d")
    node.parameters = [
      "kernel_size": .init(Double(size), count: 2), "stride": .init(Double(stride), count: 2),
      "padding": .init(Double(padding), count: 2),
    ]
    return node
  }

  private static func flatten(_ shape: Shape) -> NIRNode {
    var node = NIRNode("Flatten")
    node.parameters = [
      "start_dim": .init(shape: [], [0]), "end_dim": .init(shape: [], [-1]),
      "input_type": .init(shape: [3], shape.lengths.map(Double.init)),
    ]
    return node
  }

  /// The `Flatten` that a `Linear` needs before it if `population` is arranged in maps.
  func flatten(_ population: String) -> [(ending: String, node: NIRNode)] {
    guard let index = source.network.index(of: population),
      let shape = source.network.populations[index].shape
    else { return [] }
    return [("_flat", Self.flatten(shape))]
  }

  /// Gives the parameters of a node of units, or the shape of an input or output, the shape of its maps.
  static func arrange(_ node: inout NIRNode, in shape: Shape) {
    for (key, numbers) in node.parameters {
      if key == "shape" {
        node.parameters[key] = .init(shape: [3], shape.lengths.map(Double.init))
      } else if numbers.values.count == shape.count {
        node.parameters[key] = .init(shape: shape.lengths, numbers.values)
      }
    }
  }
}

extension Shape {
  /// Channels, rows and columns.
  var lengths: [Int] { [channels, height, width] }
}
