import Datasets
import EquilibriumPropagation
import Networks
import Plasticity
import Quantities

extension Experiment {
  /// The experiment as a model file with all defaults filled in.
  ///
  /// The same experiment gives the same bytes, and reading them gives the same experiment.
  public var yaml: String {
    var top: [(String, Output)] = [("name", .string(name))]
    if !description.isEmpty { top.append(("description", .string(description))) }
    if !source.isEmpty { top.append(("source", .string(source))) }
    if !expected.isEmpty {
      top.append(
        ("expected", .block(expected.sorted { $0.key < $1.key }.map { ($0, .string($1)) })))
    }
    top.append(("seed", .word(String(seed.value))))
    switch task {
    case .train(let model, _, _), .theorem(let model, _, _): top.append(("rate", model.output))
    case .simulate, .learn: top.append(("network", network.output))
    }
    switch task {
    case .train(_, let settings, let request):
      top.append(("data", request.output(root: seed)))
      top.append(("training", settings.output))
    case .theorem(_, let settings, let request):
      top.append(("data", request.output(root: seed)))
      top.append(("theorem", settings.output))
    case .simulate(let settings): top.append(("simulate", settings.output))
    case .learn(let settings, let request):
      top.append(("data", request.output(root: seed)))
      top.append(("learning", settings.file))
    }
    return Output.block(top).file()
  }
}

extension DatasetRequest {
  func output(root: Seed) -> Output {
    var entries: [(String, Output)] = [("set", .word(set.name))]
    if let path { entries.append(("path", .string(path))) }
    if let labelPath { entries.append(("labels", .string(labelPath))) }
    if let size { entries.append(("size", .integer(size))) }
    if let train { entries.append(("train", .integer(train))) }
    if let validation { entries.append(("validation", .integer(validation))) }
    if let test { entries.append(("test", .integer(test))) }
    if let noise { entries.append(("noise", .number(noise, .number))) }
    if set.defaults.needsPath { entries.append(("shuffle", .flag(shuffle))) }
    if seed != root.branch("data") { entries.append(("seed", .word(String(seed.value)))) }
    return .block(entries)
  }
}

/// A rule with its name and all parameters.
private func output(_ rule: any SpikeTimingRule) -> Output {
  for model in RuleModel.all {
    if let parameters = model.write(rule) {
      return .flow([("name", .string(model.name))] + parameters)
    }
  }
  if let rule = rule as? EquationRule { return RuleDefinition.output(rule.equations) }
  preconditionFailure("No writer for the rule '\(rule.name)'.")
}

extension LearningSettings {
  /// As a model file has it; `output` is the output population.
  var file: Output {
    func rates(_ rates: [String: Double]) -> Output {
      .flow(rates.sorted { $0.key < $1.key }.map { ($0, .number($1, .number)) })
    }
    var phaseEntries: [(String, Output)] = [
      ("free", .number(phases.free.value, .time)), ("nudged", .number(phases.nudged.value, .time)),
      ("onset", .number(phases.onset.value, .time)), ("tail", .number(phases.tail.value, .time)),
      ("readout", .number(phases.readout.value, .time)),
    ]
    if let tolerance = phases.settlingTolerance {
      phaseEntries.append(("settle", .number(tolerance, .number)))
    }
    let decay: Output =
      switch schedule {
      case .linear: .word("linear")
      case .exponential(let factor): .number(factor, .number)
      }
    return .block([
      ("input", .string(input)), ("output", .string(self.output)),
      ("rule", Experiments.output(rule)),
      (
        "nudging",
        .flow([
          ("form", .string(nudging.form.rawValue)), ("scheme", .string(nudging.scheme.rawValue)),
          ("beta", .number(nudging.strength, .number)),
        ])
      ),
      ("phases", .flow(phaseEntries)), ("targets", .numbers([targets.off, targets.on])),
      ("batch", .integer(batch)), ("epochs", .integer(epochs)), ("rates", rates(learningRates)),
      ("bias_rates", rates(biasRates)), ("decay", decay),
      (
        "compare",
        .flow([("every", .integer(compareEvery)), ("samples", .integer(compareSamples))])
      ),
      ("twin", .flag(trainsTwin)),
    ])
  }
}

extension SimulationSettings {
  var output: Output {
    var entries: [(String, Output)] = [("duration", .number(duration.value, .time))]
    if !clamps.isEmpty {
      entries.append(
        ("clamps", .block(clamps.sorted { $0.key < $1.key }.map { ($0, .numbers($1)) })))
    }
    if !plasticity.isEmpty {
      let rules = plasticity.sorted { $0.key < $1.key }
      entries.append(("plasticity", .block(rules.map { ($0, Experiments.output($1)) })))
    }
    if !probes.isEmpty {
      let list = probes.map { probe in
        Output.flow([
          ("population", .string(probe.population)), ("variable", .string(probe.variable)),
          ("units", .list(probe.units.map(Output.integer))),
          ("every", .number(probe.interval.value, .time)),
        ])
      }
      entries.append(("probes", .lines(list)))
    }
    return .block(entries)
  }
}
