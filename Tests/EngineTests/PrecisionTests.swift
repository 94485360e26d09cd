import Foundation
import Networks
import Quantities
import Testing

@testable import Engine

/// Single neurons against 60-digit arithmetic: time constants over nine orders of magnitude, equal and
/// nearly equal ones, voltage jumps, and responses that graze the threshold. `Precision/generate.py` makes
/// the numbers.
@Suite struct PrecisionTests {
  struct Neuron: Decodable {
    var kind: String
    var jump: Bool
    var tau_m: Double, tau_ex: Double, tau_in: Double
    var bias: Double, reset: Double, t_ref: Double
    var inputs: [[Double]]
    var end: Double
    /// The overshoot of a grazing response over the threshold, as a part of its input.
    var margin: Double?
    var spikes: [String]
    var V: String
    var I: String

    var membrane: LIF {
      LIF(
        membraneTimeConstant: Milliseconds(tau_m), capacitance: tau_m, rest: 0, threshold: 1,
        reset: reset, refractoryTime: Milliseconds(t_ref), current: bias,
        synapse: jump
          ? .jump
          : .exponential(excitatory: Milliseconds(tau_ex), inhibitory: Milliseconds(tau_in)))
    }
  }

  private static let neurons: [Neuron] = {
    let file = Bundle.module.resourceURL!.appendingPathComponent("Precision/neurons.json")
    guard let data = try? Data(contentsOf: file) else { return [] }
    return (try? JSONDecoder().decode([Neuron].self, from: data)) ?? []
  }()

  private func run(_ neuron: Neuron) throws -> (spikes: [Double], V: Double, I: Double) {
    let simulation = try Simulation(
      Network(
        populations: [
          Population(
            "inputs", size: neuron.inputs.count, .source(.spikes(neuron.inputs.map { [$0[0]] }))),
          Population("cell", size: 1, .lif(neuron.membrane)),
        ],
        projections: [
          Projection(from: "inputs", to: "cell", weights: .explicit(neuron.inputs.map { $0[1] }))
        ]), seed: Seed(1))
    let log = SpikeLog()
    simulation.add(observer: log)
    try simulation.run(until: Milliseconds(neuron.end))
    return (
      log.times(ofPopulation: 1), try #require(simulation.value("V", of: 0, in: "cell")),
      try #require(simulation.value("I", of: 0, in: "cell"))
    )
  }

  /// The rounding error of a spike time: some units in the last place of V, divided by the slope of V, which is small
  /// for a graze.
  private func tolerance(_ neuron: Neuron) -> Double {
    let rounding = 1e-12 * max(neuron.tau_m, min(neuron.tau_ex, neuron.end))
    guard let margin = neuron.margin else { return rounding }
    return max(rounding, 1e-14 * neuron.tau_m / margin.magnitude.squareRoot())
  }

  @Test(arguments: ["nine orders", "jump", "equal", "nearly equal", "tangent"])
  func `spikes are those of 60-digit arithmetic`(kind: String) throws {
    let neurons = Self.neurons.filter { $0.kind == kind }
    try #require(neurons.count >= 20)
    var spikes = 0
    for (number, neuron) in neurons.enumerated() {
      let found = try run(neuron), expected = neuron.spikes.compactMap { Double($0) }
      #expect(found.spikes.count == expected.count, "\(kind) \(number): \(neuron)")
      let allowed = tolerance(neuron)
      for (a, b) in zip(found.spikes, expected) {
        #expect(abs(a - b) <= allowed, "\(kind) \(number): \(a) instead of \(b)")
      }
      let v = try #require(Double(neuron.V)), i = try #require(Double(neuron.I))
      // After a spike V carries the error of its time.
      #expect(abs(found.V - v) <= 1e-9, "\(kind) \(number): V")
      #expect(abs(found.I - i) <= 1e-9 * max(1, abs(i)), "\(kind) \(number): I")
      spikes += expected.count
    }
    #expect(spikes > 5)
  }
}
