public import Networks

extension Population {
  /// The unit of a variable of these units, `mV` for V; empty for dimensionless membranes.
  public func unit(of variable: String) -> String {
    let isPhysical: Bool
    switch units {
    case .lif(let membrane): isPhysical = !LIFForm(membrane).isDimensionless
    case .membrane(let equations as LIFEquations, _):
      isPhysical = !LIFForm(equations.membrane).isDimensionless
    case .membrane: isPhysical = true
    case .source: isPhysical = false
    }
    guard isPhysical else { return "" }
    if variable == "V" || variable == "u" { return "mV" }
    return variable.hasPrefix("g_") ? "nS" : "pA"
  }
}
