/// Files that are not what a model file should be.
let brokenStructures: [BrokenModel] = [
  BrokenModel(
    "duplicate population", in: .learning, "    output:",
    to: "    hidden: {size: 1, kind: clamp}\n    output:",
    is: """
      model.yaml:6:5: error: duplicate key 'hidden'; it is first on line 5
          hidden: {size: 1, kind: clamp}
          ^
      """),
  BrokenModel(
    "duplicate key in braces, and a further mistake", in: .learning, "size: 3,",
    to: "size: 3, size: 4, treshold: 1,",
    is: """
      model.yaml:5:23: error: duplicate key 'size'; it is first on line 5
          hidden: {size: 3, size: 4, treshold: 1, kind: lif, tau_m: 10 ms, tau_syn: 10 ms, r_max: 1 /ms}
                            ^
      model.yaml:5:32: error: unknown key 'treshold' in population 'hidden'; did you mean 'threshold'?
          hidden: {size: 3, size: 4, treshold: 1, kind: lif, tau_m: 10 ms, tau_syn: 10 ms, r_max: 1 /ms}
                                     ^
      """),
  BrokenModel(
    "missing keys", in: .learning, "{size: 2, kind: clamp}",
    to: "{}",
    is: """
      model.yaml:4:12: error: population 'input' lacks 'size', 'kind' (required: size, kind)
          input: {}
                 ^
      """),
  BrokenModel(
    "a number instead of a group", in: .learning,
    "rates: {input->hidden: 0.1, hidden->output: 0.05}",
    to: "rates: 0.1",
    is: """
      model.yaml:13:10: error: 'rates' must be a group of keys, not '0.1'
        rates: 0.1
               ^
      """),
  BrokenModel(
    "learning without data", in: .learning, "data: {set: xor}\n",
    to: "",
    is: """
      model.yaml:11:3: error: 'learning' needs 'data', such as data: {set: digits}
        rule: zero-area
        ^
      """),
  BrokenModel(
    "neither learning nor simulate",
    text: """
      name: small
      network:
        populations:
          input: {size: 2, kind: clamp}
          hidden: {size: 3, kind: lif, tau_m: 10 ms, tau_syn: 10 ms, r_max: 1 /ms}
          output: {size: 2, kind: lif, tau_m: 10 ms, tau_syn: 10 ms, r_max: 1 /ms}
        projections:
          - {from: input, to: hidden, weights: glorot_uniform}
          - {from: hidden, to: output, symmetric: true, weights: glorot_uniform}
      """,
    is: """
      model.yaml:1:1: error: a model needs 'simulate', or 'learning' with 'data'
      name: small
      ^
      """),
  BrokenModel(
    "both learning and simulate",
    text: """
      name: small
      network:
        populations:
          input: {size: 2, kind: clamp}
          hidden: {size: 3, kind: lif, tau_m: 10 ms, tau_syn: 10 ms, r_max: 1 /ms}
          output: {size: 2, kind: lif, tau_m: 10 ms, tau_syn: 10 ms, r_max: 1 /ms}
        projections:
          - {from: input, to: hidden, weights: glorot_uniform}
          - {from: hidden, to: output, symmetric: true, weights: glorot_uniform}
      data: {set: xor}
      learning:
        rule: zero-area
        rates: {input->hidden: 0.1, hidden->output: 0.05}
      simulate: {duration: 1 s}
      """,
    is: """
      model.yaml:1:1: error: a model has either 'simulate' or 'learning', not both
      name: small
      ^
      """),
  BrokenModel(
    "empty file", text: "",
    is: """
      model.yaml:1:1: error: the file is empty; a model needs a name, a network and what to do
      """),
  BrokenModel(
    "only a list",
    text: """
      - 1
      - 2
      """,
    is: """
      model.yaml:1:1: error: a model file must be a group of keys, not a list
      - 1
      ^
      """),
  BrokenModel(
    "YAML that is not closed",
    text: """
      name: {small
      network: 1
      """,
    is: """
      model.yaml:2:8: error: not YAML: did not find expected ',' or '}' (while parsing a flow mapping on line 1)
      network: 1
             ^
      """),
  BrokenModel(
    "a tab for indentation",
    text: """
      name: small
      network:
      \tpopulations: {}
      """,
    is: """
      model.yaml:3:1: error: not YAML: found character that cannot start any token (while scanning for the next token on line 3)
      \tpopulations: {}
      ^
      """),
  BrokenModel(
    "two documents",
    text: """
      name: a
      ---
      name: b
      """,
    is: """
      model.yaml:2:1: error: not YAML: but found another document (expected a single document in the stream on line 1)
      ---
      ^
      """),
  BrokenModel(
    "unknown alias",
    text: """
      name: *small
      """,
    is: """
      model.yaml:1:7: error: not YAML: found undefined alias
      name: *small
            ^
      """),
  BrokenModel(
    "alias bomb",
    text: """
      a: &a [x, x, x, x, x, x, x, x, x, x]
      b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]
      c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]
      d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]
      e: [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d]
      """,
    is: """
      model.yaml:1:26: error: aliases repeat too much: write the values out
      a: &a [x, x, x, x, x, x, x, x, x, x]
                               ^
      """),
  BrokenModel(
    "name that is no folder name", in: .learning, "name: small",
    to: "name: ../small",
    is: """
      model.yaml:1:7: error: 'name' must be made of letters, digits, -, _ and . only
      name: ../small
            ^
      """),
  BrokenModel(
    "everything at once",
    text: """
      name: small
      network:
        populations:
          input: {size: 2, kind: clamp}
          hidden: {size: 3, kind: lif, taum: 10 ms, tau_syn: 10 mV, r_max: 1 /ms}
          output: {size: 2, kind: lif, tau_m: 10 ms, tau_syn: 10 ms, r_max: 1 /ms}
        projections:
          - {from: input, to: hidden, weights: glorot_uniform}
          - {from: hidden, to: output, symmetric: maybe, weights: glorot_uniform}
      data: {set: xor}
      learning:
        rul: zero-area
        rates: {input->hidden: 0.1, hidden->output: 0.05}
      """,
    is: """
      model.yaml:5:34: error: unknown key 'taum' in population 'hidden'; did you mean 'tau_m'?
          hidden: {size: 3, kind: lif, taum: 10 ms, tau_syn: 10 mV, r_max: 1 /ms}
                                       ^
      model.yaml:5:56: error: 'tau_syn' must be a time in ms, s, us, ns, min, h, but 'mV' is a unit of voltage
          hidden: {size: 3, kind: lif, taum: 10 ms, tau_syn: 10 mV, r_max: 1 /ms}
                                                             ^
      model.yaml:9:45: error: 'symmetric' must be true or false, not 'maybe'
          - {from: hidden, to: output, symmetric: maybe, weights: glorot_uniform}
                                                  ^
      model.yaml:12:3: error: unknown key 'rul' in 'learning'; did you mean 'rule'?
        rul: zero-area
        ^
      """),
]
