public import Quantities

/// The random distribution of initial weights and biases.
public struct ParameterInitialization: Sendable, Hashable {
  /// The distribution of weights.
  public var distribution: Distribution
  /// Factors of the width of the distribution, by name of the connection.
  public var gains: [String: Double]
  /// Initial biases, by name of the layer.
  public var biases: [String: Double]
  /// True if biases are drawn, too, uniformly from +- 1 / sqrt(fan-in).
  public var drawsBiases: Bool
  /// Parameters that are given, by name as in `ParameterSet`: they are not drawn.
  public var given: [String: [Double]] = [:]

  /// A distribution of weights.
  public enum Distribution: Sendable, Hashable {
    /// Uniform on +- gain sqrt(6 / (fan-in + fan-out)) (Glorot & Bengio 2010).
    case glorot(gain: Double)
    /// Uniform on +- gain / sqrt(fan-in), as PyTorch draws linear layers.
    case fanIn(gain: Double)
  }

  /// Weights from `distribution`, biases 0.
  public init(
    _ distribution: Distribution = .glorot(gain: 1), gains: [String: Double] = [:],
    biases: [String: Double] = [:], drawsBiases: Bool = false
  ) {
    self.distribution = distribution
    self.gains = gains
    self.biases = biases
    self.drawsBiases = drawsBiases
  }

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
