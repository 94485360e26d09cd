import Networks
import Quantities

/// Projections from paths between units.
extension NIRImport {
  /// Adds a projection for each path; two paths with tied weights become one symmetric projection.
  mutating func projections(_ paths: [NIRPaths.Path]) throws(ExchangeError) {
    for path in paths where graph.nodes[path.target]!.type == "Input" {
      throw damaged(node: path.target, "something leads into an Input")
    }
    var done = Set<Int>()
    let sorted = paths.enumerated().sorted { a, b in
      let (p, q) = (rank(a.element), rank(b.element))
      return p == q ? a.offset < b.offset : p < q
    }.map(\.element)
    // Candidates for partners: paths with the same projection name, and paths through the Linear to which one is tied.
    var named: [String: [Int]] = [:], through: [String: [Int]] = [:]
    for (index, path) in sorted.enumerated() {
      guard path.matrix != nil || path.kernel != nil, let linear = linear(path) else { continue }
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
        if let other = sorted[partner].kernel {
          path.kernel!.weights = zip(path.kernel!.weights, other.weights).map { $0 + $1 }
        } else {
          path.matrix = zip(path.matrix!, sorted[partner].matrix!).map { $0 + $1 }
        }
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

  /// True if two paths are the positive and the negative weights of one projection.
  private func isOtherSign(_ a: NIRPaths.Path, _ b: NIRPaths.Path) -> Bool {
    guard let p = ports[a.target], let q = ports[b.target], p.unit == q.unit, a.source == b.source,
      p.isInhibitory != q.isInhibitory, a.bias == nil, b.bias == nil, a.delays == b.delays,
      a.factors == b.factors, a.matrix?.count == b.matrix?.count, a.kernel?.map == b.kernel?.map,
      a.matrix != nil || a.kernel?.map.isPooling == false,
      words[a.target]?.spike == words[b.target]?.spike, a.lateDelays == nil,
      b.lateDelays == nil, let first = linear(a),
      let second = linear(b),
      let name = graph.nodes[first]!.metadata["projection"]?.text
    else { return false }
    return graph.nodes[second]!.metadata["projection"]?.text == name
  }

  private func check(_ path: NIRPaths.Path, isAnalogue: Bool) throws(ExchangeError) {
    if let port = ports[path.target] {
      let values = path.matrix ?? path.kernel?.weights ?? path.factors
      if let isInhibitory = port.isInhibitory,
        values.contains(where: { isInhibitory ? $0 > 0 : $0 < 0 }), !isMixed(path)
      {
        throw unsupported(node: path.target, "weights of the wrong sign lead to it")
      }
    } else if !isAnalogue, portUnits.values.contains(path.target) {
      throw unsupported(
        node: path.target,
        "spikes reach it both through LI and directly; the simulator has one kind of synapse")
    }
  }

  /// True if the weights of both signs were merged, after each was checked.
  private func isMixed(_ path: NIRPaths.Path) -> Bool {
    linear(path).flatMap { graph.nodes[$0]?.metadata["projection"] } != nil
      && portUnits.values.count { $0 == portUnits[path.target] } == 2
  }

  /// The order of the path's projection in the metadata; infinity without one, as for the transposed half of a pair.
  private func rank(_ path: NIRPaths.Path) -> Double {
    path.nodes.compactMap { graph.nodes[$0]?.metadata["order"]?.number }.first ?? .infinity
  }

  /// The node with the weights of a path and the facts about them: the last of several.
  func linear(_ path: NIRPaths.Path) -> String? {
    func first(_ types: [String]) -> String? {
      path.nodes.first { types.contains(graph.nodes[$0]?.type ?? "") }
    }
    return first(["Linear"]) ?? first(["Conv2d"]) ?? first(["AvgPool2d"])
  }

  /// True if two paths have one set of weights according to their metadata, equal to the last bit.
  private func isTied(_ a: NIRPaths.Path, _ b: NIRPaths.Path) -> Bool {
    guard a.source == b.target, a.target == b.source, let first = linear(a), let second = linear(b),
      graph.nodes[first]!.metadata["tied_to"]?.text == second,
      graph.nodes[second]!.metadata["tied_to"]?.text == first,
      graph.nodes[a.source]!.type != "Input", b.kernel == nil,
      a.kernel == nil || a.kernel!.map.synapses <= 1 << 27,
      let p = a.matrix ?? a.kernel?.matrix, let q = b.matrix, p.count == q.count, a.bias == nil,
      b.bias == nil,
      Set(a.delays).count == 1, Set(b.delays).count == 1, a.delays[0] == b.delays[0],
      a.lateDelays == nil, b.lateDelays == nil,
      parts[a.source]?.count == 1, parts[a.target]?.count == 1,
      let one = words[a.source].flatMap({ Words.one($0.spike) }),
      one == words[a.target].flatMap({ Words.one($0.spike) })
    else { return false }
    let rows = a.width, columns = a.factors.count
    for i in 0..<rows {
      for j in 0..<columns where p[i * columns + j] != q[j * rows + i] { return false }
    }
    return true
  }

  /// Adds a projection for each pair of populations at the ends of a path.
  private mutating func add(_ path: NIRPaths.Path, symmetric: Bool) throws(ExchangeError) {
    let unit = unit(path.target)
    let sources = parts[path.source]!, targets = parts[unit]!
    let isAnalogue = graph.nodes[path.source]!.type == "Input" && isClamped(sources[0].population)
    try check(path, isAnalogue: isAnalogue)
    let words = words[path.target]!
    if let bias = path.bias {
      // A constant input to a unit is a constant current.
      let old = extra[unit] ?? [Double](repeating: 0, count: bias.count)
      let currents = zip(bias, words.current).map { $0 * $1 }
      extra[unit] = zip(old, currents).map { $0 + $1 }
      if isFiltered(path.target), isOneCurrent(targets) {
        let old = filtered[unit] ?? [Double](repeating: 0, count: bias.count)
        filtered[unit] = zip(old, currents).map { $0 + $1 }
      }
    }
    if isAnalogue, let node = path.nodes.first(where: { graph.nodes[$0]!.type == "Delay" }) {
      throw unsupported(
        node: node,
        "values that are held constant have no delay; read the input as spikes, --input spikes, or remove the Delay"
      )
    }
    guard result.network.projections.count + sources.count * targets.count <= Self.mostProjections
    else {
      throw unsupported(
        node: unit,
        "its units differ so much that there would be more than \(Self.mostProjections) projections between "
          + "populations; give more of them the same time constants, r, v_threshold and v_reset")
    }
    if var own = path.kernel {
      let factors = isAnalogue ? words.current : words.spike
      if let scaled = own.scaled(by: factors), sources.count == 1, targets.count == 1,
        Set(path.delays).count == 1, Set(path.lateDelays ?? [0]).count == 1,
        arrange(sources[0].population, own.map.source),
        arrange(targets[0].population, own.map.target)
      {
        if let plain = isAnalogue ? plainKernel(path, words) : nil {
          own.weights = plain
        } else {
          own = scaled
        }
        try add(own, path, sources[0], targets[0], symmetric: symmetric)
        return
      }
    }
    var path = path
    if let kernel = path.kernel {
      guard kernel.map.synapses <= 1 << 27 else {
        throw unsupported(
          node: unit, "its units differ, so that a convolution onto it needs too many weights")
      }
      (path.matrix, path.kernel, path.isSparse) = (kernel.matrix, nil, true)
    }
    let plain = isAnalogue ? plainWeights(path, words) : nil
    let matrix = plain ?? path.matrix
    let factors =
      plain != nil
      ? [Double](repeating: 1, count: path.width) : isAnalogue ? words.current : words.spike
    for source in sources {
      for target in targets {
        let part = Block(
          path: path, matrix: matrix, factors: factors, source: source, target: target)
        try add(part, symmetric: symmetric)
      }
    }
  }

  /// The limit of projections.
  private static var mostProjections: Int { 1 << 16 }

  /// True if positive and negative weights have the same synaptic time constant.
  private func isOneCurrent(_ targets: [Part]) -> Bool {
    targets.allSatisfy { part in
      guard case .exponential(let excitatory, let inhibitory)? = part.membrane?.synapse else {
        return false
      }
      return excitatory == inhibitory
    }
  }

  /// The part of a path between two populations.
  private struct Block {
    let path: NIRPaths.Path
    /// The weights [target, source] of the whole path, and the factors of the weights by target.
    let matrix: [Double]?
    let factors: [Double]
    let source: Part, target: Part
  }

  private mutating func add(_ block: Block, symmetric: Bool) throws(ExchangeError) {
    let path = block.path, units = (from: block.source.units, to: block.target.units)
    let columns = path.factors.count
    let node = linear(path).flatMap { graph.nodes[$0] }
    let isDense =
      path.matrix != nil && !path.isSparse && node?.metadata["connect"]?.text != "nonzero"
    let omitsSelf =
      block.source.population == block.target.population
      && node?.metadata["self_connections"]?.number == 0
    func value(_ weight: Double, _ target: Int) -> Double {
      let factor = block.factors[target]
      return factor == 1 ? weight : weight * factor
    }
    var pairs: [Connectivity.Pair] = [], weights: [Double] = []
    if let matrix = block.matrix {
      for (j, from) in units.from.enumerated() {
        for (i, to) in units.to.enumerated() {
          let weight = matrix[to * columns + from]
          guard isDense ? !(omitsSelf && i == j && weight == 0) : weight != 0 else { continue }
          pairs.append(.init(j, i))
          weights.append(value(weight, to))
        }
      }
    } else {
      let places = Dictionary(uniqueKeysWithValues: units.to.enumerated().map { ($1, $0) })
      for (j, from) in units.from.enumerated() {
        guard let i = places[from] else { continue }
        pairs.append(.init(j, i))
        weights.append(value(path.factors[from], from))
      }
    }
    let isWhole = block.source.isWhole && block.target.isWhole
    if pairs.isEmpty && !isWhole { return }
    let (rows, width) = (units.to.count, units.from.count)
    let selfConnections = !omitsSelf || pairs.contains { $0.source == $0.target }
    let isFull = pairs.count == rows * width - (selfConnections ? 0 : rows)
    let source = block.source.population, target = block.target.population
    var projection = Projection(
      from: source, to: target, name: name(isWhole ? node : nil, source, target),
      connectivity: isFull && isDense ? .dense : .list(pairs),
      weights: .explicit(weights), delay: try delay(block, pairs), symmetric: symmetric,
      selfConnections: selfConnections)
    projection.release = node?.metadata["release"]?.number ?? 1
    result.network.projections.append(projection)
  }

  /// True if a population has constant values.
  func isClamped(_ name: String) -> Bool {
    result.network.populations.contains { $0.name == name && $0.isClamped }
  }

  /// The weights of the only `Linear` on a path if the `Scale` before it is 1 / current, since their product would
  /// equal the weights up to rounding; nil otherwise.
  private func plainWeights(_ path: NIRPaths.Path, _ words: Words) -> [Double]? {
    guard let matrix = path.matrix, let scale = path.factors.first, scale != 1,
      path.factors.allSatisfy({ $0 == scale }), let current = Words.one(words.current),
      scale == 1 / current || current == 1 / scale,
      let name = linear(path), path.nodes.last == name,
      path.nodes.count(where: { graph.nodes[$0]?.parameters["weight"] != nil }) == 1,
      let plain = graph.nodes[name]?.parameters["weight"]?.values, plain.count == matrix.count,
      zip(plain, matrix).allSatisfy({ $0 * scale == $1 })
    else { return nil }
    return plain
  }

  mutating func name(_ node: NIRNode?, _ source: String, _ target: String) -> String {
    if let own = node?.metadata["projection"]?.text, !projectionNames.taken.contains(own),
      own.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "_->".contains($0)) }),
      !own.isEmpty
    {
      return projectionNames.take(own, numbered: "-")
    }
    return projectionNames.take("\(source)->\(target)", numbered: "-")
  }

  private func delay(
    _ block: Block, _ pairs: [Connectivity.Pair]
  ) throws(ExchangeError) -> Delay {
    let path = block.path
    let times = pairs.map { pair in
      path.delays[block.source.units[pair.source]]
        + (path.lateDelays?[block.target.units[pair.target]] ?? 0)
    }
    guard let first = times.first ?? path.delays.first else { return .uniform(least(path)) }
    if times.allSatisfy({ $0 == first }) { return .uniform(delay(path, first)) }
    return .perSynapse(times.map { max(NIRMembrane.milliseconds($0), least(path)) })
  }

  /// The least delay of a path: a recurrent connection has one of at least one step.
  private func least(_ path: NIRPaths.Path) -> Milliseconds {
    let isRecurrent = recurrent.contains(.init(path.source, unit(path.target)))
    return isRecurrent ? conventions.step ?? .zero : .zero
  }

  /// The delay of a path whose synapses all have the delay `seconds`.
  func delay(_ path: NIRPaths.Path, _ seconds: Double) -> Milliseconds {
    if seconds == 0 { return least(path) }
    let own = path.nodes.compactMap { graph.nodes[$0]?.metadata["delay_ms"]?.number }
    if own.count == 1, own[0] / 1000 == seconds { return own[0].ms }
    return max(NIRMembrane.milliseconds(seconds), least(path))
  }
}
