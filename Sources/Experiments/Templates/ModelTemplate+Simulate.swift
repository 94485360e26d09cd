extension ModelTemplate {
  /// The template of a plain simulation.
  static let simulateText = #"""
    # Excitatory Poisson trains drive leaky integrate-and-fire neurons through plastic synapses.
    # What stands behind 'default' is what holds without the line. A number without a unit has the first
    # unit that is named; 20 ms, 0.02 s and 20 mean the same time.
    #
    #   equispike check NAME.yaml             all mistakes at once
    #   equispike run NAME.yaml               spikes.csv, traces.csv, weights and a raster in runs/
    name: NAME                              # also the name of run folders; required
    description: Poisson trains drive LIF neurons through plastic synapses.   # default: nothing
    source: ""                              # the paper, or the idea, it comes from; default: nothing
    expected: {rate: neurons at 8 to 14 Hz}   # notes for people; default: nothing
    seed: 1                                 # root of all random numbers; default 1

    network:
      populations:
        inputs:
          size: 200                         # units; required
          kind: poisson                     # equispike list neurons; required
          rate: 10 Hz                       # [/ms, also Hz], one or a list; required
        neurons:
          size: 10                          # units; required
          kind: lif                         # required
          tau_m: 20 ms                      # membrane time constant [ms]; default 10 ms
          C_m: 250 pF                       # capacitance [pF]; default 250 pF
          E_L: -70 mV                       # resting potential [mV]; default -70 mV
          V_th: -55 mV                      # a spike when V reaches it [mV]; default -55 mV
          V_reset: -70 mV                   # V after a spike [mV]; default -70 mV
          t_ref: 2 ms                       # V is held for this time after a spike [ms]; default 2 ms
          I_e: 0 pA                         # constant current [pA]; default 0 pA
          synapse: exponential              # exponential, or jump: V += w; default exponential
          tau_syn: 5 ms                     # decay of both currents [ms]; or tau_syn_ex, tau_syn_in; default 2 ms
          weights: per-spike                # per-spike: I += w [pA]; or per-rate; default per-spike
          V_0: {uniform: [-70 mV, -55 mV]}  # V at the start [mV]: a value, a range or a list; default E_L
      projections:
        - from: inputs                      # a population; required
          to: neurons                       # a population; required
          name: inputs->neurons             # default: from->to
          connect: {probability: 0.5}       # dense, one-to-one, {probability: p}, {in_degree: n}; default dense
          weights: {uniform: [20 pA, 50 pA]}   # or a number, {normal: {mean: a, deviation: b}}, {list: [...]}; required
          delay: 1 ms                       # [ms]: one; without plasticity also {uniform: [a, b]}, {list}; default 0 ms
          symmetric: false                  # one weight matrix for both directions; default false
          bounds: [0 pA, 60 pA]             # weights stay inside; default: no bounds
          release: 1                        # probability that an arriving spike acts [1]; default 1

    simulate:
      duration: 2 s                         # [ms]; required
      plasticity:                           # rules by projection, equispike list rules; default: weights stay
        inputs->neurons:
          {name: pair, A_plus: 0.05, A_minus: 0.0525, tau_plus: 20 ms, tau_minus: 20 ms, pairing: all-to-all}
      probes:                               # what is recorded besides spikes; default: nothing
        - population: neurons               # whose; required
          variable: V                       # V, I_ex, I_in, I, or a variable of the equations; default V
          units: [0, 1]                     # indices from 0, or all; default [0]
          every: 0.5 ms                     # [ms]; default 1 ms
    """# + "\n"
}
