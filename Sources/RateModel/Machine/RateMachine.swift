public import Networks
import Solvers

/// The states of a batch of samples, and their dynamics.
///
/// One sample is one row. Complex states hold all real parts first, then all imaginary parts; the
/// couplings are linear with real weights and act on both alike.
public final class RateMachine<Scalar: RateScalar> {
  /// The network.
  public let architecture: Architecture
  /// Its equations.
  public let dynamics: Dynamics
  /// Number of samples in the batch.
  public private(set) var batch = 0
  /// Inputs, one row for each sample.
  public var input: [Scalar] = []
  /// Targets y, one row for each sample.
  public private(set) var targets: [Scalar] = []
  /// u of each layer: the state in `hopfield`, the drive otherwise.
  public internal(set) var u: [[Scalar]]
  /// s = rho(u) of each layer.
  public internal(set) var s: [[Scalar]]
  /// True if states are complex.
  public private(set) var isComplex = false
  /// max |du| of the last step that measured it, per time constant.
  public internal(set) var residual = Double.infinity

  /// epsilon of each layer: the step in units of its time constant.
  public var steps: [Double]

  /// c of each layer in the energy; 1 unless feedback is scaled.
  public let layerWeights: [Double]
  /// f of each layer.
  let functions: [RateFunction]
  /// Places of weights that do not exist, by connection.
  private(set) var absent: [[Int]]
  var constants: [[Scalar]]
  var drives: [[Scalar]]
  var plans: [ConvolutionPlan<Scalar>?]
  var maps: [MapPlan<Scalar>?]
  var before: [Scalar] = []
  var slopes: [Scalar] = []
  /// The readout: logits, which are replaced by probabilities or pulls.
  var logits: [Scalar] = []
  let classes: Int?

  /// A machine for this network; `classes` is given if the cost is read from a readout.
  public init(_ architecture: Architecture, _ dynamics: Dynamics, classes: Int? = nil) {
    self.architecture = architecture
    self.dynamics = dynamics
    self.classes = dynamics.cost == .crossEntropy ? classes : nil
    layerWeights = architecture.layerWeights.values
    functions = architecture.layers.map { $0.function ?? dynamics.function }
    steps = architecture.layers.map { dynamics.step / $0.timeConstant }
    absent = architecture.connections.map { architecture.absent(in: $0) }
    let none = architecture.layers.map { _ in [Scalar]() }
    (u, s, constants, drives) = (none, none, none, none)
    plans = architecture.connections.map { connection in
      guard case .convolution(let form) = connection.form else { return nil }
      return ConvolutionPlan(
        source: architecture.source(of: connection),
        target: architecture.layers[connection.post].shape, form)
    }
    maps = architecture.connections.map { connection in
      if case .map(let map) = connection.form { MapPlan(map) } else { nil }
    }
  }

  /// Number of units of layer `index`.
  func size(_ index: Int) -> Int { architecture.layers[index].shape.count }
  /// Number of rows that couplings act on.
  var rows: Int { isComplex ? 2 * batch : batch }
  /// Number of targets of each sample.
  public var targetCount: Int { classes ?? size(architecture.output) }

  // MARK: - Beginning

  /// Loads a batch of `inputs` and `targets` (may be empty), computes the drives of the inputs, and
  /// sets all states to rest: u = 0.
  ///
  /// - Parameters:
  ///   - inputs: One row for each sample; may be empty if `known` is given: then gradients of input weights need `input`.
  ///   - targets: One row for each sample, or nothing.
  ///   - batch: Number of samples.
  ///   - parameters: Weights and biases.
  ///   - known: For each layer the drive by inputs and biases, where it is known; nil: it is computed.
  public func load(
    inputs: ArraySlice<Scalar>, targets: ArraySlice<Scalar>, batch: Int,
    parameters: ParameterSet<Scalar>, constants known: [[Scalar]]? = nil
  ) {
    precondition(
      inputs.count == batch * architecture.input.count || known != nil, "One row for each sample.")
    precondition(targets.isEmpty || targets.count == batch * targetCount)
    self.batch = batch
    isComplex = false
    input.replaceSubrange(input.indices, with: inputs)
    self.targets.replaceSubrange(self.targets.indices, with: targets)
    for index in architecture.layers.indices {
      let count = batch * size(index)
      if constants[index].count != count {
        constants[index] = Array(repeating: 0, count: count)
        drives[index] = constants[index]
        u[index] = constants[index]
        s[index] = constants[index]
      }
    }
    if let known { constants = known } else { computeConstants(parameters) }
    rest()
  }

  /// Computes the drives by biases and inputs, which do not change while states move.
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

  /// Sets u of all layers of each sample; a sample with nil stays at rest.
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

  /// Restores states that were saved before.
  public func restore(_ state: RateMachineState<Scalar>) {
    isComplex = state.isComplex
    for index in architecture.layers.indices {
      resize(index)
      Kernels.copy(state.u[index], count: rows * size(index), into: &u[index])
      Kernels.copy(state.s[index], count: rows * size(index), into: &s[index])
    }
  }

  /// Saves states, for `restore`.
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

  /// A copy of the states, for `restore`.
  public var state: RateMachineState<Scalar> {
    RateMachineState(u: u, s: s, isComplex: isComplex)
  }

  /// Makes states complex, with imaginary parts 0.
  public func makeComplex() {
    precondition(functions.allSatisfy(\.isHolomorphic) && dynamics.cost != .crossEntropy)
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
      Kernels.activateComplex(functions[index], u[index], count: count, into: &s[index])
    } else {
      Kernels.activate(functions[index], u[index], count: count, into: &s[index])
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
    } else if maps[index] != nil {
      maps[index]!.forward(source, weights: weights, rows: rows, into: &target)
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
    } else if maps[index] != nil {
      maps[index]!.backward(source, weights: weights, rows: rows, into: &target)
    } else {
      LinearAlgebra.multiply(
        rows: rows, columns: architecture.source(of: connection).count,
        inner: size(connection.post), source, weights, transposeB: true, beta: 1, into: &target)
    }
  }

  /// target += the drive of layer `layer` by all layers, whose activities are `sources`.
  ///
  /// - Parameter isAdjoint: True for the transpose of that map, with the present winners of max pooling.
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
      let scale = Scalar(connection.feedbackScale)
      /// `values` by way of the feedback, or not.
      func sent(_ values: [Scalar], back isBack: Bool) -> [Scalar] {
        isBack && scale != 1 ? values.map { scale * $0 } : values
      }
      if connection.post == layer, let weights = isAdjoint ? back : own {
        propagate(
          index, forward: sent(sources[pre], back: isAdjoint), rows: rows, weights: weights,
          frozen: isAdjoint,
          into: &target)
      }
      if pre == layer, let weights = isAdjoint ? own : back {
        propagate(
          index, backward: sent(sources[connection.post], back: !isAdjoint), rows: rows,
          weights: weights, into: &target)
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
}

/// Makes `array` at least `count` long.
func fit<Scalar: RateScalar>(_ array: inout [Scalar], _ count: Int) {
  if array.count < count { array = Array(repeating: 0, count: count) }
}
