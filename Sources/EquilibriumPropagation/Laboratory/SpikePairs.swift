import Engine
import Networks
import Plasticity
import Quantities

/// Synapses between units that fire at given times, on which rules are measured.
enum SpikePairs {
  /// The change of one synapse's weight for each pair of spike trains, plasticity being on in `open` [ms].
  ///
  /// All units lie in one simulation: pre unit k connects to post unit k, whose membranes are relays
  /// that one strong jump fires at once.
  static func changes(
    _ rule: any SpikeTimingRule, pre: [[Double]], post: [[Double]], open: ClosedRange<Double>,
    tail: Double = 0, weight: Double
  ) throws(LearningError) -> [Double] {
    let relay = LIF(
      membraneTimeConstant: 10.ms, capacitance: 1, rest: 0, threshold: 1e6, reset: 0,
      refractoryTime: 0.ms, synapse: .jump)
    let network = Network(
      populations: [
        Population("pre", size: pre.count, .source(.spikes(pre))),
        Population("times", size: post.count, .source(.spikes(post))),
        Population("post", size: post.count, .lif(relay)),
      ],
      projections: [
        Projection(from: "times", to: "post", connectivity: .oneToOne, weights: .constant(1e9)),
        Projection(
          from: "pre", to: "post", name: "synapses", connectivity: .oneToOne,
          weights: .constant(weight)),
      ])
    return try learning { () throws(SimulationError) in
      let simulation = try Simulation(network, seed: Seed(0), rules: ["synapses": rule])
      try simulation.run(until: Milliseconds(open.lowerBound))
      try simulation.setPlasticity("synapses", .open(modulation: 1))
      try simulation.run(until: Milliseconds(open.upperBound))
      if tail > 0 {
        try simulation.setPlasticity("synapses", .tail(modulation: 1))
        try simulation.run(until: Milliseconds(open.upperBound + tail))
      }
      try simulation.setPlasticity("synapses", .closed)
      guard case .synapses(let forward, _) = try simulation.changes(of: "synapses") else {
        return []
      }
      return forward
    }
  }

  /// A Poisson train with the rate s r_max, and (s + delta (1 - e^{-(t - open)/settling})) r_max after
  /// `open`, up to `end` [ms].
  static func train(
    _ s: Double, _ delta: Double, rate: Double, open: Double, settling: Double, end: Double,
    _ stream: inout RandomStream
  ) -> [Double] {
    let most = rate * (s + delta.magnitude)
    guard most > 0 else { return [] }
    var times: [Double] = []
    var time = stream.exponential(rate: most)
    while time < end {
      let now = time > open ? s + delta * RuleLaboratory.rise(time - open, settling) : s
      if stream.uniform() * most < rate * now { times.append(time) }
      time += stream.exponential(rate: most)
    }
    return times
  }
}
