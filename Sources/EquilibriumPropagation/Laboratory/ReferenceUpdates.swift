import Datasets
import Networks
import Protocols
import RateModel
import Solvers

/// The updates that a rule is held against, for one batch of samples at one set of weights; per unit of
/// learning rate, averaged over the samples; weights sorted by source, then target.
struct ReferenceUpdates {
  /// Names of the references, in the order in which tables show them.
  static let names = ["rate EP", "RBP", "BPTT"]
  /// By name, then projection.
  private(set) var updates: [String: [String: [Double]]] = [:]
  /// Why a reference is missing.
  private(set) var missing: [String: String] = [:]

  init(
    _ plan: LearningPlan, _ parameters: Parameters, _ data: Dataset, _ indices: ArraySlice<Int>,
    rate: RateLearner
  ) throws(LearningError) {
    let update = try rate.update(data, indices, sign: 1)
    updates["rate EP"] = update.weights.mapValues(\.storage)
    do throws(LearningError) {
      let problem = try Self.problem(plan, parameters, data, indices)
      let names = problem.architecture.connections.map(\.name)
      let methods: [any GradientMethod] = [
        RecurrentBackpropagationByRelaxation(limit: 2000, tolerance: 1e-9),
        BackpropagationThroughTime(steps: 200),
      ]
      for (name, method) in zip(["RBP", "BPTT"], methods) {
        let descent = try reference { () throws(RateModelError) in try method.descent(problem) }
        var own = Dictionary(uniqueKeysWithValues: zip(names, descent.values))
        for plastic in plan.plastic {
          // dC/dw_ij = c_i dC/db_j, where a source is held at c.
          let target = plan.network.populations[plastic.target].name
          guard let values = plastic.constants,
            let index = problem.parameters.names.firstIndex(of: target)
          else { continue }
          own[plastic.name] = values.flatMap { c in descent.values[index].map { c * $0 } }
        }
        for (name, layout) in plan.layouts {
          if own[name] != nil { layout.apply(to: &own[name]!) }
        }
        updates[name] = own
      }
    } catch {
      for name in ["RBP", "BPTT"] { missing[name] = "\(error)" }
    }
  }

  /// The rate model's problem at these weights, whose gradient both kinds of backpropagation find.
  private static func problem(
    _ plan: LearningPlan, _ parameters: Parameters, _ data: Dataset, _ indices: ArraySlice<Int>
  ) throws(LearningError) -> RateProblem {
    var model = try RateExperiment(
      plan.network, input: plan.settings.input, without: Set(plan.settings.clamps.keys))
    if plan.settings.nudging.form == .activity { model.dynamics.cost = .squaredError }
    var set = ParameterSet<Double>(model.architecture)
    for (index, connection) in model.architecture.connections.enumerated() {
      let weights = parameters.weights[connection.name] ?? []
      guard weights.count == set.values[index].count else {
        throw .size(
          what: "weights of '\(connection.name)'", found: weights.count,
          expected: set.values[index].count, remedy: "its gradient needs a full matrix")
      }
      // Clamped sources do not spike: none of their transmissions fails.
      let projection = plan.network.projection(connection.name)
      let source = projection.flatMap { plan.network.index(of: $0.source) }
      let isClamped = source.map { plan.network.populations[$0].isClamped } ?? false
      let release = isClamped ? 1 : projection?.release ?? 1
      set.values[index] = release == 1 ? weights : weights.map { release * $0 }
    }
    let drives = parameters.drives(plan, [], withInput: false)
    for (index, name) in set.names.enumerated() {
      if let drive = plan.network.index(of: name).flatMap({ drives[$0] }) {
        set.values[index] = drive
      }
    }
    return RateProblem(
      model.architecture, model.dynamics, parameters: set,
      inputs: indices.flatMap { data.row($0) },
      targets: indices.flatMap {
        plan.settings.targets.values(label: data.labels[$0], classes: plan.outputSize)
      }, batch: indices.count,
      phases: RatePhases(free: 2000, nudged: 2000, tolerance: 1e-11))
  }
}
