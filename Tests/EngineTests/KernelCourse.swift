import Networks
import Quantities

@testable import Engine

/// One LIF unit between the arrivals of spikes, look by look: what the figure of `Documentation/lif-kernel.md` shows.
struct KernelCourse {
  /// A key that was set, and the unit at that time.
  struct Look {
    /// The time from which it holds [ms].
    var time: Double
    var key: Double
    var kind: KeyKind
    /// Input that the key allows, and V - theta.
    var budget: Double
    var y: Double
    /// V_inf - theta + R max(I, 0), towards which the membrane rises at most without input.
    var drive: Double
    /// True if an arrival spent the budget of the key before.
    var isSpent: Bool
  }
  /// The unit at one time: V, the course in the frame that V follows unless it is held, I, a and c.
  struct Sample {
    var time: Double
    var potential: Double, course: Double, current: Double
    var a: Double, c: Double
  }

  private(set) var looks: [Look] = []
  private(set) var samples: [Sample] = []
  /// Budgets after each arrival and each look.
  private(set) var budgets: [(time: Double, value: Double)] = []
  private(set) var spikes: [Double] = []
  private(set) var releases: [Double] = []
  static let membrane = LIF(
    membraneTimeConstant: 20.ms, capacitance: 20, rest: 0, threshold: 1, reset: 0,
    refractoryTime: 5.ms, current: 0.9, initial: .value(0.45),
    synapse: .exponential(excitatory: 10.ms, inhibitory: 10.ms))
  /// Times and weights of the spikes that arrive.
  static let arrivals = [
    (3.0, 0.03), (6, 0.03), (9, 0.3), (11, 0.04), (14, 0.5), (20, 0.4), (24, 0.3),
  ]
  static let end = 35.0

  init() throws {
    var units = LIFUnits(LIFPopulation(name: "unit", count: 1, parameters: Self.membrane)) { _ in
      nil
    }
    var last = 0.0
    look(units, at: 0, isSpent: false)
    for (arrival, weight) in Self.arrivals + [(Self.end, 0)] {
      while units.keys.least <= arrival {
        let time = units.keys.least
        sample(units, from: last, to: time)
        last = time
        if try units.advance(to: time) != nil {
          spikes.append(time)
          releases.append(units.releases[0])
        }
        look(units, at: time, isSpent: false)
      }
      sample(units, from: last, to: arrival)
      last = arrival
      guard weight > 0 else { break }
      var target: Int32 = 0, weight = weight
      unsafe units.receive(
        targets: &target, weights: &weight, order: nil, count: 1, SpikeEffect(), at: arrival)
      let isSpent = units.budget[0] < 0
      budgets.append((arrival, units.budget[0]))
      try units.settle(at: arrival)
      if isSpent { look(units, at: arrival, isSpent: true) }
    }
  }

  private mutating func look(_ units: borrowing LIFUnits, at time: Double, isSpent: Bool) {
    let isHeld = units.kind[0] == .held
    let from = isHeld ? units.releases[0] : time
    let state = units.state(of: 0, isHeld ? units.released[0] : units.shared.frame.values(at: time))
    let resistance = units.shared.response.resistance
    looks.append(
      Look(
        time: from, key: units.keys[0], kind: units.kind[0], budget: units.budget[0], y: state.y,
        drive: state.rest + resistance * max(state.excitatory, 0), isSpent: isSpent))
    budgets.append((time, units.budget[0]))
  }

  private mutating func sample(_ units: borrowing LIFUnits, from start: Double, to end: Double) {
    let steps = max(Int(((end - start) / 0.1).rounded(.up)), 1)
    for k in 0...steps {
      let time = start + (end - start) * Double(k) / Double(steps)
      let state = units.state(of: 0, units.shared.frame.values(at: time))
      let isHeld = time < units.releases[0]
      samples.append(
        Sample(
          time: time, potential: isHeld ? Self.membrane.reset : state.y + Self.membrane.threshold,
          course: state.y + Self.membrane.threshold, current: state.excitatory,
          a: units.excitatory[0], c: units.membrane[0]))
    }
  }
}
