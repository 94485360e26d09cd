import Networks
import Quantities

/// Ways between units as projections.
extension NIRImport {
  /// All ways become projections, those with tied weights symmetric ones.
  mutating func projections(_ paths: [NIRPaths.Path]) throws(ExchangeError) {
    for path in paths where graph.nodes[path.target]!.type == "Input" {
      throw ExchangeError.damaged(
        file: file, place: "/node/nodes/\(path.target)", reason: "something leads into an Input")
    }
    var done = Set<Int>()
    let sorted = paths.enumerated().sorted { a, b in
      let (p, q) = (rank(a.element), rank(b.element))
      return p == q ? a.offset < b.offset : p < q
    }.map(\.element)
    // Where partners may be: ways with the same name of a projection, ways through the Linear that one is tied to.
    var named: [String: [Int]] = [:], through: [String: [Int]] = [:]
    for (index, path) in sorted.enumerated() {
      guard path.matrix != nil, let linear = linear(path) else { continue }
      through[linear, default: []].append(index)
      if let name = graph.nodes[linear]!.metadata["projection"]?.text {
        named[name, default: []].append(index)
      }
    }
    for (index, path) in sorted.enumerated() where !done.contains(index) {
      var path = path
      let metadata = linear(path).flatMap { graph.nodes[$0] }?.metadata ?? [:]
      if let partner = metadata["projection"]?.text.flatMap({ named[$0] })?.first(where: {
        $0 > index && !done.contains($0) && isOtherSign(path, sorted[$0])
      }) {
        done.insert(partner)
        path.matrix = zip(path.matrix!, sorted[partner].matrix!).map { $0 + $1 }
      }
      var isSymmetric = false
      if let partner = metadata["tied_to"]?.text.flatMap({ through[$0] })?.first(where: {
        $0 > index && !done.contains($0) && isTied(path, sorted[$0])
      }) {
        done.insert(partner)
        isSymmetric = true
      }
      try add(path, symmetric: isSymmetric)
    }
  }

  /// Whether two ways are the weights of both signs of one projection.
  private func isOtherSign(_ a: NIRPaths.Path, _ b: NIRPaths.Path) -> Bool {
    guard let p = ports[a.target], let q = ports[b.target], p.unit == q.unit, a.source == b.source,
      p.isInhibitory != q.isInhibitory, a.bias == nil, b.bias == nil, a.delays == b.delays,
      a.factors == b.factors, a.matrix?.count == b.matrix?.count, a.matrix != nil,
      words[a.target]?.spike == words[b.target]?.spike, let first = linear(a),
      let second = linear(b),
      let name = graph.nodes[first]!.metadata["projection"]?.text
    else { return false }
    return graph.nodes[second]!.metadata["projection"]?.text == name
  }

  private func check(_ path: NIRPaths.Path, isAnalogue: Bool) throws(ExchangeError) {
    if let port = ports[path.target] {
      let values = path.matrix ?? path.factors
      if let isInhibitory = port.isInhibitory,
        values.contains(where: { isInhibitory ? $0 > 0 : $0 < 0 }), !isMixed(path)
      {
        throw .unsupported(
          file: file, place: "/node/nodes/\(path.target)",
          what: "weights of the wrong sign lead to it")
      }
    } else if !isAnalogue, portUnits.values.contains(path.target) {
      throw .unsupported(
        file: file, place: "/node/nodes/\(path.target)",
        what: "spikes reach it both through LI and directly; the simulator has one kind of synapse")
    }
  }

  /// Whether both signs were put together, which may only be done when each was right.
  private func isMixed(_ path: NIRPaths.Path) -> Bool {
    linear(path).flatMap { graph.nodes[$0]?.metadata["projection"] } != nil
      && portUnits.values.count { $0 == portUnits[path.target] } == 2
  }

  /// The number that metadata give a projection; the transposed half of a pair has none.
  private func rank(_ path: NIRPaths.Path) -> Double {
    path.nodes.compactMap { graph.nodes[$0]?.metadata["order"]?.number }.first ?? .infinity
  }

  private func linear(_ path: NIRPaths.Path) -> String? {
    path.nodes.first { graph.nodes[$0]?.type == "Linear" }
  }

  /// Whether two ways have one set of weights, as metadata say, to the last bit.
  private func isTied(_ a: NIRPaths.Path, _ b: NIRPaths.Path) -> Bool {
    guard a.source == b.target, a.target == b.source, let first = linear(a), let second = linear(b),
      graph.nodes[first]!.metadata["tied_to"]?.text == second,
      graph.nodes[second]!.metadata["tied_to"]?.text == first,
      graph.nodes[a.source]!.type != "Input",
      let p = a.matrix, let q = b.matrix, p.count == q.count, a.bias == nil, b.bias == nil,
      Set(a.delays).count == 1, Set(b.delays).count == 1, a.delays[0] == b.delays[0],
      words[a.source]?.spike == words[a.target]?.spike
    else { return false }
    let rows = a.width, columns = a.factors.count
    for i in 0..<rows {
      for j in 0..<columns where p[i * columns + j] != q[j * rows + i] { return false }
    }
    return true
  }

  private mutating func add(_ path: NIRPaths.Path, symmetric: Bool) throws(ExchangeError) {
    let unit = portUnits[path.target] ?? path.target
    let source = populations[path.source]!, target = populations[unit]!
    let isAnalogue = graph.nodes[path.source]!.type == "Input" && isClamped(source)
    try check(path, isAnalogue: isAnalogue)
    let words = words[path.target]!
    if let bias = path.bias {
      // A constant that reaches a unit is a constant current.
      let old = extra[unit] ?? [Double](repeating: 0, count: bias.count)
      extra[unit] = zip(old, bias).map { $0 + $1 * words.current }
    }
    let columns = path.factors.count, rows = path.width
    let node = linear(path).flatMap { graph.nodes[$0] }
    let isDense =
      path.matrix != nil && !path.isSparse && node?.metadata["connect"]?.text != "nonzero"
    let isWithin = path.source == unit
    let plain = isAnalogue ? plainWeights(path, words) : nil
    let matrix = plain ?? path.matrix
    let factor = plain != nil ? 1 : isAnalogue ? words.current : words.spike
    func value(_ weight: Double) -> Double { factor == 1 ? weight : weight * factor }
    var pairs: [Connectivity.Pair] = [], weights: [Double] = []
    if let matrix {
      for j in 0..<columns {
        for i in 0..<rows {
          let weight = matrix[i * columns + j]
          guard isDense ? !(isWithin && i == j && weight == 0) : weight != 0 else { continue }
          pairs.append(.init(j, i))
          weights.append(value(weight))
        }
      }
    } else {
      pairs = (0..<min(rows, columns)).map { .init($0, $0) }
      weights = pairs.map { value(path.factors[$0.source]) }
    }
    let isFull = pairs.count == rows * columns - (isWithin ? rows : 0)
    let hasSelf = isWithin && pairs.contains { $0.source == $0.target }
    var projection = Projection(
      from: source, to: target, name: name(node, source, target),
      connectivity: isFull && isDense && !hasSelf ? .dense : .list(pairs),
      weights: .explicit(weights), delay: try delay(path, pairs), symmetric: symmetric)
    projection.release = node?.metadata["release"]?.number ?? 1
    result.network.projections.append(projection)
  }

  private func isClamped(_ name: String) -> Bool {
    result.network.populations.contains { $0.name == name && $0.isClamped }
  }

  /// The weights of the only `Linear` on a way, where the `Scale` before it is 1 / current: their product would be
  /// the weights up to rounding. nil elsewhere.
  private func plainWeights(_ path: NIRPaths.Path, _ words: Words) -> [Double]? {
    guard let matrix = path.matrix, let scale = path.factors.first, scale != 1,
      path.factors.allSatisfy({ $0 == scale }),
      scale == 1 / words.current || words.current == 1 / scale,
      let name = linear(path), path.nodes.last == name,
      path.nodes.count(where: { graph.nodes[$0]?.parameters["weight"] != nil }) == 1,
      let plain = graph.nodes[name]?.parameters["weight"]?.values, plain.count == matrix.count,
      zip(plain, matrix).allSatisfy({ $0 * scale == $1 })
    else { return nil }
    return plain
  }

  private mutating func name(_ node: NIRNode?, _ source: String, _ target: String) -> String {
    if let own = node?.metadata["projection"]?.text, !projectionNames.taken.contains(own),
      own.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "_->".contains($0)) }),
      !own.isEmpty
    {
      return projectionNames.take(own, numbered: "-")
    }
    return projectionNames.take("\(source)->\(target)", numbered: "-")
  }

  private func delay(
    _ path: NIRPaths.Path, _ pairs: [Connectivity.Pair]
  ) throws(ExchangeError) -> Delay {
    guard let first = path.delays.first, Set(path.delays) != [0] else { return .uniform(.zero) }
    if Set(path.delays).count == 1 {
      let own = path.nodes.compactMap { graph.nodes[$0]?.metadata["delay_ms"]?.number }
      if own.count == 1, own[0] / 1000 == first { return .uniform(own[0].ms) }
      return .uniform(NIRMembrane.milliseconds(first))
    }
    return .perSynapse(pairs.map { NIRMembrane.milliseconds(path.delays[$0.source]) })
  }
}
