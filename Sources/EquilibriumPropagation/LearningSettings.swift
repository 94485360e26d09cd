public import Plasticity
public import Quantities
import RealModule

/// How a network learns: phases, nudging, rule and schedule. A value without state.
public struct LearningSettings: Sendable {
  /// Population whose units are clamped to the inputs.
  public var input = "input"
  /// Population that is nudged and read out.
  public var output = "output"
  /// The rule at all plastic projections.
  public var rule: any SpikeTimingRule = ZeroArea()
  /// How outputs are nudged.
  public var nudging = Nudging()
  /// How long the phases are.
  public var phases = Phases()
  /// Desired drive (or activity) of an output unit that is not, and that is, the label's.
  public var targets = Targets()
  /// Samples whose changes are added up before weights move.
  public var batch = 20
  /// Passes over the training set.
  public var epochs = 1
  /// Learning rate of each plastic projection, by its name.
  public var learningRates: [String: Double] = [:]
  /// Learning rate of biases, by population; none: biases stay.
  public var biasRates: [String: Double] = [:]
  /// Values at which clamped populations besides the input are held in all phases of all samples, by name.
  public var clamps: [String: [Double]] = [:]
  /// How learning rates fall.
  public var schedule = Schedule.exponential(factor: 1)
  /// How often learning is compared with the rate reference, in batches; 0: never.
  public var compareEvery = 0
  /// Samples in each such comparison.
  public var compareSamples = 20
  /// When synapses may change.
  public var gate = Gate.nudged
  /// What limits the weights of a device; nil: nothing.
  public var device: SynapticDevice?
  /// The test sample that is recorded spike by spike, counted from 0; nil: the first.
  public var rasterSample: Int?
  /// Whether the rate twin is trained too, from the same start.
  public var trainsTwin = true

  /// Settings with default values.
  public init() {}
}

/// When synapses may change.
public enum Gate: String, Sendable, CaseIterable, Codable {
  /// In the nudged phase only.
  case nudged
  /// From the first moment of each sample to its end.
  case always
}

/// Synapses of limited precision: weights on a grid, and some that cannot change.
public struct SynapticDevice: Sendable, Equatable {
  /// Values that a weight can take, equally spaced in `range`; 0: any.
  public var levels = 0
  /// The range of the grid.
  public var low = -1.0
  /// The upper end of the grid.
  public var high = 1.0
  /// Fraction of synapses that stay as they were drawn.
  public var stuck = 0.0

  /// A device without limits.
  public init() {}

  /// The distance between two levels.
  public var step: Double { levels > 1 ? (high - low) / Double(levels - 1) : 0 }
}

/// How learning rates fall while a network learns.
public enum Schedule: Sendable, Equatable {
  /// Multiplied by `factor` after each epoch; 1: constant.
  case exponential(factor: Double)
  /// Falling in a straight line to zero at the end of the last epoch.
  case linear

  /// What rates are multiplied by after `done` of `epochs` epochs (a fraction within an epoch).
  public func factor(done: Double, epochs: Int) -> Double {
    switch self {
    case .exponential(let factor):
      (0..<Int(done)).reduce(1.0) { product, _ in product * factor }
    case .linear: epochs > 0 ? max(1 - done / Double(epochs), 0) : 1
    }
  }
}

/// How the output is drawn towards its target.
public struct Nudging: Sendable, Equatable {
  /// What the error is read from.
  public var form = Form.drive
  /// Which branches of the nudged phase are compared.
  public var scheme = Scheme.symmetric
  /// Strength, beta.
  public var strength = 0.5
  /// How beta comes, over the nudged phase.
  public var shape = Shape.step

  /// How beta comes, over the nudged phase of length T.
  public enum Shape: String, Sendable, CaseIterable, Codable {
    /// At once: beta.
    case step
    /// Smoothly: beta sin^2(pi t / 2T).
    case ramp
    /// It comes and goes: beta sin^2(pi t / T).
    case wave

    /// beta / beta_max at the part `x` of the phase.
    public func factor(_ x: Double) -> Double {
      switch self {
      case .step: return 1
      case .ramp, .wave:
        let s = Double.sin(.pi * min(max(x, 0), 1) * (self == .ramp ? 0.5 : 1))
        return s * s
      }
    }
  }

  /// Nudging of the drive with beta = 0.5 and both signs.
  public init(form: Form = .drive, scheme: Scheme = .symmetric, strength: Double = 0.5) {
    self.form = form
    self.scheme = scheme
    self.strength = strength
  }

  /// What the error is read from.
  public enum Form: String, Sendable, CaseIterable, Codable {
    /// e = y - u: the drive is pulled towards the target. The matching (Bregman) cost.
    case drive
    /// e = y - s: the unit's own spikes are subtracted. The cost 1/2 |s - y|^2.
    case activity
  }

  /// Which branches of the nudged phase are compared. All start from one state, the end of the free
  /// phase.
  public enum Scheme: String, Sendable, CaseIterable, Codable {
    /// +beta only: what a brain without a second copy could do.
    case oneSided = "one-sided"
    /// +beta or -beta, by a coin for each batch.
    case randomSign = "random-sign"
    /// +beta and -beta; the error is O(beta^2).
    case symmetric
    /// +beta, and an un-nudged branch of equal length.
    case twin
  }

  /// The nudging strengths of the branches that are run, with the sign of the batch for `randomSign`.
  public func branches(sign: Double) -> [Double] {
    switch scheme {
    case .oneSided: [strength]
    case .randomSign: [sign * strength]
    case .symmetric: [strength, -strength]
    case .twin: [strength, 0]
    }
  }
}

/// How long the phases are.
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

/// Desired values of output units.
public struct Targets: Sendable, Equatable {
  /// For units that are not the label's.
  public var off = 0.0
  /// For the label's unit.
  public var on = 1.0

  /// Targets 0 and 1.
  public init(off: Double = 0, on: Double = 1) {
    self.off = off
    self.on = on
  }

  /// The distance of the two targets: on - off.
  var distance: Double { on - off }

  /// The targets of all output units for this label.
  public func values(label: Int, classes: Int) -> [Double] {
    (0..<classes).map { $0 == label ? on : off }
  }
}
