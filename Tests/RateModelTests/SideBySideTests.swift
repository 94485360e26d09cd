import Networks
import Quantities
import Solvers
import Testing

@testable import RateModel

/// For one commit both rate models are here: they agree on 200 random networks.
@Suite struct SideBySideTests {
  /// The largest differences of drives and activities, of updates, and of paths in continuous time.
  struct Differences {
    var states = 0.0, updates = 0.0, paths = 0.0
    var relaxations = 0, fled = 0, sparse = 0, oneWay = 0, nudged = 0

    /// Relative to numbers above 1: units without refractoriness may run away.
    static func largest(_ a: [Double], _ b: [Double]) -> Double {
      zip(a, b).map { abs($0 - $1) / max(abs($0), abs($1), 1) }.max() ?? 0
    }
  }

  @Test func `both rate models settle in the same states and updates`() throws {
    var found = Differences()
    for seed in 0..<200 { try compare(UInt64(seed), &found) }
    print("side by side: \(found)")
    #expect(found.states < 1e-12)
    #expect(found.updates < 1e-12)
    // From rest units cross a threshold at which f has a vertical tangent: tolerances do not hold there.
    #expect(found.paths < 1e-7)
    #expect(found.relaxations > 700 && found.fled < found.relaxations / 10)
    #expect(found.sparse > 50 && found.oneWay > 50 && found.nudged > 500)
  }

  private func compare(_ seed: UInt64, _ found: inout Differences) throws {
    let given = try RandomNetwork(seed)
    let old = try RateNetwork(
      given.network, wirings: given.wirings, weights: [:], curves: given.curves)
    var values = ["input": Matrix(given.input, given.batch)]
    if !given.held.isEmpty {
      values["context"] = Matrix((0..<given.batch).flatMap { _ in given.held }, given.batch)
    }
    let settings = RelaxationSettings(step: 0.25, limit: 400, tolerance: 1e-12)
    if given.network.projections.contains(where: { !$0.isFull }) { found.sparse += 1 }
    if old.couplings.contains(where: { !$0.isSymmetric }) { found.oneWay += 1 }
    for cost in [Dynamics.Cost.matching, .squaredError] {
      let problem = try given.problem(cost)
      let machine = problem.machine()
      machine.steps = machine.steps.map { _ in 0.25 }
      var free = old.start(values)
      var states: [RateState] = [], own: [RateMachineState<Double>] = []
      for beta in [0, given.beta, -given.beta] {
        let nudge = RateNudge(
          layer: machine.architecture.output, strength: beta,
          targets: Matrix(given.targets, given.batch), readsDrive: cost == .matching)
        var state = free
        if let first = own.first { machine.restore(first) }
        var errors: [RateModelError?] = [nil, nil]
        do throws(RateModelError) {
          try old.relax(&state, nudge: beta == 0 ? nil : nudge, settings: settings)
        } catch { errors[0] = error }
        do throws(RateModelError) {
          try machine.settle(
            problem.parameters, limit: 400, tolerance: 1e-12, nudge: Nudge(beta))
        } catch { errors[1] = error }
        #expect(errors[0] == errors[1], "network \(seed)")
        found.relaxations += 1
        if errors[0] != nil {
          found.fled += 1
          return
        }
        if beta == 0 { free = state } else { found.nudged += 1 }
        states.append(state)
        own.append(machine.state)
        for layer in machine.u.indices {
          found.states = max(
            found.states, Differences.largest(machine.u[layer], state.drives[layer].storage),
            Differences.largest(machine.s[layer], state.activities[layer].storage))
        }
      }
      // The update, of weights that exist.
      let update = old.contrast(
        values, free: free, nudged: Array(states.dropFirst()),
        strengths: [given.beta, -given.beta])
      var gradient = problem.zeros
      let scale = 1 / (2 * given.beta * Double(given.batch))
      for (state, sign) in zip(own.dropFirst(), [scale, -scale]) {
        machine.restore(state)
        machine.addPrimitiveGradient(sign, anchor: state, into: &gradient)
      }
      for (index, connection) in machine.architecture.connections.enumerated() {
        var weights = update.weights[connection.name]!.storage
        for k in machine.architecture.absent(in: connection) { weights[k] = 0 }
        found.updates = max(
          found.updates, Differences.largest(weights, gradient.values[index]))
      }
      for (index, layer) in machine.architecture.layers.enumerated() {
        found.updates = max(
          found.updates,
          Differences.largest(
            update.biases[layer.name]!, gradient.values[gradient.biasIndex(index)]))
      }
      // In continuous time, with the time constant of each layer.
      guard given.batch == 1 else { continue }
      var path = old.start(values)
      machine.rest()
      let nudge = RateNudge(
        layer: machine.architecture.output, strength: given.beta,
        targets: Matrix(given.targets, 1), readsDrive: cost == .matching)
      try old.integrate(&path, for: 12.ms, nudge: nudge, tolerance: ODETolerance(1e-11))
      try machine.integrate(
        problem.parameters, for: 12, nudge: Nudge(given.beta), tolerance: ODETolerance(1e-11))
      found.paths = max(
        found.paths, Differences.largest(machine.flat, path.drives.flatMap(\.storage)))
    }
  }
}

extension Matrix {
  fileprivate init(_ values: [Double], _ rows: Int) {
    self.init(rows: rows, columns: values.count / rows, storage: values)
  }
}
