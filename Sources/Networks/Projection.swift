public import Quantities

/// Synapses from one population to another.
public struct Projection: Sendable {
  /// The name, unique in the network; by habit "source->target".
  public var name: String
  /// Name of the presynaptic population.
  public var source: String
  /// Name of the postsynaptic population.
  public var target: String
  /// Which pairs are connected.
  public var connectivity: Connectivity
  /// Where weights start.
  public var weights: WeightInitializer
  /// Time from a spike to its arrival.
  public var delay: Delay
  /// One weight matrix used in both directions: w_ij from i to j and from j to i.
  public var isSymmetric: Bool
  /// Weights are kept inside this range when they change.
  public var bounds: ClosedRange<Double>
  /// Probability that a spike which arrives at a synapse acts; otherwise it is lost there.
  public var release: Double
  /// True if `connectivity` may join a unit to itself; only projections within a population can.
  public var selfConnections: Bool
  /// The file that weights came from, when they did.
  public var origin: FileOrigin?

  /// A projection from `source` to `target`.
  public init(
    from source: String, to target: String, name: String? = nil,
    connectivity: Connectivity = .dense, weights: WeightInitializer,
    delay: Delay = .uniform(.zero), symmetric: Bool = false,
    bounds: ClosedRange<Double> = -Double.infinity...Double.infinity, release: Double = 1,
    selfConnections: Bool = true
  ) {
    self.release = release
    self.selfConnections = selfConnections
    self.source = source
    self.target = target
    self.name = name ?? "\(source)->\(target)"
    self.connectivity = connectivity
    self.weights = weights
    self.delay = delay
    self.isSymmetric = symmetric
    self.bounds = bounds
  }

  /// True if it leaves out pairs of a unit with itself: it runs within a population, and has no self-connections.
  public var omitsSelf: Bool { source == target && !selfConnections }
  /// True if every source has a synapse on every target, so that weights are a full matrix.
  public var isFull: Bool { connectivity == .dense && !omitsSelf }
}

/// Which pairs of units are connected; within a population, a unit and itself are a pair like any other, unless the
/// projection has no self-connections.
public enum Connectivity: Sendable, Equatable {
  /// Every pair.
  case dense
  /// Unit i with unit i; both populations have one size. Within a population these are self-connections.
  case oneToOne
  /// Each pair independently with this probability.
  case probability(Double)
  /// Each target has exactly this many different sources.
  case inDegree(Int)
  /// These pairs of source and target.
  case list([Pair])

  /// True if the seed decides which pairs are connected.
  public var isRandom: Bool {
    switch self {
    case .probability, .inDegree: true
    case .dense, .oneToOne, .list: false
    }
  }

  /// One connected pair.
  public struct Pair: Sendable, Hashable {
    // Lists of pairs are long: half the memory.
    private let ends: (source: Int32, target: Int32)
    /// Index of the source unit.
    public var source: Int { Int(ends.source) }
    /// Index of the target unit.
    public var target: Int { Int(ends.target) }
    /// The pair (source, target).
    ///
    /// *Edge cases*: an index beyond 2^31 - 1 becomes that, which no population has.
    public init(_ source: Int, _ target: Int) {
      ends = (Int32(clamping: source), Int32(clamping: target))
    }

    /// Whether both ends are the same.
    public static func == (a: Pair, b: Pair) -> Bool { a.ends == b.ends }

    /// Feeds both ends to the hasher.
    public func hash(into hasher: inout Hasher) {
      hasher.combine(ends.source)
      hasher.combine(ends.target)
    }
  }
}

/// Time from a spike to its arrival.
public enum Delay: Sendable, Equatable {
  /// The same for all synapses; zero is allowed.
  case uniform(Milliseconds)
  /// One for each synapse, in the order of the expanded connectivity (by source, then target).
  case perSynapse([Milliseconds])
  /// Independent and uniform between two values.
  case random(Milliseconds, Milliseconds)

  /// True if all synapses have one delay.
  public var isUniform: Bool { if case .uniform = self { true } else { false } }

  /// Whether a spike can arrive at the instant it is sent.
  public var canBeZero: Bool {
    switch self {
    case .uniform(let delay): delay == .zero
    case .perSynapse(let delays): delays.contains(.zero)
    case .random(let low, _): low == .zero
    }
  }
}

/// Where weights start. n_in and n_out are the sizes of the two populations (for sparse
/// connectivity, the mean numbers of synapses per target and per source).
public enum WeightInitializer: Sendable, Equatable {
  /// All the same.
  case constant(Double)
  /// Uniform between two values.
  case uniform(Double, Double)
  /// Normal with this mean and deviation.
  case normal(mean: Double, deviation: Double)
  /// Uniform in +-gain sqrt(6 / (n_in + n_out)) (Glorot & Bengio 2010).
  case glorotUniform(gain: Double)
  /// Normal with deviation gain sqrt(2 / (n_in + n_out)) (Glorot & Bengio 2010).
  case glorotNormal(gain: Double)
  /// One for each synapse, in the order of the expanded connectivity (by source, then target).
  case explicit([Double])
  /// Those of another dense projection, which goes the other way: w_ji = scale w_ij.
  case transposed(of: String, scale: Double)
}
