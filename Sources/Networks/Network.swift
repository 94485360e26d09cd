/// Populations and the projections between them.
///
/// A network is a value without state: it can be printed, compared, written to a file, and run any number of times.
public struct Network: Sendable {
  /// The populations, in the order in which simultaneous spikes are handled.
  public var populations: [Population]
  /// The projections, in the order in which simultaneous arrivals are handled.
  public var projections: [Projection]

  /// A network of these parts.
  public init(populations: [Population], projections: [Projection]) {
    self.populations = populations
    self.projections = projections
  }

  /// The index of the population called `name`; nil if there is none.
  public func index(of name: String) -> Int? {
    for index in populations.indices where populations[index].name == name { return index }
    return nil
  }

  /// The population called `name`; nil if there is none.
  public func population(_ name: String) -> Population? { index(of: name).map { populations[$0] } }

  /// The projection called `name`; nil if there is none.
  public func projection(_ name: String) -> Projection? {
    projections.first { $0.name == name }
  }

  /// The sizes of the two populations of a projection.
  ///
  /// - Precondition: The network is valid.
  public func sizes(of projection: Projection) -> (sources: Int, targets: Int) {
    guard let source = index(of: projection.source), let target = index(of: projection.target)
    else { preconditionFailure("The network was not validated.") }
    return (populations[source].size, populations[target].size)
  }

  /// The number of synapses of `projection`; its expectation where the connectivity is random.
  public func expectedSynapses(of projection: Projection) -> Double {
    let (sources, targets) = sizes(of: projection)
    let pairs = Double(sources) * Double(targets)
    let without = projection.omitsSelf ? Double(sources) : 0
    switch projection.connectivity {
    case .dense: return pairs - without
    case .oneToOne: return Double(sources)
    case .probability(let p): return p * (pairs - without)
    case .inDegree(let degree): return Double(degree) * Double(targets)
    case .list(let list): return Double(list.count)
    case .convolution, .averagePooling:
      return (try? map(of: projection)).map { Double($0.synapses) } ?? 0
    }
  }
}
