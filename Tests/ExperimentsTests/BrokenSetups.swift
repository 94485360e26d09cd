/// Models whose values are right one by one, but that the learner or the engine refuses.
let brokenSetups: [BrokenModel] =
  brokenMembranes + brokenProjections + brokenRules + brokenSettings + brokenRanges

/// Membranes and populations that cannot learn.
let brokenMembranes: [BrokenModel] = [
  BrokenModel(
    "learning with a bias that changes in time", in: .learning,
    "hidden: {size: 3, kind: lif, tau_m: 10 ms, tau_syn: 10 ms, r_max: 1 /ms}",
    to:
      "hidden: {size: 3, kind: lif, tau_m: 10 ms, tau_syn: 10 ms, r_max: 1 /ms, bias: {times: [0, 5], values: [0, 1]}}",
    is: """
      model.yaml:5:84: error: 'bias' of population 'hidden' changes in time, but where a network learns each sample begins anew: give it one value
      ...ms, tau_syn: 10 ms, r_max: 1 /ms, bias: {times: [0, 5], values: [0, 1]}}
                                                 ^
      """),
  BrokenModel(
    "learning with a dead time", in: .learning, "input: {size: 2, kind: clamp}",
    to: "input: {size: 2, kind: poisson, rate: 0, t_ref: 1 ms}",
    is: """
      model.yaml:4:53: error: population 'input' has a dead time, which the rate reference of a network that learns does not know: leave 't_ref' out
          input: {size: 2, kind: poisson, rate: 0, t_ref: 1 ms}
                                                          ^
      """),
  BrokenModel(
    "learning with adex", in: .learning,
    "hidden: {size: 3, kind: lif, tau_m: 10 ms, tau_syn: 10 ms, r_max: 1 /ms}",
    to: "hidden: {size: 3, kind: adex}",
    is: """
      model.yaml:5:29: error: hidden.kind is adex; expected lif, the only membrane that learns
          hidden: {size: 3, kind: adex}
                                  ^
      """),
  BrokenModel(
    "learning with a membrane of one's own", in: .learning,
    "hidden: {size: 3, kind: lif, tau_m: 10 ms, tau_syn: 10 ms, r_max: 1 /ms}",
    to: "hidden: {size: 3, kind: equations, initial: {V: 0 mV}, equations: dV/dt = "
      + "-V/(10 ms) + I_e/(1 nF), threshold: V > 1 mV, reset: V = 0 mV, on_arrival: V "
      + "+= w*1 mV}",
    is: """
      model.yaml:5:29: error: hidden.kind is equations; expected lif, the only membrane that learns
          hidden: {size: 3, kind: equations, initial: {V: 0 mV}, equations: dV/dt = -V/(10 ms) + I_e/(1 nF...
                                  ^
      """),
  BrokenModel(
    "learning with an integrated membrane", in: .learning,
    "hidden: {size: 3, kind: lif, tau_m: 10 ms, tau_syn: 10 ms, r_max: 1 /ms}",
    to: "hidden: {size: 3, kind: lif_ode, tau_m: 10 ms, tau_syn: 10 ms, r_max: 1 /ms}",
    is: """
      model.yaml:5:29: error: hidden.kind is lif_ode; expected lif, the only membrane that learns
          hidden: {size: 3, kind: lif_ode, tau_m: 10 ms, tau_syn: 10 ms, r_max: 1 /ms}
                                  ^
      """),
  BrokenModel(
    "learning with weights per spike", in: .learning,
    "hidden: {size: 3, kind: lif, tau_m: 10 ms, tau_syn: 10 ms, r_max: 1 /ms}",
    to: "hidden: {size: 3, kind: lif, tau_m: 10 ms, tau_syn: 10 ms, weights: per-spike}",
    is: """
      model.yaml:5:73: error: hidden.weights is per-spike; expected per-rate, where a network learns: the rate reference rests on it
          hidden: {size: 3, kind: lif, tau_m: 10 ms, tau_syn: 10 ms, weights: per-spike}
                                                                              ^
      """),
  BrokenModel(
    "learning with voltage jumps", in: .learning,
    "hidden: {size: 3, kind: lif, tau_m: 10 ms, tau_syn: 10 ms, r_max: 1 /ms}",
    to: "hidden: {size: 3, kind: lif, tau_m: 10 ms, synapse: jump, r_max: 1 /ms}",
    is: """
      model.yaml:5:57: error: hidden.synapse is jump; expected exponential, where a network learns: jumps have no drive to be read
          hidden: {size: 3, kind: lif, tau_m: 10 ms, synapse: jump, r_max: 1 /ms}
                                                              ^
      """),
  BrokenModel(
    "learning with two scales of rates", in: .learning,
    "output: {size: 2, kind: lif, tau_m: 10 ms, tau_syn: 10 ms, r_max: 1 /ms}",
    to: "output: {size: 2, kind: lif, tau_m: 10 ms, tau_syn: 10 ms, r_max: 2 /ms}",
    is: """
      model.yaml:6:71: error: output.r_max is 2.0 /ms; expected 1.0 /ms as in 'hidden': a network that learns has one
          output: {size: 2, kind: lif, tau_m: 10 ms, tau_syn: 10 ms, r_max: 2 /ms}
                                                                            ^
      """),
  BrokenModel(
    "learning with inputs that spike and another scale of rates", in: .learning,
    "input: {size: 2, kind: clamp}\n    hidden: {size: 3, kind: lif, tau_m: 10 ms, "
      + "tau_syn: 10 ms, r_max: 1 /ms}\n    output: {size: 2, kind: lif, tau_m: 10 ms, "
      + "tau_syn: 10 ms, r_max: 1 /ms}",
    to: "input: {size: 2, kind: poisson, rate: 0}\n    hidden: {size: 3, kind: lif, "
      + "tau_m: 10 ms, tau_syn: 10 ms, r_max: 2 /ms}\n    output: {size: 2, kind: lif, "
      + "tau_m: 10 ms, tau_syn: 10 ms, r_max: 2 /ms}",
    is: """
      model.yaml:5:71: error: hidden.r_max is 2.0 /ms; expected 1 /ms when the inputs spike; or make 'input' a clamp
          hidden: {size: 3, kind: lif, tau_m: 10 ms, tau_syn: 10 ms, r_max: 2 /ms}
                                                                            ^
      """),
  BrokenModel(
    "two synaptic time constants where the drive is nudged", in: .learning,
    "output: {size: 2, kind: lif, tau_m: 10 ms, tau_syn: 10 ms, r_max: 1 /ms}",
    to: "output: {size: 2, kind: lif, tau_m: 10 ms, tau_syn_ex: 10 ms, tau_syn_in: 5 "
      + "ms, r_max: 1 /ms}",
    is: """
      model.yaml:6:79: error: output.tau_syn is 10.0 ms and 5.0 ms; expected one synaptic time constant where the drive is nudged; make both equal, or nudge the activity
          output: {size: 2, kind: lif, tau_m: 10 ms, tau_syn_ex: 10 ms, tau_syn_in: 5 ms, r_max: 1 /ms}
                                                                                    ^
      """),
  BrokenModel(
    "a clamp that learning does not set", in: .learning,
    "input: {size: 2, kind: clamp}",
    to: "input: {size: 2, kind: clamp}\n    other: {size: 2, kind: clamp}",
    is: """
      model.yaml:5:28: error: the clamped population 'other' has no values: learning sets those of its input, 'input', only; give it one or a list in 'learning.clamps: {other: ...}', or remove it
          other: {size: 2, kind: clamp}
                                 ^
      """),
  BrokenModel(
    "values for the input of learning", in: .learning, "  rule: zero-area",
    to: "  rule: zero-area\n  clamps: {input: 0.5}",
    is: """
      model.yaml:13:19: error: the clamped population 'input' is the input: the data set its values; leave it out of 'learning.clamps'
        clamps: {input: 0.5}
                        ^
      """),
  BrokenModel(
    "values for a membrane where a network learns", in: .learning, "  rule: zero-area",
    to: "  rule: zero-area\n  clamps: {hidden: 0.5}",
    is: """
      model.yaml:13:12: error: population 'hidden' is not of kind clamp
        clamps: {hidden: 0.5}
                 ^
      """),
  BrokenModel(
    "too few values for a clamp where a network learns",
    text: SoundModel.learning.text.replacing(
      "kind: clamp}", with: "kind: clamp}\n    other: {size: 2, kind: clamp}"
    ).replacing("  rule: zero-area", with: "  rule: zero-area\n  clamps: {other: [1]}"),
    is: """
      model.yaml:14:19: error: 'other' has 1 values for 2 units
        clamps: {other: [1]}
                        ^
      """),
  BrokenModel(
    "an input with given spikes", in: .learning,
    "input: {size: 2, kind: clamp}",
    to: "input: {size: 2, kind: spikes, times: [[1], [2]]}",
    is: """
      model.yaml:4:28: error: the input population 'input' has given spikes; make it 'clamp', 'regular' or 'poisson'
          input: {size: 2, kind: spikes, times: [[1], [2]]}
                                 ^
      """),
  BrokenModel(
    "an input that is no source", in: .learning,
    "  rule: zero-area",
    to: "  input: hidden\n  rule: zero-area",
    is: """
      model.yaml:12:10: error: population 'hidden' cannot be the input: its kind must be clamp, regular or poisson
        input: hidden
               ^
      """),
  BrokenModel(
    "an output that is a source", in: .learning,
    "  rule: zero-area",
    to: "  output: input\n  rule: zero-area",
    is: """
      model.yaml:12:11: error: population 'input' cannot be the output: its kind must be a membrane such as lif
        output: input
                ^
      """),
  BrokenModel(
    "biases of a source", in: .learning,
    "  rule: zero-area",
    to: "  bias_rates: {input: 1}\n  rule: zero-area",
    is: """
      model.yaml:12:16: error: population 'input' is a source and has no biases
        bias_rates: {input: 1}
                     ^
      """),
]

/// Projections that cannot learn.
let brokenProjections: [BrokenModel] = [
  BrokenModel(
    "a projection into a source", in: .learning, "data: {set: xor}",
    to: "    - {from: hidden, to: input, weights: 0}\ndata: {set: xor}",
    is: """
      model.yaml:10:26: error: projection 'hidden->input' ends in 'input', which is a source and receives nothing
          - {from: hidden, to: input, weights: 0}
                               ^
      """),
  BrokenModel(
    "a lateral projection that learns", in: .learning,
    "data: {set: xor}\nlearning:\n  rule: zero-area\n  rates: {",
    to: "    - {from: hidden, to: hidden, weights: 0}\ndata: {set: xor}\nlearning:\n  "
      + "rule: zero-area\n  rates: {hidden->hidden: 0.1, ",
    is: """
      model.yaml:14:27: error: the ends of 'hidden->hidden': found lateral; expected a projection between two populations, where it learns: give it no learning rate
        rates: {hidden->hidden: 0.1, input->hidden: 0.1, hidden->output: 0.05}
                                ^
      """),
  BrokenModel(
    "a pair that comes twice", in: .learning,
    "data: {set: xor}",
    to: "    - {from: hidden, to: hidden, connect: {list: [[0, 1], [0, 1]]}, weights: "
      + "0}\ndata: {set: xor}",
    is: """
      model.yaml:10:43: error: the connectivity of 'hidden->hidden': found a list with a pair more than once; expected one synapse for each pair, where a network learns
          - {from: hidden, to: hidden, connect: {list: [[0, 1], [0, 1]]}, weights: 0}
                                                ^
      """),
  BrokenModel(
    "learning with delays of synapses of their own", in: .learning,
    "from: hidden, to: output, symmetric: true",
    to: "from: hidden, to: output, delay: {uniform: [1 ms, 2 ms]}",
    is: """
      model.yaml:9:41: error: plasticity at 'hidden->output' is not possible: its synapses have delays of their own, and traces are kept for one delay; give the projection one delay
          - {from: hidden, to: output, delay: {uniform: [1 ms, 2 ms]}, weights: glorot_uniform}
                                              ^
      """),
  BrokenModel(
    "no range for a projection and its rule", in: .simulation,
    "weights: 1 pA}\nsimulate: {duration: 1 s}",
    to: "weights: 1 pA, bounds: [-3, -2]}\nsimulate: {duration: 1 s, plasticity: "
      + "{a->b: weight-dependent-pair}}",
    is: """
      model.yaml:7:47: error: plasticity at 'a->b' is not possible: the rule keeps weights in 0.0...1.0, the projection in -3.0...-2.0: nothing is in both
          - {from: a, to: b, weights: 1 pA, bounds: [-3, -2]}
                                                    ^
      """),
  BrokenModel(
    "no range for a projection and its rule, where it learns", in: .learning,
    "symmetric: true, weights: glorot_uniform}\ndata: {set: xor}\nlearning:\n  "
      + "rule: zero-area",
    to: "symmetric: true, weights: glorot_uniform, bounds: [-3, -2]}\ndata: {set: "
      + "xor}\nlearning:\n  rule: {name: mine, equations: 'dx/dt = -x/(10*ms) : pre', "
      + "on_pre: x += 1, on_post: w += x, bounds: [0, 1]}",
    is: """
      model.yaml:9:84: error: plasticity at 'hidden->output' is not possible: the rule keeps weights in 0.0...1.0, the projection in -3.0...-2.0: nothing is in both
      ... true, weights: glorot_uniform, bounds: [-3, -2]}
                                                 ^
      """),
]

/// Rules that cannot act where they are put.
let brokenRules: [BrokenModel] = [
  BrokenModel(
    "a rule that is not linear at clamped inputs", in: .learning,
    "rule: zero-area",
    to: "rule: triplet",
    is: """
      model.yaml:12:9: error: plasticity at 'input->hidden' is not possible: its source is clamped, which needs a rule that is linear in the traces, with all-to-all pairing; make the source spike (kind: regular or poisson)
        rule: triplet
              ^
      """),
  BrokenModel(
    "a rule with nearest spikes at clamped inputs", in: .learning,
    "rule: zero-area",
    to: "rule: {name: pair, pairing: nearest}",
    is: """
      model.yaml:12:9: error: plasticity at 'input->hidden' is not possible: its source is clamped, which needs a rule that is linear in the traces, with all-to-all pairing; make the source spike (kind: regular or poisson)
        rule: {name: pair, pairing: nearest}
              ^
      """),
  BrokenModel(
    "weights that move at a clamp", in: .simulation,
    "    b: {size: 2, kind: lif, E_L: -70 mV, tau_syn: 5 ms}\n  projections:\n    "
      + "- {from: a, to: b, weights: 1 pA}\nsimulate: {duration: 1 s}",
    to: "    b: {size: 2, kind: lif, E_L: -70 mV, tau_syn: 5 ms}\n    c: {size: 2, "
      + "kind: clamp}\n  projections:\n    - {from: c, to: b, weights: 1 "
      + "pA}\nsimulate: {duration: 1 s, clamps: {c: 1}, plasticity: {c->b: zero-area}}",
    is: """
      model.yaml:9:62: error: plasticity at 'c->b' is not possible: weights move at spikes, and its source is clamped; make the source spike (kind: regular or poisson)
      simulate: {duration: 1 s, clamps: {c: 1}, plasticity: {c->b: zero-area}}
                                                                   ^
      """),
  BrokenModel(
    "weights that move behind delays of their own", in: .simulation,
    "weights: 1 pA}\nsimulate: {duration: 1 s}",
    to: "weights: 1 pA, delay: {uniform: [1 ms, 2 ms]}}\nsimulate: {duration: 1 s, "
      + "plasticity: {a->b: pair}}",
    is: """
      model.yaml:7:46: error: plasticity at 'a->b' is not possible: its synapses have delays of their own, and traces are kept for one delay; give the projection one delay
          - {from: a, to: b, weights: 1 pA, delay: {uniform: [1 ms, 2 ms]}}
                                                   ^
      """),
  BrokenModel(
    "a rule that changes nothing", in: .learning,
    "rule: zero-area",
    to: "rule: {name: zero-area, amplitude: 0}",
    is: """
      model.yaml:12:9: error: learning.rule is 'zero-area' with a gain of 0.0; expected a gain that is a number, not 0; look at its amplitude and time constants
        rule: {name: zero-area, amplitude: 0}
              ^
      """),
  BrokenModel(
    "a rule of a comparison that does not fit", in: .learning,
    "learning:\n",
    to: "comparison: {rules: [{rule: zero-area, phases: {onset: 10 ms}}]}\nlearning:\n",
    is: """
      model.yaml:11:21: error: rule 'zero-area': learning.phases.onset is 10.0 ms; expected 0 ms for the rule 'zero-area', which reads the transient
      comparison: {rules: [{rule: zero-area, phases: {onset: 10 ms}}]}
                          ^
      """),
]

/// Settings that do not fit each other.
let brokenSettings: [BrokenModel] = [
  BrokenModel(
    "an onset of a rule that reads the transient", in: .learning,
    "  rule: zero-area",
    to: "  phases: {onset: 10 ms}\n  rule: zero-area",
    is: """
      model.yaml:12:19: error: learning.phases.onset is 10.0 ms; expected 0 ms for the rule 'zero-area', which reads the transient
        phases: {onset: 10 ms}
                        ^
      """),
  BrokenModel(
    "an onset after the nudged phase", in: .learning,
    "  rule: zero-area",
    to: "  phases: {onset: 60 ms}\n  rule: contrastive",
    is: """
      model.yaml:12:19: error: learning.phases.onset is 60.0 ms; expected less than the nudged phase
        phases: {onset: 60 ms}
                        ^
      """),
  BrokenModel(
    "a readout longer than the nudged phase", in: .learning,
    "  rule: zero-area",
    to: "  phases: {nudged: 10 ms}\n  rule: zero-area",
    is: """
      model.yaml:12:11: error: learning.phases.readout is 20.0 ms; expected at most the free and the nudged phase
        phases: {nudged: 10 ms}
                ^
      """),
  BrokenModel(
    "a readout longer than what the onset leaves", in: .learning,
    "  rule: zero-area",
    to: "  phases: {onset: 50 ms}\n  rule: contrastive",
    is: """
      model.yaml:12:11: error: learning.phases.readout is 20.0 ms; expected at most the nudged phase less its onset
        phases: {onset: 50 ms}
                ^
      """),
  BrokenModel(
    "a free phase that is too short for a rule of both phases", in: .learning,
    "  rule: zero-area",
    to: "  phases: {free: 30 ms}\n  nudging: {scheme: one-sided}\n  rule: contrastive",
    is: """
      model.yaml:12:18: error: learning.phases.free is 30.0 ms; expected at least nudged - onset, and no 'settle': the rule 'contrastive' acts in both phases
        phases: {free: 30 ms}
                       ^
      """),
  BrokenModel(
    "no time for late potentiation", in: .learning,
    "  rule: zero-area",
    to: "  nudging: {scheme: one-sided}\n  rule: gated-pair",
    is: """
      model.yaml:12:3: error: learning.phases.tail is 0.0 ms; expected 40.0 ms or more for the rule 'gated-pair' with one branch: late potentiation must not be cut off
        nudging: {scheme: one-sided}
        ^
      """),
  BrokenModel(
    "a drive that is unstable under the negative beta", in: .learning,
    "  rule: zero-area",
    to: "  nudging: {beta: 1}\n  rule: zero-area",
    is: """
      model.yaml:12:19: error: learning.nudging.beta is 1.0; expected less than 1 when the drive is nudged with both signs
        nudging: {beta: 1}
                        ^
      """),
  BrokenModel(
    "a grid of one level", in: .learning,
    "  rule: zero-area",
    to: "  device: {levels: 1, range: [0, 1]}\n  rule: zero-area",
    is: """
      model.yaml:12:20: error: learning.device.levels is 1; expected 0, or 2 and more levels in a range from low to high
        device: {levels: 1, range: [0, 1]}
                         ^
      """),
  BrokenModel(
    "a raster of a test sample that is not there", in: .learning,
    "xor}\nlearning:", to: "xor, test: 3}\nlearning:\n  raster: 3",
    is: """
      model.yaml:12:11: error: 'raster' is 3, but there are 3 test samples, counted from 0
        raster: 3
                ^
      """),
]

/// Weights that begin where they may not be.
let brokenRanges: [BrokenModel] = [
  BrokenModel(
    "a weight of the wrong sign for its rule", in: .simulation,
    "weights: 1 pA}\nsimulate: {duration: 1 s}",
    to: "weights: -0.5 pA}\nsimulate: {duration: 1 s, plasticity: {a->b: "
      + "weight-dependent-pair}}",
    is: """
      model.yaml:7:33: error: 'weights' is -0.5, but the rule 'weight-dependent-pair' keeps weights in [0, 1]: weights and w_max must have the same sign, and w_max be the larger one
          - {from: a, to: b, weights: -0.5 pA}
                                      ^
      """),
  BrokenModel(
    "a weight above w_max", in: .simulation,
    "weights: 1 pA}\nsimulate: {duration: 1 s}",
    to: "weights: {list: [1, 1, 1.5, 1]}}\nsimulate: {duration: 1 s, plasticity: "
      + "{a->b: {name: triplet, w_max: 1}}}",
    is: """
      model.yaml:7:33: error: 'weights' reaches 1.5, but the rule 'triplet' keeps weights in [0, 1]: weights and w_max must have the same sign, and w_max be the larger one
          - {from: a, to: b, weights: {list: [1, 1, 1.5, 1]}}
                                      ^
      """),
  BrokenModel(
    "a weight outside of its bounds", in: .simulation,
    "weights: 1 pA}\nsimulate: {duration: 1 s}",
    to: "weights: 2 pA, bounds: [0, 1]}\nsimulate: {duration: 1 s, plasticity: {a->b: "
      + "{name: pair, A_plus: 0, A_minus: 0}}}",
    is: """
      model.yaml:7:33: error: 'weights' is 2, but its 'bounds' keep weights in [0, 1]: widen 'bounds', or begin inside of them
          - {from: a, to: b, weights: 2 pA, bounds: [0, 1]}
                                      ^
      """),
  BrokenModel(
    "weights drawn from beyond their bounds", in: .learning,
    "weights: glorot_uniform}\n    - {from: hidden",
    to: "weights: {uniform: [-1, 1]}, bounds: [0, .inf]}\n    - {from: hidden",
    is: """
      model.yaml:8:42: error: 'weights' reaches -1, but its 'bounds' keep weights in [0, .inf]: widen 'bounds', or begin inside of them
          - {from: input, to: hidden, weights: {uniform: [-1, 1]}, bounds: [0, .inf]}
                                               ^
      """),
  BrokenModel(
    "weights beyond those of a device", in: .learning,
    "weights: glorot_uniform}\ndata: {set: xor}\nlearning:",
    to: "weights: 2}\ndata: {set: xor}\nlearning:\n  device: {levels: 8, range: [-1, 1]}",
    is: """
      model.yaml:9:60: error: 'weights' is 2, but the device has weights in [-1, 1]: widen 'range', or begin inside of it
          - {from: hidden, to: output, symmetric: true, weights: 2}
                                                                 ^
      """),
  BrokenModel(
    "a w_max of 0", in: .simulation,
    "weights: 1 pA}\nsimulate: {duration: 1 s}",
    to: "weights: 1 pA}\nsimulate: {duration: 1 s, plasticity: {a->b: {name: triplet, "
      + "w_max: 0}}}",
    is: """
      model.yaml:8:69: error: 'w_max' is 0; expected a number other than 0
      simulate: {duration: 1 s, plasticity: {a->b: {name: triplet, w_max: 0}}}
                                                                          ^
      """),
  BrokenModel(
    "a listed pair of a unit with itself without self-connections", in: .simulation,
    "from: a, to: b, weights: 1 pA",
    to: "from: b, to: b, connect: {list: [[0, 1], [1, 1]]}, self_connections: false, "
      + "weights: 1 pA",
    is: """
      model.yaml:7:33: error: projection 'b->b' joins unit 1 to itself, but has no self-connections; allow them, or leave such pairs out
          - {from: b, to: b, connect: {list: [[0, 1], [1, 1]]}, self_connections: false, weights: 1 pA}
                                      ^
      """),
  BrokenModel(
    "one-to-one within a population without self-connections", in: .simulation,
    "from: a, to: b, weights: 1 pA",
    to: "from: b, to: b, connect: one-to-one, self_connections: false, weights: 1 pA",
    is: """
      model.yaml:7:33: error: projection 'b->b' joins unit 0 to itself, but has no self-connections; allow them, or leave such pairs out
          - {from: b, to: b, connect: one-to-one, self_connections: false, weights: 1 pA}
                                      ^
      """),
  BrokenModel(
    "self-connections between two populations", in: .simulation,
    "from: a, to: b, weights: 1 pA",
    to: "from: a, to: b, self_connections: false, weights: 1 pA",
    is: """
      model.yaml:7:42: error: 'self_connections' belongs to projections within a population, but this one runs from 'a' to 'b'; remove it
          - {from: a, to: b, self_connections: false, weights: 1 pA}
                                               ^
      """),
  BrokenModel(
    "more sources than there are without a unit itself", in: .simulation,
    "from: a, to: b, weights: 1 pA",
    to: "from: b, to: b, connect: {in_degree: 2}, self_connections: false, weights: 1 pA",
    is: """
      model.yaml:7:33: error: projection 'b->b' wants 2 different sources per target, but only 1 can be had; lower the in-degree
          - {from: b, to: b, connect: {in_degree: 2}, self_connections: false, weights: 1 pA}
                                      ^
      """),
]
