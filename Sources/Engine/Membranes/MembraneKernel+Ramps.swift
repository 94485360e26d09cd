/// Constant currents, which may be ramps.
extension MembraneKernel {
  func setCurrents(_ values: [Double], at time: Double) throws(SimulationError) {
    try setCurrents(values, ramps: nil, at: time)
  }

  /// Sets the constant currents of all units from `time` on, which are ramps with these slopes; nil leaves the slopes as
  /// they are.
  func setCurrents(
    _ values: [Double], ramps: CurrentRamps?, at time: Double
  ) throws(SimulationError) {
    for unit in 0..<count {
      try move(unit, to: time, offset: 0)
      currents[unit] = values[unit]
      if let ramps {
        slopes[unit] = ramps.slopes[unit]
        origins[unit] = ramps.origins[unit]
      }
      try predict(unit)
    }
  }

  /// The constant current of a unit at the exact time of its state, and its slope.
  @inline(__always)
  func ramp(of unit: Int) -> (current: Double, slope: Double) {
    guard slopes.count > 0 else { return (currents[unit], 0) }
    let time = (clocks[unit] - origins[unit]) + offsets[unit]
    return (currents[unit] + slopes[unit] * time, slopes[unit])
  }
}
