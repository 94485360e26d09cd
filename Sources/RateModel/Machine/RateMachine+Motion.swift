import Networks
public import Protocols
public import Quantities

/// Motion of the states: one step, and many.
extension RateMachine {
  /// One step.
  ///
  /// - Parameters:
  ///   - parameters: Weights and biases.
  ///   - nudge: beta; its imaginary part needs complex states.
  ///   - noise: Random numbers when the dynamics are noisy.
  ///   - measures: True if `residual` is computed.
  public func step(
    _ parameters: ParameterSet<Scalar>, nudge: Complex = .zero, noise: inout RandomStream?,
    measures: Bool = false
  ) {
    var largest = 0.0
    let layers = architecture.layers.indices.reversed()
    if dynamics.order == .synchronous {
      for index in layers { computeDrive(index, parameters) }
    }
    for index in layers {
      if dynamics.order == .asynchronous { computeDrive(index, parameters) }
      if !nudge.isZero { pull(index, parameters, nudge) }
      if dynamics.noise > 0, noise != nil { disturb(index, &noise!) }
      let moved = advance(index, nudge: nudge, measures: measures) / steps[index]
      largest = moved.isNaN ? .nan : max(largest, moved)
    }
    if measures { residual = largest }
  }

  /// Steps until no state moves by more than `tolerance` per time constant, at most `limit` times.
  ///
  /// - Returns: The number of steps.
  @discardableResult
  public func relax(
    _ parameters: ParameterSet<Scalar>, limit: Int, tolerance: Double = 0,
    nudge: Complex = .zero, noise: RandomStream? = nil
  ) -> Int {
    var noise = noise
    for count in 0..<limit {
      let measures = tolerance > 0 && (count % 5 == 4 || count == limit - 1)
      step(parameters, nudge: nudge, noise: &noise, measures: measures)
      if measures, !(residual > tolerance) { return count + 1 }
    }
    return limit
  }

  /// Moves layer `index` by its drive; returns max |du| per time constant if `measures`.
  private func advance(_ index: Int, nudge: Complex, measures: Bool) -> Double {
    let count = rows * size(index)
    if dynamics.formulation.descendsEnergy {
      fit(&slopes, count)
      Kernels.slopes(functions[index], closed: true, u[index], count: count, into: &slopes)
      Kernels.scale(&drives[index], by: slopes, count: count)
      if index == architecture.output, !nudge.isZero, dynamics.cost == .squaredError {
        // e = y - u is not multiplied by rho'.
        pullTowardsTargets(index, nudge, reads: u[index])
      }
    }
    var largest = 0.0
    let clips = clips(index), step = steps[index]
    if step == 1, !clips {
      if measures { largest = Kernels.largestDifference(u[index], drives[index], count: count) }
      swap(&u[index], &drives[index])
    } else {
      if measures {
        fit(&before, count)
        Kernels.copy(u[index], count: count, into: &before)
      }
      Kernels.move(
        &u[index], towards: drives[index], step: Scalar(step), clips: clips, count: count)
      if measures { largest = Kernels.largestDifference(u[index], before, count: count) }
    }
    if dynamics.cost == .outside, index == architecture.output, !nudge.isZero {
      let old = s[index]
      activate(index)
      for i in 0..<count { s[index][i] += Scalar(nudge.real) * (targets[i] - old[i]) }
    } else {
      activate(index)
    }
    return largest
  }

  /// True if u of layer `index` is kept in [0, 1].
  func clips(_ index: Int) -> Bool {
    if dynamics.formulation.descendsEnergy, case .hardSigmoid = functions[index] { return true }
    return false
  }

  private func disturb(_ index: Int, _ noise: inout RandomStream) {
    let deviation = dynamics.noise, count = batch * size(index)
    for i in stride(from: 0, to: count, by: 2) {
      let (a, b) = noise.normals()
      drives[index][i] += Scalar(deviation * a)
      if i + 1 < count { drives[index][i + 1] += Scalar(deviation * b) }
    }
  }
}

/// Settling, compiled for double precision.
extension RateMachine<Double> {
  /// Steps of `graded` dynamics until nothing moves by more than `tolerance` per time constant, or `limit` steps; says
  /// how many.
  ///
  /// Unlike `relax` it looks after each step, and throws when a drive leaves all bounds.
  @discardableResult
  public func settle(
    _ parameters: ParameterSet<Scalar>, limit: Int, tolerance: Double, nudge: Complex = .zero
  ) throws(RateModelError) -> Int {
    precondition(!dynamics.formulation.descendsEnergy && dynamics.cost != .outside && !isComplex)
    precondition(dynamics.order == .synchronous, "Layers settle together.")
    for count in 0..<limit {
      let layers = architecture.layers.indices.reversed()
      for index in layers { computeDrive(index, parameters) }
      residual = 0
      for index in layers {
        // tau du/dt = (h - u) + beta e, summed in this order: training amplifies rounding differences of another order.
        let size = batch * size(index)
        Kernels.add(-1, u[index], count: size, into: &drives[index])
        if !nudge.isZero { pull(index, parameters, nudge) }
        let moved = Kernels.addMeasured(
          Scalar(steps[index]), drives[index], count: size, into: &u[index])
        residual = moved.isNaN ? .nan : max(residual, moved)
        activate(index)
      }
      // False for a residual that is not a number, too.
      guard residual <= Self.largestMotion else { throw escape(count) }
      if residual <= tolerance { return count + 1 }
    }
    return limit
  }

  /// The bound of max |du| per time constant, beyond which a network will not settle.
  private static var largestMotion: Double { 1e9 }

  /// The error of divergence, which names the unit with the largest drive.
  private func escape(_ step: Int) -> RateModelError {
    var place = (layer: 0, unit: 0, size: 0.0)
    for index in architecture.layers.indices {
      for (k, drive) in u[index].enumerated() {
        let size = drive.isNaN ? .infinity : Double(drive.magnitude)
        if size > place.size { place = (index, k % self.size(index), size) }
      }
    }
    return .escaped(
      layer: architecture.layers[place.layer].name, unit: place.unit, step: step)
  }
}
