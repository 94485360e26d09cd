import Quantities

extension Network {
  /// All mistakes in the network, in the order of its parts; empty if it can run.
  public func problems() -> [NetworkError] {
    var problems: [NetworkError] = []
    var names = Set<String>()
    for name in populations.map(\.name) + projections.map(\.name) {
      if !names.insert(name).inserted { problems.append(.duplicateName(name)) }
    }
    for population in populations { problems += population.problems() }
    let indices = Dictionary(populations.enumerated().map { ($1.name, $0) }) { first, _ in first }
    for projection in projections { problems += self.problems(of: projection, indices) }
    if problems.isEmpty, let path = instantLoop(indices) {
      problems.append(.instantLoop(path: path))
    }
    return problems
  }

  private func problems(
    of projection: Projection, _ indices: [String: Int]
  ) -> [NetworkError] {
    var problems: [NetworkError] = []
    let place = "projection '\(projection.name)'"
    for name in [projection.source, projection.target] where indices[name] == nil {
      problems.append(
        .unknownPopulation(
          projection: projection.name, name: name, known: populations.map(\.name)))
    }
    guard problems.isEmpty else { return problems }
    let source = populations[indices[projection.source]!]
    let target = populations[indices[projection.target]!]
    if target.isSource {
      problems.append(.targetIsSource(projection: projection.name, population: target.name))
    }
    if projection.isSymmetric && source.isSource {
      problems.append(.targetIsSource(projection: projection.name, population: source.name))
    }
    problems += signProblems(of: projection, source: source, target: target)
    switch projection.connectivity {
    case .oneToOne where source.size != target.size:
      problems.append(
        .sizes(projection: projection.name, sources: source.size, targets: target.size))
    case .probability(let p) where !(0...1).contains(p):
      problems.append(.parameter(place: place, name: "probability", value: p, expected: "0 to 1"))
    case .oneToOne where projection.omitsSelf:
      problems.append(.selfConnections(projection: projection.name, unit: 0))
    case .list(let pairs) where projection.omitsSelf:
      if let pair = pairs.first(where: { $0.source == $0.target }) {
        problems.append(.selfConnections(projection: projection.name, unit: pair.source))
      }
    case .inDegree(let degree):
      let available = source.size - (projection.omitsSelf ? 1 : 0)
      if degree < 0 || degree > available {
        problems.append(
          .inDegree(projection: projection.name, degree: degree, available: available))
      }
    case .convolution, .averagePooling:
      do throws(NetworkError) { _ = try map(of: projection) } catch { problems.append(error) }
    default: break
    }
    problems += receptorProblems(of: projection, from: source, to: target)
    if case .transposed(let name, _) = projection.weights {
      let other = self.projection(name)
      var isFine =
        other?.connectivity == .dense && projection.connectivity == .dense
        && other?.source == projection.target && other?.target == projection.source
        && projection.source != projection.target
      if case .transposed = other?.weights { isFine = false }
      if !isFine { problems.append(.notTransposable(projection: projection.name, other: name)) }
    }
    if source.isClamped {
      if !projection.delay.isNone {
        problems.append(.clamped(projection: projection.name, what: "a delay"))
      }
    }
    let delays: [Milliseconds] =
      switch projection.delay {
      case .uniform(let delay): [delay]
      case .perSynapse(let delays): delays
      case .random(let low, let high): [low, high]
      }
    for delay in delays where !(delay.value >= 0 && delay.value.isFinite) {
      problems.append(
        .parameter(place: place, name: "delay", value: delay.value, expected: "0 ms or more"))
      break
    }
    if !(projection.feedback > 0 && projection.feedback.isFinite) {
      problems.append(
        .parameter(
          place: place, name: "feedback", value: projection.feedback, expected: "more than 0"))
    }
    let numbers: [Double] =
      switch projection.weights {
      case .constant(let value): [value]
      case .uniform(let low, let high): [low, high]
      case .normal(let mean, let deviation): [mean, deviation]
      case .glorotUniform(let gain), .glorotNormal(let gain), .transposed(_, let gain): [gain]
      case .explicit(let values): values
      }
    if let wrong = numbers.first(where: { !$0.isFinite }) {
      problems.append(
        .parameter(place: place, name: "weight", value: wrong, expected: "a finite number"))
    }
    return problems
  }

  /// The names along a loop of projections in which a spike could cause spikes at the same instant; nil if there is
  /// none.
  ///
  /// Only voltage jumps without delay can: a jump of a current does not move V at that instant.
  private func instantLoop(_ indices: [String: Int]) -> [String]? {
    func jumps(_ population: Population) -> Bool {
      switch population.units {
      case .lif(let membrane): membrane.synapse == .jump
      case .membrane(let equations, _): (equations as? LIFEquations)?.membrane.synapse == .jump
      case .source: false
      }
    }
    var next: [Int: [Int]] = [:]
    for projection in projections where projection.delay.canBeZero {
      let source = indices[projection.source]!, target = indices[projection.target]!
      if jumps(populations[target]) { next[source, default: []].append(target) }
      if projection.isSymmetric, jumps(populations[source]) {
        next[target, default: []].append(source)
      }
    }
    var done = Set<Int>(), path: [Int] = []
    func search(_ node: Int) -> [String]? {
      if let start = path.firstIndex(of: node) {
        return (path[start...] + [node]).map { populations[$0].name }
      }
      guard done.insert(node).inserted else { return nil }
      path.append(node)
      defer { path.removeLast() }
      for follower in next[node] ?? [] { if let loop = search(follower) { return loop } }
      return nil
    }
    for node in populations.indices { if let loop = search(node) { return loop } }
    return nil
  }
}

extension Delay {
  /// True if the delay is zero for all synapses.
  var isNone: Bool { self == .uniform(.zero) }
}

extension Population {
  /// All mistakes in the population's parameters.
  func problems() -> [NetworkError] {
    var problems: [NetworkError] = []
    let place = "population '\(name)'"
    func check(_ name: String, _ value: Double, _ expected: String, _ holds: (Double) -> Bool) {
      if !(value.isFinite && holds(value)) {
        problems.append(.parameter(place: place, name: name, value: value, expected: expected))
      }
    }
    check("size", Double(size), "1 or more") { $0 >= 1 }
    if let shape {
      check("size", Double(size), "\(shape.count), the number of places of its shape") {
        _ in shape.count == size
      }
    }
    if let currents {
      check("number of constant currents", Double(currents.count), "one for each of \(size) units")
      {
        _ in currents.count == size && !isSource
      }
      if let wrong = currents.first(where: { !$0.isFinite }) {
        check("I_e", wrong, "a finite number") { _ in true }
      }
    }
    if let drive {
      check("r_max", drive.maximumRate, "more than 0 /ms") { $0 > 0 }
      if !drive.isKnown, let most = highestRate {
        check(
          "r_max", drive.maximumRate,
          "less than 1 / (0.9 t_ref), \(most / 0.9) /ms: the drive scale is measured at 0.9 of it"
        ) { 0.9 * $0 < most }
      }
      if let unit = drive.unit { check("drive scale", unit, "more than 0") { $0 > 0 } }
      if let zero = drive.zero { check("drive zero", zero, "a finite number") { _ in true } }
      if let biases = drive.biases {
        check("number of biases", Double(biases.count), "one for each of \(size) units") { _ in
          biases.count == 1 || biases.count == size
        }
        if let wrong = biases.first(where: { !$0.isFinite }) {
          check("bias", wrong, "a finite number") { _ in true }
        }
      }
    }
    var isWritten = false
    if case .membrane(is EquationMembrane, _) = units { isWritten = true }
    for receptor in namedReceptors {
      check("tau of \(receptor.name)", receptor.timeConstant.value, "more than 0 ms") {
        $0 > 0 || isWritten
      }
      if let reversal = receptor.reversal {
        check("E of \(receptor.name)", reversal, "a finite number") { _ in true }
      }
    }
    switch units {
    case .lif(let lif): lif.check(check, size: size)
    case .membrane(let equations, let integration):
      if let lif = (equations as? LIFEquations)?.membrane {
        lif.check(check, size: size, isIntegrated: true)
      }
      check("threshold", equations.threshold, "a finite number") { _ in true }
      if equations.hasReset {
        check("reset", equations.reset, "less than the threshold, \(equations.threshold)") {
          $0 < equations.threshold
        }
      }
      check("t_ref", equations.refractoryTime.value, "0 ms or more") { $0 >= 0 }
      check("I_e", equations.current, "a finite number") { _ in true }
      check("absolute tolerance", integration.absoluteTolerance, "more than 0") { $0 > 0 }
      check("relative tolerance", integration.relativeTolerance, "0 or more") { $0 >= 0 }
    case .source(.spikes(let trains)):
      if trains.count != size {
        check("number of spike trains", Double(trains.count), "one for each of \(size) units") {
          _ in false
        }
      }
      for time in trains.joined() where !(time >= 0 && time.isFinite) {
        check("spike time", time, "0 ms or more") { $0 >= 0 }
        break
      }
    case .source(.regular(let rates, _)), .source(.poisson(let rates)):
      if rates.count != size {
        check("number of rates", Double(rates.count), "one for each of \(size) units") { _ in false
        }
      }
      for rate in rates where !(rate >= 0 && rate.isFinite) {
        check("rate", rate, "0 /ms or more") { $0 >= 0 }
        break
      }
    case .source(.clamp), .source(.samples): break
    }
    inputProblems(check)
    return problems
  }

  /// Checks inputs that change in time, and the dead time.
  private func inputProblems(
    _ check: (String, Double, String, (Double) -> Bool) -> Void
  ) {
    let dead = deadTime.value
    check("t_ref", dead, "0 ms or more") { $0 >= 0 }
    var rates = courses.flatMap(\.values)
    if case .source(.poisson(let own)) = units {
      if courses.isEmpty { rates = own }
      if dead > 0, let rate = rates.first(where: { $0 * dead >= 1 }) {
        check(
          "rate", rate,
          "less than 1/t_ref, \(1 / dead) /ms: after a spike there is none for \(dead) ms"
        ) { _ in
          false
        }
      }
    } else if dead != 0, isSource {
      check("t_ref", dead, "0 ms: only Poisson trains have a dead time") { _ in false }
    }
    noiseProblems(check)
    guard !courses.isEmpty else { return }
    if courses.count != 1, courses.count != size {
      check("number of courses", Double(courses.count), "one, or one for each of \(size) units") {
        _ in false
      }
    }
    let problem: (name: String, value: Double, expected: String)?
    switch units {
    case .lif, .membrane:
      problem = courses.lazy.compactMap { $0.problem("I_e", "a finite number") { _ in true } }.first
    case .source(.regular), .source(.poisson):
      problem = courses.lazy.compactMap { $0.problem("rate", "0 /ms or more") { $0 >= 0 } }.first
    case .source:
      problem = ("steps", Double(courses[0].times.count), "none: its units have no rate")
    }
    if let problem { check(problem.name, problem.value, problem.expected) { _ in false } }
  }
}

extension Population {
  /// Checks the noise current.
  private func noiseProblems(
    _ check: (String, Double, String, (Double) -> Bool) -> Void
  ) {
    guard let noise else { return }
    if isSource {
      check("noise", noise.deviation, "none: sources have no current") { _ in false }
    }
    check("noise.tau", noise.timeConstant.value, "more than 0 ms") { $0 > 0 }
    check("noise.sigma", noise.deviation, "0 or more") { $0 >= 0 }
    check("noise.mean", noise.mean, "a finite number") { _ in true }
    check("noise.dt", noise.step.value, "more than 0 ms") { $0 > 0 }
  }
}

extension LIF {
  /// Checks each parameter through `check(name, value, expected, condition)`.
  func check(
    _ check: (String, Double, String, (Double) -> Bool) -> Void, size: Int,
    isIntegrated: Bool = false
  ) {
    // In the closed form V_inf = E_L + tau_m I / C, and with it the rounding error, grows with tau_m.
    let longest = isIntegrated ? Self.endless.value : 1e10
    check(
      "tau_m", membraneTimeConstant.value,
      "more than 0 ms, at most \(isIntegrated ? "1e300" : "1e10") ms"
    ) {
      $0 > 0 && $0 <= longest
    }
    check("C", capacitance, "more than 0") { $0 > 0 }
    check("E_L", rest, "a finite number") { _ in true }
    check("threshold", threshold, "a finite number") { _ in true }
    check("reset", reset, "less than the threshold, \(threshold)") { $0 < threshold }
    check("t_ref", refractoryTime.value, "0 ms or more") { $0 >= 0 }
    check("I_e", current, "a finite number") { _ in true }
    if case .exponential(let excitatory, let inhibitory) = synapse {
      check("tau_ex", excitatory.value, "more than 0 ms") { $0 > 0 }
      check("tau_in", inhibitory.value, "more than 0 ms") { $0 > 0 }
    }
    switch initial {
    case .value(let potential): check("V_0", potential, "a finite number") { _ in true }
    case .uniform(let low, let high):
      check("V_0", low, "a finite number") { _ in true }
      check("V_0", high, "at least \(low)") { $0 >= low }
    case .perUnit(let values):
      if values.count != size {
        check("number of initial potentials", Double(values.count), "one for each of \(size) units")
        {
          _ in false
        }
      }
      for potential in values where !potential.isFinite {
        check("V_0", potential, "a finite number") { _ in true }
        break
      }
    }
  }
}
