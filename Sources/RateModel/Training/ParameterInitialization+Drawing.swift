public import Networks
public import Quantities

extension ParameterInitialization {
  /// Parameters of `architecture`, drawn from branches of `seed` that are named after them, or given.
  ///
  /// - Precondition: Given parameters have the shapes of `architecture`.
  public func parameters<Scalar: RateScalar>(
    _ architecture: Architecture, readout classes: Int? = nil, seed: Seed,
    as: Scalar.Type = Scalar.self
  ) -> ParameterSet<Scalar> {
    var result = ParameterSet<Scalar>(architecture, readout: classes)
    func draw(_ index: Int, fanIn: Int, fanOut: Int, gain: Double) {
      var stream = seed.branch(result.names[index]).stream()
      let width =
        switch distribution {
        case .glorot(let own): own * gain * (6 / Double(fanIn + fanOut)).squareRoot()
        case .fanIn(let own): own * gain / Double(fanIn).squareRoot()
        }
      for i in result.values[index].indices {
        result.values[index][i] = Scalar(stream.uniform(-width, width))
      }
    }
    for (index, connection) in architecture.connections.enumerated() {
      let shape = architecture.weightShape(of: connection)
      let gain = gains[connection.name] ?? 1
      var fanOut = shape.columns
      if case .convolution(let form) = connection.form { fanOut *= form.kernel * form.kernel }
      let absent = architecture.absent(in: connection)
      for index in [index] + (result.feedbackIndex(index).map { [$0] } ?? []) {
        draw(index, fanIn: shape.rows, fanOut: fanOut, gain: gain)
        for k in absent { result.values[index][k] = 0 }
      }
      let bias = result.biasIndex(connection.post)
      if drawsBiases, connection.pre ?? -1 < connection.post {
        var stream = seed.branch(connection.name + " bias").stream()
        let width = 1 / Double(shape.rows).squareRoot()
        for i in result.values[bias].indices {
          result.values[bias][i] = Scalar(stream.uniform(-width, width))
        }
      }
    }
    for (index, layer) in architecture.layers.enumerated() {
      guard let value = biases[layer.name] else { continue }
      let bias = result.biasIndex(index)
      for i in result.values[bias].indices { result.values[bias][i] = Scalar(value) }
    }
    if let classes {
      let last = architecture.layers[architecture.output].shape.count
      draw(result.readoutIndex, fanIn: last, fanOut: classes, gain: gains["readout"] ?? 1)
    }
    for (index, name) in result.names.enumerated() {
      guard let values = given[name] else { continue }
      precondition(
        values.count == result.values[index].count, "'\(name)' is given in another shape.")
      result.values[index] = values.map { Scalar($0) }
    }
    return result
  }
}

extension RateExperiment {
  /// Initial parameters, drawn by the seed; with a readout for `classes` where the cost needs one.
  public func parameters<Scalar: RateScalar>(
    classes: Int, seed: Seed, as: Scalar.Type = Scalar.self
  ) -> ParameterSet<Scalar> {
    initialization.parameters(
      architecture, readout: dynamics.cost == .crossEntropy ? classes : nil,
      seed: seed.branch("weights"))
  }
}
