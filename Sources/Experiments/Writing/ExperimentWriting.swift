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
    if !rules.isEmpty {
      let definitions = rules.sorted { $0.key < $1.key }
      top.append(
        ("rules", .block(definitions.map { ($0, RuleDefinition.output($1, named: false)) })))
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
      top.append(("learning", settings.file(in: network)))
      if let comparison { top.append(("comparison", comparison.output)) }
    }
    return Output.block(top).file()
  }
}

extension DatasetRequest {
  func output(root: Seed) -> Output {
    var entries: [(String, Output)] = [("set", .word(set.name))]
    if let path { entries.append(("path", .string(path))) }
    if let labelPath { entries.append(("labels", .string(labelPath))) }
    if let testPath { entries.append(("test_images", .string(testPath))) }
    if let testLabelPath { entries.append(("test_labels", .string(testLabelPath))) }
    if let scale { entries.append(("scale", .word(scale.rawValue))) }
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
func output(_ rule: any SpikeTimingRule) -> Output {
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
  func file(in network: Network) -> Output {
    let units = LearningUnits(
      weights: Dictionary(
        network.populations.map { ($0.name, $0.weightDimension) }
      ) { first, _ in first },
      output: self.output, form: nudging.form)
    let rates = learningRates.sorted { $0.key < $1.key }.map {
      ($0, Output.number($1, units.rate(onto: network.projection($0)?.target ?? "")))
    }
    let biasRates = biasRates.sorted { $0.key < $1.key }.map {
      ($0, Output.number($1, units.rate(onto: $0)))
    }
    let decay: Output =
      switch schedule {
      case .linear: .word("linear")
      case .exponential(let factor): .number(factor, .number)
      }
    return .block(
      [
        ("input", .string(input)), ("output", .string(self.output)),
        ("rule", Experiments.output(rule)),
        (
          "nudging",
          .flow([
            ("form", .string(nudging.form.rawValue)), ("scheme", .string(nudging.scheme.rawValue)),
            ("beta", .number(nudging.strength, units.beta)),
            ("shape", .string(nudging.shape.rawValue)),
          ])
        ), ("gate", .string(gate.rawValue)),
        ("phases", phases.output),
        (
          "targets",
          .list([.number(targets.off, units.target), .number(targets.on, units.target)])
        ),
        ("batch", .integer(batch)), ("epochs", .integer(epochs)), ("rates", .flow(rates)),
        ("bias_rates", .flow(biasRates)), ("decay", decay),
        (
          "compare",
          .flow([("every", .integer(compareEvery)), ("samples", .integer(compareSamples))])
        ),
        ("twin", .flag(trainsTwin)),
      ] + (clamps.isEmpty ? [] : [("clamps", clampOutput(clamps))])
        + (rasterSample.map { [("raster", .integer($0))] } ?? [])
        + (device.map { [("device", $0.output)] } ?? []))
  }
}

/// Values of clamped populations, by name.
private func clampOutput(_ clamps: [String: [Double]]) -> Output {
  .block(clamps.sorted { $0.key < $1.key }.map { ($0, .clamped($1)) })
}

extension SynapticDevice {
  var output: Output {
    .flow([
      ("levels", .integer(levels)), ("range", .numbers([low, high])),
      ("stuck", .number(stuck, .fraction)),
    ])
  }
}

extension Phases {
  var output: Output {
    var entries: [(String, Output)] = [
      ("free", .number(free.value, .time)), ("nudged", .number(nudged.value, .time)),
      ("onset", .number(onset.value, .time)), ("tail", .number(tail.value, .time)),
      ("readout", .number(readout.value, .time)),
    ]
    if let settlingTolerance { entries.append(("settle", .number(settlingTolerance, .number))) }
    return .flow(entries)
  }
}

extension ComparisonSettings {
  var output: Output {
    var entries: [(String, Output)] = [
      (
        "rules",
        .lines(
          candidates.map { candidate in
            var entry: [(String, Output)] = [
              ("rule", Experiments.output(candidate.rule)), ("label", .string(candidate.label)),
            ]
            if let phases = candidate.phases { entry.append(("phases", phases.output)) }
            return .flow(entry)
          })
      ), ("samples", .integer(samples)), ("seeds", .integer(seeds)),
    ]
    if !sweep.isEmpty {
      entries.append(
        ("sweep", .block(sweep.map { ($0.key, .list($0.values.map { .string($0) })) })))
    }
    return .block(entries)
  }
}

extension SimulationSettings {
  var output: Output {
    var entries: [(String, Output)] = [("duration", .number(duration.value, .time))]
    if !clamps.isEmpty {
      entries.append(("clamps", clampOutput(clamps)))
    }
    if !plasticity.isEmpty {
      let rules = plasticity.sorted { $0.key < $1.key }
      entries.append(("plasticity", .block(rules.map { ($0, Experiments.output($1)) })))
    }
    if !rewards.times.isEmpty {
      entries.append(
        (
          "rewards",
          .flow([
            ("times", .numbers(rewards.times)), ("amount", .number(rewards.amount, .number)),
          ])
        ))
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
