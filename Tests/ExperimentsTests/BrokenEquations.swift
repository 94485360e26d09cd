import Testing

/// Rules, membranes and knobs with a mistake, and what is said about them.
let brokenEquations: [BrokenModel] = [
  BrokenModel(
    "a rule with an unknown name", in: .learning,
    """
    rule: zero-area
    """,
    to: """
      rule:
          name: mine
          parameters: {A: 0.1, tau: 20 ms}
          equations: |
            dx/dt = -x/tau : pre
            dy/dt = -y/tau : post
          on_pre: w -= A*y; x += 1
          on_post: w += A*z; y += 1
      """,
    is: """
      model.yaml:19:21: error: 'z' is not known here; there are: A, r_max, tau, w, x, y
          on_post: w += A*z; y += 1
                          ^
      """),
  BrokenModel(
    "a rule whose units disagree", in: .learning,
    """
    rule: zero-area
    """,
    to: """
      rule:
          name: mine
          parameters: {A: 0.1, tau: 20 ms}
          equations: |
            dx/dt = -x/tau : pre
            dy/dt = -y/tau : post
          on_pre: w -= A*y*tau; x += 1
          on_post: w += A*x; y += 1
      """,
    is: """
      model.yaml:18:18: error: what changes 'w' must be a plain number, but this is ms; check units and time constants
          on_pre: w -= A*y*tau; x += 1
                       ^
      """),
  BrokenModel(
    "a variable that belongs to nobody", in: .learning,
    """
    rule: zero-area
    """,
    to: """
      rule:
          name: mine
          parameters: {A: 0.1, tau: 20 ms}
          equations: |
            dx/dt = -x/tau : pre
            dy/dt = -y/tau
          on_pre: w -= A*y; x += 1
          on_post: w += A*x; y += 1
      """,
    is: """
      model.yaml:17:7: error: say whose variable 'y' is: ': pre', ': post', ': synapse' or ': global'
            dy/dt = -y/tau
            ^
      """),
  BrokenModel(
    "a variable that does not decay", in: .learning,
    """
    rule: zero-area
    """,
    to: """
      rule:
          name: mine
          parameters: {A: 0.1, tau: 20 ms}
          equations: |
            dx/dt = 1/tau - x/tau : pre
            dy/dt = -y/tau : post
          on_pre: w -= A*y; x += 1
          on_post: w += A*x; y += 1
      """,
    is: """
      model.yaml:16:7: error: between spikes a variable decays, dx/dt = -x/tau with tau > 0; other terms belong to on_pre and on_post
            dx/dt = 1/tau - x/tau : pre
            ^
      """),
  BrokenModel(
    "a trace that never steps", in: .learning,
    """
    rule: zero-area
    """,
    to: """
      rule:
          name: mine
          parameters: {A: 0.1, tau: 20 ms}
          equations: |
            dx/dt = -x/tau : pre
            dy/dt = -y/tau : post
          on_pre: w -= A*y
          on_post: w += A*x; y += 1
      """,
    is: """
      model.yaml:18:13: error: 'x' never steps; add 'x += 1' (or 'x = 1' for nearest neighbours)
          on_pre: w -= A*y
                  ^
      """),
  BrokenModel(
    "a bracket that is open", in: .learning,
    """
    rule: zero-area
    """,
    to: """
      rule:
          name: mine
          parameters: {A: 0.1, tau: 20 ms}
          equations: |
            dx/dt = -x/tau : pre
            dy/dt = -y/tau : post
          on_pre: w -= A*y; x += 1
          on_post: w += A*(x; y += 1
      """,
    is: """
      model.yaml:19:23: error: expected ')', found the end
          on_post: w += A*(x; y += 1
                            ^
      """),
  BrokenModel(
    "a bound that is a time", in: .learning,
    """
    rule: zero-area
    """,
    to: """
      rule:
          name: mine
          parameters: {A: 0.1, tau: 20 ms}
          equations: |
            dx/dt = -x/tau : pre
            dy/dt = -y/tau : post
          on_pre: w -= A*y; x += 1
          on_post: w += A*x; y += 1
          bounds: [0, tau]
      """,
    is: """
      model.yaml:20:13: error: a bound of the weight is a plain number
          bounds: [0, tau]
                  ^
      """),
  BrokenModel(
    "a rule that changes the other side", in: .learning,
    """
    rule: zero-area
    """,
    to: """
      rule:
          name: mine
          parameters: {A: 0.1, tau: 20 ms}
          equations: |
            dx/dt = -x/tau : pre
            dy/dt = -y/tau : post
          on_pre: w -= A*y; x += 1
          on_post: w += A*x; y += 1; x = 0
      """,
    is: """
      model.yaml:19:32: error: 'x' cannot be changed here; there are: w, y
          on_post: w += A*x; y += 1; x = 0
                                     ^
      """),
  BrokenModel(
    "a defined rule with a wrong parameter", in: .learning,
    """
    learning:
      rule: zero-area
    """,
    to: """
      rules:
        mine: {parameters: {tau: 20 ms}, equations: "dx/dt = -x/tau : pre", on_pre: x += 1, on_post: w += x}
      learning:
        rule: {name: mine, tau: 3 mV}
      """,
    is: """
      model.yaml:14:27: error: 'tau' must be in ms, not mV
        rule: {name: mine, tau: 3 mV}
                                ^
      """),
  BrokenModel(
    "a membrane whose units disagree", in: .simulation,
    """
    a: {size: 2, kind: lif, tau_m: 10 ms, r_max: 1 /ms, synapse: jump}
    """,
    to: """
      a:
            size: 2
            kind: equations
            equations: dV/dt = -V
            threshold: V > 10 mV
            reset: V = 0 mV
            initial: {V: 0 mV}
      """,
    is: """
      model.yaml:7:26: error: dV/dt must be mV/ms, but this is mV; check units and time constants
            equations: dV/dt = -V
                               ^
      """),
  BrokenModel(
    "a membrane without a reset of its potential", in: .simulation,
    """
    a: {size: 2, kind: lif, tau_m: 10 ms, r_max: 1 /ms, synapse: jump}
    """,
    to: """
      a: {size: 2, kind: equations, equations: dV/dt = -V/(10 ms), threshold: V > 10 mV, reset: V += 1 mV, initial: {V: 0 mV}}
      """,
    is: """
      model.yaml:4:95: error: a spike sets 'V' to a constant: 'V = ...'
      ...V/(10 ms), threshold: V > 10 mV, reset: V += 1 mV, initial: {V: 0 mV}}
                                                 ^
      """),
  BrokenModel(
    "a membrane that is held after a spike that resets nothing", in: .simulation,
    """
    a: {size: 2, kind: lif, tau_m: 10 ms, r_max: 1 /ms, synapse: jump}
    """,
    to: """
      a: {size: 2, kind: equations, equations: dV/dt = -V/(10 ms), threshold: V > 10 mV, refractory: 2 ms, initial: {V: 0 mV}}
      """,
    is: """
      model.yaml:4:100: error: without 'reset' nothing holds 'V' after a spike; leave 'refractory' out, or give a reset
      ... ms), threshold: V > 10 mV, refractory: 2 ms, initial: {V: 0 mV}}
                                                 ^
      """),
  BrokenModel(
    "transposed weights of a projection that goes the same way", in: .learning,
    """
    {from: hidden, to: output, symmetric: true, weights: glorot_uniform}
    """,
    to: """
      {from: hidden, to: output, weights: {transpose_of: input->hidden}}
      """,
    is: """
      model.yaml:9:43: error: projection 'hidden->output' takes its weights from 'input->hidden', which must be a dense projection that goes the other way and has weights of its own
          - {from: hidden, to: output, weights: {transpose_of: input->hidden}}
                                                ^
      """),
  BrokenModel(
    "levels without a range", in: .learning,
    """
    rates: {input
    """,
    to: """
      device: {levels: 8}
        rates: {input
      """,
    is: """
      model.yaml:13:11: error: 'levels' needs the 'range' of weights, such as [-1, 1]
        device: {levels: 8}
                ^
      """),
]
