public import Quantities

/// The receptors of projections.
extension Network {
  /// All mistakes in the receptors of a projection between these populations.
  func receptorProblems(
    of projection: Projection, from source: Population, to target: Population
  ) -> [NetworkError] {
    var problems: [NetworkError] = []
    let shares = projection.receptors
    func refuse(_ population: Population, _ problem: ReceptorProblem) {
      problems.append(
        .receptor(projection: projection.name, population: population.name, problem: problem))
    }
    if source.isClamped {
      if !shares.isEmpty {
        problems.append(.clamped(projection: projection.name, what: "a receptor"))
      }
      return problems
    }
    if !shares.isEmpty {
      let sum = shares.reduce(0) { $0 + $1.fraction }
      if !((sum - 1).magnitude <= 1e-9)
        || shares.contains(where: { !($0.fraction >= 0 && $0.fraction <= 1) })
      {
        refuse(target, .fractions(sum: sum))
      }
      for (index, share) in shares.enumerated()
      where shares[..<index].contains(where: { $0.receptor == share.receptor }) {
        refuse(target, .twice(name: share.receptor))
      }
    }
    var ends = [target]
    // Where the other end goes by the sign of weights, it needs no receptor.
    if projection.isSymmetric, !source.namedReceptors.isEmpty { ends.append(source) }
    for end in ends where !end.isSource {
      let known = end.namedReceptors.map(\.name)
      if shares.isEmpty {
        if !end.goesBySign { refuse(end, .missing(known: known)) }
        continue
      }
      // Only one end of a symmetric projection may be without receptors.
      if known.isEmpty, projection.isSymmetric, !source.namedReceptors.isEmpty { continue }
      for share in shares {
        guard let receptor = end.namedReceptors.first(where: { $0.name == share.receptor }) else {
          refuse(end, .unknown(name: share.receptor, known: known))
          continue
        }
        guard receptor.reversal != nil else { continue }
        let sign = sign(of: projection)
        // A conductance is positive. Its weights are its size; where weights are charges, they have the sign of its effect.
        if end.drive != nil {
          let polarity = end.receptors.first { $0.name == receptor.name }?.polarity ?? 1
          let wanted: Sign = polarity > 0 ? .excitatory : .inhibitory
          if sign != wanted { refuse(end, .sign(name: receptor.name, wanted: wanted)) }
        } else if sign == nil, projection.hasNegativeWeights {
          refuse(end, .negative(name: receptor.name))
        }
      }
    }
    return problems
  }

  /// The time constant with which the rates of a population settle: the longest of those receptors through which these
  /// projections, by name, act on it; that of the population if they name none.
  public func settling(of population: Population, through projections: Set<String>) -> Milliseconds
  {
    var longest = Milliseconds.zero
    for projection in self.projections where projections.contains(projection.name) {
      let ends =
        projection.target == population.name
        || projection.isSymmetric && projection.source == population.name
      guard ends else { continue }
      for share in projection.receptors where share.fraction > 0 {
        let receptor = population.namedReceptors.first { $0.name == share.receptor }
        longest = max(longest, receptor?.timeConstant ?? .zero)
      }
    }
    return longest > .zero ? longest : population.settling
  }
}

extension Projection {
  /// True if some initial weight is negative, chance deviations of a positive mean apart.
  fileprivate var hasNegativeWeights: Bool {
    switch weights {
    case .constant(let value): value < 0
    case .uniform(let low, _): low < 0
    case .normal(let mean, _): mean < 0
    case .explicit(let values): values.contains { $0 < 0 }
    case .glorotUniform, .glorotNormal: true
    case .transposed: false
    }
  }
}
