/// Values that are not what they should be.
let brokenValues: [BrokenModel] = [
  BrokenModel(
    "misspelt parameter", in: .learning, "hidden: {size: 3, kind: lif, tau_m",
    to: "hidden: {size: 3, kind: lif, taum",
    is: """
      model.yaml:5:34: error: unknown key 'taum' in population 'hidden'; did you mean 'tau_m'?
          hidden: {size: 3, kind: lif, taum: 10 ms, tau_syn: 10 ms, r_max: 1 /ms}
                                       ^
      """),
  BrokenModel(
    "unit of the wrong kind", in: .learning, "tau_m: 10 ms",
    to: "tau_m: 10 mV",
    is: """
      model.yaml:5:41: error: 'tau_m' must be a time in ms, s, us, ns, min, h, but 'mV' is a unit of voltage
          hidden: {size: 3, kind: lif, tau_m: 10 mV, tau_syn: 10 ms, r_max: 1 /ms}
                                              ^
      """),
  BrokenModel(
    "unknown unit", in: .learning, "tau_m: 10 ms",
    to: "tau_m: 10 mss",
    is: """
      model.yaml:5:41: error: unknown unit 'mss': 'tau_m' must be a time in ms, s, us, ns, min, h; did you mean 'ms'?
          hidden: {size: 3, kind: lif, tau_m: 10 mss, tau_syn: 10 ms, r_max: 1 /ms}
                                              ^
      """),
  BrokenModel(
    "unit where there is none", in: .learning, "0.1, hidden",
    to: "0.1 ms, hidden",
    is: """
      model.yaml:13:26: error: 'input->hidden' must be a number without unit, but 'ms' is a unit of time: weights onto 'hidden' and beta are plain numbers; leave the unit out
        rates: {input->hidden: 0.1 ms, hidden->output: 0.05}
                               ^
      """),
  BrokenModel(
    "not a number", in: .learning, "tau_m: 10 ms",
    to: "tau_m: fast",
    is: """
      model.yaml:5:41: error: 'tau_m' must be a time such as 20 ms, not 'fast'
          hidden: {size: 3, kind: lif, tau_m: fast, tau_syn: 10 ms, r_max: 1 /ms}
                                              ^
      """),
  BrokenModel(
    "NaN", in: .learning, "weights: glorot_uniform}",
    to: "weights: .nan}",
    is: """
      model.yaml:8:42: error: 'weights' must be a finite number, not .nan
          - {from: input, to: hidden, weights: .nan}
                                               ^
      """),
  BrokenModel(
    "infinity", in: .learning, "tau_m: 10 ms",
    to: "tau_m: .inf",
    is: """
      model.yaml:5:41: error: 'tau_m' must be a finite number, not .inf
          hidden: {size: 3, kind: lif, tau_m: .inf, tau_syn: 10 ms, r_max: 1 /ms}
                                              ^
      """),
  BrokenModel(
    "overflowing number", in: .learning, "tau_m: 10 ms",
    to: "tau_m: 1e999",
    is: """
      model.yaml:5:41: error: 'tau_m' must be a finite number, not 1e999
          hidden: {size: 3, kind: lif, tau_m: 1e999, tau_syn: 10 ms, r_max: 1 /ms}
                                              ^
      """),
  BrokenModel(
    "negative time constant", in: .learning, "tau_m: 10 ms",
    to: "tau_m: -10 ms",
    is: """
      model.yaml:5:41: error: 'tau_m' is -10 ms; expected more than 0 ms
          hidden: {size: 3, kind: lif, tau_m: -10 ms, tau_syn: 10 ms, r_max: 1 /ms}
                                              ^
      """),
  BrokenModel(
    "fractional size", in: .learning, "size: 3",
    to: "size: 2.5",
    is: """
      model.yaml:5:20: error: 'size' must be a whole number from 1 to 10000000, not '2.5'
          hidden: {size: 2.5, kind: lif, tau_m: 10 ms, tau_syn: 10 ms, r_max: 1 /ms}
                         ^
      """),
  BrokenModel(
    "gigantic size", in: .learning, "size: 3",
    to: "size: 1000000000000",
    is: """
      model.yaml:5:20: error: 'size' must be a whole number from 1 to 10000000, not '1000000000000'
          hidden: {size: 1000000000000, kind: lif, tau_m: 10 ms, tau_syn: 10 ms, r_max: 1 /ms}
                         ^
      """),
  BrokenModel(
    "zero size", in: .learning, "size: 3",
    to: "size: 0",
    is: """
      model.yaml:5:20: error: 'size' must be a whole number from 1 to 10000000, not '0'
          hidden: {size: 0, kind: lif, tau_m: 10 ms, tau_syn: 10 ms, r_max: 1 /ms}
                         ^
      """),
  BrokenModel(
    "unknown kind", in: .learning, "kind: lif",
    to: "kind: liff",
    is: """
      model.yaml:5:29: error: 'kind' cannot be 'liff'; did you mean 'lif'?
          hidden: {size: 3, kind: liff, tau_m: 10 ms, tau_syn: 10 ms, r_max: 1 /ms}
                                  ^
      """),
  BrokenModel(
    "unknown rule", in: .learning, "rule: zero-area",
    to: "rule: zeroarea",
    is: """
      model.yaml:12:9: error: 'rule' cannot be 'zeroarea'; did you mean 'zero-area'?
        rule: zeroarea
              ^
      """),
  BrokenModel(
    "parameter of another rule", in: .learning, "rule: zero-area",
    to: "rule: {name: pair, tau: 10 ms}",
    is: """
      model.yaml:12:22: error: unknown key 'tau' in the rule; known: set, A_plus, A_minus, tau_plus, tau_minus, pairing, name
        rule: {name: pair, tau: 10 ms}
                           ^
      """),
  BrokenModel(
    "reset above threshold", in: .learning, "tau_m: 10 ms,",
    to: "tau_m: 10 ms, threshold: 1, reset: 2,",
    is: """
      model.yaml:5:69: error: 'reset' is 2; expected less than the threshold, 1.0
          hidden: {size: 3, kind: lif, tau_m: 10 ms, threshold: 1, reset: 2, tau_syn: 10 ms, r_max: 1 /ms}
                                                                          ^
      """),
  BrokenModel(
    "dimensionless and physical mixed", in: .learning, "tau_m: 10 ms,",
    to: "tau_m: 10 ms, threshold: 1, E_L: -70 mV,",
    is: """
      model.yaml:5:48: error: unknown key 'threshold' in population 'hidden': physical membranes (with C_m, E_L, V_th, V_reset or I_e) have V_th, V_reset and I_e instead
          hidden: {size: 3, kind: lif, tau_m: 10 ms, threshold: 1, E_L: -70 mV, tau_syn: 10 ms, r_max: 1 /...
                                                     ^
      model.yaml:5:91: error: unknown key 'r_max' in population 'hidden': only per-rate weights have it
      ...eshold: 1, E_L: -70 mV, tau_syn: 10 ms, r_max: 1 /ms}
                                                 ^
      """),
  BrokenModel(
    "a list instead of a number", in: .learning, "size: 3",
    to: "size: [3]",
    is: """
      model.yaml:5:20: error: 'size' must be a whole number from 1 to 10000000, not a list
          hidden: {size: [3], kind: lif, tau_m: 10 ms, tau_syn: 10 ms, r_max: 1 /ms}
                         ^
      """),
  BrokenModel(
    "a key without value", in: .learning, "rule: zero-area",
    to: "rule:",
    is: """
      model.yaml:12:8: error: 'rule' has no value; it must be one of zero-area, gated-pair, eqspike, trace-product, contrastive, hebbian, pair, weight-dependent-pair, triplet, inhibitory, nearest-pre-centred, nearest-reduced, power-law, reward-modulated
        rule:
             ^
      """),
  BrokenModel(
    "probability above one", in: .learning, "from: hidden, to: output, symmetric: true",
    to: "from: hidden, to: output, connect: {probability: 120 %}",
    is: """
      model.yaml:9:57: error: 'probability' is 120 %; expected 0 to 1
          - {from: hidden, to: output, connect: {probability: 120 %}, weights: glorot_uniform}
                                                              ^
      """),
  BrokenModel(
    "weight in the unit of a voltage", in: .simulation, "1 pA",
    to: "1 mV",
    is: """
      model.yaml:7:33: error: 'weights' must be a current in pA, nA, uA, fA, but 'mV' is a unit of voltage
          - {from: a, to: b, weights: 1 mV}
                                      ^
      """),
  BrokenModel(
    "time constant of a jump synapse", in: .simulation, "synapse: jump",
    to: "synapse: jump, tau_syn: 5 ms",
    is: """
      model.yaml:4:72: error: unknown key 'tau_syn' in population 'a': jump synapses have no time constant
          a: {size: 2, kind: lif, tau_m: 10 ms, r_max: 1 /ms, synapse: jump, tau_syn: 5 ms}
                                                                             ^
      """),
  BrokenModel(
    "negative duration", in: .simulation, "1 s",
    to: "-1 s",
    is: """
      model.yaml:8:22: error: 'duration' is -1 s; expected more than 0 ms
      simulate: {duration: -1 s}
                           ^
      """),
  BrokenModel(
    "misspelt set", in: .learning, "set: xor",
    to: "set: xorr",
    is: """
      model.yaml:10:13: error: 'set' cannot be 'xorr'; did you mean 'xor'?
      data: {set: xorr}
                  ^
      """),
]
