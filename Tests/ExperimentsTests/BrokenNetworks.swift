/// Parts that do not fit each other.
let brokenNetworks: [BrokenModel] = [
  BrokenModel(
    "unknown population", in: .learning, "from: input, to: hidden",
    to: "from: imput, to: hidden",
    is: """
      model.yaml:8:14: error: there is no population 'imput'; did you mean 'input'?
          - {from: imput, to: hidden, weights: glorot_uniform}
                   ^
      """),
  BrokenModel(
    "unknown projection in rates", in: .learning, "input->hidden: 0.1",
    to: "input->hiden: 0.1",
    is: """
      model.yaml:13:11: error: there is no projection 'input->hiden'; did you mean 'input->hidden'?
        rates: {input->hiden: 0.1, hidden->output: 0.05}
                ^
      """),
  BrokenModel(
    "wrong number of inputs for the data", in: .learning, "set: xor",
    to: "set: digits",
    is: """
      model.yaml:10:7: error: the samples of digits have 256 values, but population 'input' has 2 units
      data: {set: digits}
            ^
      model.yaml:10:7: error: digits has 10 classes, but population 'output' has 2 units
      data: {set: digits}
            ^
      """),
  BrokenModel(
    "noise for a set from files", in: .learning, "set: xor",
    to: "set: mnist, noise: 0.1",
    is: """
      model.yaml:10:20: error: unknown key 'noise' in 'data': files are taken as they are
      data: {set: mnist, noise: 0.1}
                         ^
      """),
  BrokenModel(
    "target is a source", in: .learning, "from: hidden, to: output, symmetric: true",
    to: "from: hidden, to: input",
    is: """
      model.yaml:9:26: error: projection 'hidden->input' ends in 'input', which is a source and receives nothing
          - {from: hidden, to: input, weights: glorot_uniform}
                               ^
      """),
  BrokenModel(
    "delay of a clamped input", in: .learning, "from: input, to: hidden",
    to: "from: input, to: hidden, delay: 1 ms",
    is: """
      model.yaml:8:40: error: projection 'input->hidden' comes from clamped analogue values, which have no spikes: a delay has no meaning there; remove it or make the source spike
          - {from: input, to: hidden, delay: 1 ms, weights: glorot_uniform}
                                             ^
      """),
  BrokenModel(
    "in-degree larger than the source", in: .learning, "from: hidden, to: output, symmetric: true",
    to: "from: hidden, to: output, connect: {in_degree: 7}",
    is: """
      model.yaml:9:43: error: projection 'hidden->output' wants 7 different sources per target, but only 3 can be had; lower the in-degree
          - {from: hidden, to: output, connect: {in_degree: 7}, weights: glorot_uniform}
                                                ^
      """),
  BrokenModel(
    "one-to-one between unequal sizes", in: .learning, "from: hidden, to: output, symmetric: true",
    to: "from: hidden, to: output, connect: one-to-one",
    is: """
      model.yaml:9:43: error: projection 'hidden->output' is one-to-one between 3 and 2 units; make the populations equally large or choose another connectivity
          - {from: hidden, to: output, connect: one-to-one, weights: glorot_uniform}
                                                ^
      """),
  BrokenModel(
    "pair out of range", in: .learning, "from: hidden, to: output, symmetric: true",
    to: "from: hidden, to: output, connect: {list: [[0, 0], [3, 1]]}",
    is: """
      model.yaml:9:59: error: projection 'hidden->output' connects unit 3 to unit 1, but there are 3 source and 2 target units (counted from 0)
          - {from: hidden, to: output, connect: {list: [[0, 0], [3, 1]]}, weights: glorot_uniform}
                                                                ^
      """),
  BrokenModel(
    "too few explicit weights", in: .learning, "weights: glorot_uniform}",
    to: "weights: {list: [1, 2]}}",
    is: """
      model.yaml:8:49: error: 'list' has 2 values for 6 synapses, by source, then target
          - {from: input, to: hidden, weights: {list: [1, 2]}}
                                                      ^
      """),
  BrokenModel(
    "two projections of one name", in: .learning, "    - {from: hidden",
    to: "    - {from: input, to: hidden, weights: 0}\n    - {from: hidden",
    is: """
      model.yaml:9:7: error: there is already a projection 'input->hidden'; give this one a 'name' of its own
          - {from: input, to: hidden, weights: 0}
            ^
      """),
  BrokenModel(
    "jumps without delay in a loop", in: .simulation, "- {from: a, to: b, weights: 1 pA}",
    to: "- {from: a, to: a, weights: 1}",
    is: """
      model.yaml:7:7: error: voltage jumps without delay form a loop, a -> a: one spike could set off endless spikes at one instant. Give one of these projections a delay, or use exponential synapses
          - {from: a, to: a, weights: 1}
            ^
      """),
  BrokenModel(
    "probe of an unknown variable", in: .simulation, "duration: 1 s",
    to: "duration: 1 s, probes: [{population: a, variable: I_ex}]",
    is: """
      model.yaml:8:62: error: 'variable' must be V, not 'I_ex'
      simulate: {duration: 1 s, probes: [{population: a, variable: I_ex}]}
                                                                   ^
      """),
  BrokenModel(
    "probe of a unit that does not exist", in: .simulation, "duration: 1 s",
    to: "duration: 1 s, probes: [{population: a, units: [2]}]",
    is: """
      model.yaml:8:60: error: a value of 'units' must be a whole number from 0 to 1, not '2'
      simulate: {duration: 1 s, probes: [{population: a, units: [2]}]}
                                                                 ^
      """),
]
