public import Networks
public import Quantities
public import Records

/// A network for, or from, another program, with its present weights and its input.
public struct ExchangedNetwork: Sendable {
  /// A short name.
  public var name: String
  /// The populations and projections.
  public var network: Network
  /// The root of all random numbers: weights, initial potentials and Poisson trains.
  public var seed: Seed
  /// Learned weights by projection, sorted by source, then target; the weights of other projections are drawn.
  public var weights: [String: [Double]] = [:]
  /// The constant currents of the units [pA or 1], by population, where they differ from the description.
  public var currents: [String: [Double]] = [:]
  /// The values of clamped populations, by name.
  public var clamps: [String: [Double]] = [:]
  /// The duration of a run.
  public var duration: Milliseconds?
  /// The populations that are read out; empty if they are not given.
  public var outputs: [String] = []
  /// Further facts by key: the rule, the phases.
  public var notes: [String: String] = [:]
  /// Sentences about decisions of a reader: `warnings` may need a correction by the user, `remarks` do not.
  public var warnings: [String] = [], remarks: [String] = []
  /// The nodes of a file that became several populations.
  public var parts: [NodePart] = []

  /// The units of a node of a file that form one population.
  public struct NodePart: Sendable, Equatable {
    /// The name of the node.
    public var node: String
    /// The name of the population.
    public var population: String
    /// The numbers of the units in the node, in the order of the population.
    public var units: [Int]
  }

  /// A network with the weights and currents of its description.
  public init(name: String, network: Network, seed: Seed) {
    self.name = name
    self.network = network
    self.seed = seed
  }

  /// Throws for populations with an r_max that differs from that of their targets: NIR has one scale for all spikes that
  /// arrive at a node.
  func requireOneRate() throws(ExchangeError) {
    for projection in network.projections {
      if projection.isSymmetric, projection.source == projection.target {
        throw .inexpressible(
          format: "NIR", part: "projection '\(projection.name)'",
          reason:
            "it is symmetric within a population; write it as two projections, or one with both weights"
        )
      }
      guard let own = network.population(projection.source)?.drive?.maximumRate,
        let theirs = network.population(projection.target)?.drive?.maximumRate, own != theirs
      else { continue }
      throw .inexpressible(
        format: "NIR", part: "projection '\(projection.name)'",
        reason:
          "r_max of its source is \(own) /ms, that of its target \(theirs) /ms; make them equal")
    }
  }

  /// Throws for inputs that change in time and for dead times, which `format` cannot express.
  func requireConstantInputs(_ format: String) throws(ExchangeError) {
    for projection in network.projections where projection.feedback != 1 {
      throw .inexpressible(
        format: format, part: "projection '\(projection.name)'",
        reason: "its backward direction has other weights; leave 'feedback' out")
    }
    for population in network.populations {
      if !population.courses.isEmpty {
        throw .inexpressible(
          format: format, part: "population '\(population.name)'",
          reason:
            "its \(population.isSource ? "rate" : "constant current") changes in time; give it one value"
        )
      }
      if population.noise != nil {
        throw .inexpressible(
          format: format, part: "population '\(population.name)'",
          reason: "it has a noise current; leave 'noise' out")
      }
      if population.deadTime != .zero {
        throw .inexpressible(
          format: format, part: "population '\(population.name)'",
          reason: "its trains have a dead time; leave 't_ref' out")
      }
    }
  }

  /// The same network with all facts in its description: learned weights are explicit, and constant currents are those
  /// of the populations.
  public var described: ExchangedNetwork {
    var result = self
    for (name, values) in weights {
      for index in result.network.projections.indices
      where result.network.projections[index].name == name {
        result.network.projections[index].weights = .explicit(values)
      }
    }
    for (name, values) in currents.sorted(by: { $0.key < $1.key }) {
      result.addBias(values, to: name)
    }
    result.weights = [:]
    result.currents = [:]
    return result
  }

  /// Sets the constant currents of a population. Does nothing for sources and empty lists.
  mutating func addBias(_ values: [Double], to name: String) {
    guard let index = network.index(of: name), !values.isEmpty,
      !network.populations[index].isSource
    else { return }
    network.populations[index].setCurrents(values)
  }

  /// `name`, with a number after it if a population has that name already.
  func freshPopulation(_ name: String) -> String {
    FreshNames.free(name) { network.index(of: $0) != nil }
  }

  /// The constant currents of the units of a population.
  func constantCurrents(of population: Population) -> [Double] {
    currents[population.name] ?? population.constantCurrents
  }

  /// The weights of a projection.
  ///
  /// The array is [sources, targets] if a matrix can express the projection; `isSparse` then tells that zeros are
  /// absent synapses. Of a convolution it is [channels of the target, channels of the source, rows, columns]. Otherwise (a weight is 0, pairs repeat, or the matrix is too large) the array is a list, sorted
  /// by source, then target.
  public func weightArray(
    of projection: Projection
  ) throws(ExchangeError) -> (array: NumPyArray, isSparse: Bool) {
    let wiring = try wiring(of: projection)
    if let map = wiring.map {
      return (NumPyArray(shape: map.shape, values: wiring.weights), false)
    }
    let isDense = projection.isFull
    if !isDense,
      wiring.weights.contains(0) || wiring.hasRepeatedPairs
        || wiring.sources * wiring.targets > 1 << 27
    {
      return (NumPyArray(shape: [wiring.count], values: wiring.weights), false)
    }
    let matrix = wiring.matrix(wiring.weights)
    return (NumPyArray(shape: [wiring.sources, wiring.targets], values: matrix), !isDense)
  }

  /// The pairs of units that a projection connects, sorted by source, then target.
  public func pairs(of projection: Projection) throws(ExchangeError) -> [Connectivity.Pair] {
    var pairs: [Connectivity.Pair] = []
    try wiring(of: projection).forEach { i, j, _, _ in pairs.append(.init(i, j)) }
    return pairs
  }

  /// The synapses of a projection with its present weights.
  func wiring(of projection: Projection) throws(ExchangeError) -> Wiring {
    var wiring: Wiring
    do { wiring = try network.wiring(of: projection, seed: seed) } catch {
      throw .inexpressible(
        format: "a file", part: "projection '\(projection.name)'", reason: "\(error)")
    }
    if let learned = weights[projection.name] {
      guard learned.count == wiring.count else {
        throw .inexpressible(
          format: "a file", part: "projection '\(projection.name)'",
          reason: "there are \(learned.count) weights for \(wiring.count) synapses")
      }
      wiring.weights = learned
    }
    return wiring
  }
}

extension Wiring {
  /// True if a pair of units has more than one synapse.
  var hasRepeatedPairs: Bool {
    guard !isDense, map == nil else { return false }
    return (0..<sources).contains { i in
      let row = columns[Int(rowStarts[i])..<Int(rowStarts[i + 1])]
      return Set(row).count < row.count
    }
  }
}
