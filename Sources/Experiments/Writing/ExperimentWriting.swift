import Datasets
import Networks
import Plasticity
import Protocols
import Quantities

extension Experiment {
  /// The experiment as a model file with all defaults filled in.
  ///
  /// Equal experiments give equal bytes, and reading them gives an equal experiment.
  public var yaml: String {
    var top = Experiment.table.write(self)
    switch task {
    case .train(let model, _, _), .theorem(let model, _, _):
      let reading = RateReading(log: ProblemLog())
      top.append(("rate", .block(RateForm.table.write(RateForm(model), reading))))
    case .simulate, .learn: top.append(("network", network.output))
    }
    if !rules.isEmpty {
      let definitions = rules.sorted { $0.key < $1.key }
      top.append(
        ("rules", .block(definitions.map { ($0, RuleDefinition.output($1, named: false)) })))
    }
    switch task {
    case .train(let model, let settings, let request):
      let task = RateTaskReading(model: model, log: ProblemLog())
      top.append(("data", .block(DatasetRequest.table.write(request, seed))))
      top.append(("training", .block(RateTrainingSettings.table.write(settings, task))))
    case .theorem(let model, let settings, let request):
      let task = RateTaskReading(model: model, log: ProblemLog())
      top.append(("data", .block(DatasetRequest.table.write(request, seed))))
      top.append(("theorem", .block(TheoremSettings.table.write(settings, task))))
    case .simulate(let settings):
      let task = TaskReading(writing: network, seed: seed)
      top.append(("simulate", .block(SimulationSettings.table.write(settings, task))))
    case .learn(let settings, let request):
      let task = TaskReading(writing: network, seed: seed)
      top.append(("data", .block(DatasetRequest.table.write(request, seed))))
      top.append(("learning", .block(LearningSettings.table.write(settings, task))))
      if let comparison {
        let reading = ComparisonReading(task: task, learning: settings)
        top.append(("comparison", .block(ComparisonSettings.table.write(comparison, reading))))
      }
    }
    return Output.block(top).file()
  }
}

/// A rule with its name and all parameters.
func output(_ rule: any SpikeTimingRule) -> Output {
  for model in RuleModel.all {
    if let parameters = model.write(rule) {
      return .flow([("name", .string(model.name))] + parameters)
    }
  }
  if let rule = rule as? EquationRule { return RuleDefinition.output(rule.equations) }
  preconditionFailure("No writer for the rule '\(rule.name)'.")
}
