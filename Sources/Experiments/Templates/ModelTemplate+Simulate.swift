extension ModelTemplate {
  /// The template of a plain simulation.
  static let simulateText = #"""
    # Excitatory Poisson trains drive leaky integrate-and-fire neurons through plastic synapses.
    # What stands behind 'default' is what holds without the line. A number without a unit has the first
    # unit that is named; 20 ms, 0.02 s and 20 mean the same time.
    #
    #   equispike check NAME.yaml             all mistakes at once
    #   equispike run NAME.yaml               spikes.csv, traces.csv, weights and a raster in runs/
    name: NAME
    description: Poisson trains drive LIF neurons through plastic synapses.
    source: ""
    expected: {rate of neurons: {between: [8 Hz, 14 Hz]}}
    seed: 1

    network:
      populations:
        inputs:
          size: 200
          kind: poisson
          rate: 10 Hz
        neurons:
          size: 10
          kind: lif
          tau_m: 20 ms
          C_m: 250 pF
          E_L: -70 mV
          V_th: -55 mV
          V_reset: -70 mV
          t_ref: 2 ms
          I_e: 0 pA
          synapse: exponential
          tau_syn: 5 ms
          weights: per-spike
          V_0: {uniform: [-70 mV, -55 mV]}
      projections:
        - from: inputs
          to: neurons
          name: inputs->neurons
          connect: {probability: 0.5}
          weights: {uniform: [20 pA, 50 pA]}
          delay: 1 ms
          symmetric: false
          bounds: [0 pA, 60 pA]
          release: 1

    simulate:
      duration: 2 s
      plasticity:
        inputs->neurons:
          {name: pair, A_plus: 0.05, A_minus: 0.0525, tau_plus: 20 ms, tau_minus: 20 ms, pairing: all-to-all}
      probes:
        - population: neurons
          variable: V
          units: [0, 1]
          every: 0.5 ms
    """# + "\n"
}
