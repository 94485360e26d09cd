public import Engine
import Networks
public import Quantities

/// What a run of the event engine cost.
public struct EngineMeasurement: Sendable, Equatable {
  /// Spikes, and arrivals of spikes at synapses.
  public var spikes: Int, synapticEvents: Int
  /// Processor time of the simulation, without building the network [s].
  public var processorSeconds: Double

  /// Simulates until `end` and measures it.
  public init(_ simulation: Simulation, until end: Milliseconds) throws(SimulationError) {
    let spikes = simulation.spikeCount, events = simulation.synapticEvents
    let start = ProcessorClock.now()
    try simulation.run(until: end)
    processorSeconds = ProcessorClock.now() - start
    self.spikes = simulation.spikeCount - spikes
    synapticEvents = simulation.synapticEvents - events
  }

  /// One LIF neuron with a constant current, integrated by GSL (Runge-Kutta-Fehlberg 4/5 unless said
  /// otherwise) to `duration`: 66 spikes each second.
  public static func integratedNeuron(
    until duration: Milliseconds
  ) throws(SimulationError) -> EngineMeasurement {
    let membrane = LIF(
      membraneTimeConstant: 20.ms, capacitance: 250, rest: 0, threshold: 15, reset: 0,
      refractoryTime: 2.ms, current: 380,
      synapse: .exponential(excitatory: 5.ms, inhibitory: 5.ms))
    let network = Network(
      populations: [
        Population("neuron", size: 1, .membrane(LIFEquations(membrane), Integration()))
      ], projections: [])
    return try EngineMeasurement(Simulation(network, seed: Seed(1)), until: duration)
  }
}
