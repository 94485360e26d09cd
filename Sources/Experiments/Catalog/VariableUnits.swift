import Equations
public import Networks

extension Population {
  /// The unit in which a variable of these units is computed and recorded: `mV` for V, `mV/ms` for a
  /// variable that the equations say to be one; empty for plain numbers, as all are in dimensionless
  /// membranes.
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
