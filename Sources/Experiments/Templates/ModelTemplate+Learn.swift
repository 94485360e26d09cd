extension ModelTemplate {
  /// The template of a spiking network that learns.
  static let learnText = #"""
    # A spiking network learns digits that the program draws itself.
    # What stands behind 'default' is what holds without the line. A number without a unit has the first
    # unit that is named; 20 ms, 0.02 s and 20 mean the same time.
    #
    #   equispike check NAME.yaml             all mistakes at once
    #   equispike run NAME.yaml               learns, in some seconds
    #   equispike run NAME.yaml --dry-run     sizes, memory and time, without running
    name: NAME                              # also the name of run folders; required
    description: A spiking network learns drawn digits.   # default: nothing
    source: ""                              # the paper, or the idea, it comes from; default: nothing
    expected: {test error: below 40 %}      # notes for people; default: nothing
    seed: 1                                 # root of all random numbers; default 1

    network:
      populations:
        input: {size: 64, kind: clamp}      # units; kind: equispike list neurons
        hidden: &unit                       # &unit names what follows, for <<: *unit
          size: 40                          # units; required
          kind: lif                         # required
          tau_m: 20 ms                      # membrane time constant [ms]; required
          threshold: 0.025                  # a spike when V reaches it [1]; default 1
          reset: -0.025                     # V after a spike [1]; default 0
          t_ref: 0.3 ms                     # V is held for this time after a spike [ms]; default 0
          bias: 0                           # constant drive [1]: a value, a list or {file: B.npy}; default 0
          synapse: exponential              # exponential, or jump: V += w; default exponential
          tau_syn: 5 ms                     # decay of synaptic currents [ms]; required
          weights: per-rate                 # per-rate: a unit at r gives w r/r_max; or per-spike: I += w
          r_max: 1 /ms                      # the rate at which s = 1 [/ms]; default 1/t_ref
          V_0: {uniform: [-0.025, 0.025]}   # V at the start [1]: a value, a range, a list, {file: V.npy}; default 0
        output: {<<: *unit, size: 10, bias: 0.1}   # as hidden, but for these keys
      projections:
        - from: input                       # a population; required
          to: hidden                        # a population; required
          weights: {glorot_uniform: {gain: 0.5}}   # or a number, {uniform: [a, b]}, {normal: ...}, {list: ...}, {file: W.npy}
          connect: dense                    # dense, one-to-one, {probability: p}, {in_degree: n}; default dense
          delay: 0 ms                       # [ms]; default 0 ms
          symmetric: false                  # one weight matrix for both directions; default false
          bounds: [-.inf, .inf]             # weights stay inside; default: no bounds
        - {from: hidden, to: output, symmetric: true, weights: {glorot_uniform: {gain: 0.3}}}

    data:
      set: digits                           # equispike list data; files of MNIST: {set: mnist, path: DIR}
      size: 8                               # width and height [pixels]; default 16
      train: 400                            # samples; default 4000
      validation: 50                        # samples; default 500
      test: 100                             # samples; default 1000
      noise: 0.05                           # deviation of the noise on each pixel [1]; default 0.05

    learning:
      input: input                          # the population that is clamped; default input
      output: output                        # the population that is nudged and read; default output
      rule:                                 # equispike list rules; default zero-area
        name: zero-area
        amplitude: 1                        # A [weight]; default 1
        tau_fast: 10 ms                     # [ms]; default 10 ms
        tau_slow: 100 ms                    # [ms]; default 80 ms
        corrected: true                     # traces corrected for their start; default true
      nudging:
        form: drive                         # error y - u (drive) or y - s (activity); default drive
        scheme: symmetric                   # one-sided, random-sign, symmetric, twin; default symmetric
        beta: 0.4                           # strength [1; with activity that of a drive]; default 0.5
        shape: step                         # how beta comes: step, ramp, wave; default step
      gate: nudged                          # when synapses may change: nudged, always; default nudged
      phases:
        free: 30 ms                         # [ms]; default 80 ms
        nudged: 30 ms                       # [ms]; default 60 ms
        onset: 0 ms                         # the gate opens this long after the nudging [ms]; default 0 ms
        tail: 0 ms                          # spikes read after the gate has closed [ms]; default 0 ms
        readout: 10 ms                      # the end of the free phase that answers [ms]; default 20 ms
      targets: [0, 1]                       # of other outputs, and of the label's [drive; with activity 1 or Hz]; default [0, 1]
      batch: 1                              # samples between two steps of the weights; default 20
      epochs: 2                             # passes through the training set; 0: only tested; default 1
      rates: {input->hidden: 0.3, hidden->output: 0.08}   # learning rates [weight beta] by projection; required
      bias_rates: {hidden: 0.3, output: 0.08}   # [bias beta] by population; default: biases stay
      clamps: {}                            # clamps besides the input: a value, a list or {file: c.npy}; default: none
      decay: linear                         # of learning rates: linear, or a factor for each epoch; default 1
      compare: {every: 200, samples: 10}    # batches between comparisons with the rate reference; default: never
      twin: true                            # a rate model of the same weights learns beside it; default true
      raster: 0                             # the test sample shown spike by spike, from 0; default: the first
    """# + "\n"
}
