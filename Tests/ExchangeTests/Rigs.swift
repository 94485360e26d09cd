import Engine
import Foundation
import Networks
import Quantities
import Records

@testable import Exchange

/// A file that other programs made.
func resource(_ name: String) -> String {
  Bundle.module.bundleURL.appendingPathComponent("Files").appendingPathComponent(name).path
}

/// Calls `body` with the path of an empty folder, which is removed afterwards.
func withFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("exchange-\(UUID())")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder.path)
}

/// One spike, to the last bit.
struct Spike: Equatable {
  var time: UInt64
  var population: String
  var unit: Int
}

/// All spikes of a network with its clamped input, in their order.
func spikes(of source: ExchangedNetwork, for duration: Milliseconds) throws -> [Spike] {
  let source = source.described
  let simulation = try Simulation(source.network, seed: source.seed)
  if !source.clamps.isEmpty { try simulation.clamp(source.clamps) }
  let recorder = SpikeCollector(source.network.populations.map(\.name))
  simulation.add(observer: recorder)
  try simulation.run(until: duration)
  return recorder.spikes
}

private final class SpikeCollector: SimulationObserver {
  var spikes: [Spike] = []
  let names: [String]
  init(_ names: [String]) { self.names = names }
  func observe(_ batch: SpikeBatch) {
    for k in batch.times.indices {
      spikes.append(
        Spike(
          time: batch.times[k].bitPattern, population: names[Int(batch.populations[k])],
          unit: Int(batch.units[k])))
    }
  }
  func observe(_ samples: SampleBatch) {}
}

/// Three layers with a symmetric projection, as learning has them, with learned weights and biases.
func layers(jumps: Bool = false, seed: UInt64 = 3) -> ExchangedNetwork {
  var unit = LIF.dimensionless(
    membraneTimeConstant: 20.3.ms, threshold: 0.025, reset: -0.025, refractoryTime: 0.3.ms,
    bias: 0.013, initial: .uniform(-0.025, 0.025), synapticTimeConstant: 4.9.ms)
  if jumps { unit.synapse = .jump }
  let delay: Milliseconds = jumps ? 0.7.ms : .zero
  var result = ExchangedNetwork(
    name: "layers",
    network: Network(
      populations: [
        Population("input", size: 5, .source(.clamp)),
        Population("hidden", size: 8, .lif(unit), drive: .plain(1.1)),
        Population("output", size: 3, .lif(unit), drive: .plain(1.1)),
      ],
      projections: [
        Projection(from: "input", to: "hidden", weights: .glorotUniform(gain: 1)),
        Projection(
          from: "hidden", to: "output", weights: .glorotNormal(gain: 1), delay: .uniform(delay),
          symmetric: true),
        Projection(
          from: "hidden", to: "hidden", connectivity: .probability(0.3),
          weights: .uniform(-0.2, 0.2), delay: .uniform(1.7.ms)),
      ]), seed: Seed(seed))
  var stream = Seed(77).stream()
  result.weights["hidden->output"] = (0..<24).map { _ in stream.uniform(-0.4, 0.6) }
  result.currents["hidden"] = (0..<8).map { _ in stream.uniform(0, 0.1) }
  result.clamps["input"] = [0.1, 0.9, 0.33, 0, 1]
  return result
}
