/// Inputs that change in time, with a mistake.
let brokenSteps: [BrokenModel] = [
  BrokenModel(
    "a time without a value", in: .simulation, "E_L: -70 mV",
    to: "I_e: {times: [0, 5], values: [1 nA]}",
    is: """
      model.yaml:5:34: error: 'I_e' has 2 times and 1 values; each time needs one value
          b: {size: 2, kind: lif, I_e: {times: [0, 5], values: [1 nA]}, tau_syn: 5 ms}
                                       ^
      """),
  BrokenModel(
    "times that do not rise", in: .simulation, "E_L: -70 mV",
    to: "I_e: {times: [5, 5 ms], values: [1, 2]}",
    is: """
      model.yaml:5:34: error: the times of 'I_e' must rise, but 5 ms comes after 5 ms
          b: {size: 2, kind: lif, I_e: {times: [5, 5 ms], values: [1, 2]}, tau_syn: 5 ms}
                                       ^
      """),
  BrokenModel(
    "a step with the unit of something else", in: .simulation, "E_L: -70 mV",
    to: "I_e: {times: [0, 5], values: [1 nA, 2 mV]}",
    is: """
      model.yaml:5:65: error: a value of 'values' must be a current in pA, nA, uA, fA, but 'mV' is a unit of voltage
          b: {size: 2, kind: lif, I_e: {times: [0, 5], values: [1 nA, 2 mV]}, tau_syn: 5 ms}
                                                                      ^
      """),
  BrokenModel(
    "steps without values", in: .simulation, "tau_m: 10 ms",
    to: "tau_m: 10 ms, bias: {times: [0, 5]}",
    is: """
      model.yaml:4:49: error: 'bias' lacks 'values' (required: times, values)
          a: {size: 2, kind: lif, tau_m: 10 ms, bias: {times: [0, 5]}, r_max: 1 /ms, synapse: jump}
                                                      ^
      """),
  BrokenModel(
    "steps of a parameter that has none", in: .simulation, "E_L: -70 mV",
    to: "E_L: {times: [0, 5], values: [1, 2]}",
    is: """
      model.yaml:5:34: error: 'E_L' must be a voltage such as -50 mV, not a group of keys
          b: {size: 2, kind: lif, E_L: {times: [0, 5], values: [1, 2]}, tau_syn: 5 ms}
                                       ^
      """),
  BrokenModel(
    "a rate that a dead time does not allow", in: .simulation,
    "a: {size: 2, kind: lif, tau_m: 10 ms, r_max: 1 /ms, synapse: jump}",
    to: "a: {size: 2, kind: poisson, rate: 200 Hz, t_ref: 5 ms}",
    is: """
      model.yaml:4:39: error: 'rate' is 0.2; expected less than 1/t_ref, 0.2 /ms: after a spike there is none for 5.0 ms
          a: {size: 2, kind: poisson, rate: 200 Hz, t_ref: 5 ms}
                                            ^
      """),
  BrokenModel(
    "a dead time of a regular train", in: .simulation,
    "a: {size: 2, kind: lif, tau_m: 10 ms, r_max: 1 /ms, synapse: jump}",
    to: "a: {size: 2, kind: regular, rate: 20 Hz, t_ref: 5 ms}",
    is: """
      model.yaml:4:46: error: unknown key 't_ref' in population 'a'; known: phase, kind, rate, size
          a: {size: 2, kind: regular, rate: 20 Hz, t_ref: 5 ms}
                                                   ^
      """),
  BrokenModel(
    "steps where a network learns", in: .learning, "hidden: {size: 3, kind: lif",
    to: "hidden: {size: 3, kind: lif, bias: {times: [0, 5], values: [0, 1]}",
    is: """
      model.yaml:5:40: error: 'bias' of population 'hidden' changes in time, but where a network learns each sample begins anew: give it one value
          hidden: {size: 3, kind: lif, bias: {times: [0, 5], values: [0, 1]}, tau_m: 10 ms, tau_syn: 10 ms...
                                             ^
      """),
  BrokenModel(
    "a dead time where a network learns", in: .learning, "input: {size: 2, kind: clamp}",
    to: "input: {size: 2, kind: poisson, rate: 1 Hz, t_ref: 2 ms}",
    is: """
      model.yaml:4:56: error: population 'input' has a dead time, which the rate reference of a network that learns does not know: leave 't_ref' out
          input: {size: 2, kind: poisson, rate: 1 Hz, t_ref: 2 ms}
                                                             ^
      """),
]
