import Networks
import Protocols
import Quantities
import Testing

@testable import RateModel

/// Networks of leaky integrate-and-fire units that rate models can be made of, and samples for them.
struct RandomNetwork {
  let network: Network
  /// Measured curves, for some populations.
  let curves: [String: any Activation]
  let wirings: [String: Wiring]
  /// Values of the input and of a source that is held at one row for all samples.
  let input: [Double]
  let held: [Double]
  let batch: Int
  let targets: [Double]
  let beta: Double
  let output: String

  init(_ seed: UInt64) throws {
    var random = Seed(seed).stream()
    var network = Network(populations: [], projections: [])
    var curves: [String: any Activation] = [:]
    batch = 1 + random.below(4)
    let inputs = 1 + random.below(8), layers = 1 + random.below(4), context = random.below(2) * 3
    func source(_ name: String, _ size: Int) -> Population {
      Population(name, size: size, .source(.clamp))
    }
    network.populations = [source("input", inputs)]
    if context > 0 { network.populations.append(source("context", context)) }
    var sizes: [Int] = []
    for layer in 0..<layers {
      let size = 1 + random.below(7), name = "layer \(layer)"
      sizes.append(size)
      let tau = random.uniform(2, 20).rounded()
      let unit = LIF.dimensionless(
        membraneTimeConstant: Milliseconds(random.uniform(10, 30)), threshold: 0.025,
        reset: -0.025, refractoryTime: Milliseconds(random.below(3) == 0 ? 0 : 0.4),
        bias: random.uniform(0.3, 0.8), synapticTimeConstant: Milliseconds(tau))
      var population = Population(
        name, size: size, .lif(unit), drive: .plain(random.uniform(0.5, 1)))
      if random.below(2) == 0 {
        population.currents = (0..<size).map { _ in random.uniform(0.2, 0.9) }
      }
      if random.below(4) == 0 {
        let u = (-10...40).map { 0.1 * Double($0) }
        curves[name] = try TabulatedCurve(
          drives: u, activities: u.map { max($0, 0) / (1 + max($0, 0)) })
        if random.below(2) == 0 { population.units = .membrane(LIFEquations(unit), Integration()) }
      }
      network.populations.append(population)
    }
    func connect(_ from: String, _ to: String, _ symmetric: Bool, _ random: inout RandomStream) {
      var projection = Projection(
        from: from, to: to,
        weights: .glorotUniform(gain: random.uniform(0.1, 0.4)), symmetric: symmetric)
      if random.below(3) == 0 { projection.connectivity = .probability(0.6) }
      if from == to { projection.selfConnections = random.below(2) == 0 }
      network.projections.append(projection)
    }
    let names = network.populations.filter { !$0.isSource }.map(\.name)
    connect("input", names[0], false, &random)
    if context > 0 { connect("context", names[random.below(layers)], false, &random) }
    for layer in 1..<max(layers, 1) {
      connect(names[layer - 1], names[layer], random.below(3) > 0, &random)
    }
    if random.below(3) == 0, layers > 1 { connect("input", names[1], false, &random) }
    if random.below(3) == 0, layers > 2 { connect(names[2], names[0], false, &random) }
    if random.below(3) == 0 { connect(names[0], names[0], random.below(2) == 0, &random) }
    self.curves = curves
    self.network = network
    output = names[random.below(layers)]
    wirings = try network.wirings(seed: Seed(seed).branch("wiring"))
    let outputs = sizes[names.firstIndex(of: output)!]
    let rows = batch
    input = (0..<rows * inputs).map { _ in random.below(3) == 0 ? 0 : random.uniform() }
    held = (0..<context).map { _ in random.uniform() }
    targets = (0..<rows * outputs).map { _ in random.uniform(0, 1) }
    beta = random.uniform(0.05, 0.5)
  }

  /// The network's rate model.
  func problem(_ cost: Dynamics.Cost) throws -> RateProblem {
    let architecture = try Architecture(
      network, input: "input", without: ["context"], output: output, wirings: wirings,
      curves: curves)
    var parameters = ParameterSet<Double>(architecture, network, wirings: wirings)
    for projection in network.projections where projection.source == "context" {
      let wiring = try #require(wirings[projection.name])
      let weights = wiring.matrix(wiring.weights)
      let layer = architecture.layers.firstIndex { $0.name == projection.target }!
      let bias = parameters.biasIndex(layer), columns = parameters.values[bias].count
      for (i, c) in held.enumerated() {
        for j in 0..<columns { parameters.values[bias][j] += c * weights[i * columns + j] }
      }
    }
    return RateProblem(
      architecture, Dynamics(.graded, step: 0.25 * architecture.fastest, cost: cost),
      parameters: parameters, inputs: input, targets: targets, batch: batch,
      phases: RatePhases(free: 20_000, nudged: 20_000, tolerance: 1e-14))
  }
}
