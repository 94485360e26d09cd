public import Equations
public import Quantities

/// The equations of `LIF` for numerical integration.
///
/// They serve comparison: the closed form and every stepper must give the same spikes.
public struct LIFEquations: MembraneEquations, Equatable {
  public static let name = "lif_ode"
  /// The membrane with its parameters.
  public var membrane: LIF

  /// The equations of `membrane`.
  public init(_ membrane: LIF) { self.membrane = membrane }

  public var variables: [String] { ["V", "I_ex", "I_in"] }
  public var dimensions: [PhysicalDimension] { [.voltage, .current, .current] }
  public var threshold: Double { membrane.threshold }
  public var reset: Double { membrane.reset }
  public var refractoryTime: Milliseconds { membrane.refractoryTime }
  public var current: Double {
    get { membrane.current }
    set { membrane.current = newValue }
  }

  public var initialState: [Double] {
    if case .value(let potential) = membrane.initial { return [potential, 0, 0] }
    return [membrane.rest, 0, 0]
  }

  public func derivatives(_ y: borrowing Span<Double>, _ dydt: inout MutableSpan<Double>) {
    let membraneRate = 1 / membrane.membraneTimeConstant.value
    dydt[0] =
      -(y[0] - membrane.rest) * membraneRate
      + (membrane.current + y[1] + y[2]) / membrane.capacitance
    if case .exponential(let excitatory, let inhibitory) = membrane.synapse {
      dydt[1] = -y[1] / excitatory.value
      dydt[2] = -y[2] / inhibitory.value
    } else {
      dydt[1] = 0
      dydt[2] = 0
    }
  }

  public func receive(weight: Double, _ y: inout MutableSpan<Double>) {
    let jump = weight * membrane.jumpScale(inhibitory: weight < 0)
    switch membrane.synapse {
    case .exponential: y.receive(jump, excitatory: 1, inhibitory: 2)
    case .jump: y[0] += jump
    }
  }
}

extension LIF {
  /// The jump of a variable for one spike of weight 1: 1, or 1 / (r_max tau).
  public func jumpScale(inhibitory: Bool) -> Double {
    guard case .perRate(let maximum) = weightScale else { return 1 }
    switch synapse {
    case .exponential(let excitatoryTime, let inhibitoryTime):
      return 1 / (maximum * (inhibitory ? inhibitoryTime : excitatoryTime).value)
    case .jump: return 1 / (maximum * membraneTimeConstant.value)
    }
  }
}
