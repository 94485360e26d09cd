/// A number that a model file can set: its key, what it measures, what it means, and where it is
/// kept. One table of these serves the reader, the writer and the reference page.
struct Parameter<Root>: Sendable {
  /// The key in model files, named as in the literature.
  let key: String
  let dimension: Dimension
  let range: Range
  let meaning: String
  let path: any WritableKeyPath<Root, Double> & Sendable
  /// True where units may have values of their own: a list, or `{file: x.npy}`.
  private(set) var isPerUnit = false

  init(
    _ key: String, _ dimension: Dimension, _ range: Range = .any, _ meaning: String,
    _ path: any WritableKeyPath<Root, Double> & Sendable
  ) {
    self.key = key
    self.dimension = dimension
    self.range = range
    self.meaning = meaning
    self.path = path
  }

  /// The scaling of the parameter with the weights of the projection.
  private(set) var scale = WeightScale.none

  /// The scaling of a parameter of a rule: not, by weights, or by weights times a time.
  enum WeightScale {
    case none, weight, weightTime

    /// The unit, in tables.
    var unit: String? {
      switch self {
      case .none: nil
      case .weight: "weight"
      case .weightTime: "weight ms"
      }
    }
  }

  /// The parameter as a weight.
  var ofWeight: Parameter {
    var result = self
    result.scale = .weight
    return result
  }

  /// The parameter as a weight times a time.
  var ofWeightTime: Parameter {
    var result = self
    result.scale = .weightTime
    return result
  }

  /// The parameter, of which each unit may have its own.
  var perUnit: Parameter {
    var result = self
    result.isPerUnit = true
    return result
  }

  /// Sets it from the section's key, if that was written; values of single units are read apart.
  ///
  /// - Parameter weights: What weights measure.
  func read(from section: Section, into root: inout Root, weights: Dimension = .number) {
    if isPerUnit, let item = section.item(key), UnitValuesReading.isMeant(by: item) { return }
    guard let item = section.item(key) else { return }
    let value: Double?
    switch scale {
    case .none: value = item.quantity(dimension, range)
    case .weight: value = item.quantity(weights, range)
    case .weightTime where weights == .unclear: value = item.quantity(.unclear, range)
    case .weightTime where weights == .number: value = item.quantity(.time, range)
    case .weightTime:
      value = item.quantity(.number, range, because: "it measures \(weights.unit) times ms")
    }
    if let value { root[keyPath: path] = value }
  }

  /// The key with the value as a model file has it.
  func output(of root: Root) -> (String, Output) {
    (key, .number(root[keyPath: path], dimension))
  }

  /// Its line in the reference page.
  func row(of root: Root) -> ParameterRow {
    ParameterRow(
      symbol: key, standard: Output.text(of: root[keyPath: path]),
      unit: scale.unit ?? dimension.unit, meaning: meaning)
  }
}

/// One line of the table of parameters of a neuron model or a rule.
public struct ParameterRow: Sendable, Hashable, Codable {
  /// The key in model files.
  public let symbol: String
  /// The value where a model file says nothing; `required` when it has to.
  public let standard: String
  /// The unit of a bare number; `weight` for that of the weights that a rule moves.
  public let unit: String
  /// What it is.
  public let meaning: String

  init(symbol: String, standard: String, unit: String = "", meaning: String) {
    self.symbol = symbol
    self.standard = standard
    self.unit = unit
    self.meaning = meaning
  }
}
