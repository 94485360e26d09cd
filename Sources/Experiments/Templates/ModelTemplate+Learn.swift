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
    name: NAME
    description: A spiking network learns drawn digits.
    source: ""
    expected: {test error: {max: 40 %}}
    seed: 1

    network:
      populations:
        input: {size: 64, kind: clamp}
        hidden: &unit                       # &unit names what follows, for <<: *unit
          size: 40
          kind: lif
          tau_m: 20 ms
          threshold: 0.025
          reset: -0.025
          t_ref: 0.3 ms
          bias: 0
          synapse: exponential
          tau_syn: 5 ms
          weights: per-rate
          r_max: 1 /ms
          V_0: {uniform: [-0.025, 0.025]}
        output: {<<: *unit, size: 10, bias: 0.1}
      projections:
        - from: input
          to: hidden
          weights: {glorot_uniform: {gain: 0.5}}
          connect: dense
          delay: 0 ms
          symmetric: false
          bounds: [-.inf, .inf]
        - {from: hidden, to: output, symmetric: true, weights: {glorot_uniform: {gain: 0.3}}}

    data:
      set: digits
      size: 8
      train: 400
      validation: 50
      test: 100
      noise: 0.05

    learning:
      input: input
      output: output
      rule:
        name: zero-area
        amplitude: 1
        tau_fast: 10 ms
        tau_slow: 100 ms
        corrected: true
      nudging:
        form: drive
        scheme: symmetric
        beta: 0.4
        shape: step
      gate: nudged
      states: fresh
      phases:
        free: 30 ms
        nudged: 30 ms
        onset: 0 ms
        tail: 0 ms
        readout: 10 ms
      targets: [0, 1]
      batch: 1
      epochs: 2
      rates: {input->hidden: 0.3, hidden->output: 0.08}
      bias_rates: {hidden: 0.3, output: 0.08}
      clamps: {}
      decay: linear
      compare:
        every: 200
        samples: 10
      twin: true
      raster: 0
    """# + "\n"
}
