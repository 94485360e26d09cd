public import Networks
public import Quantities
public import Solvers

/// The rate model of a spiking network, built from the same description: same weights and biases,
/// each unit replaced by its f-I curve,
///
///     tau_s du_i/dt = -u_i + sum_j W_ij f(u_j) + b_i + beta e_i     (the `graded` formulation).
///
/// > J. J. Hopfield. *Neurons with graded response have collective computational properties like
/// > those of two-state neurons.* PNAS 81:3088, 1984.
public struct RateNetwork: Sendable {
  /// The populations that have a state, in the order of the network.
  public var layers: [Layer]
  /// Couplings between layers.
  public var couplings: [Coupling]
  /// Couplings from inputs that are held constant.
  public var inputs: [Input]

  /// One population.
  public struct Layer: Sendable {
    /// Its name.
    public var name: String
    /// Biases b, one for each unit.
    public var bias: [Double]
    /// f.
    public var activation: any Activation
    /// tau_s.
    public var timeConstant: Milliseconds
    /// How many units there are.
    public var size: Int { bias.count }
  }

  /// One projection between layers.
  public struct Coupling: Sendable {
    /// Its name.
    public var name: String
    /// Index of the presynaptic layer.
    public var pre: Int
    /// Index of the postsynaptic layer.
    public var post: Int
    /// w_ij, row = presynaptic unit i.
    public var weights: Matrix
    /// Whether it acts in both directions.
    public var isSymmetric: Bool
  }

  /// One projection from constant inputs.
  public struct Input: Sendable {
    /// Its name.
    public var name: String
    /// The population that is held.
    public var source: String
    /// Index of the layer that it drives.
    public var post: Int
    /// w_ij, row = input i.
    public var weights: Matrix

    /// The projection `name` from `source` to layer `post`.
    public init(name: String, source: String, post: Int, weights: Matrix) {
      self.name = name
      self.source = source
      self.post = post
      self.weights = weights
    }
  }

  /// The rate model of `network` with these weights (sorted by source, then target).
  ///
  /// - Parameters:
  ///   - network: The description; its spiking units become rate units.
  ///   - wirings: Which pairs are connected, for sparse projections.
  ///   - weights: By projection; sparse projections give theirs with `wirings`.
  ///   - curves: Measured f-I curves of populations that have no closed form.
  public init(
    _ network: Network, wirings: [String: Wiring], weights: [String: [Double]],
    curves: [String: any Activation] = [:]
  ) throws(RateModelError) {
    layers = []
    couplings = []
    inputs = []
    var index: [String: Int] = [:]
    for population in network.populations where !population.isSource {
      index[population.name] = layers.count
      layers.append(try Self.layer(population, curve: curves[population.name]))
    }
    for projection in network.projections {
      guard let post = index[projection.target], let wiring = wirings[projection.name] else {
        continue
      }
      let matrix = Matrix(wiring, weights: weights[projection.name] ?? wiring.weights)
      if let pre = index[projection.source] {
        couplings.append(
          Coupling(
            name: projection.name, pre: pre, post: post, weights: matrix,
            isSymmetric: projection.isSymmetric))
      } else {
        inputs.append(
          Input(name: projection.name, source: projection.source, post: post, weights: matrix))
      }
    }
  }

  private static func layer(
    _ population: Population, curve: (any Activation)?
  ) throws(RateModelError) -> Layer {
    switch population.units {
    case .lif(let membrane):
      guard case .exponential(let excitatory, _) = membrane.synapse else {
        throw .noCurrent(population: population.name)
      }
      return Layer(
        name: population.name,
        bias: population.constantCurrents,
        activation: curve ?? LIFCurve(membrane, maximumRate: population.maximumRate),
        timeConstant: excitatory)
    case .membrane:
      guard let curve else { throw .noCurve(population: population.name) }
      return Layer(
        name: population.name,
        bias: population.constantCurrents, activation: curve,
        timeConstant: 10.ms)
    case .source: preconditionFailure("Sources have no state.")
    }
  }

  /// The index of the layer called `name`.
  public func index(of name: String) -> Int? { layers.firstIndex { $0.name == name } }
}

extension Matrix {
  /// The full matrix of a projection, zero where there is no synapse.
  init(_ wiring: Wiring, weights: [Double]) {
    if wiring.isDense {
      self.init(rows: wiring.sources, columns: wiring.targets, storage: weights)
      return
    }
    self.init(rows: wiring.sources, columns: wiring.targets)
    for i in 0..<wiring.sources {
      for k in wiring.rowStarts[i]..<wiring.rowStarts[i + 1] {
        self[i, Int(wiring.columns[k])] += weights[k]
      }
    }
  }
}

/// Why a rate model cannot be made or does not settle.
public enum RateModelError: Error, Equatable, Sendable {
  /// Units without synaptic currents have no drive.
  case noCurrent(population: String)
  /// There is no such population.
  case noPopulation(String)
  /// A source besides the input has no values.
  case secondSource(String)
  /// Weights onto a population are jumps, not mean currents of a unit at its highest rate.
  case perSpike(String)
  /// A projection that is not full is not written out.
  case noWiring(String)
  /// A population has neither a closed form nor a measured curve.
  case noCurve(population: String)
  /// The state left all bounds.
  case diverged(step: Int)
  /// A weight or bias, counted from 0 in its array, ceased to be finite when it was learned.
  case overflow(parameter: String, index: Int)
  /// The drive of a unit left all bounds.
  case escaped(layer: String, unit: Int, step: Int)
  /// The state of a layer is infinite or not a number.
  case notFinite(layer: String, step: Int)
  /// Complex betas need an activation that can be continued to complex drives.
  case notHolomorphic(String)
  /// Adjoints are those of synchronous steps.
  case asynchronousAdjoint
  /// The integrator failed.
  case integration(String)
}

extension RateModelError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .noCurrent(let population):
      "Population '\(population)' has voltage-jump synapses, for which there is no rate model of "
        + "the drive; use exponential synapses."
    case .noPopulation(let name): "There is no population '\(name)'."
    case .secondSource(let name):
      "The source '\(name)' has no place in a rate model, which has one input; hold it at values, or remove it."
    case .perSpike(let name):
      "Weights onto '\(name)' are per spike; the rate model needs them per rate."
    case .noWiring(let name):
      "The projection '\(name)' is not full: its wiring is needed, which says which pairs it joins."
    case .noCurve(let population):
      "The f-I curve of '\(population)' has no closed form and was not measured."
    case .diverged(let step):
      "The rate model diverged at step \(step): weights or learning rates are too large."
    case .escaped(let layer, let unit, let step):
      "The rate model diverged at step \(step), first seen in unit \(unit) of '\(layer)': weights, drives or "
        + "learning rates are too large."
    case .overflow(let parameter, let index):
      "Number \(index) of the parameters '\(parameter)' ceased to be finite: its learning rate is too high; "
        + "lower it."
    case .notFinite(let layer, let step):
      "Layer '\(layer)' is infinite or not a number after \(step) steps: weights, step or learning "
        + "rates are too large."
    case .notHolomorphic(let name):
      "Nudging on a circle needs complex states, which '\(name)' with this cost and pooling does not "
        + "have; use tanh, sigmoid or shifted-sigmoid with squared-error, or symmetric nudging."
    case .asynchronousAdjoint:
      "Backpropagation follows synchronous steps; choose order: synchronous."
    case .integration(let reason): "The rate model could not be integrated: \(reason)"
    }
  }
}
