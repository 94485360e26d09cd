extension ModelTemplate {
  /// The template of a comparison of rules: the network that learns, with rules of its own.
  static let compareText = #"""
    # Spike-timing rules, one of them written here, against the update of equilibrium propagation.
    # What stands behind 'default' is what holds without the line. A number without a unit has the first
    # unit that is named; 20 ms, 0.02 s and 20 mean the same time. All keys of 'network', 'data' and
    # 'learning', with their defaults: equispike init --kind learn.
    #
    #   equispike rule NAME.yaml --name mine  what the rule adds up to: window, drift, gain
    #   equispike compare NAME.yaml           cosines with equilibrium propagation, in some seconds
    #   equispike compare NAME.yaml --train   learns with each rule from the same start, in a minute
    #   equispike run NAME.yaml               learns with the rule of 'learning'
    name: NAME
    description: A rule of my own beside three of the program.
    source: ""
    seed: 1

    rules:
      mine:
        source: where it comes from
        parameters: {A_plus: 1, A_minus: 1, tau_plus: 15 ms, tau_minus: 15 ms}
        equations: |
          dx/dt = -x/tau_plus : pre
          dy/dt = -y/tau_minus : post
        on_pre: w -= A_minus*y; x += 1
        on_post: w += A_plus*x; y += 1
        bounds: [-.inf, .inf]

    network:
      populations:
        input:  {size: 64, kind: clamp}
        hidden: &unit {size: 40, kind: lif, tau_m: 20 ms, threshold: 0.025, reset: -0.025,
                       t_ref: 0.3 ms, tau_syn: 5 ms, r_max: 1 /ms, V_0: {uniform: [-0.025, 0.025]}}
        output: {<<: *unit, size: 10, bias: 0.1}
      projections:
        - {from: input, to: hidden, weights: {glorot_uniform: {gain: 0.7}}}
        - {from: hidden, to: output, symmetric: true, weights: {glorot_uniform: {gain: 0.5}}}
    data: {set: digits, size: 8, train: 800, validation: 100, test: 200}
    learning:
      rule: {name: mine}
      nudging: {form: drive, scheme: symmetric, beta: 0.25}
      phases: {free: 80 ms, nudged: 60 ms, readout: 20 ms}
      epochs: 4
      batch: 1
      rates: {input->hidden: 0.1, hidden->output: 0.1}

    comparison:
      samples: 8
      seeds: 2
      rules:
        - zero-area
        - {label: gated-pair, rule: {name: gated-pair, tau: 20 ms}, phases: {nudged: 80 ms, tail: 160 ms}}
        - pair
        - mine
      # sweep: {learning.nudging.beta: [0.1, 0.4]}   # keys of the model and their values; default: none
    """# + "\n"
}
