import Networks
import Protocols
import RealModule

/// Measurements on the states of a batch, which show whether they have settled and how active units are.
extension RateTrainer {
  /// Measurements on one batch at the present parameters, without noise.
  public struct Examination: Sendable {
    /// Distance by which states still move without nudging, in one step or in a nudged phase (the longer one), over the
    /// distance by which nudging moves them; nil where nudging moves nothing.
    public var drift: Double?
    /// Distance by which outputs still move without nudging, in one step or in a nudged phase (the longer one), over
    /// the distance of the targets; for `crossEntropy` over the norm of the layer that the readout reads.
    public var movement: Double?
    /// The error of outputs, from 0 to 1 (a whole class): the root of the mean squared error of outputs over the
    /// distance of the targets; for `crossEntropy` the cost over the cost of guessing.
    public var error = 0.0
    /// Fraction of the units of each layer that are inactive in all samples.
    public var silent: [Double] = []
    /// Fraction of the activities of each layer that are saturated; nil where the activation has no upper bound.
    public var saturated: [Double?] = []
  }

  /// The |s| below which a unit is inactive: its weights hardly learn.
  private static let inactive = 1e-3

  /// Lets a batch settle and nudges it, as `learn` does.
  ///
  /// - Parameters:
  ///   - inputs: One row for each sample.
  ///   - targets: One row for each sample.
  ///   - count: Number of samples.
  ///   - distance: Distance of the targets on (the label's class) and off (all others).
  ///   - samples: Indices of the samples, where states are kept from one epoch to the next.
  public func examine(
    inputs: [Float], targets: [Float], count: Int, distance: Double, samples: [Int]
  ) -> Examination {
    let machine = RateMachine<Float>(architecture, dynamics, classes: classes)
    machine.load(
      inputs: inputs[...], targets: targets[...], batch: count, parameters: parameters)
    switch settings.states {
    case .fresh: break
    case .persistent: machine.resume(samples.map { keptStates[$0] })
    case .continued: machine.resume((0..<count).map { keptStates[$0 % max(keptStates.count, 1)] })
    }
    let phases = settings.phases
    func move(_ steps: Int, _ beta: Double = 0) {
      machine.relax(
        parameters, limit: steps, tolerance: beta == 0 ? 0 : phases.tolerance, nudge: Complex(beta))
    }
    machine.relax(parameters, limit: phases.free, tolerance: phases.tolerance)
    let free = machine.state
    var result = Examination()
    result.error = error(machine, distance: distance, count: count)
    let outputs = outputs(machine)
    for index in architecture.layers.indices {
      result.silent.append(silent(free.s[index], rows: count))
      result.saturated.append(saturated(free.s[index], machine.functions[index]))
    }
    move(1)
    let next = machine.u, nextOutputs = self.outputs(machine)
    move(phases.nudged - 1)
    let later = machine.u
    let moved = max(
      Self.distance([nextOutputs], [outputs]), Self.distance([self.outputs(machine)], [outputs]))
    let zero = [Float](repeating: 0, count: outputs.count)
    let size =
      dynamics.cost == .crossEntropy
      ? Self.distance([outputs], [zero]) : distance * Double(count).squareRoot()
    result.movement = size > 0 ? moved / size : nil
    machine.restore(free)
    move(phases.nudged, settings.nudging.beta)
    let nudged = machine.u
    var other = later
    let contrast = settings.nudging.contrast().settled
    if contrast.free != 0 {
      other = free.u
    } else if contrast.betas.count == 2, contrast.betas[1] == -settings.nudging.beta {
      machine.restore(free)
      move(phases.nudged, contrast.betas[1])
      other = machine.u
    }
    let signal = Self.distance(nudged, other)
    if signal > 0 {
      result.drift = max(Self.distance(next, free.u), Self.distance(later, free.u)) / signal
    }
    return result
  }

  /// The error of the answers of the present state, from 0 to 1.
  private func error(_ machine: RateMachine<Float>, distance: Double, count: Int) -> Double {
    let costs = machine.costs(parameters).reduce(0, +) / Double(max(count, 1))
    if dynamics.cost == .crossEntropy {
      return min(costs / Double.log(Double(max(machine.targetCount, 2))), 1)
    }
    let read = outputs(machine)
    var sum = 0.0
    for k in machine.targets.indices {
      let difference = Double(read[k]) - Double(machine.targets[k])
      sum += difference * difference
    }
    return min((sum / Double(max(count, 1))).squareRoot() / distance, 1)
  }

  /// The quantity that the cost is read from: drives or activities of the output.
  private func outputs(_ machine: RateMachine<Float>) -> [Float] {
    let readsDrive = dynamics.cost == .matching || dynamics.formulation.descendsEnergy
    return readsDrive ? machine.u[architecture.output] : machine.s[architecture.output]
  }

  private func silent(_ activities: [Float], rows: Int) -> Double {
    let size = activities.count / max(rows, 1)
    let inactive = (0..<size).count { unit in
      (0..<rows).allSatisfy { abs(Double(activities[$0 * size + unit])) < Self.inactive }
    }
    return Double(inactive) / Double(max(size, 1))
  }

  private func saturated(_ activities: [Float], _ function: RateFunction) -> Double? {
    guard let edge = function.saturation else { return nil }
    return Double(activities.count { abs(Double($0)) > edge }) / Double(max(activities.count, 1))
  }

  /// The Euclidean distance of states.
  private static func distance(_ a: [[Float]], _ b: [[Float]]) -> Double {
    var sum = 0.0
    for (a, b) in zip(a, b) {
      for (x, y) in zip(a, b) {
        let difference = Double(x) - Double(y)
        sum += difference * difference
      }
    }
    return sum.squareRoot()
  }
}

extension RateFunction {
  /// The |s| from which on units are saturated: their slope is close to 0. nil where the activation has no upper bound.
  var saturation: Double? {
    switch self {
    case .hardSigmoid, .shiftedSigmoid, .sigmoid, .tanh: 0.99
    case .curve(let curve): (curve as? LIFCurve)?.highest.map { 0.9 * $0 }
    }
  }
}
