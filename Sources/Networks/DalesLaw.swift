/// The sign of all weights that leave a population: a neuron excites all its targets or inhibits all of them
/// (Dale's law).
///
/// > J. C. Eccles. *From electrical to chemical transmission in the central nervous system.* Notes Rec R Soc 30:219,
/// > 1976.
public enum Sign: String, Sendable, CaseIterable, Codable {
  /// w >= 0.
  case excitatory
  /// w <= 0.
  case inhibitory

  /// The weights of this sign.
  public var range: ClosedRange<Double> {
    self == .excitatory ? 0...Double.infinity : -Double.infinity...0
  }

  /// |w| with this sign.
  public func fold(_ weight: Double) -> Double {
    self == .excitatory || weight == 0 ? weight.magnitude : -weight.magnitude
  }
}

extension Network {
  /// The sign of the weights of `projection`: that of its source; of a symmetric projection, whose weights leave both
  /// ends, that of the end which has one. Nil if no end has one.
  public func sign(of projection: Projection) -> Sign? {
    func sign(_ name: String) -> Sign? { index(of: name).flatMap { populations[$0].sign } }
    return sign(projection.source) ?? (projection.isSymmetric ? sign(projection.target) : nil)
  }

  /// The projection with those of its bounds that its sign allows; as it is if none are, which `problems()` tells.
  public func signed(_ projection: Projection) -> Projection {
    guard let sign = sign(of: projection) else { return projection }
    let low = max(projection.bounds.lowerBound, sign.range.lowerBound)
    let high = min(projection.bounds.upperBound, sign.range.upperBound)
    guard low <= high else { return projection }
    var result = projection
    result.bounds = low...high
    return result
  }

  /// Mistakes of a projection's sign: ends of two signs that share their weights, and bounds without a weight of the
  /// sign.
  func signProblems(
    of projection: Projection, source: Population, target: Population
  ) -> [NetworkError] {
    if projection.isSymmetric, let first = source.sign, let second = target.sign, first != second {
      return [
        .signs(
          projection: projection.name, source: source.name, sourceSign: first, target: target.name,
          targetSign: second)
      ]
    }
    guard let sign = sign(of: projection) else { return [] }
    let bounds = projection.bounds
    let wrong = sign == .excitatory ? bounds.upperBound : bounds.lowerBound
    guard !sign.range.contains(wrong) else { return [] }
    let end = source.sign == nil ? target.name : source.name
    return [
      .parameter(
        place: "projection '\(projection.name)'", name: "bounds", value: wrong,
        expected: "a range with weights of '\(end)', which is \(sign.rawValue)")
    ]
  }
}
