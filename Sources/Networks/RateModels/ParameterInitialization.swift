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
}
