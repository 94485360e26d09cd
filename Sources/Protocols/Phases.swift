public import Quantities

/// Lengths of the phases of a spiking network.
public struct Phases: Sendable, Equatable {
  /// Length of the free phase; the greatest length where there is a settling tolerance.
  public var free = 80.ms
  /// Length of the nudged phase.
  public var nudged = 60.ms
  /// Time from the start of the nudged phase to the opening of the gate; rules that read the transient need 0.
  public var onset = Milliseconds.zero
  /// Time after the gate has closed in which rules with late potentiation still read spikes; the
  /// target stays nudged.
  public var tail = Milliseconds.zero
  /// Length of the last part of the free phase, in which rates for comparisons are averaged, and at whose end the
  /// drives of the outputs give the prediction.
  public var readout = 20.ms
  /// The free phase ends when mean |change of s| between two readout windows falls below this;
  /// nil: it always has its full length.
  public var settlingTolerance: Double?

  /// 80 ms free and 60 ms nudged.
  public init() {}
}

/// Lengths of the phases of a rate model.
public struct RatePhases: Sendable, Equatable {
  /// T, the greatest number of steps of the free phase.
  public var free: Int
  /// K, the greatest number of steps of the nudged phase.
  public var nudged: Int
  /// A phase ends when no state moves by more than this per time constant; 0: phases have their full length.
  public var tolerance: Double

  /// Phases of these lengths.
  public init(free: Int, nudged: Int, tolerance: Double = 0) {
    self.free = free
    self.nudged = nudged
    self.tolerance = tolerance
  }
}
