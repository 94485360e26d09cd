import Collectives
import Datasets
import Engine
import Networks
import Plasticity
import Protocols
import Quantities
import Solvers

/// The outcome of one sample.
struct SampleOutcome: Sendable {
  /// Scores of the output units at the end of the free phase.
  var scores: [Double] = []
  /// Normalised activities in the readout window of the free phase, by population index.
  var freeActivity: [Int: [Double]] = [:]
  /// Contrast of the branches divided by rule gain and beta, by plastic projection; sorted by source, then target.
  /// For clamped inputs it is the factor q of each target. The backward part is in `backward`.
  var forward: [[Double]] = []
  var backward: [[Double]?] = []
  /// Contrast of activities divided by beta, by population index.
  var biases: [Int: [Double]] = [:]
  /// Changes of drives over the last window of the free phase.
  var drift: [Double] = []
  var signal: [Double] = []
  var spikes = 0
  var events = 0
  /// The end of the free phase [ms].
  var freeEnd = 0.0
  /// True if activities changed by less than the tolerance; false also without one.
  var hasSettled = false

  var prediction: Int { scores.indices.max { scores[$0] < scores[$1] } ?? 0 }
}

/// One copy of the network, for one sample at a time; it shares its weights with all others.
final class SampleWorker {
  let plan: LearningPlan
  private let main: Simulation
  private let branch: Simulation?
  private let gains: [Double]
  /// True if the two branches of a sample run on two threads.
  private let splitsBranches: Bool

  init(
    _ plan: LearningPlan, stores: [WeightStore], splitsBranches: Bool = false
  ) throws(LearningError) {
    self.plan = plan
    self.splitsBranches = splitsBranches
    gains = plan.plastic.map { plan.gain($0) }
    main = try learning { () throws(SimulationError) in
      try Simulation(plan.network, seed: plan.seed, sharing: stores, rules: plan.rules)
    }
    branch =
      plan.settings.nudging.contrast().courses.count > 1
      ? try learning { () throws(SimulationError) in
        try Simulation(plan.network, seed: plan.seed, sharing: stores, rules: plan.rules)
      } : nil
  }

  /// Begins a life: a reset to the states of an independent run.
  func begin(_ run: Int) { main.reset(run: run) }

  /// The simulation that runs the free phase and the first branch, for observers.
  var simulation: Simulation { main }

  /// Runs the free phase of sample `index` of `data`, then, if it `learns`, the nudged branches.
  ///
  /// - Parameters:
  ///   - run: The number of the independent run.
  ///   - parameters: The biases, and the weights from clamped sources.
  ///   - sign: The sign of beta for random-sign nudging, and of the first nudge where nudges alternate; nil there:
  ///     a coin for each sample.
  ///   - continues: True if the network goes on from where it is.
  func run(
    _ run: Int, _ data: Dataset, _ index: Int, _ parameters: Parameters, learns: Bool = true,
    sign: Double? = 1, continues: Bool = false
  ) throws(LearningError) -> SampleOutcome {
    let x = data.row(index)
    return try learning { () throws(SimulationError) in
      let trains = data.trains?.trains(of: index)
      if continues {
        main.clearChanges()
        try main.nudge(
          plan.network.populations[plan.output].name,
          towards: Array(repeating: 0, count: plan.outputSize), beta: 0)
      } else {
        main.reset(run: run)
      }
      if let trains, let period = data.trains?.period {
        try main.play(
          trains, period: Milliseconds(period), of: plan.network.populations[plan.input].name)
      }
      return try simulate(
        run, drives: parameters.drives(plan, x, withInput: plan.clampsInput),
        rates: plan.clampsInput || trains != nil
          ? nil : x.map { $0 * plan.maximumRates[plan.input] },
        target: learns
          ? plan.settings.targets.values(label: data.labels[index], classes: plan.outputSize) : nil,
        sign: sign)
    }
  }

  private func simulate(
    _ run: Int, drives: [Int: [Double]], rates: [Double]?, target: [Double]?, sign: Double?
  ) throws(SimulationError) -> SampleOutcome {
    let names = plan.network.populations.map(\.name)
    let begin = (time: main.time, spikes: main.spikeCount, events: main.synapticEvents)
    for index in plan.stateful { try main.setDrives(drives[index]!, of: names[index]) }
    if let rates { try main.setRates(rates, of: names[plan.input], run: run) }
    var outcome = SampleOutcome()
    if target != nil && plan.settings.gate == .always {
      try setGates(main, .open(modulation: 1))
    }
    let needsFreePlasticity =
      target != nil && plan.settings.rule.needsBothPhases
      && !plan.settings.nudging.contrast().isPaired
    let earlier = try free(&outcome, opensGate: needsFreePlasticity)
    outcome.freeEnd = (main.time - begin.time).value
    outcome.scores = self.drives(of: main, plan.output)
    guard let target else {
      outcome.spikes = main.spikeCount - begin.spikes
      outcome.events = main.synapticEvents - begin.events
      return outcome
    }
    outcome.drift = zip(allDrives(of: main), earlier).map { $0 - $1 }
    try nudged(
      &outcome, target: target, plan.settings.nudging.contrast(sign: sign ?? coin(run)))
    outcome.spikes -= begin.spikes
    outcome.events -= begin.events
    return outcome
  }

  /// +1 or -1, for each run its own.
  private func coin(_ run: Int) -> Double {
    var coin = plan.seed.branch("orientation").branch(run).stream()
    return coin.uniform() < 0.5 ? -1 : 1
  }

  /// The free phase: returns the drives one readout window before its end.
  private func free(
    _ outcome: inout SampleOutcome, opensGate: Bool
  ) throws(SimulationError) -> [Double] {
    let phases = plan.settings.phases
    let window = phases.readout
    var end = main.time + phases.free
    if let tolerance = plan.settings.phases.settlingTolerance {
      var before: [Double]?
      let latest = end
      while main.time + window * 2 <= latest {
        main.clearCounts()
        try main.run(until: main.time + window)
        let now = plan.stateful.flatMap { activity(of: main, $0, over: window) }
        if let before {
          let change = zip(now, before).reduce(0) { $0 + ($1.0 - $1.1).magnitude }
          if change / Double(now.count) < tolerance {
            end = main.time + window
            outcome.hasSettled = true
            break
          }
        }
        before = now
      }
    }
    let readoutStart = end - window, gateStart = end - (phases.nudged - phases.onset)
    if opensGate && gateStart <= readoutStart {
      try main.run(until: gateStart)
      try setGates(main, .open(modulation: -1))
    }
    try main.run(until: readoutStart)
    let earlier = allDrives(of: main)
    main.clearCounts()
    if opensGate && gateStart > readoutStart {
      try main.run(until: gateStart)
      try setGates(main, .open(modulation: -1))
    }
    try main.run(until: end)
    if opensGate { try setGates(main, .closed) }
    for index in plan.stateful {
      outcome.freeActivity[index] = activity(of: main, index, over: window)
    }
    return earlier
  }

  /// The nudged branches, from the end of the free phase on, and their contrast.
  private func nudged(
    _ outcome: inout SampleOutcome, target: [Double], _ contrast: Contrast
  ) throws(SimulationError) {
    let freeDrives = allDrives(of: main)
    let freeSpikes = main.spikeCount, freeEvents = main.synapticEvents
    let courses: [Course]
    if contrast.courses.count == 1 {
      courses = [try run(main, contrast.courses[0], target: target)]
    } else {
      branch!.copy(from: main)
      courses = try both(contrast.courses, target: target)
    }
    outcome.forward = plan.plastic.map { _ in [] }
    outcome.backward = plan.plastic.map { _ in nil }
    outcome.spikes = freeSpikes
    outcome.events = freeEvents
    for (course, branches) in zip(courses, contrast.courses) {
      // One copy alone has the sign of each nudge in its changes already.
      let share = contrast.isSequential ? 1 : branches[0].share.real
      for k in plan.plastic.indices {
        add(course.changes[k], k, share * contrast.scale(over: gains[k]), to: &outcome)
      }
      outcome.spikes += course.spikes - freeSpikes
      outcome.events += course.events - freeEvents
    }
    let activities = courses.flatMap(\.activities)
    for index in plan.stateful {
      outcome.biases[index] = contrast.difference(
        activities.map { $0[index]! }, free: outcome.freeActivity[index]!
      ).map { plan.layerWeights[index] * $0 / contrast.distance }
    }
    outcome.signal = contrast.difference(courses.flatMap(\.drives), free: freeDrives)
  }

  /// The outcome of the branches of one copy.
  private struct Course: Sendable {
    /// The sum of the changes of all branches, each times its share where branches follow each other.
    var changes: [WeightChanges] = []
    /// Activities in the last readout window of each branch, by population index.
    var activities: [[Int: [Double]]] = []
    /// Drives at the end of each branch.
    var drives: [[Double]] = []
    var spikes = 0
    var events = 0
  }

  /// Runs both copies, at the same time if there are threads to spare.
  private func both(
    _ branches: [[Contrast.Branch]], target: [Double]
  ) throws(SimulationError) -> [Course] {
    // Each simulation is used by one of the two threads only.
    nonisolated(unsafe) let worker = self
    nonisolated(unsafe) let simulations = [main, branch!]
    return try Parallel.map(2, threads: splitsBranches ? 2 : 1) {
      (_, number) throws(SimulationError) in
      try unsafe worker.run(simulations[number], branches[number], target: target)
    }
  }

  /// Runs the branches of one copy. Where there is more than one, each has its share as the sign of plasticity.
  private func run(
    _ simulation: Simulation, _ branches: [Contrast.Branch], target: [Double]
  ) throws(SimulationError) -> Course {
    let phases = plan.settings.phases
    var result = Course()
    for branch in branches {
      let beta = branch.beta.real, sign = branches.count > 1 ? branch.share.real : 1
      let begin = simulation.time, end = begin + phases.nudged
      try nudge(simulation, beta: beta, target: target, part: 0)
      if phases.onset > .zero {
        try run(simulation, from: begin, until: begin + phases.onset, beta, target)
      }
      try setGates(simulation, .open(modulation: sign))
      try run(simulation, from: begin, until: end - phases.readout, beta, target)
      simulation.clearCounts()
      try run(simulation, from: begin, until: end, beta, target)
      result.activities.append(
        Dictionary(
          uniqueKeysWithValues: plan.stateful.map {
            ($0, activity(of: simulation, $0, over: phases.readout))
          }))
      result.drives.append(allDrives(of: simulation))
      if phases.tail > .zero && plan.settings.rule.hasTail {
        try setGates(simulation, .tail(modulation: sign))
        try simulation.run(until: end + phases.tail)
      }
      try setGates(simulation, .closed)
    }
    for plastic in plan.plastic { result.changes.append(try simulation.changes(of: plastic.name)) }
    result.spikes = simulation.spikeCount
    result.events = simulation.synapticEvents
    return result
  }

  private func add(
    _ changes: WeightChanges, _ k: Int, _ scale: Double, to outcome: inout SampleOutcome
  ) {
    switch changes {
    case .clamped(let q): add(q, scale, to: &outcome.forward[k])
    case .synapses(var forward, var backward):
      if let layout = plan.layouts[plan.plastic[k].name] {
        forward = layout.matrix(forward)
        backward = backward.map(layout.matrix)
      }
      add(forward, scale, to: &outcome.forward[k])
      if let backward {
        var sum = outcome.backward[k] ?? []
        add(backward, scale, to: &sum)
        outcome.backward[k] = sum
      }
    }
  }

  private func add(_ values: [Double], _ scale: Double, to sum: inout [Double]) {
    if sum.isEmpty {
      sum = values.map { scale * $0 }
    } else {
      for i in sum.indices { sum[i] += scale * values[i] }
    }
  }

  private func setGates(_ simulation: Simulation, _ gate: PlasticityGate) throws(SimulationError) {
    for plastic in plan.plastic { try simulation.setPlasticity(plastic.name, gate) }
  }

  private func activity(
    of simulation: Simulation, _ index: Int, over window: Milliseconds
  ) -> [Double] {
    let scale = 1 / (window.value * plan.maximumRates[index])
    return simulation.spikeCounts(of: plan.network.populations[index].name).map {
      Double($0) * scale
    }
  }

  private func drives(of simulation: Simulation, _ index: Int) -> [Double] {
    let population = plan.network.populations[index]
    return simulation.drives(of: population.name)
      ?? simulation.spikeCounts(of: population.name).map(Double.init)
  }

  private func allDrives(of simulation: Simulation) -> [Double] {
    plan.stateful.flatMap { drives(of: simulation, $0) }
  }
}
