public import Quantities
import Solvers

/// The states of a batch of samples, and how they move.
///
/// One sample is one row. Complex states hold all real parts first, then all imaginary parts; the
/// couplings are linear with real weights and act on both alike.
public final class RateMachine<Scalar: RateScalar> {
  /// The network.
  public let architecture: Architecture
  /// Its equations.
  public let dynamics: Dynamics
  /// Samples in the batch.
  public private(set) var batch = 0
  /// Inputs, one row for each sample.
  public private(set) var input: [Scalar] = []
  /// Targets y, one row for each sample.
  public private(set) var targets: [Scalar] = []
  /// u of each layer: the state in `hopfield`, the drive otherwise.
  public internal(set) var u: [[Scalar]]
  /// s = rho(u) of each layer.
  public internal(set) var s: [[Scalar]]
  /// Whether states are complex.
  public private(set) var isComplex = false
  /// max |du| of the last step that measured it, per time constant.
  public private(set) var residual = Double.infinity

  var constants: [[Scalar]]
  var drives: [[Scalar]]
  var plans: [ConvolutionPlan<Scalar>?]
  private var before: [Scalar] = []
  var slopes: [Scalar] = []
  /// Readout: logits, then probabilities or pulls.
  var logits: [Scalar] = []
  let classes: Int?

  /// A machine for this network; `classes` when the cost is read from a readout.
  public init(_ architecture: Architecture, _ dynamics: Dynamics, classes: Int? = nil) {
    self.architecture = architecture
    self.dynamics = dynamics
    self.classes = dynamics.cost == .crossEntropy ? classes : nil
    let none = architecture.layers.map { _ in [Scalar]() }
    (u, s, constants, drives) = (none, none, none, none)
    plans = architecture.connections.map { connection in
      guard case .convolution(let kernel, let pooling, let window) = connection.form else {
        return nil
      }
      return ConvolutionPlan(
        source: architecture.source(of: connection),
        target: architecture.layers[connection.post].shape, kernel: kernel, pooling: pooling,
        window: window)
    }
  }

  /// Units of layer `index`.
  func size(_ index: Int) -> Int { architecture.layers[index].shape.count }
  /// Rows that couplings act on.
  var rows: Int { isComplex ? 2 * batch : batch }
  /// Numbers of targets for each sample.
  public var targetCount: Int { classes ?? size(architecture.output) }

  // MARK: - Beginning

  /// Takes a batch of `inputs` and `targets` (may be empty), computes what the inputs drive, and
  /// sets all states to rest: u = 0.
  public func load(
    inputs: ArraySlice<Scalar>, targets: ArraySlice<Scalar>, batch: Int,
    parameters: ParameterSet<Scalar>
  ) {
    precondition(inputs.count == batch * architecture.input.count, "One row for each sample.")
    precondition(targets.isEmpty || targets.count == batch * targetCount)
    self.batch = batch
    isComplex = false
    Kernels.replace(&input, by: inputs)
    Kernels.replace(&self.targets, by: targets)
    for index in architecture.layers.indices {
      let count = batch * size(index)
      if constants[index].count != count {
        constants[index] = Array(repeating: 0, count: count)
        drives[index] = constants[index]
        u[index] = constants[index]
        s[index] = constants[index]
      }
    }
    computeConstants(parameters)
    rest()
  }

  /// The same for whole arrays.
  public func load(
    inputs: [Scalar], targets: [Scalar], batch: Int, parameters: ParameterSet<Scalar>
  ) {
    load(inputs: inputs[...], targets: targets[...], batch: batch, parameters: parameters)
  }

  /// Drives of biases and inputs, which do not change while states move.
  func computeConstants(_ parameters: ParameterSet<Scalar>) {
    for index in architecture.layers.indices {
      Kernels.fillRows(
        parameters.values[parameters.biasIndex(index)], rows: batch, columns: size(index),
        into: &constants[index])
    }
    for (index, connection) in architecture.connections.enumerated() where connection.pre == nil {
      propagate(
        index, forward: input, rows: batch, weights: parameters.values[index], frozen: false,
        into: &constants[connection.post])
    }
  }

  /// u = 0, s = rho(0).
  public func rest() {
    for index in architecture.layers.indices {
      Kernels.clear(&u[index])
      activate(index)
    }
  }

  /// Sets u of all layers and samples.
  func setDrives(_ values: [[Scalar]]) {
    for index in architecture.layers.indices {
      Kernels.copy(values[index], count: batch * size(index), into: &u[index])
      activate(index)
    }
  }

  /// Continues each sample from u of all layers; nil stays at rest.
  func resume(_ rows: [[[Scalar]]?]) {
    for index in architecture.layers.indices {
      let size = size(index)
      for (row, values) in rows.enumerated() {
        guard let values else { continue }
        u[index].replaceSubrange(row * size..<(row + 1) * size, with: values[index])
      }
      activate(index)
    }
  }

  /// Continues from states that were taken before.
  public func restore(_ state: RateMachineState<Scalar>) {
    isComplex = state.isComplex
    for index in architecture.layers.indices {
      resize(index)
      Kernels.copy(state.u[index], count: rows * size(index), into: &u[index])
      Kernels.copy(state.s[index], count: rows * size(index), into: &s[index])
    }
  }

  /// Takes states down, to come back to.
  public func save(into state: inout RateMachineState<Scalar>) {
    state.isComplex = isComplex
    for index in architecture.layers.indices {
      let count = rows * size(index)
      fit(&state.u[index], count)
      fit(&state.s[index], count)
      Kernels.copy(u[index], count: count, into: &state.u[index])
      Kernels.copy(s[index], count: count, into: &state.s[index])
    }
  }

  /// States to come back to.
  public var state: RateMachineState<Scalar> {
    RateMachineState(u: u, s: s, isComplex: isComplex)
  }

  /// Goes on in the complex plane, imaginary parts zero.
  public func makeComplex() {
    precondition(dynamics.function.isHolomorphic && dynamics.cost != .crossEntropy)
    guard !isComplex else { return }
    isComplex = true
    for index in architecture.layers.indices {
      let count = batch * size(index)
      resize(index)
      for i in count..<2 * count { (u[index][i], s[index][i]) = (0, 0) }
    }
  }

  private func resize(_ index: Int) {
    let missing = rows * size(index) - u[index].count
    guard missing > 0 else { return }
    let zeros = [Scalar](repeating: 0, count: missing)
    u[index] += zeros
    s[index] += zeros
    drives[index] = Array(repeating: 0, count: u[index].count)
  }

  func activate(_ index: Int) {
    let count = batch * size(index)
    if isComplex {
      Kernels.activateComplex(dynamics.function, u[index], count: count, into: &s[index])
    } else {
      Kernels.activate(dynamics.function, u[index], count: count, into: &s[index])
    }
  }

  // MARK: - Couplings

  /// target += L(source) along connection `index`.
  func propagate(
    _ index: Int, forward source: [Scalar], rows: Int, weights: [Scalar], frozen: Bool,
    into target: inout [Scalar]
  ) {
    let connection = architecture.connections[index]
    if plans[index] != nil {
      plans[index]!.forward(source, weights: weights, rows: rows, frozen: frozen, into: &target)
    } else {
      LinearAlgebra.multiply(
        rows: rows, columns: size(connection.post),
        inner: architecture.source(of: connection).count, source, weights, beta: 1, into: &target)
    }
  }

  /// target += L^T(source), against connection `index`.
  func propagate(
    _ index: Int, backward source: [Scalar], rows: Int, weights: [Scalar],
    into target: inout [Scalar]
  ) {
    let connection = architecture.connections[index]
    if plans[index] != nil {
      plans[index]!.backward(source, weights: weights, rows: rows, into: &target)
    } else {
      LinearAlgebra.multiply(
        rows: rows, columns: architecture.source(of: connection).count,
        inner: size(connection.post), source, weights, transposeB: true, beta: 1, into: &target)
    }
  }

  /// target += what layers drive layer `layer` with when their activities are `sources`.
  ///
  /// - Parameter isAdjoint: The transpose of that map, with the winners of max pooling as they are.
  func addDrives(
    of layer: Int, from sources: [[Scalar]], _ parameters: ParameterSet<Scalar>,
    isAdjoint: Bool = false, into target: inout [Scalar]
  ) {
    for (index, connection) in architecture.connections.enumerated() {
      guard let pre = connection.pre, pre == layer || connection.post == layer else { continue }
      let own = parameters.values[index]
      let back: [Scalar]? =
        switch connection.feedback {
        case .tied: own
        case .untied, .fixed: parameters.values[parameters.feedbackIndex(index)!]
        case .none: nil
        }
      if connection.post == layer, let weights = isAdjoint ? back : own {
        propagate(
          index, forward: sources[pre], rows: rows, weights: weights, frozen: isAdjoint,
          into: &target)
      }
      if pre == layer, let weights = isAdjoint ? own : back {
        propagate(
          index, backward: sources[connection.post], rows: rows, weights: weights, into: &target)
      }
    }
  }

  /// h of layer `index` from the current activities.
  func computeDrive(_ index: Int, _ parameters: ParameterSet<Scalar>) {
    var drive: [Scalar] = []
    swap(&drive, &drives[index])
    let count = batch * size(index)
    Kernels.copy(constants[index], count: count, into: &drive)
    if isComplex { for i in count..<2 * count { drive[i] = 0 } }
    addDrives(of: index, from: s, parameters, into: &drive)
    swap(&drive, &drives[index])
  }

  // MARK: - Motion

  /// One step.
  ///
  /// - Parameters:
  ///   - nudge: beta; its imaginary part needs complex states.
  ///   - noise: Random numbers when the dynamics are noisy.
  ///   - measures: Whether `residual` is computed.
  public func step(
    _ parameters: ParameterSet<Scalar>, nudge: Nudge = .none, noise: inout RandomStream?,
    measures: Bool = false
  ) {
    var largest = 0.0
    let layers = architecture.layers.indices.reversed()
    if dynamics.order == .synchronous {
      for index in layers { computeDrive(index, parameters) }
    }
    for index in layers {
      if dynamics.order == .asynchronous { computeDrive(index, parameters) }
      if nudge.isOn { pull(index, parameters, nudge) }
      if dynamics.noise > 0, noise != nil { disturb(index, &noise!) }
      let moved = advance(index, nudge: nudge, measures: measures)
      largest = moved.isNaN ? .nan : max(largest, moved)
    }
    if measures { residual = largest / dynamics.step }
  }

  /// Steps until nothing moves by more than `tolerance`, or `limit` steps; says how many.
  @discardableResult
  public func relax(
    _ parameters: ParameterSet<Scalar>, limit: Int, tolerance: Double = 0,
    nudge: Nudge = .none, noise: RandomStream? = nil
  ) -> Int {
    var noise = noise
    for count in 0..<limit {
      let measures = tolerance > 0 && (count % 5 == 4 || count == limit - 1)
      step(parameters, nudge: nudge, noise: &noise, measures: measures)
      if measures, !(residual > tolerance) { return count + 1 }
    }
    return limit
  }

  /// Moves layer `index` by its drive; max |du| when asked.
  private func advance(_ index: Int, nudge: Nudge, measures: Bool) -> Double {
    let count = rows * size(index)
    if dynamics.formulation.descendsEnergy {
      fit(&slopes, count)
      Kernels.slopes(dynamics.function, closed: true, u[index], count: count, into: &slopes)
      Kernels.scale(&drives[index], by: slopes, count: count)
      if index == architecture.output, nudge.isOn, dynamics.cost == .squaredError {
        // e = y - u is not multiplied by rho'.
        pullTowardsTargets(index, nudge, reads: u[index])
      }
    }
    var largest = 0.0
    if dynamics.step == 1, !clips {
      if measures { largest = Kernels.largestDifference(u[index], drives[index], count: count) }
      swap(&u[index], &drives[index])
    } else {
      if measures {
        fit(&before, count)
        Kernels.copy(u[index], count: count, into: &before)
      }
      Kernels.move(
        &u[index], towards: drives[index], step: Scalar(dynamics.step), clips: clips, count: count)
      if measures { largest = Kernels.largestDifference(u[index], before, count: count) }
    }
    if dynamics.cost == .outside, index == architecture.output, nudge.isOn {
      let old = s[index]
      activate(index)
      for i in 0..<count { s[index][i] += Scalar(nudge.real) * (targets[i] - old[i]) }
    } else {
      activate(index)
    }
    return largest
  }

  /// Whether u is kept in [0, 1].
  var clips: Bool {
    if dynamics.formulation.descendsEnergy, case .hardSigmoid = dynamics.function { return true }
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

/// Makes `array` at least `count` long.
func fit<Scalar: RateScalar>(_ array: inout [Scalar], _ count: Int) {
  if array.count < count { array = Array(repeating: 0, count: count) }
}

/// beta, possibly complex.
public struct Nudge: Sendable, Equatable {
  /// Its real part.
  public var real: Double
  /// Its imaginary part.
  public var imaginary: Double

  /// beta = `real` + i `imaginary`.
  public init(_ real: Double, imaginary: Double = 0) {
    self.real = real
    self.imaginary = imaginary
  }

  /// beta = 0: the free phase.
  public static let none = Nudge(0)

  /// Whether it pulls at all.
  var isOn: Bool { real != 0 || imaginary != 0 }
}

/// States of a batch, to come back to.
public struct RateMachineState<Scalar: RateScalar>: Sendable {
  /// u of each layer.
  public var u: [[Scalar]]
  /// s of each layer.
  public var s: [[Scalar]]
  /// Whether they are complex.
  public var isComplex: Bool

  /// u of all layers of sample `row`.
  func rows(_ row: Int, _ architecture: Architecture) -> [[Scalar]] {
    architecture.layers.indices.map { index in
      let size = architecture.layers[index].shape.count
      return Array(u[index][row * size..<(row + 1) * size])
    }
  }
}
