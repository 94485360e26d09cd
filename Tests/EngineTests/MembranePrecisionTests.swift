import Equations
import Foundation
import Networks
import Quantities
import Testing

@testable import Engine

/// Single neurons of each kind against independent integrations: constant currents, ramps, and arrivals on ramps.
/// `Precision/membranes.py` makes the numbers.
@Suite struct MembranePrecisionTests {
  struct Neuron: Decodable {
    var membrane: String
    var kind: String
    /// Points [time, value] of the constant current, joined by straight lines.
    var current: [[Double]]
    /// Arrivals [time, weight].
    var arrivals: [[Double]]
    var end: Double
    var spikes: [Double]
  }

  private static let neurons: [Neuron] = {
    let file = Bundle.module.resourceURL!.appendingPathComponent("Precision/membranes.json")
    guard let data = try? Data(contentsOf: file) else { return [] }
    return (try? JSONDecoder().decode([Neuron].self, from: data)) ?? []
  }()

  private static func written(
    _ equations: String, _ threshold: String, reset: String = "", refractory: Milliseconds = .zero,
    _ initial: KeyValuePairs<String, Double>
  ) throws -> EquationMembrane {
    var text = MembraneText()
    text.equations = equations
    text.threshold = threshold
    text.reset = reset
    text.refractory = refractory
    text.onArrival = "V += w"
    text.current = .init("I_e", 0, .plain)
    text.initial = initial.map { .init($0.key, $0.value, .plain) }
    return try EquationMembrane(text)
  }

  /// The units of this name, with the parameters of the script.
  private static func units(_ name: String) throws -> Population.Units {
    switch name {
    case "eif": return .membrane(ExponentialIF(), Integration())
    case "adex": return .membrane(AdaptiveExponentialIF(), Integration())
    case "eif by series": return .membrane(ExponentialIF(), .taylor)
    case "adex by series": return .membrane(AdaptiveExponentialIF(), .taylor)
    case "lif_cond": return .membrane(ConductanceLIF(), .quadrature)
    case "lif":
      return .lif(
        LIF(
          membraneTimeConstant: 10.ms, capacitance: 250, rest: -70, threshold: -55, reset: -70,
          refractoryTime: 2.ms, synapse: .exponential(excitatory: 2.ms, inhibitory: 5.ms)))
    case "izhikevich":
      return .membrane(
        try written(
          "dV/dt = (0.04*V^2 + 5*V + 140 - u + I_e)/ms\ndu/dt = 0.02*(0.2*V - u)/ms", "V > 30",
          reset: "V = -65; u += 8", ["V": -65, "u": -13]), Integration())
    case "quadratic":
      return .membrane(
        try written(
          "dV/dt = (0.04*V^2 + I_e)/(20*ms)", "V >= 30", reset: "V = 0", refractory: 2.ms, ["V": 0]),
        Integration())
    default:
      return .membrane(
        try written(
          """
          dV/dt = (I_e - 120*m^3*h*(V - 50) - 36*n^4*(V + 77) - 0.3*(V + 54.387))/ms
          dm/dt = (0.1*(V + 40)/(1 - exp(-(V + 40)/10))*(1 - m) - 4*exp(-(V + 65)/18)*m)/ms
          dh/dt = (0.07*exp(-(V + 65)/20)*(1 - h) - 1/(1 + exp(-(V + 35)/10))*h)/ms
          dn/dt = (0.01*(V + 55)/(1 - exp(-(V + 55)/10))*(1 - n) - 0.125*exp(-(V + 65)/80)*n)/ms
          """, "V >= 0",
          [
            "V": -65, "m": 0.0529324852572496, "h": 0.596120753508460, "n": 0.317676914060697,
          ]), Integration())
    }
  }

  private func spikes(_ neuron: Neuron, _ units: Population.Units) throws -> [Double] {
    var cell = Population("cell", size: 1, units)
    cell.courses = [
      InputCourse(
        times: neuron.current.map { $0[0] }, values: neuron.current.map { $0[1] }, isLinear: true)
    ]
    var populations = [cell], projections: [Projection] = []
    if !neuron.arrivals.isEmpty {
      populations.append(
        Population(
          "inputs", size: neuron.arrivals.count, .source(.spikes(neuron.arrivals.map { [$0[0]] }))))
      projections.append(
        Projection(
          from: "inputs", to: "cell", weights: .explicit(neuron.arrivals.map { $0[1] })))
    }
    let simulation = try Simulation(
      Network(populations: populations, projections: projections), seed: Seed(1))
    let log = SpikeLog()
    simulation.add(observer: log)
    try simulation.run(until: Milliseconds(neuron.end))
    return log.times(ofPopulation: 0)
  }

  private func expect(_ found: [Double], _ neuron: Neuron, within error: Double) {
    #expect(
      found.count == neuron.spikes.count, "\(neuron.membrane), \(neuron.kind): \(found.count)")
    for (a, b) in zip(found, neuron.spikes) {
      #expect(abs(a - b) <= error, "\(neuron.membrane), \(neuron.kind): \(a) instead of \(b)")
    }
  }

  @Test(arguments: [
    "eif", "adex", "eif by series", "adex by series", "lif_cond", "izhikevich", "quadratic",
    "hodgkin_huxley",
  ])
  func `an integrated neuron has the spikes of an independent integration`(name: String) throws {
    let neurons = Self.neurons.filter { $0.membrane == name.prefix { $0 != " " } }
    try #require(neurons.count == 3)
    #expect(neurons.allSatisfy { $0.spikes.count > 1 })
    for neuron in neurons {
      expect(try spikes(neuron, try Self.units(name)), neuron, within: 1e-6)
    }
  }

  @Test func `ramps into a leaky unit give the spikes of 40-digit arithmetic`() throws {
    let neurons = Self.neurons.filter { $0.membrane == "lif" }
    try #require(neurons.count == 6)
    for neuron in neurons {
      expect(try spikes(neuron, try Self.units("lif")), neuron, within: 1e-9)
    }
    // Integrated, the same.
    guard case .lif(let membrane) = try Self.units("lif") else { return }
    for neuron in neurons {
      expect(
        try spikes(neuron, .membrane(LIFEquations(membrane), Integration())), neuron, within: 1e-6)
    }
  }
}
