public import Networks
public import Plasticity

/// The reason that a rule cannot act at a projection.
public enum RuleRefusal: Sendable, Equatable {
  /// The source is clamped, and the rule is not linear in the traces or not with all-to-all pairing.
  case clampedSource
  /// The synapses have different delays, but traces need one.
  case delays
  /// Weights should move at spikes, but the source is clamped.
  case noSpikes
  /// The synapses share weights, and the rule or the way of learning needs a weight for each.
  case sharedWeights(String)
  /// Average pooling has no weights that learn.
  case pooling
  /// The ranges of the rule and of the projection do not overlap.
  case bounds(rule: ClosedRange<Double>, projection: ClosedRange<Double>)
  /// The projection has no rule.
  case noRule
  /// The rule has no traces on this side.
  case noTraces
}

extension RuleRefusal: CustomStringConvertible {
  public var description: String {
    switch self {
    case .clampedSource:
      "its source is clamped, which needs a rule that is linear in the traces, with all-to-all pairing; "
        + "make the source spike (kind: regular or poisson)."
    case .delays:
      "its synapses have delays of their own, and traces are kept for one delay; give the projection "
        + "one delay."
    case .noSpikes:
      "weights move at spikes, and its source is clamped; make the source spike (kind: regular or "
        + "poisson)."
    case .sharedWeights(let what):
      "its synapses share weights, but \(what) needs a weight for each synapse; connect the populations otherwise, "
        + "or leave the rule out."
    case .pooling: "it is average pooling, whose weight stays; leave the rule out."
    case .bounds(let rule, let projection):
      "the rule keeps weights in \(rule), the projection in \(projection): nothing is in both."
    case .noRule: "it has no rule."
    case .noTraces: "it has no such traces."
    }
  }
}

extension RuleRefusal {
  /// The reason that `rule` cannot act at `projection` of a valid network; nil if it can.
  public init?(_ rule: any SpikeTimingRule, at projection: Projection, in network: Network) {
    if case .averagePooling = projection.connectivity {
      self = .pooling
      return
    }
    if projection.connectivity.kernel != nil,
      (rule as? any SynapseVariableRule)?.variables.isEmpty == false
    {
      self = .sharedWeights("a rule with variables of single synapses")
      return
    }
    if network.isClamped(projection.source) {
      guard rule.isLinear, (rule as? any SynapseVariableRule)?.variables.isEmpty ?? true,
        !(rule.preTraces + rule.postTraces).contains(where: { $0.step == .replace })
      else {
        self = .clampedSource
        return
      }
    } else if !projection.delay.isUniform {
      self = .delays
      return
    }
    return nil
  }

  /// The reason that `rule` cannot move the weights of `projection` at spikes; nil if it can.
  public init?(moving projection: Projection, by rule: any SpikeTimingRule, in network: Network) {
    let projection = network.signed(projection)
    if network.isClamped(projection.source) {
      self = .noSpikes
    } else if projection.connectivity.kernel != nil {
      self = .sharedWeights("plasticity that moves weights at spikes")
    } else if projection.range(with: rule) == nil {
      self = .bounds(rule: rule.bounds, projection: projection.bounds)
    } else {
      return nil
    }
  }
}

extension Projection {
  /// The range within which both the projection and `rule` keep weights; nil if there is none.
  public func range(with rule: any SpikeTimingRule) -> ClosedRange<Double>? {
    let low = max(bounds.lowerBound, rule.bounds.lowerBound)
    let high = min(bounds.upperBound, rule.bounds.upperBound)
    return low <= high ? low...high : nil
  }
}

extension Network {
  func isClamped(_ name: String) -> Bool {
    index(of: name).map { populations[$0].isClamped } ?? false
  }

  /// All reasons for which `Simulation` would refuse this network with these rules, given by the names of projections,
  /// whose weights move at spikes; empty if it can be simulated.
  ///
  /// Nothing is allocated for the network, so that it may have any size.
  public func problems(rules: [String: any SpikeTimingRule]) -> [SimulationError] {
    let problems = problems()
    guard problems.isEmpty else { return [.network(problems)] }
    var found: [SimulationError] = []
    for population in populations {
      if let error = IntegratedKernel.refusal(of: population) { found.append(error) }
    }
    for (name, rule) in rules.sorted(by: { $0.key < $1.key }) {
      guard let projection = projection(name) else {
        found.append(
          .unknown(what: "projection", name: name, known: projections.map(\.name)))
        continue
      }
      if let reason = RuleRefusal(moving: projection, by: rule, in: self)
        ?? RuleRefusal(rule, at: projection, in: self)
      {
        found.append(.rule(projection: name, reason: reason))
      }
    }
    return found
  }
}
