import Datasets
import Networks
import Protocols
import Quantities
import RateModel
import Solvers

/// The rate twin: the same network with the same initial weights and learning rates, in which each unit is replaced
/// by its f-I curve.
final class RateLearner {
  let plan: LearningPlan
  var parameters: Parameters
  private let machine: RateMachine<Double>
  private let phases: RatePhases
  /// `parameters`, in the shape of the machine's.
  private var set: ParameterSet<Double>

  /// epsilon of each layer while states settle; their fixed point does not depend on it.
  private static let step = 0.25

  init(
    _ plan: LearningPlan, _ parameters: Parameters, phases: RatePhases
  ) throws(LearningError) {
    self.plan = plan
    self.parameters = parameters
    self.phases = phases
    let settings = plan.settings
    let others = plan.network.populations.filter { $0.isSource && $0.name != settings.input }
    let wirings = try Verification.wirings(plan.network, seed: plan.seed)
    let curves = try FICurves.measured(plan.network)
    let architecture = try reference { () throws(RateModelError) in
      try Architecture(
        plan.network, input: settings.input, without: Set(others.map(\.name)),
        output: settings.output, wirings: wirings, curves: curves)
    }
    machine = RateMachine(
      architecture,
      Dynamics(
        .graded, step: 0.5 * architecture.fastest,
        cost: settings.nudging.form == .drive ? .matching : .squaredError))
    set = ParameterSet(architecture)
  }

  var architecture: Architecture { machine.architecture }

  /// Number of units of each layer.
  var sizes: [Int] { architecture.layers.map(\.shape.count) }

  // MARK: - States

  /// Sets the machine to rest with the constant drives of a batch, at the present parameters.
  private func load(_ data: Dataset, _ indices: ArraySlice<Int>) {
    refresh()
    var constants = sizes.map { _ in [Double]() }
    for index in indices {
      let drives = parameters.drives(plan, data.row(index), withInput: true)
      for (layer, population) in plan.stateful.enumerated() {
        constants[layer] += drives[population]!
      }
    }
    machine.load(
      inputs: [], targets: targets(data, indices)[...], batch: indices.count, parameters: set,
      constants: constants)
  }

  private func targets(_ data: Dataset, _ indices: ArraySlice<Int>) -> [Double] {
    indices.flatMap {
      plan.settings.targets.values(label: data.labels[$0], classes: plan.outputSize)
    }
  }

  /// The effective parameters: weights times the probability that spikes are transmitted, and biases with the drive of
  /// held sources. Weights from the input are in the constant drives, unless `hasInputs`: another reference to them would
  /// make them be copied when they change.
  private func refresh(hasInputs: Bool = false) {
    for (index, connection) in architecture.connections.enumerated()
    where hasInputs || connection.pre != nil {
      let release = plan.release(connection.name)
      let weights = parameters.weights[connection.name]!
      set.values[index] = release == 1 ? weights : weights.map { release * $0 }
    }
    let drives = parameters.drives(plan, [], withInput: false)
    for (layer, population) in plan.stateful.enumerated() {
      set.values[set.biasIndex(layer)] = drives[population]!
    }
  }

  private func settle(nudge: Complex = .zero) throws(LearningError) -> RateMachineState<Double> {
    machine.steps = machine.steps.map { _ in Self.step }
    _ = try reference { () throws(RateModelError) in
      try machine.settle(
        set, limit: nudge.isZero ? phases.free : phases.nudged, tolerance: phases.tolerance,
        nudge: nudge)
    }
    return machine.state
  }

  /// The free state of a batch at the present parameters.
  func settle(
    _ data: Dataset, _ indices: ArraySlice<Int>
  ) throws(LearningError) -> RateMachineState<Double> {
    load(data, indices)
    return try settle()
  }

  /// Activities of each layer, one row for each sample.
  func activities(_ state: RateMachineState<Double>) -> [Matrix] {
    zip(state.s, sizes).map { Matrix(rows: $0.count / $1, columns: $1, storage: $0) }
  }

  /// Advances the states of the batch that settled last by `time` [ms] while the output is nudged.
  func step(
    _ state: inout RateMachineState<Double>, beta: Double, by time: Double
  ) throws(LearningError) {
    machine.steps = architecture.layers.map { time / $0.timeConstant }
    machine.restore(state)
    _ = try reference { () throws(RateModelError) in
      try machine.settle(set, limit: 1, tolerance: 0, nudge: Complex(beta))
    }
    machine.save(into: &state)
  }

  /// The free state of a batch and the nudged ones at the present parameters.
  private func branches(
    _ data: Dataset, _ indices: ArraySlice<Int>, sign: Double
  ) throws(LearningError) -> (
    free: RateMachineState<Double>, nudged: [RateMachineState<Double>], contrast: Contrast
  ) {
    let free = try settle(data, indices)
    let contrast = plan.settings.nudging.contrast(sign: sign).settled
    var nudged: [RateMachineState<Double>] = []
    for beta in contrast.betas {
      machine.restore(free)
      nudged.append(beta == 0 ? free : try settle(nudge: Complex(beta)))
    }
    return (free, nudged, contrast)
  }

  // MARK: - Updates

  /// The update of a batch, averaged over its samples, by projection (full matrices); and its free state.
  func update(
    _ data: Dataset, _ indices: ArraySlice<Int>, sign: Double
  ) throws(LearningError) -> (weights: [String: [Double]], free: RateMachineState<Double>) {
    let (free, nudged, contrast) = try branches(data, indices, sign: sign)
    machine.input = indices.flatMap { data.row($0) }
    var gradient = ParameterSet<Double>(architecture)
    let scale = contrast.scale(over: Double(indices.count))
    for (state, share) in contrast.terms(nudged, free: free) {
      machine.restore(state)
      machine.addPrimitiveGradient(share * scale, anchor: state, into: &gradient)
    }
    return (byProjection(gradient), free)
  }

  /// The problem whose gradient `update` approximates for small beta, for use by any gradient method.
  func problem(_ data: Dataset, _ indices: ArraySlice<Int>) -> RateProblem {
    refresh(hasInputs: true)
    let limit = 2000 * Int((architecture.slowest / architecture.fastest).rounded(.up))
    return RateProblem(
      architecture, machine.dynamics, parameters: set,
      inputs: indices.flatMap { data.row($0) }, targets: targets(data, indices),
      batch: indices.count, phases: RatePhases(free: limit, nudged: limit, tolerance: 1e-11))
  }

  /// -dC/dw by projection, from the result of a gradient method.
  func byProjection(_ gradient: ParameterSet<Double>) -> [String: [Double]] {
    var result = Dictionary(
      uniqueKeysWithValues: zip(architecture.connections.map(\.name), gradient.values))
    for plastic in plan.plastic {
      // dC/dw_ij = c_i dC/db_j if the source is held at c.
      guard let values = plastic.constants else { continue }
      let bias = gradient.values[gradient.biasIndex(plan.layer(plastic.target))]
      if let map = plan.maps[plastic.name] {
        var own = [Double](repeating: 0, count: map.count)
        map.addOuter(values[...], bias, scale: 1, to: &own)
        result[plastic.name] = own
        continue
      }
      var own = values.flatMap { c in bias.map { c * $0 } }
      plan.layouts[plastic.name]?.apply(to: &own)
      result[plastic.name] = own
    }
    return result
  }

  // MARK: - Learning

  /// One step of learning; returns the number of samples of the batch that were predicted wrongly before it.
  func learn(
    _ data: Dataset, _ indices: ArraySlice<Int>, sign: Double, factor: Double
  ) throws(LearningError) -> Int {
    let (free, nudged, contrast) = try branches(data, indices, sign: sign)
    func difference(_ layer: Int) -> [Double] {
      contrast.difference(nudged.map { $0.s[layer] }, free: free.s[layer])
    }
    let share = factor / (contrast.distance * Double(indices.count))
    for plastic in plan.plastic {
      let rate =
        share * plan.layerWeights[plastic.target]
        * (plan.settings.learningRates[plastic.name] ?? 0)
      let post = plan.layer(plastic.target), columns = sizes[post]
      if plastic.isInput || plastic.constants != nil {
        let q = difference(post)
        for (row, index) in indices.enumerated() {
          guard let x = plan.values(plastic, data.row(index)) else { continue }
          parameters.move(
            plastic.name, outer: x, Array(q[row * columns..<(row + 1) * columns]), rate: rate,
            bounds: plastic.bounds)
        }
      } else {
        let pre = plan.layer(plastic.source)
        let name = plastic.name
        var change = [Double](
          repeating: 0, count: plan.maps[name]?.count ?? sizes[pre] * columns)
        for (state, share) in contrast.terms(nudged, free: free) {
          if plan.maps[name] != nil,
            let k = architecture.connections.firstIndex(where: { $0.name == name })
          {
            machine.addProduct(
              k, pre: state.s[pre], post: state.s[post], rows: indices.count, alpha: share,
              into: &change)
            continue
          }
          LinearAlgebra.multiply(
            rows: sizes[pre], columns: columns, inner: indices.count, alpha: share, state.s[pre],
            transposeA: true, state.s[post], beta: 1, into: &change)
        }
        parameters.move(plastic.name, by: change, rate: rate, bounds: plastic.bounds)
      }
    }
    for (name, rate) in plan.settings.biasRates.sorted(by: { $0.key < $1.key }) {
      guard let layer = architecture.layers.firstIndex(where: { $0.name == name }) else { continue }
      var change = [Double](repeating: 0, count: sizes[layer])
      for (k, value) in difference(layer).enumerated() { change[k % change.count] += value }
      parameters.moveBias(name, by: change, rate: share * machine.layerWeights[layer] * rate)
    }
    for index in plan.homeostatic {
      let layer = plan.layer(index), size = sizes[layer], s = free.s[layer]
      parameters.drift(
        plan, index,
        indices.indices.map { row in
          let begin = (row - indices.startIndex) * size
          return Array(s[begin..<begin + size])
        }, share: factor / Double(indices.count))
    }
    return wrong(data, indices, free)
  }

  /// Fraction of samples predicted wrongly.
  func error(_ data: Dataset, chunk: Int = 100) throws(LearningError) -> Double {
    var count = 0
    let all = Array(0..<data.count)
    for begin in stride(from: 0, to: data.count, by: chunk) {
      let part = all[begin..<min(begin + chunk, data.count)]
      count += wrong(data, part, try settle(data, part))
    }
    return data.count > 0 ? Double(count) / Double(data.count) : 0
  }

  private func wrong(
    _ data: Dataset, _ indices: ArraySlice<Int>, _ state: RateMachineState<Double>
  ) -> Int {
    machine.restore(state)
    return zip(machine.predictions(set), indices).count { $0 != data.labels[$1] }
  }
}

extension LearningPlan {
  /// The layer of the rate model that represents a population.
  func layer(_ population: Int) -> Int { stateful.firstIndex(of: population)! }

  /// The probability that a spike is transmitted in projection `name`; 1 where sources have values and no spikes.
  func release(_ name: String) -> Double {
    guard let projection = network.projection(name),
      let source = network.index(of: projection.source), !network.populations[source].isClamped
    else { return 1 }
    return projection.release
  }
}
