import Engine
public import Networks
import Plasticity
public import Protocols
import Quantities

extension LearningSettings {
  /// All that `Learning` refuses of this network with these settings, data and ranks apart; empty when it can learn.
  ///
  /// No arrays are allocated, so networks of any size can be checked.
  public func problems(for network: Network) -> [LearningError] {
    let problems = network.problems()
    guard problems.isEmpty else { return [.network(problems)] }
    let roles = roles(in: network)
    guard roles.isEmpty else { return roles }
    let membranes = membranes(of: network)
    return membranes + projections(of: network) + phaseProblems + nudgingProblems
      + (membranes.isEmpty ? gainProblems(in: network) : []) + scheduleProblems
  }

  // MARK: - Populations

  /// Problems of the input and the output, which must exist and be of the right kind.
  private func roles(in network: Network) -> [LearningError] {
    var found: [LearningError] = []
    func population(_ name: String, role: String) -> Population? {
      if let index = network.index(of: name) { return network.populations[index] }
      found.append(
        .population(
          role: role, name: name,
          reason: "does not exist; there are: "
            + network.populations.map(\.name).joined(separator: ", ")))
      return nil
    }
    if let input = population(input, role: "input") {
      if case .source(.spikes) = input.units {
        found.append(
          .population(
            role: "input", name: input.name,
            reason:
              "has given spikes; make it 'clamp', 'regular' or 'poisson', or give 'times: data' where "
              + "samples are spike trains"))
      } else if !input.isSource {
        found.append(
          .population(
            role: "input", name: input.name,
            reason: "is not a source; make it 'clamp', 'regular' or 'poisson'"))
      }
    }
    if let output = population(output, role: "output"), output.isSource {
      found.append(
        .population(role: "output", name: output.name, reason: "is a source; make it 'lif'"))
    }
    for name in biasRates.keys.sorted() + (homeostasis?.populations ?? []) {
      guard let population = population(name, role: "learning") else { continue }
      if population.isSource {
        found.append(
          .population(
            role: "learning", name: name, reason: "is a source and has no biases to learn"))
      }
    }
    found += clampProblems(of: network)
    for population in network.populations {
      if !population.courses.isEmpty {
        found.append(
          .population(
            role: "driven", name: population.name,
            reason:
              "has an input that changes in time, and phases begin anew for each sample; give it one value "
              + "where a network learns"))
      } else if let noise = population.noise, noise.mean != 0 {
        found.append(
          .population(
            role: "noisy", name: population.name,
            reason:
              "has a noise current with a mean, which the rate reference does not know; put it into its constant "
              + "current, or leave 'noise.mean' out"))
      } else if case .source(.samples) = population.units, population.name != input {
        found.append(
          .population(
            role: "played", name: population.name,
            reason:
              "plays the spikes of samples, as only the input, '\(input)', can; give it times of its own"
          ))
      } else if population.deadTime != .zero {
        found.append(
          .population(
            role: "Poisson", name: population.name,
            reason:
              "has a dead time, 't_ref', which the rate reference does not know; leave it out where a network "
              + "learns"))
      }
    }
    return found
  }

  /// Problems of clamps: all clamped populations but the input have values, and no other population has.
  private func clampProblems(of network: Network) -> [LearningError] {
    var found: [LearningError] = []
    func refuse(_ name: String, _ reason: String) {
      found.append(.population(role: "clamped", name: name, reason: reason))
    }
    for population in network.populations where population.isClamped && population.name != input {
      let name = population.name
      guard let values = clamps[name] else {
        refuse(
          name,
          "has no values: learning sets those of its input, '\(input)', only; give it one or a list in "
            + "'learning.clamps: {\(name): ...}', or remove it")
        continue
      }
      if values.count != population.size {
        refuse(name, "has \(population.size) units and \(values.count) values in 'learning.clamps'")
      } else if !values.allSatisfy(\.isFinite) {
        refuse(name, "has a value that is not finite in 'learning.clamps'")
      }
    }
    for name in clamps.keys.sorted() {
      if name == input {
        refuse(name, "is the input: the data set its values; leave it out of 'learning.clamps'")
      } else if network.index(of: name).map({ !network.populations[$0].isClamped }) ?? true {
        refuse(name, "is no population of kind 'clamp'; leave it out of 'learning.clamps'")
      }
    }
    return found
  }

  /// Problems of membranes, which must have the rate model on which learning rests.
  private func membranes(of network: Network) -> [LearningError] {
    var found: [LearningError] = []
    func refuse(_ name: String, _ property: MembraneProperty, _ value: String, _ expected: String) {
      found.append(
        .membrane(population: name, property: property, found: value, expected: expected))
    }
    for population in network.populations where !population.isSource {
      let name = population.name
      guard population.drive != nil else {
        let isLIF: Bool
        switch population.units {
        case .lif, .membrane(is LIFEquations, _): isLIF = true
        case .membrane, .source: isLIF = false
        }
        refuse(
          name, .weights, "per-spike",
          (isLIF ? "per-rate, or plain numbers with" : "plain numbers, which it has with")
            + " 'drive: measured', where a network learns: the rate reference rests on it")
        continue
      }
      guard !population.receptors.isEmpty,
        !population.receptors.contains(where: { $0.timeConstant == .zero })
      else {
        let isJump = population.charges?.isEmpty == false
        refuse(
          name, .synapse, isJump ? "jump" : "no variable that decays exponentially",
          isJump
            ? "exponential, where a network learns: jumps have no drive to be read"
            : "a synaptic current or conductance with dx/dt = -x/tau, where a network learns")
        continue
      }
      if name == output, nudging.form == .activity, !population.goesBySign {
        refuse(
          name, .receptors, population.namedReceptors.map(\.name).joined(separator: ", "),
          "receptors that go by the sign of weights, ex and in, or one, where the activity is nudged; or nudge the "
            + "drive")
      }
    }
    guard let source = network.population(input), source.isSource, !source.isClamped,
      source.drive == nil
    else { return found }
    for population in network.populations where !population.isSource {
      guard let rate = population.drive?.maximumRate, rate != 1 else { continue }
      refuse(
        source.name, .maximumRate, "not given (1 /ms)",
        "that of a value of 1, as a key, where '\(population.name)' has \(rate) /ms"
      )
      break
    }
    return found
  }

  // MARK: - Projections

  private func projections(of network: Network) -> [LearningError] {
    let names = network.projections.map(\.name)
    var found: [LearningError] = learningRates.keys.sorted().filter { !names.contains($0) }
      .map { .unknownProjection(name: $0, known: names) }
    if let name = network.layerWeights(output: output).misfit,
      let projection = network.projection(name)
    {
      found.append(
        .projection(
          name: name, property: .feedback, found: "\(projection.feedback)",
          expected: projection.source == projection.target
            ? "1 within a population: else no energy exists"
            : "scales that cancel around each loop of symmetric projections: else no energy exists")
      )
    }
    for projection in network.projections {
      func refuse(_ property: ProjectionProperty, _ value: String, _ expected: String) {
        found.append(
          .projection(
            name: projection.name, property: property, found: value, expected: expected))
      }
      let isPlastic = learningRates[projection.name] != nil
      if isPlastic, projection.joinsUnitsToThemselves {
        refuse(
          .selfConnections, "units that are joined to themselves",
          "'self_connections: false' where a projection within a population learns")
        continue
      }
      if case .list(let pairs) = projection.connectivity, Set(pairs).count != pairs.count {
        refuse(
          .connectivity, "a list with a pair more than once",
          "one synapse for each pair, where a network learns")
      }
      guard isPlastic else { continue }
      if let reason = RuleRefusal(rule, at: projection, in: network) {
        found.append(.simulation(.rule(projection: projection.name, reason: reason)))
      } else if network.signed(projection).range(with: rule) == nil {
        let reason = RuleRefusal.bounds(
          rule: rule.bounds, projection: network.signed(projection).bounds)
        found.append(.simulation(.rule(projection: projection.name, reason: reason)))
      }
    }
    return found
  }

  // MARK: - Settings

  private var phaseProblems: [LearningError] {
    for (name, time) in [
      (LearningSetting.free, phases.free), (.nudged, phases.nudged), (.readout, phases.readout),
    ] where !(time.value > 0 && time.value.isFinite) {
      return [.setting(name: name, value: time.description, expected: "more than 0 ms")]
    }
    var found: [LearningError] = []
    func refuse(_ name: LearningSetting, _ value: Milliseconds, _ expected: String) {
      found.append(.setting(name: name, value: value.description, expected: expected))
    }
    if !(phases.onset < phases.nudged && phases.onset.value >= 0) {
      refuse(.onset, phases.onset, "less than the nudged phase")
    } else if phases.onset != .zero && !rule.needsBothPhases && !nudging.contrast().isSequential {
      refuse(
        .onset, phases.onset,
        "0 ms for the rule '\(rule.name)', which reads the transient, unless nudges alternate")
    }
    if phases.readout > phases.free || phases.readout > phases.nudged {
      refuse(.readout, phases.readout, "at most the free and the nudged phase")
    } else if found.isEmpty, phases.onset + phases.readout > phases.nudged {
      refuse(.readout, phases.readout, "at most the nudged phase less its onset")
    }
    guard !nudging.contrast().isPaired else { return found }
    if rule.needsBothPhases,
      phases.settlingTolerance != nil || phases.free < phases.nudged - phases.onset
    {
      refuse(
        .free, phases.free,
        "at least nudged - onset, and no 'settle': the rule '\(rule.name)' acts in both phases")
    }
    let tail = (rule.preTraces.filter(\.isGated).map(\.timeConstant).max() ?? .zero) * 4
    if phases.tail < tail {
      refuse(
        .tail, phases.tail,
        "\(tail) or more for the rule '\(rule.name)' with one branch: late potentiation must not be cut off"
      )
    }
    return found
  }

  private var nudgingProblems: [LearningError] {
    let beta = nudging.beta
    if !Nudging.Scheme.real.contains(nudging.scheme) {
      return [
        .setting(
          name: .scheme, value: nudging.scheme.rawValue,
          expected: Nudging.Scheme.real.map(\.rawValue).joined(separator: ", ")
            + ": spikes have no complex beta")
      ]
    }
    if gate == .always && nudging.scheme == .alternating {
      return [
        .setting(
          name: .gate, value: gate.rawValue,
          expected: "nudged where nudges alternate: without a nudge the window has no sign")
      ]
    }
    if beta == 0 || !beta.isFinite {
      return [.setting(name: .beta, value: "\(beta)", expected: "a number, not 0")]
    }
    if nudging.form == .drive && nudging.contrast(sign: -1).betas.contains(where: { $0 <= -1 }) {
      return [
        .setting(
          name: .beta, value: "\(beta)",
          expected: "less than 1 when the drive is nudged with both signs")
      ]
    }
    return []
  }

  /// Problems of the rule's gain, by which updates are divided.
  private func gainProblems(in network: Network) -> [LearningError] {
    guard phaseProblems.isEmpty else { return [] }
    for projection in network.projections where learningRates[projection.name] != nil {
      guard let target = network.index(of: projection.target) else { continue }
      let population = network.populations[target]
      let gain = gain(
        settling: network.settling(of: population, through: Set(learningRates.keys)),
        maximumRate: population.maximumRate,
        isTied: projection.isSymmetric)
      if gain == 0 && nudging.contrast().isSequential {
        return [
          .setting(
            name: .rule,
            value: "'\(rule.name)', whose changes at constant rates add up to next to nothing",
            expected:
              "a window with an area, such as hebbian or contrastive, where nudges alternate")
        ]
      }
      if gain == 0 || !gain.isFinite {
        return [
          .setting(
            name: .rule, value: "'\(rule.name)' with a gain of \(gain)",
            expected: "a gain that is a number, not 0; look at its amplitude and time constants")
        ]
      }
    }
    return []
  }

  private var scheduleProblems: [LearningError] {
    var found: [LearningError] = []
    if let device, !(device.levels == 0 || device.levels >= 2 && device.low < device.high) {
      found.append(
        .setting(
          name: .levels, value: "\(device.levels)",
          expected: "0, or 2 and more levels in a range from low to high"))
    }
    if batch < 1 {
      found.append(.setting(name: .batch, value: "\(batch)", expected: "1 or more"))
    }
    if lives < 1 || states == .continued && lives > batch {
      found.append(
        .setting(
          name: .lives, value: "\(lives)",
          expected: "1 to 'batch', \(batch): each life takes samples of each batch"))
    } else if lives > 1 && states != .continued {
      found.append(
        .setting(
          name: .lives, value: "\(lives)",
          expected: "1, or 'states: continued': fresh samples live in a network of their own"))
    }
    if states == .persistent {
      found.append(
        .setting(name: .states, value: states.rawValue, expected: "fresh or continued"))
    }
    if epochs < 0 {
      found.append(.setting(name: .epochs, value: "\(epochs)", expected: "0 or more"))
    }
    return found
  }
}
