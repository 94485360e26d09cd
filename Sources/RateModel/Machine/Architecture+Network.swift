public import Networks
import Quantities

extension Architecture {
  /// The rate model of a spiking network: each unit replaced by its f-I curve,
  ///
  ///     tau_s du_i/dt = -u_i + sum_j W_ij f(u_j) + b_i + beta e_i     (the `graded` formulation).
  ///
  /// Drives are plain numbers on the drive scale of each population, which must be known. Populations with a state are layers, in their order; time constants are in ms. Symmetric projections are tied,
  /// others act one way.
  ///
  /// *Errors*: units without a synaptic current or without a curve, weights per spike, a second source that is
  /// not left out, a projection that is not full and has no wiring.
  ///
  /// > J. J. Hopfield. *Neurons with graded response have collective computational properties like
  /// > those of two-state neurons.* PNAS 81:3088, 1984.
  ///
  /// - Parameters:
  ///   - network: The description.
  ///   - input: The population that is clamped to samples.
  ///   - held: Sources besides the input that are left out: their drive is a part of biases.
  ///   - output: The output population; nil: the last.
  ///   - wirings: Synapses of projections, which those that are not full need.
  ///   - curves: Measured f-I curves of populations that have no closed form.
  public init(
    _ network: Network, input: String, without held: Set<String> = [], output: String? = nil,
    wirings: [String: Wiring] = [:], curves: [String: any Activation] = [:]
  ) throws(RateModelError) {
    guard let source = network.populations.first(where: { $0.name == input }) else {
      throw .noPopulation(input)
    }
    self.init(input: Shape(source.size), layers: [], connections: [])
    for population in network.populations
    where population.name != input && !held.contains(population.name) {
      layers.append(
        Layer(
          name: population.name, shape: Shape(population.size),
          function: .curve(try Self.curve(of: population, measured: curves[population.name])),
          timeConstant: population.settling.value))
    }
    let names = layers.map(\.name)
    if let output {
      guard let index = names.firstIndex(of: output) else { throw .noPopulation(output) }
      answers = index
    }
    for projection in network.projections where !held.contains(projection.source) {
      guard let post = names.firstIndex(of: projection.target) else { continue }
      let pre = names.firstIndex(of: projection.source)
      var connection = Connection(
        name: projection.name, pre: pre, post: post,
        feedback: pre != nil && projection.isSymmetric ? .tied : .none,
        feedbackScale: projection.feedback)
      if projection.connectivity.kernel != nil {
        guard let map = try? network.map(of: projection) else { throw .noWiring(projection.name) }
        connection.form = .map(map)
      } else if !projection.isFull {
        guard let wiring = wirings[projection.name] else { throw .noWiring(projection.name) }
        connection.mask = wiring.mask
      } else if pre == post {
        connection.mask = Array(
          repeating: true, count: layers[post].shape.count * layers[post].shape.count)
      }
      connections.append(connection)
    }
  }

  /// f of a population's units.
  private static func curve(
    of population: Population, measured: (any Activation)?
  ) throws(RateModelError) -> any Activation {
    switch population.units {
    case .source: throw .secondSource(population.name)
    case .membrane:
      guard let measured else { throw .noCurve(population: population.name) }
      return measured
    case .lif(let membrane):
      guard membrane.synapse != .jump else {
        throw .noCurrent(population: population.name)
      }
      guard let drive = population.drive else { throw .perSpike(population.name) }
      if let measured { return measured }
      let curve = LIFCurve(membrane, maximumRate: population.maximumRate)
      return drive.unit == 1 && drive.zero == 0 ? curve : ScaledCurve(curve, drive)
    }
  }
}

extension Wiring {
  /// True for each pair of units that has a synapse.
  var mask: [Bool] { matrix([Double](repeating: 1, count: count)).map { $0 != 0 } }
}

extension ParameterSet<Double> {
  /// The parameters of the rate model of `network`: weights times the probability that spikes are transmitted, and
  /// constant currents with the drive of held sources, b_j + sum_i c_i w_ij.
  ///
  /// - Parameters:
  ///   - architecture: The rate model.
  ///   - network: The description.
  ///   - wirings: The synapses of all projections.
  ///   - clamps: The values c of sources that `architecture` is without, by name.
  public init(
    _ architecture: Architecture, _ network: Network, wirings: [String: Wiring],
    clamps: [String: [Double]] = [:]
  ) {
    self.init(architecture)
    for (index, layer) in architecture.layers.enumerated() {
      let population = network.populations.first { $0.name == layer.name }
      if let population { values[biasIndex(index)] = population.constantDrives }
    }
    for projection in network.projections {
      guard let wiring = wirings[projection.name] else { continue }
      let weights =
        wiring.map != nil && clamps[projection.source] == nil
        ? wiring.weights : wiring.matrix(wiring.weights)
      if let held = clamps[projection.source] {
        guard let layer = architecture.layers.firstIndex(where: { $0.name == projection.target })
        else { continue }
        for (k, weight) in weights.enumerated() {
          values[biasIndex(layer)][k % wiring.targets] += held[k / wiring.targets] * weight
        }
      } else if let k = architecture.connections.firstIndex(where: { $0.name == projection.name }) {
        let source = network.populations.first { $0.name == projection.source }
        let release = source?.isClamped == true ? 1 : projection.release
        values[k] = release == 1 ? weights : weights.map { release * $0 }
      }
    }
  }
}
