import EquilibriumPropagation
import RateModel

extension RateExperiment {
  /// As a model file has it.
  var output: Output {
    let input = architecture.input
    let layers = architecture.layers.enumerated().map { index, layer in
      var entries: [(String, Output)] = [("name", .string(layer.name))]
      if case .convolution(let form) = architecture.connections[index].form {
        entries += [
          ("channels", .integer(layer.shape.channels)), ("kernel", .integer(form.kernel)),
        ]
        if form.stride != 1 { entries.append(("stride", .integer(form.stride))) }
        if form.padding != 0 { entries.append(("padding", .integer(form.padding))) }
        entries += [
          ("pool", .word(form.pooling.rawValue)), ("window", .integer(form.window)),
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
    if !initialization.gains.isEmpty { entries.append(("gains", .numbers(initialization.gains))) }
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
    return .flow([("lif", .flow(LIFForm.curve.write(LIFForm(lif.membrane))))])
  }
}
