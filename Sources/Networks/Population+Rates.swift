public import Quantities

/// The scales of a population's rates: how fast its units can fire, and how fast their rates follow.
extension Population {
  /// r_max [1/ms]: the rate of the weight scale, else 1 / t_ref, else 1.
  public var maximumRate: Double {
    switch units {
    case .lif(let membrane): return membrane.maximumRate
    case .membrane(let equations as LIFEquations, _): return equations.membrane.maximumRate
    case .membrane(let equations, _):
      return equations.refractoryTime > .zero ? 1 / equations.refractoryTime.value : 1
    case .source: return 1
    }
  }

  /// tau_s: how fast its rates approach new values; 10 ms for membranes without synaptic currents.
  public var settling: Milliseconds {
    guard case .lif(let membrane) = units, case .exponential(let tau, _) = membrane.synapse else {
      return Milliseconds(10)
    }
    return tau
  }
}

extension LIF {
  /// r_max [1/ms]: the rate of the weight scale, else 1 / t_ref, else 1.
  public var maximumRate: Double {
    if case .perRate(let maximum) = weightScale { return maximum }
    return refractoryTime > .zero ? 1 / refractoryTime.value : 1
  }
}
