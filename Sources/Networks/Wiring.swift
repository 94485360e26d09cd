public import Quantities
import RealModule

/// The synapses of a projection with their weights and delays, sorted by source, then target.
public struct Wiring: Sendable {
  /// The number of source units.
  public let sources: Int
  /// The number of target units.
  public let targets: Int
  /// True if every pair is connected: then `columns` is empty and weights are a full matrix.
  public let isDense: Bool
  /// Sparse only: the synapses of source i are at `rowStarts[i] ..< rowStarts[i + 1]`.
  public let rowStarts: [Int]
  /// Sparse only: the target of each synapse.
  public let columns: [Int32]
  /// The weight of each synapse.
  public var weights: [Double]
  /// The delay of each synapse [ms]; empty if the projection has one delay for all.
  public let delays: [Double]
  /// The geometry of a convolution or of pooling, whose synapses share `weights`; nil for others. There is no list of
  /// synapses then.
  public let map: KernelMap?

  /// The number of weights: that of synapses, unless they share weights.
  public var count: Int { weights.count }
}

extension Wiring {
  /// Calls `body` for each synapse with its source, target, the weight with which it acts, and the index of the weight.
  public func forEach(_ body: (Int, Int, Double, Int) -> Void) {
    if let map {
      let share = map.share
      map.forEach { i, j, k in body(i, j, share * weights[k], k) }
      return
    }
    for i in 0..<sources {
      let row = isDense ? i * targets..<(i + 1) * targets : rowStarts[i]..<rowStarts[i + 1]
      for k in row { body(i, isDense ? k - row.lowerBound : Int(columns[k]), weights[k], k) }
    }
  }

  /// The index of each synapse in a full matrix [source, target].
  public var places: [Int] {
    var places: [Int] = []
    places.reserveCapacity(count)
    forEach { i, j, _, _ in places.append(i * targets + j) }
    return places
  }

  /// The full matrix [source, target] of `values`, one for each synapse: zero where there is none. Values of several
  /// synapses of a pair add up, like the effects of their spikes.
  public func matrix(_ values: [Double]) -> [Double] {
    if isDense { return values }
    var result = [Double](repeating: 0, count: sources * targets)
    let share = map?.share ?? 1
    forEach { i, j, _, k in result[i * targets + j] += share * values[k] }
    return result
  }
}

extension Projection {
  /// The synapses of this projection between populations of these sizes.
  ///
  /// - Parameters:
  ///   - sources: The number of presynaptic units.
  ///   - targets: The number of postsynaptic units.
  ///   - seed: The seed of this projection. Connectivity, weights and delays draw from branches of it, so that a change
  ///     of one leaves the others as they are.
  public func wiring(sources: Int, targets: Int, seed: Seed) throws(NetworkError) -> Wiring {
    if connectivity.kernel != nil {
      throw .maps(projection: name, reason: "its populations are unknown; use Network.wiring(of:)")
    }
    let rows = try rows(sources: sources, targets: targets, seed: seed.branch("connectivity"))
    let count = rows?.columns.count ?? sources * targets
    let fanIn = rows == nil ? Double(sources) : Double(count) / Double(max(targets, 1))
    let fanOut = rows == nil ? Double(targets) : Double(count) / Double(max(sources, 1))
    let weights = try self.weights.values(
      count, fanIn: fanIn, fanOut: fanOut, seed: seed.branch("weights"), of: name)
    return Wiring(
      sources: sources, targets: targets, isDense: rows == nil, rowStarts: rows?.starts ?? [],
      columns: rows?.columns ?? [], weights: weights,
      delays: try delays(count, seed: seed.branch("delays")), map: nil)
  }

  /// The synapses of a convolution or of pooling with the geometry `map`.
  func wiring(_ map: KernelMap, seed: Seed) throws(NetworkError) -> Wiring {
    let weights = try self.weights.values(
      map.count, fanIn: Double(map.fans.in), fanOut: Double(map.fans.out),
      seed: seed.branch("weights"), of: name)
    return Wiring(
      sources: map.source.count, targets: map.target.count, isDense: false, rowStarts: [],
      columns: [], weights: weights, delays: [], map: map)
  }

  /// Row starts and columns; nil if every pair is connected.
  private func rows(
    sources: Int, targets: Int, seed: Seed
  ) throws(NetworkError) -> (starts: [Int], columns: [Int32])? {
    var perSource = [[Int32]](repeating: [], count: sources)
    switch connectivity {
    case .dense:
      if !omitsSelf { return nil }
      for i in 0..<sources { for j in 0..<targets where i != j { perSource[i].append(Int32(j)) } }
    case .oneToOne:
      guard sources == targets else {
        throw .sizes(projection: name, sources: sources, targets: targets)
      }
      if omitsSelf { throw .selfConnections(projection: name, unit: 0) }
      for i in 0..<sources { perSource[i] = [Int32(i)] }
    case .probability(let p):
      for i in 0..<sources {
        var stream = seed.branch(i).stream()
        for j in 0..<targets where !(omitsSelf && i == j) {
          if stream.uniform() < p { perSource[i].append(Int32(j)) }
        }
      }
    case .inDegree(let degree):
      let available = sources - (omitsSelf ? 1 : 0)
      guard degree <= available else {
        throw .inDegree(projection: name, degree: degree, available: available)
      }
      for j in 0..<targets {
        var stream = seed.branch(j).stream()
        var chosen = Set<Int>()
        while chosen.count < degree {
          let i = stream.below(sources)
          if !(omitsSelf && i == j) { chosen.insert(i) }
        }
        for i in chosen { perSource[i].append(Int32(j)) }
      }
    case .list(let pairs): return try rows(of: pairs, sources: sources, targets: targets)
    case .convolution, .averagePooling: preconditionFailure("A kernel has no rows in memory.")
    }
    var starts = [0]
    starts.reserveCapacity(sources + 1)
    for row in perSource { starts.append(starts.last! + row.count) }
    return (starts, Array(perSource.joined()))
  }

  /// Row starts and columns of listed pairs, in two passes without a list for each source: lists of pairs can be long.
  private func rows(
    of pairs: [Connectivity.Pair], sources: Int, targets: Int
  ) throws(NetworkError) -> (starts: [Int], columns: [Int32]) {
    var starts = [Int](repeating: 0, count: sources + 1)
    for pair in pairs {
      guard (0..<sources).contains(pair.source), (0..<targets).contains(pair.target) else {
        throw .pair(projection: name, pair: pair, sources: sources, targets: targets)
      }
      if omitsSelf, pair.source == pair.target {
        throw .selfConnections(projection: name, unit: pair.source)
      }
      starts[pair.source + 1] += 1
    }
    for i in 0..<sources { starts[i + 1] += starts[i] }
    var columns = [Int32](repeating: 0, count: pairs.count), next = starts
    for pair in pairs {
      columns[next[pair.source]] = Int32(pair.target)
      next[pair.source] += 1
    }
    for i in 0..<sources { columns[starts[i]..<starts[i + 1]].sort() }
    return (starts, columns)
  }

  private func delays(_ count: Int, seed: Seed) throws(NetworkError) -> [Double] {
    switch delay {
    case .uniform: return []
    case .perSynapse(let delays):
      guard delays.count == count else {
        throw .values(projection: name, what: "delays", found: delays.count, expected: count)
      }
      return delays.map(\.value)
    case .random(let low, let high):
      var stream = seed.stream()
      return (0..<count).map { _ in stream.uniform(low.value, high.value) }
    }
  }
}

extension WeightInitializer {
  /// `count` weights drawn from `seed`.
  func values(
    _ count: Int, fanIn: Double, fanOut: Double, seed: Seed, of projection: String
  ) throws(NetworkError) -> [Double] {
    var stream = seed.stream()
    switch self {
    case .constant(let value): return [Double](repeating: value, count: count)
    case .uniform(let low, let high): return (0..<count).map { _ in stream.uniform(low, high) }
    case .normal(let mean, let deviation):
      return (0..<count).map { _ in stream.normal(mean: mean, deviation: deviation) }
    case .glorotUniform(let gain):
      let limit = gain * .sqrt(6 / (fanIn + fanOut))
      return (0..<count).map { _ in stream.uniform(-limit, limit) }
    case .glorotNormal(let gain):
      let deviation = gain * .sqrt(2 / (fanIn + fanOut))
      return (0..<count).map { _ in stream.normal(deviation: deviation) }
    case .transposed: preconditionFailure("Network.wiring finds the other projection.")
    case .explicit(let values):
      guard values.count == count else {
        throw .values(projection: projection, what: "weights", found: values.count, expected: count)
      }
      return values
    }
  }
}
