import Equations
import Networks
import Quantities

/// The unit of a noise current in model files: that of the constant current of its membrane.
struct NoiseUnit {
  /// The unit of membranes as equations; nil for others.
  var equations: EquationMembrane?
  /// The dimension of the constant current of other membranes.
  var dimension = Dimension.current

  /// A value in this unit; nil, with a problem in the log, for others.
  func read(_ item: Item, _ range: Range) -> Double? {
    guard let equations else { return item.quantity(dimension, range) }
    guard let value = MembraneDefinition.current(item, of: equations) else { return nil }
    guard range == .any || value >= 0 else {
      item.error("\(item.name) must be 0 or more")
      return nil
    }
    return value
  }

  /// The text of a value.
  func write(_ value: Double) -> Output {
    guard let equations else { return .number(value, dimension) }
    return MembraneDefinition.number(value, equations.text.current.dimension)
  }
}

extension NoiseCurrent {
  /// The keys of `noise`.
  static let table = Table<NoiseCurrent, NoiseUnit> {
    Parameter("tau", .number(.time, .positive), "correlation time", \.timeConstant.value).required
    Parameter("sigma", unit: "pA", "standard deviation, in the unit of the constant current") {
      section, noise, unit in
      if let value = section.item("sigma").flatMap({ unit.read($0, .nonnegative) }) {
        noise.deviation = value
      }
    } write: { noise, unit in
      unit.write(noise.deviation)
    }.required
    Parameter("mean", unit: "pA", "mean, in the unit of the constant current") {
      section, noise, unit in
      if let value = section.item("mean").flatMap({ unit.read($0, .any) }) { noise.mean = value }
    } write: { noise, unit in
      unit.write(noise.mean)
    }.standing("0")
    Parameter(
      "dt", unit: "ms", "time between exact samples, which are held; more is faster"
    ) { section, noise, _ in
      if let value = section.item("dt")?.quantity(.time, .positive) { noise.interval = value.ms }
    } write: { noise, _ in
      .number(noise.step.value, .time)
    }.standing("tau/20")
  }
}

extension Population {
  /// The unit of its constant current.
  var noiseUnit: NoiseUnit {
    switch units {
    case .lif(let membrane): membrane.noiseUnit
    case .membrane(let equations as LIFEquations, _): equations.membrane.noiseUnit
    case .membrane(let equations as EquationMembrane, _): NoiseUnit(equations: equations)
    case .membrane, .source: NoiseUnit()
    }
  }
}

extension LIF {
  fileprivate var noiseUnit: NoiseUnit {
    NoiseUnit(dimension: LIFForm(self).isDimensionless ? .number : .current)
  }
}
