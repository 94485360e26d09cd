import Equations
public import Networks

extension Population {
  /// The unit of a variable of these units in computation and recordings: `mV` for V, others by the membrane's
  /// equations, such as `mV/ms`; empty for plain numbers, as in dimensionless membranes.
  public func unit(of variable: String) -> String {
    switch units {
    case .lif(let membrane):
      if LIFForm(membrane).isDimensionless { return "" }
      return variable == "V" ? "mV" : "pA"
    case .membrane(let equations, _):
      if let lif = equations as? LIFEquations, LIFForm(lif.membrane).isDimensionless { return "" }
      guard let index = equations.variables.firstIndex(of: variable) else { return "" }
      return equations.dimensions[index].unit
    case .source: return ""
    }
  }
}
