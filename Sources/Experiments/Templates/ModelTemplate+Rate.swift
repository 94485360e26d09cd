extension ModelTemplate {
  /// The template of a rate model.
  static let rateText = #"""
    # A rate model learns digits that the program draws itself, by equilibrium propagation.
    # What stands behind 'default' is what holds without the line. Times are steps.
    #
    #   equispike run NAME.yaml               learns, in some seconds
    #   equispike verify NAME.yaml            measures on this model what theory says
    name: NAME                              # also the name of run folders; required
    description: A rate model learns drawn digits.   # default: nothing
    source: ""                              # the paper, or the idea, it comes from; default: nothing
    expected: {test error: below 20 %}      # notes for people; default: nothing
    seed: 1                                 # root of all random numbers; default 1

    rate:
      input: 64                             # values of a sample, or [height, width]; required
      layers:                               # or a list of sizes: [64, 10]; required
        - {name: hidden, size: 64}          # also {name, channels, kernel, pool: max or average, window}
        - {name: output, size: 10}
      feedback: tied                        # tied, untied, fixed, none: how a layer acts back; default tied
      formulation: prototypical             # hopfield, graded, prototypical, energy-based; default prototypical
      activation: hard-sigmoid              # hard-sigmoid, shifted-sigmoid, sigmoid, tanh, {lif: ...}; default tanh
      order: asynchronous                   # synchronous, or asynchronous: layer by layer; default synchronous
      cost: matching                        # squared-error, matching, cross-entropy, outside; default squared-error
      noise: 0                              # deviation of the noise on each drive at each step [1]; default 0
      weights: {glorot_uniform: {gain: 0.5}}   # or {fan_in_uniform: {gain: 1}}; default glorot_uniform, gain 1;
                                            # {run: FOLDER}, or by connection {file: W.npy}: not drawn
      gains: {hidden->output: 0.9}          # factors of those weights by connection; default 1
      biases: {output: 0}                   # at the start, by layer: a value, a list, {file: B.npy}; or drawn; default 0

    data:
      set: digits                           # equispike list data; files of MNIST: {set: mnist, path: DIR}
      size: 8                               # width and height [pixels]; default 16
      train: 1000                           # samples; default 4000
      validation: 200                       # samples; default 500
      test: 300                             # samples; default 1000
      noise: 0.05                           # deviation of the noise on each pixel [1]; default 0.05

    training:
      nudging:
        scheme: symmetric                   # one-sided, random-sign, twin, symmetric, circle; default symmetric
        beta: 0.5                           # strength [1]; default 0.5
      phases:
        free: 10                            # steps; default 30
        nudged: 6                           # steps; default 10
        tolerance: 0                        # the free phase ends when no unit moves more [1]; 0: never; default 0
      targets: [0, 1]                       # of other outputs, and of the label's; default [0, 1]
      batch: 10                             # samples between two steps of the weights; default 20
      shard: 10                             # samples that one thread computes at a time; default 10
      epochs: 10                            # passes through the training set; 0: only tested; default 10
      rates: {input->hidden: 0.2, hidden->output: 0.1}   # learning rates by connection; required
      bias_rates: {hidden: 0.2, output: 0.1}   # by layer; default: that of the connection that drives it
      momentum: 0                           # [1]; default 0
      weight_decay: 0                       # [1]; default 0
      decay: linear                         # constant, linear, cosine, a factor for each epoch; default linear
      states: fresh                         # fresh, or persistent: from where they were; default fresh
      seeds: 1                              # independent trainings, from the seed and branches of it; default 1
    """# + "\n"
}
