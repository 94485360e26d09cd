import RealModule

/// The course of learning rates over a training, as a factor of their initial values.
public enum Schedule: Sendable, Equatable {
  /// Constant: 1.
  case constant
  /// Linear: 1 - t, 0 at the end of the last epoch.
  case linear
  /// Cosine: (1 + cos(pi t)) / 2.
  case cosine
  /// Exponential: `factor` to the power of the number of epochs done.
  case exponential(factor: Double)

  /// The factor of all learning rates.
  ///
  /// - Parameters:
  ///   - progress: t, the fraction of the training that is done, from 0 to 1.
  ///   - epoch: Number of epochs that are done.
  public func factor(progress: Double, epoch: Int) -> Double {
    switch self {
    case .constant: 1
    case .linear: max(1 - progress, 0)
    case .cosine: 0.5 * (1 + Double.cos(.pi * progress))
    case .exponential(let factor): (0..<epoch).reduce(1.0) { product, _ in product * factor }
    }
  }
}
