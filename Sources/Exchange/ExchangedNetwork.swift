public import Networks
public import Quantities
public import Records

/// A network as it goes to, or comes from, another program: with the weights that it has now and the input that
/// it gets.
public struct ExchangedNetwork: Sendable {
  /// A short name.
  public var name: String
  /// Populations and projections.
  public var network: Network
  /// Root of all random numbers: of weights, initial potentials and Poisson trains.
  public var seed: Seed
  /// Weights that have been learned, by projection, sorted by source, then target; others are drawn.
  public var weights: [String: [Double]] = [:]
  /// Constant currents of the units [pA or 1], by population, where they are not those of the description.
  public var currents: [String: [Double]] = [:]
  /// Values of clamped populations.
  public var clamps: [String: [Double]] = [:]
  /// How long it runs.
  public var duration: Milliseconds?
  /// Populations that are read out; empty when nobody said.
  public var outputs: [String] = []
  /// What else is worth telling: the rule, the phases.
  public var notes: [String: String] = [:]
  /// Sentences about what a reader of a file decided: those that its user may have to correct, and the others.
  public var warnings: [String] = [], remarks: [String] = []
  /// Nodes of a file whose units became several populations.
  public var parts: [NodePart] = []

  /// Units of a node of a file that are one population.
  public struct NodePart: Sendable, Equatable {
    /// The name of the node.
    public var node: String
    /// The name of the population.
    public var population: String
    /// The units by their numbers in the node, in the order in which the population has them.
    public var units: [Int]
  }

  /// A network with what its description draws.
  public init(name: String, network: Network, seed: Seed) {
    self.name = name
    self.network = network
    self.seed = seed
  }

  /// Refuses inputs that change in time and dead times, for which `format` has no words.
  func requireConstantInputs(_ format: String) throws(ExchangeError) {
    for population in network.populations {
      if population.steps != nil {
        throw .inexpressible(
          format: format, part: "population '\(population.name)'",
          reason:
            "its \(population.isSource ? "rate" : "constant current") changes in time; give it one value"
        )
      }
      if population.deadTime != .zero {
        throw .inexpressible(
          format: format, part: "population '\(population.name)'",
          reason: "its trains have a dead time; leave 't_ref' out")
      }
    }
  }

  /// The same network with all that is known put into its description: learned weights are explicit, and
  /// constant currents are those of the populations.
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

  /// Gives the units of a population these constant currents, in place of the described one.
  mutating func addBias(_ values: [Double], to name: String) {
    guard let index = network.index(of: name), !values.isEmpty,
      !network.populations[index].isSource
    else { return }
    network.populations[index].setCurrents(values)
  }

  /// `name`, or with a number behind it where there is such a population already.
  func freshPopulation(_ name: String) -> String {
    var fresh = name, number = 2
    while network.index(of: fresh) != nil {
      fresh = "\(name)_\(number)"
      number += 1
    }
    return fresh
  }

  /// The constant currents of each unit of a population.
  func constantCurrents(of population: Population) -> [Double] {
    currents[population.name] ?? population.constantCurrents
  }

  /// The weights of a projection as an array [sources, targets], with whether zeros are synapses that are not there;
  /// a plain list by source, then target, where a matrix cannot say which there are.
  public func weightArray(
    of projection: Projection
  ) throws(ExchangeError) -> (array: NumPyArray, isSparse: Bool) {
    let wiring = try wiring(of: projection)
    let isDense = projection.isFull
    if !isDense,
      wiring.weights.contains(0) || wiring.hasRepeatedPairs
        || wiring.sources * wiring.targets > 1 << 27
    {
      return (NumPyArray(shape: [wiring.count], values: wiring.weights), false)
    }
    var matrix = [Double](repeating: 0, count: wiring.sources * wiring.targets)
    wiring.forEach { i, j, weight, _ in matrix[i * wiring.targets + j] = weight }
    return (NumPyArray(shape: [wiring.sources, wiring.targets], values: matrix), !isDense)
  }

  /// The pairs of units that a projection connects, by source, then target.
  public func pairs(of projection: Projection) throws(ExchangeError) -> [Connectivity.Pair] {
    var pairs: [Connectivity.Pair] = []
    try wiring(of: projection).forEach { i, j, _, _ in pairs.append(.init(i, j)) }
    return pairs
  }

  /// A projection written out, with the weights that it has now.
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
  /// Calls `body` for each synapse: source, target, weight and its number.
  func forEach(_ body: (Int, Int, Double, Int) -> Void) {
    if isDense {
      for i in 0..<sources {
        for j in 0..<targets { body(i, j, weights[i * targets + j], i * targets + j) }
      }
    } else {
      for i in 0..<sources {
        for k in rowStarts[i]..<rowStarts[i + 1] { body(i, Int(columns[k]), weights[k], k) }
      }
    }
  }

  /// True if two units are connected by more than one synapse.
  var hasRepeatedPairs: Bool {
    guard !isDense else { return false }
    return (0..<sources).contains { i in
      let row = columns[Int(rowStarts[i])..<Int(rowStarts[i + 1])]
      return Set(row).count < row.count
    }
  }

  /// The weights as a matrix [target, source] with zeros where there is no synapse; those of several synapses
  /// between the same units add up, as their spikes do.
  var matrix: [Double] {
    var matrix = [Double](repeating: 0, count: sources * targets)
    forEach { i, j, weight, _ in matrix[j * sources + i] += weight }
    return matrix
  }
}
