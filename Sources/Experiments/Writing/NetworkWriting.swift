import Networks
import Quantities

extension Network {
  var output: Output {
    var entries: [(String, Output)] = [
      ("populations", .block(populations.map { ($0.name, $0.output) }))
    ]
    if !projections.isEmpty {
      entries.append(
        (
          "projections",
          .lines(
            projections.map { projection in
              let target = populations.first { $0.name == projection.target }
              return projection.output(weights: target?.weightDimension ?? .number)
            })
        ))
    }
    return .block(entries)
  }
}

extension Population {
  /// What a weight onto these units measures.
  var weightDimension: Dimension {
    switch units {
    case .lif(let membrane): membrane.weightDimension
    case .membrane(let equations as LIFEquations, _): equations.membrane.weightDimension
    case .membrane(let equations as EquationMembrane, _):
      MembraneDefinition.dimension(equations.weightDimension)
    case .membrane(let equations, _):
      EquationModel.all.first { $0.name == type(of: equations).name }?.weights ?? .number
    case .source: .number
    }
  }

  var output: Output {
    let kind: String
    let parameters: [(String, Output)]
    switch units {
    case .lif(let membrane):
      kind = "lif"
      parameters = membrane.entries
    case .membrane(let equations, let integration):
      kind = type(of: equations).name
      let own =
        (equations as? LIFEquations)?.membrane.entries
        ?? (equations as? EquationMembrane).map(MembraneDefinition.output)
        ?? EquationModel.all.lazy.compactMap { $0.write(equations) }.first
      guard let own else { preconditionFailure("No writer for the neuron model '\(kind)'.") }
      parameters = own + [("solver", .flow(Integration.table.write(integration, true)))]
    case .source(.clamp): (kind, parameters) = ("clamp", [])
    case .source(.spikes(let trains)):
      kind = "spikes"
      if let origin {
        let part = origin.part.map { [("population", Output.string($0))] } ?? []
        let first = origin.first.map { [("first_id", Output.integer($0))] } ?? []
        let step = origin.resolution.map { [("resolution", Output.number($0, .time))] } ?? []
        parameters = origin.entries + part + first + step
      } else {
        parameters = [("times", .list(trains.map(Output.numbers)))]
      }
    case .source(.regular(let rates, let phase)):
      kind = "regular"
      let start: Output =
        switch phase {
        case .aligned(let fraction): .number(fraction, .number)
        case .random: .word("random")
        }
      parameters = [("rate", Self.output(rates)), ("phase", start)]
    case .source(.poisson(let rates)):
      kind = "poisson"
      parameters = [("rate", Self.output(rates))]
    }
    let dead = deadTime == .zero ? [] : [("t_ref", Output.number(deadTime.value, .time))]
    return .block(
      [("size", .integer(size)), ("kind", .string(kind))]
        + changing(parameters.map { ($0, ofUnits($0) ?? $1) }) + dead)
  }

  /// The parameters with all steps of the one that changes in time.
  private func changing(_ parameters: [(String, Output)]) -> [(String, Output)] {
    guard let steps else { return parameters }
    var values = Output.numbers(steps.values)
    if case .membrane(let equations as EquationMembrane, _) = units {
      let dimension = equations.text.current.dimension
      values = .list(steps.values.map { MembraneDefinition.number($0, dimension) })
    }
    return parameters.map { key, value in
      guard ["I_e", "bias", "rate"].contains(key) else { return (key, value) }
      return (key, .flow([("times", .numbers(steps.times)), ("values", values)]))
    }
  }

  /// The values of a key that differ from unit to unit; nil where all units are alike.
  private func ofUnits(_ key: String) -> Output? {
    switch key {
    case "V_0": return initialOrigin.map { .flow($0.entries) }
    case "bias", "I_e":
      guard let currents else { return nil }
      if let currentOrigin { return .flow(currentOrigin.entries) }
      guard case .membrane(let equations as EquationMembrane, _) = units else {
        return .numbers(currents)
      }
      let dimension = equations.text.current.dimension
      return .list(currents.map { MembraneDefinition.number($0, dimension) })
    default: return nil
    }
  }

  private static func output(_ rates: [Double]) -> Output {
    if let rate = rates.first, rates.allSatisfy({ $0 == rate }) { return .number(rate, .rate) }
    return .numbers(rates)
  }
}

extension LIF {
  var weightDimension: Dimension {
    if LIFForm(self).isDimensionless { return .number }
    return synapse == .jump ? .voltage : .current
  }

  /// All keys with their values.
  var entries: [(String, Output)] {
    let form = LIFForm(self)
    return LIFForm.table(isPhysical: !form.isDimensionless).write(form, 1)
  }
}

extension Projection {
  func output(weights dimension: Dimension) -> Output {
    var entries: [(String, Output)] = [("from", .string(source)), ("to", .string(target))]
    if name != "\(source)->\(target)" { entries.append(("name", .string(name))) }
    entries.append(("connect", origin?.isSparse == true ? .word("nonzero") : connectivity.output))
    if source == target { entries.append(("self_connections", .flag(selfConnections))) }
    entries.append(("weights", origin.map { .flow($0.entries) } ?? weights.output(dimension)))
    entries.append(("delay", delay.output))
    entries.append(("symmetric", .flag(isSymmetric)))
    if release != 1 { entries.append(("release", .number(release, .fraction))) }
    entries.append(
      (
        "bounds",
        .list([.number(bounds.lowerBound, .number), .number(bounds.upperBound, .number)])
      ))
    return .flow(entries)
  }
}

extension FileOrigin {
  /// The keys that find it again.
  var entries: [(String, Output)] {
    [("file", .string(path)), ("sha256", .string(sha256))]
  }
}

extension Connectivity {
  var output: Output {
    switch self {
    case .dense: .word("dense")
    case .oneToOne: .word("one-to-one")
    case .probability(let p): .flow([("probability", .number(p, .number))])
    case .inDegree(let degree): .flow([("in_degree", .integer(degree))])
    case .list(let pairs):
      .flow([("list", .list(pairs.map { .list([.integer($0.source), .integer($0.target)]) }))])
    }
  }
}

extension WeightInitializer {
  func output(_ dimension: Dimension) -> Output {
    switch self {
    case .constant(let value): .number(value, dimension)
    case .uniform(let low, let high):
      .flow([("uniform", .list([.number(low, dimension), .number(high, dimension)]))])
    case .normal(let mean, let deviation):
      .flow([
        (
          "normal",
          .flow([("mean", .number(mean, dimension)), ("deviation", .number(deviation, dimension))])
        )
      ])
    case .glorotUniform(let gain):
      .flow([("glorot_uniform", .flow([("gain", .number(gain, dimension))]))])
    case .glorotNormal(let gain):
      .flow([("glorot_normal", .flow([("gain", .number(gain, dimension))]))])
    case .explicit(let values): .flow([("list", .numbers(values))])
    case .transposed(let name, let scale):
      .flow([("transpose_of", .string(name)), ("scale", .number(scale, .number))])
    }
  }
}

extension Delay {
  var output: Output {
    switch self {
    case .uniform(let delay): .number(delay.value, .time)
    case .perSynapse(let delays): .flow([("list", .numbers(delays.map(\.value)))])
    case .random(let low, let high):
      .flow([("uniform", .list([.number(low.value, .time), .number(high.value, .time)]))])
    }
  }
}
