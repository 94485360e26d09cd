import EquilibriumPropagation
import RateModel

extension RateExperiment {
  /// As a model file has it.
  var output: Output {
    let input = architecture.input
    let layers = architecture.layers.enumerated().map { index, layer in
      var entries: [(String, Output)] = [("name", .string(layer.name))]
      if case .convolution(let kernel, let pooling, let window) = architecture.connections[index]
        .form
      {
        entries += [
          ("channels", .integer(layer.shape.channels)), ("kernel", .integer(kernel)),
          ("pool", .word(pooling.rawValue)), ("window", .integer(window)),
        ]
      } else {
        entries.append(("size", .integer(layer.shape.count)))
      }
      return Output.flow(entries)
    }
    var entries: [(String, Output)] = [
      (
        "input",
        input.places == 1
          ? .integer(input.count)
          : .list([input.height, input.width, input.channels].map(Output.integer))
      ),
      ("layers", .lines(layers)),
    ]
    let count = architecture.layers.count
    // The first connection is that of the input, which nothing acts back on.
    let feedback = count > 1 ? architecture.connections[1].feedback : .tied
    entries.append(("feedback", .word(feedback.rawValue)))
    let more = architecture.connections.dropFirst(count).map { connection in
      var entries: [(String, Output)] = [
        ("from", .string(connection.pre.map { architecture.layers[$0].name } ?? "input")),
        ("to", .string(architecture.layers[connection.post].name)),
      ]
      if connection.pre != nil { entries.append(("feedback", .word(connection.feedback.rawValue))) }
      return Output.flow(entries)
    }
    if !more.isEmpty { entries.append(("connections", .lines(Array(more)))) }
    entries.append(("formulation", .word(dynamics.formulation.rawValue)))
    entries.append(("activation", dynamics.function.output))
    if dynamics.formulation != .prototypical {
      entries.append(("step", .number(dynamics.step, .number)))
    }
    entries += [
      ("order", .word(dynamics.order.rawValue)), ("cost", .word(dynamics.cost.rawValue)),
      ("noise", .number(dynamics.noise, .number)),
    ]
    return .block(entries + parameterEntries)
  }
}

extension RateExperiment {
  /// `weights`, `gains` and `biases`.
  fileprivate var parameterEntries: [(String, Output)] {
    let shapes = architecture.parameterShapes(classes: dynamics.cost == .crossEntropy ? 0 : nil)
    func given(where isBias: Bool) -> [(String, Output)] {
      shapes.compactMap { name, shape in
        guard (shape.count == 1) == isBias, let values = initialization.given[name] else {
          return nil
        }
        let list = Output.numbers(values)
        return (
          name, origins[name].map { .flow($0.entries) } ?? (isBias ? list : .flow([("list", list)]))
        )
      }
    }
    let (word, gain) =
      switch initialization.distribution {
      case .glorot(let gain): ("glorot_uniform", gain)
      case .fanIn(let gain): ("fan_in_uniform", gain)
      }
    let drawn = (word, Output.flow([("gain", .number(gain, .number))]))
    let weights = given(where: false)
    var entries: [(String, Output)] = [
      ("weights", weights.isEmpty ? .flow([drawn]) : .block([drawn] + weights))
    ]
    if !initialization.gains.isEmpty { entries.append(("gains", numbers(initialization.gains))) }
    let biases = given(where: true)
    let fixed = initialization.biases.sorted { $0.key < $1.key }
      .filter { initialization.given[$0.key] == nil }
      .map { ($0.key, Output.number($0.value, .number)) }
    if initialization.drawsBiases, biases.isEmpty {
      entries.append(("biases", .word("drawn")))
    } else if !(fixed + biases).isEmpty {
      entries.append(("biases", biases.isEmpty ? .flow(fixed) : .block(fixed + biases)))
    }
    return entries
  }
}

extension RateFunction {
  fileprivate var output: Output {
    guard case .curve(let curve) = self else { return .word(name) }
    guard let lif = curve as? LIFCurve else {
      preconditionFailure("Model files have f-I curves of LIF units only.")
    }
    let form = LIFForm(lif.membrane)
    let parameters = LIFForm.dimensionless.filter { $0.key != "bias" }
    return .flow([
      (
        "lif",
        .flow((parameters + [LIFForm.maximumRateParameter]).map { $0.output(of: form) })
      )
    ])
  }
}

extension RateTrainingSettings {
  /// As a model file has it.
  var output: Output {
    var nudge: [(String, Output)] = [
      ("scheme", .word(nudging.scheme.rawValue)), ("beta", .number(nudging.strength, .number)),
    ]
    if nudging.scheme == .circle { nudge.append(("points", .integer(nudging.points))) }
    let decay: Output =
      switch schedule {
      case .constant: .word("constant")
      case .linear: .word("linear")
      case .cosine: .word("cosine")
      case .exponential(let factor): .number(factor, .number)
      }
    var entries: [(String, Output)] = [
      ("nudging", .flow(nudge)), ("phases", phases.output),
      ("targets", .numbers([targets.off, targets.on])), ("batch", .integer(batch)),
      ("shard", .integer(shard)), ("epochs", .integer(epochs)), ("rates", numbers(rates)),
    ]
    if !biasRates.isEmpty { entries.append(("bias_rates", numbers(biasRates))) }
    return .block(
      entries + [
        ("momentum", .number(momentum, .number)), ("weight_decay", .number(weightDecay, .number)),
        ("decay", decay), ("states", .word(keepsStates ? "persistent" : "fresh")),
        ("seeds", .integer(seeds)),
      ])
  }
}

extension TheoremSettings {
  /// As a model file has it.
  var output: Output {
    .block([
      ("check", .list(theorems.map { .word($0.rawValue) })), ("samples", .integer(samples)),
      ("phases", .lines(phases.map(\.output))), ("betas", .numbers(betas)),
      ("schemes", .list(schemes.map { .word($0.rawValue) })),
      ("targets", .numbers([targets.off, targets.on])), ("precision", .word(precision.rawValue)),
    ])
  }
}

extension RatePhases {
  fileprivate var output: Output {
    .flow([
      ("free", .integer(free)), ("nudged", .integer(nudged)),
      ("tolerance", .number(tolerance, .number)),
    ])
  }
}

private func numbers(_ values: [String: Double]) -> Output {
  .flow(values.sorted { $0.key < $1.key }.map { ($0, .number($1, .number)) })
}
