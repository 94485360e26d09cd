import Foundation

/// A number that runs measure, and for which a model file can give an expected value.
public enum MeasuredQuantity: String, Sendable, CaseIterable {
  /// Fraction of test samples that are predicted wrongly; a mean where there are several trainings.
  case testError = "test error"
  /// Least fraction of validation samples that are predicted wrongly.
  case validationError = "validation error"
  /// The test error of the rate twin.
  case twinTestError = "twin test error"
  /// The least validation error of the rate twin.
  case twinValidationError = "twin validation error"
  /// Cosine of the update with rate EP; in theorems, of EP's updates with BPTT's gradients over steps.
  case cosine
  /// Root mean square difference of EP's updates from those of BPTT, step by step.
  case stepError = "step error"
  /// |EP - exact| / |exact| of a gradient, or of a time course.
  case relativeError = "relative error"
  /// Number of checks that were not passed.
  case failedChecks = "failed checks"
  /// Number of all spikes, or of those of a population.
  case spikes
  /// Mean firing rate of each population.
  case rate
  /// Mean coefficient of variation of the intervals of each population.
  case variation = "CV"
  /// Time of the first spike of each population.
  case firstSpike = "first spike"
  /// Time of the last spike of each population.
  case lastSpike = "last spike"
  /// Mean interval of a population of one unit.
  case period
  /// Processor time for 1000 samples of learning.
  case processorTime = "processor time"

  /// The unit in which its values and bounds are kept.
  public enum Unit: Sendable {
    /// 0 to 1; shown as percent.
    case fraction
    /// [ms].
    case milliseconds
    /// [1/ms]; shown in Hz.
    case perMillisecond
    /// None.
    case number
  }

  /// The unit in which its values and bounds are kept.
  public var unit: Unit {
    switch self {
    case .testError, .validationError, .twinTestError, .twinValidationError: .fraction
    case .firstSpike, .lastSpike, .period, .processorTime: .milliseconds
    case .rate: .perMillisecond
    case .cosine, .stepError, .relativeError, .failedChecks, .spikes, .variation: .number
    }
  }

  /// The values that it can have, in its unit.
  public var range: ClosedRange<Double> {
    self == .cosine ? -1...1 : 0...(unit == .fraction ? 1 : .infinity)
  }

  /// Words for the parts of an update, on which cosines are measured.
  public static let updates: Set = ["total", "forward", "backward", "symmetric", "antisymmetric"]

  /// The quantity of the rate twin; nil where there is none.
  public var ofTwin: MeasuredQuantity? {
    switch self {
    case .testError: .twinTestError
    case .validationError: .twinValidationError
    default: nil
    }
  }

  /// True if runs of this kind measure it.
  public func isMeasured(by kind: RunKind) -> Bool {
    switch self {
    case .testError, .validationError: [.learning, .training, .comparison].contains(kind)
    case .twinTestError, .twinValidationError: [.learning, .comparison].contains(kind)
    case .cosine: [.learning, .comparison, .theorems].contains(kind)
    case .stepError, .relativeError, .failedChecks: kind == .theorems
    case .spikes, .rate, .variation, .firstSpike, .lastSpike, .period: kind == .simulation
    case .processorTime: kind == .training
    }
  }

  /// `value` for people: `4.50 %`, `55.451774 ms`, `5.2 Hz`.
  public func text(_ value: Double) -> String {
    switch unit {
    case .fraction: Self.digits(100 * value, 4) + " %"
    case .milliseconds:
      self == .processorTime ? Self.digits(value / 1000, 3) + " s" : Self.digits(value, 8) + " ms"
    case .perMillisecond: Self.digits(1000 * value, 4) + " Hz"
    case .number: Self.digits(value, 4)
    }
  }

  private static func digits(_ value: Double, _ count: Int) -> String {
    value == value.rounded() && value.magnitude < 1e9
      ? "\(Int(value))" : String(format: "%.\(count)g", value)
  }
}
