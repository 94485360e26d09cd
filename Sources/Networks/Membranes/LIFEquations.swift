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
    switch membrane.synapse {
    case .exponential: y.receive(weight, excitatory: 1, inhibitory: 2)
    case .jump: y[0] += weight
    }
  }

  public var receptors: [Receptor] { membrane.receptors }
  public var charges: [Double]? { membrane.charges }
}

extension LIF {
  /// The currents I_ex and I_in; none where spikes are jumps of V.
  public var receptors: [Receptor] {
    guard case .exponential(let excitatory, let inhibitory) = synapse else { return [] }
    return [
      Receptor("ex", timeConstant: excitatory, variable: 1),
      Receptor("in", timeConstant: inhibitory, variable: 2),
    ]
  }

  /// The charge of one spike of weight 1: tau of each current; for jumps tau_m, with drives in the unit of V.
  public var charges: [Double] {
    switch synapse {
    case .exponential(let excitatory, let inhibitory): [excitatory.value, inhibitory.value]
    case .jump: [membraneTimeConstant.value, membraneTimeConstant.value]
    }
  }
}
