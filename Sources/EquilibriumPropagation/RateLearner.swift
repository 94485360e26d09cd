import Datasets
import Networks
import Protocols
import Quantities
import RateModel
import Solvers

/// The rate twin: the same network, from the same start, with the same learning rates, each unit
/// replaced by its f-I curve.
final class RateLearner {
  let plan: LearningPlan
  var parameters: Parameters
  private var model: RateNetwork
  private let relaxation: RelaxationSettings
  private let outputLayer: Int

  init(
    _ plan: LearningPlan, _ parameters: Parameters, wirings: [String: Wiring],
    curves: [String: any Activation], relaxation: RelaxationSettings
  ) throws(LearningError) {
    self.plan = plan
    self.parameters = parameters
    self.relaxation = relaxation
    model = try parameters.rateNetwork(plan, wirings: wirings, curves: curves)
    outputLayer = model.index(of: plan.settings.output)!
  }

  /// States before nudging, with the constant drives of a batch.
  private func start(_ data: Dataset, _ indices: ArraySlice<Int>) -> RateState {
    var rows: [Int: [Double]] = [:]
    for index in indices {
      for (population, drive) in parameters.drives(plan, data.row(index), withInput: true) {
        rows[population, default: []] += drive
      }
    }
    let constants = plan.stateful.map {
      Matrix(
        rows: indices.count, columns: plan.network.populations[$0].size, storage: rows[$0]!)
    }
    return model.start(constants: constants)
  }

  /// The free state and the nudged branches of a batch at the present parameters.
  func branches(
    _ data: Dataset, _ indices: ArraySlice<Int>, sign: Double
  ) throws(LearningError) -> (free: RateState, nudged: [RateState], contrast: Contrast) {
    refresh()
    var free = start(data, indices)
    let targets = targets(data, indices)
    let contrast = plan.settings.nudging.contrast(sign: sign)
    return try reference { () throws(RateModelError) in
      try model.relax(&free, settings: relaxation)
      var nudged: [RateState] = []
      for beta in contrast.betas {
        var state = free
        if beta != 0 {
          let nudge = RateNudge(
            layer: outputLayer, beta: beta, targets: targets,
            readsDrive: plan.settings.nudging.form == .drive)
          try model.relax(&state, nudge: nudge, settings: relaxation)
        }
        nudged.append(state)
      }
      return (free, nudged, contrast)
    }
  }

  /// The free state of a batch at the present parameters.
  func settle(_ data: Dataset, _ indices: ArraySlice<Int>) throws(LearningError) -> RateState {
    refresh()
    var free = start(data, indices)
    try reference { () throws(RateModelError) in try model.relax(&free, settings: relaxation) }
    return free
  }

  /// Moves states by `time` [ms] while the output is nudged.
  func step(
    _ state: inout RateState, _ data: Dataset, _ indices: ArraySlice<Int>, beta: Double,
    by time: Double
  ) throws(LearningError) {
    let tau = model.layers.first?.timeConstant.value ?? 1
    let nudge = RateNudge(
      layer: outputLayer, beta: beta, targets: targets(data, indices),
      readsDrive: plan.settings.nudging.form == .drive)
    let once = RelaxationSettings(step: time / tau, limit: 1, tolerance: 0)
    try reference { () throws(RateModelError) in
      try model.relax(&state, nudge: beta == 0 ? nil : nudge, settings: once)
    }
  }

  private func targets(_ data: Dataset, _ indices: ArraySlice<Int>) -> Matrix {
    Matrix(
      rows: indices.count, columns: plan.outputSize,
      storage: indices.flatMap {
        plan.settings.targets.values(label: data.labels[$0], classes: plan.outputSize)
      })
  }

  /// The update of a batch, averaged over its samples: by projection (full matrices) and population.
  func update(
    _ data: Dataset, _ indices: ArraySlice<Int>, sign: Double
  ) throws(LearningError) -> RateUpdate {
    let (free, nudged, contrast) = try branches(data, indices, sign: sign)
    var values = plan.settings.clamps.mapValues { row in
      Matrix(
        rows: indices.count, columns: row.count, storage: indices.flatMap { _ in row })
    }
    values[plan.settings.input] = Matrix(
      rows: indices.count, columns: data.features, storage: indices.flatMap { data.row($0) })
    var full = model
    full.inputs = plan.network.projections.filter { values[$0.source] != nil }.map {
      RateNetwork.Input(
        name: $0.name, source: $0.source, post: model.index(of: $0.target)!,
        weights: Matrix(
          rows: plan.network.sizes(of: $0).sources, columns: plan.network.sizes(of: $0).targets))
    }
    var update = full.update(contrast, values, free: free, nudged: nudged)
    for (name, layout) in plan.layouts {
      if update.weights[name] != nil { layout.apply(to: &update.weights[name]!.storage) }
    }
    return update
  }

  /// One step of learning; returns how many samples of the batch were predicted wrongly before it.
  func learn(
    _ data: Dataset, _ indices: ArraySlice<Int>, sign: Double, factor: Double
  ) throws(LearningError) -> Int {
    let (free, nudged, contrast) = try branches(data, indices, sign: sign)
    let terms = contrast.terms(nudged, free: free)
    func difference(_ layer: Int) -> [Double] {
      contrast.difference(
        nudged.map { $0.activities[layer].storage }, free: free.activities[layer].storage)
    }
    let share = factor / (contrast.distance * Double(indices.count))
    for plastic in plan.plastic {
      let rate = share * (plan.settings.learningRates[plastic.name] ?? 0)
      let post = model.index(of: plan.network.populations[plastic.target].name)!
      if plastic.isInput || plastic.constants != nil {
        let q = difference(post), width = free.activities[post].columns
        for (row, index) in indices.enumerated() {
          guard let x = plan.values(plastic, data.row(index)) else { continue }
          parameters.move(
            plastic.name, outer: x, Array(q[row * width..<(row + 1) * width]), rate: rate,
            bounds: plastic.bounds)
        }
      } else {
        let pre = model.index(of: plan.network.populations[plastic.source].name)!
        var change = Matrix(
          rows: free.activities[pre].columns, columns: free.activities[post].columns)
        for (state, share) in terms {
          LinearAlgebra.gemm(
            alpha: share, state.activities[pre], transposeA: true, state.activities[post], beta: 1,
            into: &change)
        }
        parameters.move(plastic.name, by: change.storage, rate: rate, bounds: plastic.bounds)
      }
    }
    for (name, rate) in plan.settings.biasRates.sorted(by: { $0.key < $1.key }) {
      guard let layer = model.index(of: name) else { continue }
      let width = free.activities[layer].columns
      var change = [Double](repeating: 0, count: width)
      for (k, value) in difference(layer).enumerated() { change[k % width] += value }
      parameters.moveBias(name, by: change, rate: share * rate)
    }
    return wrong(data, indices, free)
  }

  /// Fraction of samples predicted wrongly.
  func error(_ data: Dataset, chunk: Int = 100) throws(LearningError) -> Double {
    refresh()
    var count = 0
    let all = Array(0..<data.count)
    for begin in stride(from: 0, to: data.count, by: chunk) {
      let part = all[begin..<min(begin + chunk, data.count)]
      var state = start(data, part)
      try reference { () throws(RateModelError) in try model.relax(&state, settings: relaxation) }
      count += wrong(data, part, state)
    }
    return data.count > 0 ? Double(count) / Double(data.count) : 0
  }

  private func wrong(_ data: Dataset, _ indices: ArraySlice<Int>, _ state: RateState) -> Int {
    let drives = state.drives[outputLayer]
    return indices.enumerated().count { row, index in
      let scores = (0..<drives.columns).map { drives[row, $0] }
      return scores.indices.max { scores[$0] < scores[$1] } != data.labels[index]
    }
  }

  /// Gives the model the present weights and biases.
  private func refresh() {
    for index in model.couplings.indices {
      let weights = parameters.weights[model.couplings[index].name]!
      let release = plan.network.projection(model.couplings[index].name)?.release ?? 1
      model.couplings[index].weights.storage =
        release == 1 ? weights : weights.map { release * $0 }
    }
  }
}
