public import Quantities

/// A named group of units of one kind.
///
/// `courses` are an input that changes in time: the constant current of membranes, or the rate of regular or Poisson
/// trains.
public struct Population: Sendable {
  /// The name, unique in the network.
  public var name: String
  /// The number of units.
  public var size: Int
  /// The kind of the units, with its parameters.
  public var units: Units
  /// The arrangement of the units in maps, for convolutions: unit (c, y, x) is number (c height + y) width + x. Nil if
  /// there is none.
  public var shape: Shape?
  /// The constant current [pA or 1], or the rate [1/ms], as a function of time: one course for all units, or one for
  /// each; empty if `units` holds a constant one.
  public var courses: [InputCourse] = []
  /// The noise that joins the constant current of membranes, independent for each unit; nil for none.
  public var noise: NoiseCurrent?
  /// The conditions under which the f-I curve of the units is measured.
  public var curve = CurveConditions()
  /// The time after each spike of a Poisson train without spikes. The rate of the train counts the remaining spikes.
  public var deadTime: Milliseconds = .zero
  /// The sign of all weights that leave the population; nil: any.
  public var sign: Sign?
  /// The constant current I_e [pA], or bias b [1], of each unit; nil if all have that of `units`.
  public var currents: [Double]?
  /// The scale by which weights, biases and targets are plain numbers; nil where a weight is the effect of one spike, in
  /// the unit of the membrane. Of a source it is r_max.
  public var drive: DriveScale?
  /// The file of the spike times, if they came from one.
  public var origin: FileOrigin?
  /// The file of `currents`, if they came from one.
  public var currentOrigin: FileOrigin?
  /// The file of `courses`, if they came from one.
  public var courseOrigin: FileOrigin?
  /// The file of the initial potentials, if they came from one.
  public var initialOrigin: FileOrigin?

  /// The kinds of units.
  public enum Units: Sendable {
    /// Leaky integrate-and-fire units, solved in closed form between events.
    case lif(LIF)
    /// Units whose membranes are integrated numerically.
    case membrane(any MembraneEquations, Integration)
    /// Units with given spikes or values.
    case source(Source)

    /// These units with another constant current; sources as they are.
    fileprivate func with(current: Double) -> Units {
      switch self {
      case .lif(var membrane):
        membrane.current = current
        return .lif(membrane)
      case .membrane(var equations, let integration):
        equations.current = current
        return .membrane(equations, integration)
      case .source: return self
      }
    }
  }

  /// A population of `size` units.
  ///
  /// - Parameters:
  ///   - name: The name, unique in the network.
  ///   - size: The number of units.
  ///   - units: Their kind, with its parameters.
  ///   - drive: The scale by which weights are plain numbers; nil for weights of single spikes.
  public init(_ name: String, size: Int, _ units: Units, drive: DriveScale? = nil) {
    self.name = name
    self.size = size
    self.units = units
    self.drive = drive
  }

  /// The units with their constant current at t = 0, which is that of the first unit if each has a course of its own.
  public var unitsAtStart: Units {
    courses.first.map { units.with(current: $0.value(at: 0)) } ?? units
  }

  /// True if the constant current or rate of some unit is a ramp.
  public var hasRamps: Bool { courses.contains(where: \.isLinear) }

  /// The constant current of each unit, courses not included [pA or 1]; 0 for sources.
  public var constantCurrents: [Double] {
    if let currents { return currents }
    let current: Double =
      switch units {
      case .lif(let membrane): membrane.current
      case .membrane(let equations, _): equations.current
      case .source: 0
      }
    return [Double](repeating: current, count: size)
  }

  /// The constant drive of each unit on the drive scale, b~, steps not included; its current where there is no scale.
  public var constantDrives: [Double] {
    guard let drive else { return constantCurrents }
    if let biases = drive.biases {
      return biases.count == 1 ? [Double](repeating: biases[0], count: size) : biases
    }
    return constantCurrents.map(drive.number)
  }

  /// Sets the constant currents of all units [pA or 1], in `units` if they are equal, else in `currents`.
  public mutating func setCurrents(_ values: [Double]) {
    precondition(values.count == size && !isSource, "Units with a state have one current each.")
    let isUniform = values.allSatisfy { $0 == values[0] }
    currents = isUniform ? nil : values
    currentOrigin = nil
    units = units.with(current: isUniform ? values[0] : 0)
  }

  /// Sets the constant drives of all units, b~ on the drive scale; currents where there is none.
  public mutating func setDrives(_ values: [Double]) {
    guard let drive, drive != .plain(drive.maximumRate) else { return setCurrents(values) }
    setCurrents([Double](repeating: 0, count: size))
    self.drive?.biases = values
  }

  /// True if the activity of the units is given.
  public var isSource: Bool { if case .source = units { true } else { false } }
  /// The stepper and tolerances if the GSL integrates the units; nil if the engine does without it.
  public var gslIntegration: Integration? {
    switch units {
    case .lif(let membrane):
      hasRamps && !membrane.namedReceptors.isEmpty ? Integration() : nil
    case .membrane(_, .quadrature): hasRamps ? Integration() : nil
    case .membrane(_, .taylor): nil
    case .membrane(_, let integration): integration
    case .source: nil
    }
  }
  /// True if the threshold of the units is unreachable, so that they never fire.
  public var isSilent: Bool {
    switch units {
    case .lif(let membrane): membrane.isSilent
    case .membrane(let equations, _): equations.threshold >= LIF.unreachable
    case .source: false
    }
  }
  /// True if the units are analogue values, which have no spikes.
  public var isClamped: Bool { if case .source(.clamp) = units { true } else { false } }
}

/// The method of membranes that are integrated: a stepper of the GSL with tolerances, or a method of the engine.
public struct Integration: Sendable, Equatable {
  /// The name of a stepper in the GNU Scientific Library: `rk8pd`, `rkf45`, `bsimp`, ...
  public var stepper: String
  /// The absolute error bound of a step, in the unit of each variable.
  public var absoluteTolerance: Double
  /// The error bound of a step relative to each variable.
  public var relativeTolerance: Double

  /// True for the methods of the engine, which have no tolerances.
  public var isOwn: Bool { self == .quadrature || self == .taylor }

  /// Closed forms and quadrature, for `lif_cond`.
  public static let quadrature = Integration(
    stepper: "quadrature", absoluteTolerance: 1e-12, relativeTolerance: 1e-12)
  /// Taylor series, for `eif` and `adex`.
  public static let taylor = Integration(
    stepper: "taylor", absoluteTolerance: 1e-12, relativeTolerance: 1e-12)

  /// Integration with this stepper and these tolerances. With the defaults, spike times have errors below 1e-6 ms, even
  /// where V lingers just below its threshold.
  public init(
    stepper: String = "rk8pd", absoluteTolerance: Double = 1e-11, relativeTolerance: Double = 1e-11
  ) {
    self.stepper = stepper
    self.absoluteTolerance = absoluteTolerance
    self.relativeTolerance = relativeTolerance
  }
}

/// Units whose activity is given.
public enum Source: Sendable, Equatable {
  /// The spike times of each unit [ms], in any order.
  case spikes([[Double]])
  /// The spike trains of the samples of a data set, where a network learns; silent elsewhere.
  case samples
  /// Regular trains: unit i fires at rate_i [1/ms], first after `phase` periods.
  case regular(rates: [Double], phase: Phase)
  /// Independent Poisson trains with these rates [1/ms].
  case poisson(rates: [Double])
  /// Constant analogue values x: they act as currents w x and have no spikes.
  case clamp

  /// The part of a period before the first spike of a regular train.
  public enum Phase: Sendable, Equatable {
    /// This fraction of the period for all units.
    case aligned(Double)
    /// Independent and uniform in [0, 1) for each unit.
    case random
  }
}
