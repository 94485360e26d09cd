/// Rate models that are not what they should be.
let brokenRates: [BrokenModel] = [
  BrokenModel(
    "misspelt key of a rate model", in: .rate, "formulation: proto",
    to: "formulaton: proto",
    is: """
      model.yaml:8:3: error: unknown key 'formulaton' in 'rate'; did you mean 'formulation'?
        formulaton: prototypical
        ^
      """),
  BrokenModel(
    "unknown formulation", in: .rate, "prototypical",
    to: "prototypal",
    is: """
      model.yaml:8:16: error: 'formulation' cannot be 'prototypal'; did you mean 'prototypical'?
        formulation: prototypal
                     ^
      """),
  BrokenModel(
    "unknown activation", in: .rate, "activation: tanh",
    to: "activation: relu",
    is: """
      model.yaml:9:15: error: 'activation' must be one of hard-sigmoid, shifted-sigmoid, sigmoid, tanh, not 'relu'
        activation: relu
                    ^
      """),
  BrokenModel(
    "misspelt activation", in: .rate, "activation: tanh",
    to: "activation: hard-sigmod",
    is: """
      model.yaml:9:15: error: 'activation' cannot be 'hard-sigmod'; did you mean 'hard-sigmoid'?
        activation: hard-sigmod
                    ^
      """),
  BrokenModel(
    "kernel that does not fit", in: .rate, "kernel: 5",
    to: "kernel: 17",
    is: """
      model.yaml:5:7: error: layer 'conv': a kernel of 17 x 17 does not fit into 16 x 16
          - {name: conv, channels: 4, kernel: 17, pool: max, window: 2}
            ^
      """),
  BrokenModel(
    "windows that do not tile", in: .rate, "window: 2",
    to: "window: 5",
    is: """
      model.yaml:5:7: error: layer 'conv': windows of 5 x 5 do not tile the map of 12 x 12 that a kernel of 5 x 5 makes of 16 x 16
          - {name: conv, channels: 4, kernel: 5, pool: max, window: 5}
            ^
      """),
  BrokenModel(
    "convolution of a row of units", in: .rate, "{size: 10}",
    to: "{channels: 2, kernel: 3}",
    is: """
      model.yaml:7:7: error: layer 'output' is a convolution, but what it reads is not a picture
          - {channels: 2, kernel: 3}
            ^
      """),
  BrokenModel(
    "size of a convolution", in: .rate, "channels: 4, kernel: 5",
    to: "channels: 4, size: 5, kernel: 5",
    is: """
      model.yaml:5:33: error: unknown key 'size' in a layer: that of a convolution follows from what it reads
          - {name: conv, channels: 4, size: 5, kernel: 5, pool: max, window: 2}
                                      ^
      """),
  BrokenModel(
    "layer without size", in: .rate, "{size: 8}",
    to: "{name: h}",
    is: """
      model.yaml:6:7: error: a layer lacks 'size' (required: size)
          - {name: h}
            ^
      """),
  BrokenModel(
    "pooling of a dense layer", in: .rate, "{size: 8}",
    to: "{size: 8, pool: max}",
    is: """
      model.yaml:6:17: error: unknown key 'pool' in a layer: only convolutions (with 'channels' and 'kernel') have it
          - {size: 8, pool: max}
                      ^
      """),
  BrokenModel(
    "two layers of one name", in: .rate, "{size: 8}",
    to: "{name: conv, size: 8}",
    is: """
      model.yaml:6:7: error: there are two layers called 'conv'
          - {name: conv, size: 8}
            ^
      """),
  BrokenModel(
    "name of a layer", in: .rate, "{size: 8}",
    to: "{name: a.b, size: 8}",
    is: """
      model.yaml:6:14: error: 'a.b' cannot be the name of a layer: use letters, digits and _
          - {name: a.b, size: 8}
                   ^
      """),
  BrokenModel(
    "rate of a connection that is not there", in: .rate, "conv->hidden2: 0.1",
    to: "conv->hidden: 0.1",
    is: """
      model.yaml:15:29: error: there is no connection 'conv->hidden'; did you mean 'conv->hidden2'?
        rates: {input->conv: 0.1, conv->hidden: 0.1, hidden2->output: 0.05}
                                  ^
      """),
  BrokenModel(
    "matching without drive", in: .rate, "cost: squared-error",
    to: "cost: matching\n  step: 0.5",
    is: """
      model.yaml:11:3: error: unknown key 'step' in 'rate': prototypical dynamics take whole steps
        step: 0.5
        ^
      """),
  BrokenModel(
    "matching in hopfield", in: .rate, "prototypical\n  activation: tanh\n  cost: squared-error",
    to: "hopfield\n  activation: tanh\n  cost: matching",
    is: """
      model.yaml:10:9: error: cost 'matching' needs formulation graded or prototypical, not 'hopfield'; use squared-error
        cost: matching
              ^
      """),
  BrokenModel(
    "outside in graded", in: .rate, "prototypical\n  activation: tanh\n  cost: squared-error",
    to: "graded\n  activation: tanh\n  cost: outside",
    is: """
      model.yaml:10:9: error: cost 'outside' needs formulation prototypical, not 'graded'
        cost: outside
              ^
      """),
  BrokenModel(
    "step that is too long", in: .rate, "prototypical",
    to: "graded\n  step: 2",
    is: """
      model.yaml:9:9: error: 'step' is 2; expected 0 to 1
        step: 2
              ^
      """),
  BrokenModel(
    "circle without complex continuation", in: .rate,
    "tanh\n  cost: squared-error\ndata: {set: digits}\ntraining:\n  nudging: {scheme: symmetric",
    to:
      "hard-sigmoid\n  cost: squared-error\ndata: {set: digits}\ntraining:\n  nudging: {scheme: circle",
    is: """
      model.yaml:13:12: error: a circle of complex betas needs activation tanh, sigmoid or shifted-sigmoid, formulation graded or prototypical, cost squared-error or matching, and no max pooling between layers
        nudging: {scheme: circle, beta: 0.5}
                 ^
      """),
  BrokenModel(
    "points without circle", in: .rate, "beta: 0.5}",
    to: "beta: 0.5, points: 4}",
    is: """
      model.yaml:13:43: error: unknown key 'points' in 'nudging': only scheme circle has it
        nudging: {scheme: symmetric, beta: 0.5, points: 4}
                                                ^
      """),
  BrokenModel(
    "negative beta", in: .rate, "beta: 0.5",
    to: "beta: -0.5",
    is: """
      model.yaml:13:38: error: 'beta' is -0.5; expected more than 0
        nudging: {scheme: symmetric, beta: -0.5}
                                           ^
      """),
  BrokenModel(
    "phases of a theorem without nudged", in: .theorem, "samples: 2}",
    to: "samples: 2, phases: {free: 20}}",
    is: """
      model.yaml:4:45: error: 'phases' lacks 'nudged' (required: free, nudged)
      theorem: {betas: [0.1], samples: 2, phases: {free: 20}}
                                                  ^
      """),
  BrokenModel(
    "input of another size", in: .rate, "[16, 16]",
    to: "[14, 14]",
    is: """
      model.yaml:11:7: error: the samples of digits have 256 values, but 'input' has 196
      data: {set: digits}
            ^
      """),
  BrokenModel(
    "output of another size", in: .rate, "{size: 10}",
    to: "{size: 9}",
    is: """
      model.yaml:11:7: error: digits has 10 classes, but the last layer has 9 units
      data: {set: digits}
            ^
      """),
  BrokenModel(
    "connection from nowhere", in: .rate, "formulation",
    to: "connections: [{from: hiden2, to: output}]\n  formulation",
    is: """
      model.yaml:8:24: error: there is no layer 'hiden2'; did you mean 'hidden2'?
        connections: [{from: hiden2, to: output}]
                             ^
      """),
  BrokenModel(
    "connection twice", in: .rate, "formulation",
    to: "connections: [{from: conv, to: hidden2}]\n  formulation",
    is: """
      model.yaml:8:17: error: there are two connections 'conv->hidden2'
        connections: [{from: conv, to: hidden2}]
                      ^
      """),
  BrokenModel(
    "untied connection of a layer with itself", in: .rate, "formulation",
    to: "connections: [{from: hidden2, to: hidden2, feedback: untied}]\n  formulation",
    is: """
      model.yaml:8:17: error: a connection of a layer with itself has feedback tied or none
        connections: [{from: hidden2, to: hidden2, feedback: untied}]
                      ^
      """),
  BrokenModel(
    "f-I curve in hopfield", in: .theorem, "activation: sigmoid",
    to: "activation: {lif: {tau_m: 20 ms, threshold: 1, reset: 0, r_max: 1 /ms}}",
    is: """
      model.yaml:2:72: error: an f-I curve needs formulation graded or prototypical, not 'hopfield'
      rate: {input: 256, layers: [8, 10], formulation: hopfield, activation: {lif: {tau_m: 20 ms, threshol...
                                                                             ^
      """),
  BrokenModel(
    "f-I curve with reset above threshold", in: .theorem, "hopfield, activation: sigmoid",
    to: "graded, activation: {lif: {tau_m: 20 ms, threshold: 1, reset: 2, r_max: 1 /ms}}",
    is: """
      model.yaml:2:76: error: 'reset' must be below 'threshold'
      rate: {input: 256, layers: [8, 10], formulation: graded, activation: {lif: {tau_m: 20 ms, threshold:...
                                                                                 ^
      """),
  BrokenModel(
    "asynchronous theorem", in: .theorem, "sigmoid}",
    to: "sigmoid, order: asynchronous}",
    is: """
      model.yaml:4:10: error: theorems are about synchronous steps; 'rate' has 'order: asynchronous'
      theorem: {betas: [0.1], samples: 2}
               ^
      """),
  BrokenModel(
    "circle step by step", in: .theorem, "samples: 2",
    to: "schemes: [circle]",
    is: """
      model.yaml:4:35: error: step by step, schemes are one-sided, twin and symmetric
      theorem: {betas: [0.1], schemes: [circle]}
                                        ^
      """),
  BrokenModel(
    "unknown theorem", in: .theorem, "samples: 2",
    to: "check: [step-by-stop]",
    is: """
      model.yaml:4:33: error: a value of 'check' cannot be 'step-by-stop'; did you mean 'step-by-step'?
      theorem: {betas: [0.1], check: [step-by-stop]}
                                      ^
      """),
  BrokenModel(
    "weights of two kinds", in: .theorem, "sigmoid}",
    to: "sigmoid, weights: {glorot_uniform: {}, fan_in_uniform: {}}}",
    is: """
      model.yaml:2:90: error: 'weights' must be one of {glorot_uniform}, {fan_in_uniform}, {run: FOLDER}, or name connections: {input->output: {file: W.npy}}
      ...hopfield, activation: sigmoid, weights: {glorot_uniform: {}, fan_in_uniform: {}}}
                                                 ^
      """),
  BrokenModel(
    "gain of a connection that is not there", in: .theorem, "sigmoid}",
    to: "sigmoid, gains: {input->hiden: 2}}",
    is: """
      model.yaml:2:89: error: there is no connection 'input->hiden'; did you mean 'input->hidden'?
      ... hopfield, activation: sigmoid, gains: {input->hiden: 2}}
                                                 ^
      """),
  BrokenModel(
    "rate model without task", in: .rate,
    "training:\n  nudging: {scheme: symmetric, beta: 0.5}\n  phases: {free: 20, nudged: 10}\n  rates: {input->conv: 0.1, conv->hidden2: 0.1, hidden2->output: 0.05}\n",
    to: "",
    is: """
      model.yaml:1:1: error: a rate model needs 'training' or 'theorem', with 'data'
      name: small
      ^
      """),
  BrokenModel(
    "rate model without data", in: .rate, "data: {set: digits}\n",
    to: "",
    is: """
      model.yaml:12:3: error: 'training' needs 'data', such as data: {set: digits}
        nudging: {scheme: symmetric, beta: 0.5}
        ^
      """),
  BrokenModel(
    "rate model with learning", in: .rate, "training:",
    to: "learning:",
    is: """
      model.yaml:1:1: error: a rate model needs 'training' or 'theorem', with 'data'
      name: small
      ^
      model.yaml:12:1: error: unknown key 'learning' in a model file: a model has either 'network' or 'rate', which has 'training' or 'theorem'
      learning:
      ^
      """),
  BrokenModel(
    "rate and network", in: .theorem, "data:",
    to: "network: {populations: {}}\ndata:",
    is: """
      model.yaml:3:1: error: unknown key 'network' in a model file: a model has either 'network' or 'rate', which has 'training' or 'theorem'
      network: {populations: {}}
      ^
      """),
  BrokenModel(
    "training and theorem", in: .rate, "training:",
    to: "theorem: {}\ntraining:",
    is: """
      model.yaml:1:1: error: a rate model has either 'training' or 'theorem', not both
      name: small
      ^
      """),
  BrokenModel(
    "network with training",
    text: """
      name: small
      network:
        populations: {a: {size: 1, kind: lif, tau_m: 10 ms, tau_syn: 5 ms, r_max: 1 /ms}}
      training: {epochs: 1}
      simulate: {duration: 1 s}

      """,
    is: """
      model.yaml:4:1: error: unknown key 'training' in a model file: it belongs to 'rate'; a 'network' has 'learning'
      training: {epochs: 1}
      ^
      """),
]
