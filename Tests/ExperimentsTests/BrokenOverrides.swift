/// Overrides that cannot be made, each with what is said about it.
let brokenOverrides: [BrokenOverride] = [
  BrokenOverride(
    "unknown key", "learning.epoch=3",
    is: """
      override 'learning.epoch=3': error: unknown key 'epoch' in 'learning'; did you mean 'epochs'?
      """),
  BrokenOverride(
    "unknown population", "network.populations.hiden.size=3",
    is: """
      override 'network.populations.hiden.size=3': error: no population 'hiden'; did you mean 'hidden'?
      """),
  BrokenOverride(
    "unknown projection", "network.projections.input->hiden.delay=1 ms",
    is: """
      override 'network.projections.input->hiden.delay=1 ms': error: no element 'input->hiden' in 'network.projections'; did you mean 'input->hidden'?
      """),
  BrokenOverride(
    "unknown group", "learnin.epochs=3",
    is: """
      override 'learnin.epochs=3': error: unknown key 'learnin' in a model file; did you mean 'learning'?
      """),
  BrokenOverride(
    "wrong type", "learning.epochs=many",
    is: """
      override 'learning.epochs=many': error: 'epochs' must be a whole number from 0 to 1000000, not 'many'
      """),
  BrokenOverride(
    "wrong unit", "network.populations.hidden.tau_m=5 mV",
    is: """
      override 'network.populations.hidden.tau_m=5 mV': error: 'tau_m' must be a time in ms, s, us, ns, min, h, but 'mV' is a unit of voltage
      """),
  BrokenOverride(
    "out of range", "network.populations.hidden.tau_m=-5 ms",
    is: """
      override 'network.populations.hidden.tau_m=-5 ms': error: 'tau_m' is -5 ms; expected more than 0 ms
      """),
  BrokenOverride(
    "not key=value", "learning.epochs",
    is: """
      override 'learning.epochs': error: not of the form key.path=value
      """),
  BrokenOverride(
    "empty path", "learning..epochs=1",
    is: """
      override 'learning..epochs=1': error: not of the form key.path=value
      """),
  BrokenOverride(
    "a key below a value", "seed.x=1", "data.set.x=1",
    is: """
      override 'seed.x=1': error: 'seed' must be a whole number, 0 or more, not a group of keys
      override 'data.set.x=1': error: 'data.set' is a single value and has no key 'x'
      """),
  BrokenOverride(
    "not YAML", "learning.epochs={1",
    is: """
      override 'learning.epochs={1': error: not YAML: did not find expected ',' or '}' (while parsing a flow mapping on line 1); close the group with '}', or put a comma there
      """),
  BrokenOverride(
    "required key removed", "network.populations.hidden.kind=null",
    is: """
      override 'network.populations.hidden.kind=null': error: population 'hidden' lacks 'kind' (required: size, kind) (line 5 of the file)
      """),
  BrokenOverride(
    "one of two that does not fit the file", "seed=3", "network.populations.input.size=5",
    is: """
      override 'network.populations.input.size=5': error: the samples of xor have 2 values, but population 'input' has 5 units (line 10 of the file)
      """),
  BrokenOverride(
    "two that do not fit each other", "data.set=bars", "data.size=3",
    "network.populations.input.size=4",
    is: """
      override 'data.set=bars data.size=3 network.populations.input.size=4': error: the samples of bars have 9 values, but population 'input' has 4 units (line 10 of the file)
      """),
  BrokenOverride(
    "an unknown course of learning rates", "learning.decay=none",
    is: """
      override 'learning.decay=none': error: 'decay' must be constant, linear, cosine, or a factor for each epoch such as 0.95, not 'none'
      """),
]
