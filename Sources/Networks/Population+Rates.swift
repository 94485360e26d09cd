public import Quantities

/// The scales of a population's rates: how fast its units can fire, and how fast their rates follow.
extension Population {
  /// r_max [1/ms]: that of the drive scale, else 1 / t_ref, else 1.
  public var maximumRate: Double {
    drive?.maximumRate ?? highestRate ?? 1
  }

  /// 1 / t_ref, which no rate exceeds [1/ms]; nil for sources and without a refractory time.
  public var highestRate: Double? {
    let pause: Milliseconds =
      switch units {
      case .lif(let membrane): membrane.refractoryTime
      case .membrane(let equations, _): equations.refractoryTime
      case .source: .zero
      }
    return pause > .zero ? 1 / pause.value : nil
  }

  /// The receptors of its membranes; none for sources.
  public var receptors: [Receptor] {
    switch units {
    case .lif(let membrane): membrane.receptors
    case .membrane(let equations, _): equations.receptors
    case .source: []
    }
  }

  /// The charge of one spike of weight 1 through each receptor [pA ms per unit of weight]; nil where it must be measured.
  public var charges: [Double]? {
    if let charges = drive?.charges { return charges }
    return switch units {
    case .lif(let membrane): membrane.charges
    case .membrane(let equations, _): equations.charges
    case .source: []
    }
  }

  /// tau_s: how fast its rates approach new values, with several receptors that have names the slowest; 10 ms for
  /// membranes without synaptic currents.
  public var settling: Milliseconds {
    let slowest = namedReceptors.map(\.timeConstant).max() ?? .zero
    if slowest > .zero { return slowest }
    return receptors.first?.timeConstant ?? Milliseconds(10)
  }
}
