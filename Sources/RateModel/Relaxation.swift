public import Solvers

/// How the output of a rate network is nudged.
public struct RateNudge: Sendable {
  /// Index of the nudged layer.
  public var layer: Int
  /// beta.
  public var beta: Double
  /// Targets y, one row for each sample.
  public var targets: Matrix
  /// Whether e = y - u (drive), otherwise e = y - s (activity).
  public var readsDrive: Bool

  /// Nudging of `layer` towards `targets`.
  public init(layer: Int, beta: Double, targets: Matrix, readsDrive: Bool) {
    self.layer = layer
    self.beta = beta
    self.targets = targets
    self.readsDrive = readsDrive
  }
}

/// How far and how finely the rate model is relaxed: u += epsilon du, epsilon = dt / tau.
public struct RelaxationSettings: Sendable, Equatable {
  /// Step, in units of the time constant.
  public var step = 0.25
  /// Most steps.
  public var limit = 200
  /// Relaxation ends when no drive changes by more than this per time constant.
  public var tolerance = 1e-5

  /// Steps of a quarter time constant.
  public init(step: Double = 0.25, limit: Int = 200, tolerance: Double = 1e-5) {
    self.step = step
    self.limit = limit
    self.tolerance = tolerance
  }
}

/// The states of a rate network for a batch of samples, one row each.
public struct RateState: Sendable {
  /// Drives u of each layer.
  public var drives: [Matrix]
  /// Activities s = f(u) of each layer.
  public var activities: [Matrix]
  /// Constant parts of the drives: b + x W.
  public var constants: [Matrix]
  /// Largest change of a drive per time constant in the last step.
  public var residual = Double.infinity
  /// Steps taken.
  public var steps = 0
}

extension RateNetwork {
  /// The constant parts of the drives, and u = 0 to begin with; `values` holds one row of inputs for
  /// each sample, by population.
  public func start(_ values: [String: Matrix]) -> RateState {
    let batch = values.values.first?.rows ?? 1
    var constants = layers.map { layer -> Matrix in
      var matrix = Matrix(rows: batch, columns: layer.size)
      for row in 0..<batch {
        for (column, b) in layer.bias.enumerated() { matrix[row, column] = b }
      }
      return matrix
    }
    for input in inputs {
      if let x = values[input.source] {
        LinearAlgebra.gemm(x, input.weights, beta: 1, into: &constants[input.post])
      }
    }
    return start(constants: constants)
  }

  /// The same with the constant parts of the drives given, one row for each sample.
  public func start(constants: [Matrix]) -> RateState {
    let batch = constants.first?.rows ?? 1
    let zeros = layers.map { Matrix(rows: batch, columns: $0.size) }
    var state = RateState(drives: zeros, activities: zeros, constants: constants)
    activate(&state)
    return state
  }

  /// Relaxes by fixed steps until nothing moves or the limit is reached.
  public func relax(
    _ state: inout RateState, nudge: RateNudge? = nil,
    settings: RelaxationSettings = RelaxationSettings()
  ) throws(RateModelError) {
    var totals = state.constants
    state.steps = 0
    for step in 0..<settings.limit {
      for index in layers.indices { totals[index].storage = state.constants[index].storage }
      for coupling in couplings {
        LinearAlgebra.gemm(
          state.activities[coupling.pre], coupling.weights, beta: 1, into: &totals[coupling.post])
        if coupling.isSymmetric {
          LinearAlgebra.gemm(
            state.activities[coupling.post], coupling.weights, transposeB: true, beta: 1,
            into: &totals[coupling.pre])
        }
      }
      var largest = 0.0
      for index in layers.indices {
        let nudge = nudge.flatMap { $0.layer == index ? $0 : nil }
        let moved = advance(index, &state, totals[index], nudge, settings.step)
        // Not a number is larger than any number here.
        largest = moved.isNaN || largest.isNaN ? .nan : max(largest, moved)
      }
      activate(&state)
      state.residual = largest
      state.steps = step + 1
      if !largest.isFinite || largest > 1e9 { throw escape(state, step) }
      if largest <= settings.tolerance { return }
    }
  }

  /// Where the rate model diverged.
  private func escape(_ state: RateState, _ step: Int) -> RateModelError {
    var place = (layer: 0, unit: 0, size: 0.0)
    for (index, layer) in layers.enumerated() {
      for (k, drive) in state.drives[index].storage.enumerated() {
        let size = drive.isNaN ? .infinity : drive.magnitude
        if size > place.size { place = (index, k % layer.size, size) }
      }
    }
    return .escaped(layer: layers[place.layer].name, unit: place.unit, step: step)
  }

  /// One Euler step of one layer; the largest |du| per time constant, not a number if any is not.
  private func advance(
    _ index: Int, _ state: inout RateState, _ total: Matrix, _ nudge: RateNudge?, _ step: Double
  ) -> Double {
    var largest = 0.0, poison = 0.0
    let count = total.storage.count
    for k in 0..<count {
      var change = total.storage[k] - state.drives[index].storage[k]
      if let nudge {
        let read =
          nudge.readsDrive
          ? state.drives[index].storage[k] : state.activities[index].storage[k]
        change += nudge.beta * (nudge.targets.storage[k] - read)
      }
      state.drives[index].storage[k] += step * change
      largest = max(largest, change.magnitude)
      // Zero for each finite number; `max` would drop what is not a number.
      poison += change - change
    }
    return poison == 0 ? largest : .nan
  }

  private func activate(_ state: inout RateState) {
    for (index, layer) in layers.enumerated() {
      // Taken out and put back, so that it is changed in place.
      var activities = state.activities[index].storage
      state.activities[index].storage = []
      let drives = state.drives[index].storage
      var output = activities.mutableSpan
      layer.activation.apply(drives.span, into: &output)
      state.activities[index].storage = activities
    }
  }
}
