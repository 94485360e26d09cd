public import Engine
import Networks
public import Quantities

/// The events and the processor time of a run of the event engine.
public struct EngineMeasurement: Sendable, Equatable {
  /// The number of spikes, and of their arrivals at synapses.
  public var spikes: Int, synapticEvents: Int
  /// Processor time of the simulation without the construction of the network [s].
  public var processorSeconds: Double

  /// Measures a simulation until `end`.
  public init(_ simulation: Simulation, until end: Milliseconds) throws(SimulationError) {
    let spikes = simulation.spikeCount, events = simulation.synapticEvents
    let start = ProcessorClock.now()
    try simulation.run(until: end)
    processorSeconds = ProcessorClock.now() - start
    self.spikes = simulation.spikeCount - spikes
    synapticEvents = simulation.synapticEvents - events
  }

  /// Measures one LIF neuron with a constant current, 66 spikes a second, integrated by GSL with rk8pd, the default of
  /// `Integration`.
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
