public import Quantities

/// Synapses from one population to another.
public struct Projection: Sendable {
  /// The name, unique in the network; by default "source->target".
  public var name: String
  /// Name of the presynaptic population.
  public var source: String
  /// Name of the postsynaptic population.
  public var target: String
  /// The pairs of units that are connected.
  public var connectivity: Connectivity
  /// The initial weights.
  public var weights: WeightInitializer
  /// The time from a spike to its arrival.
  public var delay: Delay
  /// True if one weight matrix serves both directions: w_ij from i to j and from j to i.
  public var isSymmetric: Bool
  /// kappa: spikes of the target act back with kappa times the weights of a symmetric projection; more than 0.
  public var feedback: Double
  /// The range within which weights stay when they change.
  public var bounds: ClosedRange<Double>
  /// The probability that a spike is released at a synapse; otherwise it has no effect there.
  public var release: Double
  /// True if `connectivity` may join a unit to itself, which only a projection within a population can.
  public var selfConnections: Bool
  /// The receptors through which spikes act, with the fractions of the weight; empty where the sign of the weight
  /// decides. Of a symmetric projection they are those of both populations.
  public var receptors: [ReceptorShare] = []
  /// The file of the weights, if they came from one.
  public var origin: FileOrigin?

  /// A projection from `source` to `target`.
  public init(
    from source: String, to target: String, name: String? = nil,
    connectivity: Connectivity = .dense, weights: WeightInitializer,
    delay: Delay = .uniform(.zero), symmetric: Bool = false,
    feedback: Double = 1,
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
    self.feedback = feedback
    self.bounds = bounds
  }

  /// True if pairs of a unit with itself are left out: the projection runs within a population and has no
  /// self-connections.
  public var omitsSelf: Bool { source == target && !selfConnections }
  /// True if the projection may join a unit to itself.
  public var joinsUnitsToThemselves: Bool {
    guard source == target, selfConnections else { return false }
    if case .list(let pairs) = connectivity { return pairs.contains { $0.source == $0.target } }
    return true
  }
  /// True if every source has a synapse on every target, so that weights form a full matrix.
  public var isFull: Bool { connectivity == .dense && !omitsSelf }
}

/// The pairs of units that are connected. Within a population, a unit and itself are a pair like others, unless the
/// projection has no self-connections.
public enum Connectivity: Sendable, Equatable {
  /// Every pair.
  case dense
  /// Unit i with unit i of an equally large population. Within a population these are self-connections.
  case oneToOne
  /// Each pair independently, with this probability.
  case probability(Double)
  /// This number of different random sources for each target.
  case inDegree(Int)
  /// These pairs of source and target.
  case list([Pair])
  /// A kernel with shared weights between two populations with shapes.
  case convolution(Kernel)
  /// The mean over the places of a kernel, for each channel: one weight for all.
  case averagePooling(Kernel)

  /// True if the seed decides which pairs are connected.
  public var isRandom: Bool {
    switch self {
    case .probability, .inDegree: true
    case .dense, .oneToOne, .list, .convolution, .averagePooling: false
    }
  }

  /// The kernel of a convolution or of average pooling; nil for others.
  public var kernel: Kernel? {
    switch self {
    case .convolution(let kernel), .averagePooling(let kernel): kernel
    case .dense, .oneToOne, .probability, .inDegree, .list: nil
    }
  }

  /// A connected pair.
  public struct Pair: Sendable, Hashable {
    // Lists of pairs are long: Int32 takes half the memory of Int.
    private let from: Int32, to: Int32
    /// Index of the source unit.
    public var source: Int { Int(from) }
    /// Index of the target unit.
    public var target: Int { Int(to) }
    /// The pair (source, target).
    ///
    /// *Edge cases*: an index beyond 2^31 - 1 becomes 2^31 - 1, which no population has.
    public init(_ source: Int, _ target: Int) {
      (from, to) = (Int32(clamping: source), Int32(clamping: target))
    }
  }
}

/// The time from a spike to its arrival.
public enum Delay: Sendable, Equatable {
  /// One delay for all synapses; zero is allowed.
  case uniform(Milliseconds)
  /// One delay for each synapse, sorted by source, then target.
  case perSynapse([Milliseconds])
  /// Independent and uniform between two values.
  case random(Milliseconds, Milliseconds)

  /// True if all synapses have one delay.
  public var isUniform: Bool { if case .uniform = self { true } else { false } }

  /// True if a spike can arrive at the instant at which it is sent.
  public var canBeZero: Bool {
    switch self {
    case .uniform(let delay): delay == .zero
    case .perSynapse(let delays): delays.contains(.zero)
    case .random(let low, _): low == .zero
    }
  }
}

/// The distribution of initial weights. n_in and n_out are the sizes of the two populations; for sparse connectivity,
/// the mean numbers of synapses per target and per source; for a convolution, the numbers of weights of a channel of
/// the target and of the source.
public enum WeightInitializer: Sendable, Equatable {
  /// One weight for all synapses.
  case constant(Double)
  /// Uniform between two values.
  case uniform(Double, Double)
  /// Normal with this mean and standard deviation.
  case normal(mean: Double, deviation: Double)
  /// Uniform in +-gain sqrt(6 / (n_in + n_out)) (Glorot & Bengio 2010).
  case glorotUniform(gain: Double)
  /// Normal with standard deviation gain sqrt(2 / (n_in + n_out)) (Glorot & Bengio 2010).
  case glorotNormal(gain: Double)
  /// One weight for each synapse, sorted by source, then target; of a convolution, as `KernelMap` sorts them.
  case explicit([Double])
  /// The weights of a dense projection of the opposite direction: w_ji = scale w_ij.
  case transposed(of: String, scale: Double)
}
