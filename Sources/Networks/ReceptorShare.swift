/// The part of a projection's spikes that acts through one receptor.
///
///     I_k += f_k w,   or, where weights are charges,   I_k += f_k a W~ / (r_max tau_k),   sum_k f_k = 1.
///
/// So a glutamatergic synapse acts through AMPA and NMDA receptors, which share its weight.
public struct ReceptorShare: Sendable, Equatable {
  /// The name of the receptor.
  public var receptor: String
  /// f, the fraction of the weight.
  public var fraction: Double

  /// A share of `fraction`.
  public init(_ receptor: String, fraction: Double = 1) {
    self.receptor = receptor
    self.fraction = fraction
  }
}

extension [Receptor] {
  /// The same receptors with consecutive variables from `first` on.
  func numbered(from first: Int) -> [Receptor] {
    enumerated().map { index, receptor in
      var receptor = receptor
      receptor.variable = first + index
      return receptor
    }
  }

  /// True if the sign of a weight tells its receptor: there is one, or they are called `ex` and `in`.
  var goBySign: Bool { count == 1 || map(\.name) == ["ex", "in"] }
}

extension Population {
  /// The receptors that projections name; empty where the sign of a weight alone decides.
  public var namedReceptors: [Receptor] {
    switch units {
    case .lif(let membrane): membrane.namedReceptors
    case .membrane(let equations, _): equations.namedReceptors
    case .source: []
    }
  }

  /// True if a spike needs no name of a receptor.
  public var goesBySign: Bool {
    if namedReceptors.isEmpty { return true }
    // One conductance alone cannot act with both signs; statements of arrivals by name have no order.
    if namedReceptors.count == 1 && namedReceptors[0].reversal != nil { return false }
    if case .membrane(is EquationMembrane, _) = units { return false }
    return namedReceptors.goBySign
  }
}
