public import Quantities

/// A named group of units of one kind.
///
/// An input may change in time, for all units alike: `steps` is then the constant current of a membrane, or the
/// rate of a regular or Poisson train, as a function of time.
public struct Population: Sendable {
  /// The name, unique in the network.
  public var name: String
  /// How many units there are.
  public var size: Int
  /// What the units are.
  public var units: Units
  /// The constant current [pA or 1], or the rate [1/ms], of each unit where it changes in time; nil: as in `units`.
  public var steps: StepFunction?
  /// How long after a spike a Poisson train has none. Its rate is that of the spikes that are there.
  public var deadTime: Milliseconds = .zero
  /// Constant currents I_e [pA], or biases b [1], of each unit; nil: all have that of `units`.
  public var currents: [Double]?
  /// The file that spike times came from, when they did.
  public var origin: FileOrigin?
  /// The file that `currents` came from, when they did.
  public var currentOrigin: FileOrigin?
  /// The file that initial potentials came from, when they did.
  public var initialOrigin: FileOrigin?

  /// What the units of a population are.
  public enum Units: Sendable {
    /// Leaky integrate-and-fire units, solved in closed form between events.
    case lif(LIF)
    /// Units whose membranes are integrated numerically.
    case membrane(any MembraneEquations, Integration)
    /// Units whose spikes, or values, are given.
    case source(Source)
  }

  /// A population of `size` units.
  public init(_ name: String, size: Int, _ units: Units) {
    self.name = name
    self.size = size
    self.units = units
  }

  /// The units with the constant current that they have at t = 0.
  public var unitsAtStart: Units {
    guard let current = steps?.value(at: 0) else { return units }
    switch units {
    case .lif(var membrane):
      membrane.current = current
      return .lif(membrane)
    case .membrane(var equations, let integration):
      equations.current = current
      return .membrane(equations, integration)
    case .source: return units
    }
  }

  /// The constant current of each unit [pA or 1]; 0 for sources.
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

  /// Gives the units these constant currents [pA or 1]: one number where they are alike, else one for each.
  public mutating func setCurrents(_ values: [Double]) {
    precondition(values.count == size && !isSource, "Units with a state have one current each.")
    let isUniform = values.allSatisfy { $0 == values[0] }
    currents = isUniform ? nil : values
    currentOrigin = nil
    let common = isUniform ? values[0] : 0
    switch units {
    case .lif(var membrane):
      membrane.current = common
      units = .lif(membrane)
    case .membrane(var equations, let integration):
      equations.current = common
      units = .membrane(equations, integration)
    case .source: break
    }
  }

  /// Whether the units are given from outside.
  public var isSource: Bool { if case .source = units { true } else { false } }
  /// Whether the units have membranes that never fire.
  public var isSilent: Bool {
    switch units {
    case .lif(let membrane): membrane.isSilent
    case .membrane(let equations, _): equations.threshold >= LIF.unreachable
    case .source: false
    }
  }
  /// Whether the units are analogue values, which have no spikes.
  public var isClamped: Bool { if case .source(.clamp) = units { true } else { false } }
}

/// How membranes without a closed form are integrated.
public struct Integration: Sendable, Equatable {
  /// A stepper by its name in the GNU Scientific Library: `rk8pd`, `rkf45`, `bsimp`, ...
  public var stepper: String
  /// Error bound of a step, in the unit of each variable.
  public var absoluteTolerance: Double
  /// Error bound of a step, relative to each variable.
  public var relativeTolerance: Double

  /// No stepper: closed forms and quadrature, for the membranes that have them (`lif_cond`).
  public static let exact = Integration(
    stepper: "quadrature", absoluteTolerance: 1e-12, relativeTolerance: 1e-12)

  /// Integration with this stepper and these tolerances; by default spikes are within 1e-6 ms also where
  /// V lingers just below its threshold.
  public init(
    stepper: String = "rk8pd", absoluteTolerance: Double = 1e-11, relativeTolerance: Double = 1e-11
  ) {
    self.stepper = stepper
    self.absoluteTolerance = absoluteTolerance
    self.relativeTolerance = relativeTolerance
  }
}

/// Units whose activity is given from outside.
public enum Source: Sendable, Equatable {
  /// Spike times of each unit [ms]; need not be sorted.
  case spikes([[Double]])
  /// Perfectly regular trains: unit i fires at rate_i [1/ms], first after `phase` periods.
  case regular(rates: [Double], phase: Phase)
  /// Independent Poisson trains with these rates [1/ms].
  case poisson(rates: [Double])
  /// Analogue values held constant: they act as currents w x, and have no spikes.
  case clamp

  /// Where in its period a regular train starts.
  public enum Phase: Sendable, Equatable {
    /// All at this fraction of the period.
    case aligned(Double)
    /// Independent and uniform.
    case random
  }
}
