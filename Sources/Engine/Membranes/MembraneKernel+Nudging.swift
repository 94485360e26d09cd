import Networks

/// Nudging of the drive.
extension MembraneKernel {
  /// Divides the synaptic time constants by `factor` from `time` on; 1 restores them.
  func setLeak(_ factor: Double, at time: Double) throws(SimulationError) {
    guard slopes.count == 0 else {
      throw .unsupported(
        population: name,
        what: "nudging of the drive, as its constant currents are ramps; nudge the activity")
    }
    guard !currentsOfReceptors.isEmpty, !currentsOfReceptors.contains(where: { !$0.isFinite })
    else {
      throw .unsupported(
        population: name,
        what: "nudging of the drive, as its membrane names no synaptic current; nudge the activity")
    }
    guard factor > 0, factor.isFinite else {
      throw .unsupported(
        population: name, what: "nudging with beta <= -1, which makes its drive unstable")
    }
    for unit in 0..<count { try move(unit, to: time, offset: 0) }
    leakBefore = context.leak
    context.leak = factor
    changedLeak()
    for unit in 0..<count { try predict(unit) }
  }

  /// Adds to the synaptic currents so that, with new constant currents, the total u stays the same.
  ///
  /// The stationary variables of the receptors are x_k L / L', where a new leak L' has taken the place of L. All but the
  /// first current take this value at once and the first one balances them; else each would relax with its own time
  /// constant, and u would move without a cause. Without a current u jumps to its stationary value: conductances that
  /// stayed would let it overshoot by beta times the synaptic drive, which rules that read transients would learn.
  func shiftCurrents(_ amounts: [Double], at time: Double) throws(SimulationError) {
    let k = context.areCurrents.firstIndex(of: true)
    let ratio = leakBefore / context.leak
    for unit in 0..<count {
      try move(unit, to: time, offset: 0)
      var amount = amounts[unit]
      for other in context.receptors.indices where other != k {
        let index = unit * dimension + context.receptors[other].variable
        amount += currentsOfReceptors[other] * (1 - ratio) * states[index]
        states[index] *= ratio
      }
      if let k {
        let index = unit * dimension + context.receptors[k].variable
        states.add(amount / currentsOfReceptors[k], to: index)
      }
      try predict(unit)
    }
  }
}
