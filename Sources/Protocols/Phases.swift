public import Quantities

/// How long the phases of a spiking network are.
public struct Phases: Sendable, Equatable {
  /// Free phase; with a settling tolerance, its longest.
  public var free = 80.ms
  /// Nudged phase.
  public var nudged = 60.ms
  /// How long after the start of the nudged phase the gate opens; rules that read the transient need 0.
  public var onset = Milliseconds.zero
  /// Time after the gate has closed in which rules with late potentiation still read spikes; the
  /// target stays nudged.
  public var tail = Milliseconds.zero
  /// Last part of the free phase, at whose end the drives of the outputs give the prediction, and in
  /// which rates for comparisons are averaged.
  public var readout = 20.ms
  /// The free phase ends when mean |change of s| between two readout windows falls below this;
  /// nil: it always has its full length.
  public var settlingTolerance: Double?

  /// 80 ms free and 60 ms nudged.
  public init() {}
}

/// How long the phases of a rate model are.
public struct RatePhases: Sendable, Equatable {
  /// Steps of the free phase, T, at most.
  public var free: Int
  /// Steps of the nudged phase, K, at most.
  public var nudged: Int
  /// A phase ends when nothing moves by more than this per time constant; 0: never before its time.
  public var tolerance: Double

  /// Phases of these lengths.
  public init(free: Int, nudged: Int, tolerance: Double = 0) {
    self.free = free
    self.nudged = nudged
    self.tolerance = tolerance
  }
}
