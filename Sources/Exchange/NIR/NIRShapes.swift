/// The shapes of the values that leave the nodes of a graph.
///
/// A node of units has the shape of its largest parameter. If that is a single number, or one for each row or channel,
/// the node has the shape of the values that reach it; without such values, the shape of the parameter.
struct NIRShapes {
  /// The shapes of nodes, where known.
  private(set) var shapes: [String: [Int]] = [:]

  /// The shapes of `graph`, whose nodes have their required parameters.
  init(_ graph: NIRGraph) {
    let next = Dictionary(grouping: graph.edges, by: \.source).mapValues { $0.map(\.target) }
    for (name, node) in graph.nodes { shapes[name] = Self.own(node) }
    var waiting = shapes.keys.sorted()
    while let name = waiting.popLast() {
      guard let shape = shapes[name] else { continue }
      for other in next[name] ?? [] where shapes[other] == nil {
        guard let node = graph.nodes[other], let out = Self.after(node, shape) else { continue }
        shapes[other] = out
        waiting.append(other)
      }
    }
    for (name, node) in graph.nodes where NIRUnits.types.contains(node.type) {
      shapes[name] = shapes[name] ?? Self.largest(node)?.shape ?? [1]
    }
  }

  /// The shape that a node has by itself; nil if it depends on its input.
  private static func own(_ node: NIRNode) -> [Int]? {
    switch node.type {
    case "Input":
      let lengths = node.parameters["shape"]?.values ?? []
      let isFine = !lengths.isEmpty && lengths.allSatisfy { $0 >= 1 && $0 == $0.rounded() }
      return isFine && lengths.reduce(1, *) <= 1e7 ? lengths.map { Int($0) } : nil
    case "Linear", "Affine":
      guard let shape = node.parameters["weight"]?.shape, shape.count == 2 else { return nil }
      return [shape[0]]
    case _ where NIRUnits.types.contains(node.type):
      guard let largest = largest(node) else { return nil }
      return largest.shape.count > 1 && largest.shape.contains(1) ? nil : largest.shape
    default: return nil
    }
  }

  /// The parameter of units with the most numbers; nil if all are single numbers.
  private static func largest(_ node: NIRNode) -> NIRNode.Numbers? {
    let largest = node.parameters.values.max { $0.values.count < $1.values.count }
    return largest.flatMap { $0.values.count > 1 ? $0 : nil }
  }

  /// The shape after a node for values in `shape`; nil if the node cannot take them.
  private static func after(_ node: NIRNode, _ shape: [Int]) -> [Int]? {
    switch node.type {
    case "Flatten":
      var count = 1
      for length in shape {
        let (product, isTooMuch) = count.multipliedReportingOverflow(by: length)
        if isTooMuch { return nil }
        count = product
      }
      return [count]
    case "Scale", "Delay", "Identity": return shape
    case _ where NIRUnits.types.contains(node.type):
      guard let largest = largest(node) else { return shape }
      return largest.spread(over: shape) == nil ? largest.shape : shape
    case _ where NIRConvolution.types.contains(node.type):
      return try? NIRConvolution(node, shape: shape, as: .shape).shape
    default: return nil
    }
  }
}

extension NIRNode.Numbers {
  /// The numbers for values in `shape`: one for all, one for each, or broadcast by NumPy's rules; nil if they do not
  /// fit.
  func spread(over shape: [Int]) -> [Double]? {
    let count = shape.reduce(1, *)
    if values.count == 1 { return [Double](repeating: values[0], count: count) }
    if values.count == count { return values }
    let own = [Int](repeating: 1, count: max(0, shape.count - self.shape.count)) + self.shape
    guard own.count == shape.count, zip(own, shape).allSatisfy({ $0 == $1 || $0 == 1 }) else {
      return nil
    }
    var result: [Double] = []
    result.reserveCapacity(count)
    for place in 0..<count {
      var rest = place, offset = 0, stride = 1
      for axis in shape.indices.reversed() {
        if own[axis] > 1 { offset += rest % shape[axis] * stride }
        stride *= own[axis]
        rest /= shape[axis]
      }
      result.append(values[offset])
    }
    return result
  }
}
