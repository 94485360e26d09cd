import Networks
import Plasticity
import Quantities

/// A box for a kernel, to which a `Handle` can refer.
final class KernelSlot {
  let kernel: any PopulationKernel
  init(_ kernel: any PopulationKernel) { self.kernel = kernel }
}

/// A projection with its weights and its rule.
struct ProjectionState {
  var description: Projection
  var source: Int
  var target: Int
  var store: WeightStore
  var plastic: [PlasticDirection] = []
  var clamped: ClampedPlasticity?
  /// True if weights move at spikes; the store then belongs to this simulation alone.
  var movesWeights: Bool { plastic.contains { $0.online != nil } }
}

/// The connections of a simulation's populations, made once before time begins.
struct SimulationWiring {
  let kernels: [any PopulationKernel]
  var projections: [ProjectionState] = []
  /// The channels of all projections, in the order of the network.
  var channels: [Channel] = []
  /// The channels that leave each population.
  var outgoing: [[Channel]]
  /// The plastic directions, and the rules of clamped sources, that end in each population.
  var plasticAfter: [[PlasticDirection]]
  var clampedAfter: [[ClampedPlasticity]]
  private var clocks: [TraceClock] = []

  init(
    _ network: Network, stores: [WeightStore], rules: [String: any SpikeTimingRule], seed: Seed
  ) throws(SimulationError) {
    var kernels: [any PopulationKernel] = []
    var routes: [ReceptorRoutes] = []
    for population in network.populations {
      let route = ReceptorRoutes(to: population, in: network, charges: population.scaledCharges)
      routes.append(route)
      kernels.append(
        try Self.kernel(of: population, routes: route, seed: seed.branch(population.name)))
    }
    self.kernels = kernels
    outgoing = Array(repeating: [], count: kernels.count)
    plasticAfter = Array(repeating: [], count: kernels.count)
    clampedAfter = Array(repeating: [], count: kernels.count)
    for (index, projection) in network.projections.enumerated() {
      let source = network.index(of: projection.source)!
      let target = network.index(of: projection.target)!
      projections.append(
        ProjectionState(
          description: network.signed(projection), source: source, target: target,
          store: stores[index]))
      if let rule = rules[projection.name] { try makePlastic(index, rule, in: network) }
      if !network.populations[source].isClamped {
        let populations = network.populations
        func effect(from source: Int, on target: Int) -> SpikeEffect {
          var effect = populations[target].effect(from: populations[source])
          effect.route = routes[target].number(of: projection.receptors)
          // Weights of inhibitory units are negative, conductances are not.
          if effect.route != nil, populations[target].drive == nil,
            populations[target].namedReceptors.contains(where: { $0.reversal != nil }),
            network.sign(of: projection) == .inhibitory
          {
            effect.scale = -effect.scale
          }
          return effect
        }
        connect(
          index, from: source, to: target, backward: false, effect(from: source, on: target),
          seed: seed)
        if projection.isSymmetric {
          var effect = effect(from: target, on: source)
          effect.scale *= projection.feedback
          connect(index, from: target, to: source, backward: true, effect, seed: seed)
        }
      }
    }
  }

  private static func kernel(
    of population: Population, routes: ReceptorRoutes, seed: Seed
  ) throws(SimulationError) -> any PopulationKernel {
    switch population.unitsAtStart {
    case .lif(let parameters) where !parameters.namedReceptors.isEmpty && population.hasRamps:
      try integrated(population, LIFEquations(parameters), routes)
    case .lif(let parameters) where population.hasRamps:
      RampedLIFKernel(
        name: population.name, count: population.size, parameters: parameters,
        charges: population.scaledCharges)
    case .lif(let parameters) where !parameters.namedReceptors.isEmpty:
      ReceptorKernel(
        name: population.name, count: population.size, membrane: parameters,
        charges: population.scaledCharges, routes: routes)
    case .lif(let parameters):
      LIFKernel(
        name: population.name, count: population.size, parameters: parameters,
        charges: population.scaledCharges)
    case .membrane(let equations, .taylor):
      if let kernel = ExponentialKernel(
        name: population.name, count: population.size, equations: equations,
        charges: population.scaledCharges, routes: routes, hasRamps: population.hasRamps)
      {
        kernel
      } else {
        try integrated(population, equations, routes)
      }
    case .membrane(let equations as ConductanceLIF, .quadrature) where !population.hasRamps:
      if let kernel = ConductanceKernel(
        name: population.name, count: population.size, equations: equations,
        charges: population.scaledCharges)
      {
        kernel
      } else {
        try integrated(population, equations, routes)
      }
    case .membrane(let equations, _): try integrated(population, equations, routes)
    case .source(let source):
      SourceKernel(
        name: population.name, count: population.size, source: source, seed: seed,
        courses: population.courses, deadTime: population.deadTime.value)
    }
  }

  /// Membranes that the GSL integrates. A method that they do not have is refused.
  private static func integrated(
    _ population: Population, _ equations: any MembraneEquations, _ routes: ReceptorRoutes
  ) throws(SimulationError) -> any PopulationKernel {
    if let refusal = IntegratedKernel.refusal(of: population) { throw refusal }
    return try IntegratedKernel(
      name: population.name, count: population.size, equations: equations,
      integration: population.gslIntegration ?? Integration(),
      charges: population.scaledCharges, routes: routes, hasRamps: population.hasRamps)
  }

  private mutating func connect(
    _ projection: Int, from source: Int, to target: Int, backward: Bool, _ effect: SpikeEffect,
    seed: Seed
  ) {
    let state = projections[projection]
    var delay = 0.0
    if case .uniform(let one) = state.description.delay { delay = one.value }
    let channel = Channel(
      store: state.store, isBackward: backward, target: target, kernel: kernels[target],
      delay: delay, isPerSynapse: !state.store.wiring.delays.isEmpty, projection: projection,
      plastic: state.plastic.first { $0.isBackward == backward },
      release: state.description.release, effect: effect,
      seed: seed.branch("release").branch(state.description.name).branch(backward ? 1 : 0))
    outgoing[source].append(channel)
    channels.append(channel)
  }

  /// The clock of traces with these time constants; equal ones share a clock.
  private mutating func clock(_ traces: [Trace]) -> TraceClock {
    if let known = clocks.first(where: { $0.serves(traces) }) { return known }
    clocks.append(TraceClock(traces))
    return clocks.last!
  }

  /// Gives the projection `index` a rule.
  private mutating func makePlastic(
    _ index: Int, _ rule: any SpikeTimingRule, in network: Network
  ) throws(SimulationError) {
    let state = projections[index]
    let name = state.description.name
    let populations = network.populations
    let rate = populations[state.target].maximumRate
    if let reason = RuleRefusal(rule, at: state.description, in: network) {
      throw .rule(projection: name, reason: reason)
    }
    if populations[state.source].isClamped {
      let clamped = ClampedPlasticity(
        rule: rule, targets: populations[state.target].size, maximumRate: rate,
        clock: clock(rule.postTraces))
      projections[index].clamped = clamped
      clampedAfter[state.target].append(clamped)
      return
    }
    // A source without an r_max has that of its targets on a drive scale.
    let isPlain = populations[state.source].isSource && populations[state.source].drive == nil
    let sourceRate =
      isPlain && populations[state.target].drive != nil
      ? rate : populations[state.source].maximumRate
    let areScaled = populations[state.source].drive != nil && populations[state.target].drive != nil
    let sourceScale = areScaled ? rate / sourceRate : 1
    let forward = PlasticDirection(
      name: name, rule: rule, store: state.store, backward: false, preRate: sourceRate,
      postRate: rate, sourceScale: sourceScale,
      clock: { clock($0) })
    projections[index].plastic = [forward]
    plasticAfter[state.target].append(forward)
    if state.description.isSymmetric && !rule.isSymmetric {
      let backward = PlasticDirection(
        name: name, rule: rule, store: state.store, backward: true, preRate: rate,
        postRate: sourceRate, sourceScale: sourceScale,
        clock: { clock($0) })
      projections[index].plastic.append(backward)
      plasticAfter[state.source].append(backward)
    }
  }
}

extension Population {
  /// The effect of spikes of `source`: the charge of a weight of 1 where this population has a drive scale. A source
  /// without an r_max has that of this population.
  func effect(from source: Population) -> SpikeEffect {
    guard let drive else { return SpikeEffect() }
    return SpikeEffect(
      scale: (drive.unit ?? 1) / (source.drive?.maximumRate ?? drive.maximumRate))
  }

  /// True if its drive scale leaves numbers to measurement.
  var needsMeasurement: Bool {
    guard let drive, !isSource else { return false }
    return !drive.isKnown || drive.biases != nil || charges == nil
  }

  /// The charge of one spike through each receptor, where weights are charges; nil where they are effects of spikes.
  fileprivate var scaledCharges: [Double]? { drive == nil ? nil : charges }
}
