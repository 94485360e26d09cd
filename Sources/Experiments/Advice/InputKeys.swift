import Networks

/// The keys of a model file that change the input of units, in the form that the model uses.
struct InputKeys {
  let experiment: Experiment

  /// The key of the constant current of a population; nil for sources, which have none.
  func current(of population: Population) -> String? {
    let name: String
    switch population.units {
    case .source: return nil
    case _ where population.drive?.biases != nil: name = "bias"
    case .lif, .membrane(is LIFEquations, _):
      name = experiment.physicalPopulations.contains(population.name) ? "I_e" : "bias"
    case .membrane: name = "I_e"
    }
    return "network.populations.\(population.name).\(name)"
  }

  /// The key of the refractory time; nil for sources, and for membranes as equations, which may have it elsewhere.
  func refractoryTime(of population: Population) -> String? {
    switch population.units {
    case .source, .membrane(is EquationMembrane, _): nil
    case .lif, .membrane: "network.populations.\(population.name).t_ref"
    }
  }

  /// The keys of the weights of all projections onto a population.
  func weights(onto population: String) -> [String] {
    experiment.network.projections.filter {
      $0.target == population || $0.isSymmetric && $0.source == population
    }.map { "network.projections.\($0.name).weights" }
  }
}

extension [String] {
  /// The keys as a list in words: `a`, `a or b`, `a, b or c`; for more than `most`, the first ones.
  func listed(or word: String = "or", most: Int = 6) -> String {
    guard count <= most else { return prefix(most).joined(separator: ", ") + " ..." }
    guard count > 1, let last else { return first ?? "" }
    return dropLast().joined(separator: ", ") + " \(word) " + last
  }
}
