import Equations
import Networks
import Quantities

extension Network {
  var output: Output {
    var entries: [(String, Output)] = [
      ("populations", .block(populations.map { ($0.name, $0.output) }))
    ]
    if !projections.isEmpty {
      let reading = ProjectionReading(writing: self)
      entries.append(
        (
          "projections",
          .lines(projections.map { .flow(ProjectionForm.table.write(ProjectionForm($0), reading)) })
        ))
    }
    return .block(entries)
  }
}

extension Population {
  /// The unit of weights onto these units.
  var weightDimension: Dimension {
    if let drive, !drive.isPlain { return .number }
    return switch units {
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
    var parameters: [(String, Output)]
    switch units {
    case .lif(let membrane):
      kind = "lif"
      parameters = membrane.entries(drive)
    case .membrane(let equations, let integration):
      kind = type(of: equations).name
      let own =
        (equations as? LIFEquations)?.membrane.entries(drive)
        ?? (equations as? EquationMembrane).map(MembraneDefinition.output)
        ?? EquationModel.all.lazy.compactMap { $0.write(equations) }.first
      guard let own else { preconditionFailure("No writer for the neuron model '\(kind)'.") }
      parameters = own + [("solver", .flow(integration.entries))]
    case .source(let source):
      kind = source.kind
      let place = SourceForm.Place(name: name, size: size)
      parameters = SourceForm.table(kind)?.write(SourceForm(self), place) ?? []
    }
    if drive?.biases != nil { parameters.removeAll { $0.0 == "I_e" } }
    return .block(
      PopulationForm.table.write(
        PopulationForm(self, kind: kind), PopulationReading(section: .empty))
        + changing(parameters.map { ($0, ofUnits($0) ?? $1) }) + scale
        + (noise.map { [("noise", .flow(NoiseCurrent.table.write($0, noiseUnit)))] } ?? [])
        + (curve == CurveConditions()
          ? [] : [("curve", .flow(CurveConditions.table.write(curve, ())))]))
  }

  /// The keys of the drive scale. Constant drives are written as biases or as currents.
  private var scale: [(String, Output)] {
    guard let drive, !isSource, !(isLIF && drive.isPlain) else { return [] }
    return DriveForm.table.write(DriveForm(drive: drive), DriveForm.Place(hasRate: isLIF))
  }

  private var isLIF: Bool {
    switch units {
    case .lif, .membrane(is LIFEquations, _): true
    case .membrane, .source: false
    }
  }

  /// The parameters, with the courses of the one that changes in time.
  private func changing(_ parameters: [(String, Output)]) -> [(String, Output)] {
    guard let first = courses.first else { return parameters }
    let changing: Output =
      if let courseOrigin {
        .flow([("course", .flow(courseOrigin.entries))] + first.between)
      } else if courses.count == 1 {
        output(of: first)
      } else {
        .list(courses.map(output))
      }
    return parameters.map { key, value in
      (key, ["I_e", "bias", "rate"].contains(key) ? changing : value)
    }
  }

  private func output(of course: InputCourse) -> Output {
    var values = Output.numbers(course.values)
    if case .membrane(let equations as EquationMembrane, _) = units {
      let dimension = equations.text.current.dimension
      values = .list(course.values.map { MembraneDefinition.number($0, dimension) })
    }
    return .flow([("times", .numbers(course.times)), ("values", values)] + course.between)
  }

  /// The values of a key for single units; nil if all units have one value.
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
}

extension InputCourse {
  /// The key `between`; none for steps.
  fileprivate var between: [(String, Output)] {
    isLinear ? [("between", .word("ramps"))] : []
  }
}

extension Source {
  /// The `kind` in model files.
  fileprivate var kind: String {
    switch self {
    case .clamp: "clamp"
    case .spikes, .samples: "spikes"
    case .regular: "regular"
    case .poisson: "poisson"
    }
  }
}

extension LIF {
  var weightDimension: Dimension {
    if LIFForm(self).isDimensionless { return .number }
    return synapse == .jump ? .voltage : .current
  }

  /// All keys with their values.
  func entries(_ drive: DriveScale?) -> [(String, Output)] {
    let form = LIFForm(self, drive)
    return LIFForm.table(isPhysical: !form.isDimensionless).write(form, 1)
  }
}

extension FileOrigin {
  /// The keys that name the file: `file` and `sha256`.
  var entries: [(String, Output)] {
    [("file", .string(path)), ("sha256", .string(sha256))]
  }
}
