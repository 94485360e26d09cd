import RealModule

/// How learning rates fall while a network learns.
public enum Schedule: Sendable, Equatable {
  /// They stay: 1.
  case constant
  /// In a straight line from 1 to 0 at the end of the last epoch.
  case linear
  /// (1 + cos(pi t)) / 2.
  case cosine
  /// Multiplied by `factor` after each epoch.
  case exponential(factor: Double)

  /// The factor of all learning rates.
  ///
  /// - Parameters:
  ///   - progress: t, the part of the training that is done, from 0 to 1.
  ///   - epoch: Epochs that are done.
  public func factor(progress: Double, epoch: Int) -> Double {
    switch self {
    case .constant: 1
    case .linear: max(1 - progress, 0)
    case .cosine: 0.5 * (1 + Double.cos(.pi * progress))
    case .exponential(let factor): (0..<epoch).reduce(1.0) { product, _ in product * factor }
    }
  }
}
