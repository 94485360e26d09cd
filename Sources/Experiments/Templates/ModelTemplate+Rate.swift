extension ModelTemplate {
  /// The template of a rate model.
  static let rateText = #"""
    # A rate model learns digits that the program draws itself, by equilibrium propagation.
    # What stands behind 'default' is what holds without the line. Times are steps.
    #
    #   equispike run NAME.yaml               learns, in some seconds
    #   equispike verify NAME.yaml            measures on this model what theory says
    name: NAME
    description: A rate model learns drawn digits.
    source: ""
    expected: {test error: {max: 20 %}}
    seed: 1

    rate:
      input: 64
      layers:
        - {name: hidden, size: 64}
        - {name: output, size: 10}
      feedback: tied
      formulation: prototypical
      activation: hard-sigmoid
      order: asynchronous
      cost: matching
      noise: 0
      weights: {glorot_uniform: {gain: 0.5}}
      gains: {hidden->output: 0.9}
      biases: {output: 0}

    data:
      set: digits
      size: 8
      train: 1000
      validation: 200
      test: 300
      noise: 0.05

    training:
      nudging:
        scheme: symmetric
        beta: 0.5
      phases:
        free: 10
        nudged: 6
        tolerance: 0
      targets: [0, 1]
      batch: 10
      shard: 10
      epochs: 10
      rates: {input->hidden: 0.2, hidden->output: 0.1}
      bias_rates: {hidden: 0.2, output: 0.1}
      momentum: 0
      weight_decay: 0
      decay: linear
      states: fresh
      seeds: 1
    """# + "\n"
}
