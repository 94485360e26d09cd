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

  public var variables: [String] {
    guard case .receptors(let named) = membrane.synapse else { return ["V", "I_ex", "I_in"] }
    return ["V"] + named.map { "I_" + $0.name }
  }
  public var dimensions: [PhysicalDimension] {
    [.voltage] + variables.dropFirst().map { _ in .current }
  }
  public var threshold: Double { membrane.threshold }
  public var reset: Double { membrane.reset }
  public var refractoryTime: Milliseconds { membrane.refractoryTime }
  public var current: Double {
    get { membrane.current }
    set { membrane.current = newValue }
  }

  public var initialState: [Double] {
    var start = [Double](repeating: 0, count: variables.count)
    start[0] = membrane.rest
    if case .value(let potential) = membrane.initial { start[0] = potential }
    return start
  }

  public func derivatives(_ y: borrowing Span<Double>, _ dydt: inout MutableSpan<Double>) {
    let membraneRate = 1 / membrane.membraneTimeConstant.value
    if case .receptors(let named) = membrane.synapse {
      var drive = membrane.current
      for k in named.indices {
        drive += y[1 + k]
        dydt[1 + k] = -y[1 + k] / named[k].timeConstant.value
      }
      dydt[0] = -(y[0] - membrane.rest) * membraneRate + drive / membrane.capacitance
      return
    }
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
    case .receptors(let named):
      y.receive(weight, excitatory: 1, inhibitory: named.count == 1 ? 1 : 2)
    }
  }

  public func receive(weight: Double, receptor: Int, _ y: inout MutableSpan<Double>) {
    y[1 + receptor] += weight
  }

  public var receptors: [Receptor] { membrane.receptors }
  public var namedReceptors: [Receptor] { membrane.namedReceptors }
  public var charges: [Double]? { membrane.charges }
}

extension LIF {
  /// The currents I_ex and I_in, or those with names; none where spikes are jumps of V.
  public var receptors: [Receptor] {
    switch synapse {
    case .exponential(let excitatory, let inhibitory):
      [
        Receptor("ex", timeConstant: excitatory, variable: 1),
        Receptor("in", timeConstant: inhibitory, variable: 2),
      ]
    case .jump: []
    case .receptors: namedReceptors
    }
  }

  /// The receptors that projections name; empty where the sign of a weight alone decides.
  public var namedReceptors: [Receptor] {
    guard case .receptors(let named) = synapse else { return [] }
    return named.numbered(from: 1)
  }

  /// The charge of one spike of weight 1: tau of each current; for jumps tau_m, with drives in the unit of V.
  public var charges: [Double] {
    switch synapse {
    case .exponential(let excitatory, let inhibitory): [excitatory.value, inhibitory.value]
    case .jump: [membraneTimeConstant.value, membraneTimeConstant.value]
    case .receptors(let named): named.map(\.timeConstant.value)
    }
  }
}
