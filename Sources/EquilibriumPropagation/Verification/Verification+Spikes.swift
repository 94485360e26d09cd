import Engine
import Measurements
import Networks
import Quantities
import Solvers

/// Checks of a recurrent network whose LIF units are solved in closed form, and integrated by each GSL stepper:
/// spikes are the same, and closer to each other with a tighter tolerance.
extension Verification {
  static func spikes(_ scope: Scope) throws(LearningError) -> [Check] {
    let watch = Stopwatch()
    let duration: Milliseconds = scope.quick ? 40.ms : 100.ms
    let exact = try spikeTimes(nil, scope.seed, duration)
    var count = 0.0, ratio = 0.0
    var high = 0.0, low = 0.0
    var lines: [String] = []
    for stepper in Stepper.allCases {
      // Steppers of low order need many steps, so their tolerance is looser.
      let loose: Double =
        switch stepper {
        case .rk1imp: 1e-4
        case .rk2, .rk2imp: 1e-6
        default: 1e-8
        }
      var errors: [Double] = []
      for tolerance in [loose, loose / 100] {
        let integration = Integration(
          stepper: stepper.rawValue, absoluteTolerance: tolerance, relativeTolerance: tolerance)
        let found = try spikeTimes(integration, scope.seed, duration)
        guard found.units == exact.units else {
          count += 1
          errors.append(.infinity)
          continue
        }
        errors.append(zip(found.times, exact.times).map { ($0 - $1).magnitude }.max() ?? 0)
      }
      if loose == 1e-8 { high = max(high, errors[1]) } else { low = max(low, errors[1]) }
      // Smaller differences come from rounding and from the location of crossings.
      if errors[1] > 1e-10 { ratio = max(ratio, errors[1] / errors[0]) }
      lines.append(
        "\(stepper.rawValue): max |dt| \(Number.text(errors[0])) ms at \(Number.text(loose)), "
          + "\(Number.text(errors[1])) ms at \(Number.text(loose / 100))")
    }
    let seconds = watch.seconds / 4
    let details =
      "12 regular inputs, 20 LIF units (tau_m 10 ms, tau_ex 2 ms, tau_in 5 ms), recurrent with "
      + "delays, \(duration): \(exact.times.count) spikes\n" + lines.joined(separator: "\n")
    return [
      .atMost(
        "closed form and \(Stepper.allCases.count) GSL steppers: trains that differ", count, 0,
        measured: "\(Int(count)) of \(2 * Stepper.allCases.count)", seconds: seconds,
        details: details),
      .atMost(
        "closed form and GSL steppers of order 4 up, tolerance 1e-10: max |dt| [ms]", high, 1e-5,
        seconds: seconds, details: details),
      .atMost(
        "closed form and rk1imp (1e-6), rk2, rk2imp (1e-8): max |dt| [ms]", low, 0.1,
        seconds: seconds, details: details),
      .atMost(
        "GSL steppers: max |dt| when the tolerance is 100 times tighter", ratio, 0.5,
        seconds: seconds, details: details),
      try receptors(scope.seed, duration * 2),
    ]
  }

  /// Three receptors in each unit, in closed form and integrated.
  private static func receptors(
    _ seed: Seed, _ duration: Milliseconds
  ) throws(LearningError) -> Check {
    let watch = Stopwatch()
    let synapse = Synapse.receptors([
      Receptor("ampa", timeConstant: 2.ms), Receptor("nmda", timeConstant: 100.ms),
      Receptor("gaba", timeConstant: 10.ms),
    ])
    let exact = try spikeTimes(nil, seed, duration, synapse)
    let integrated = try spikeTimes(
      Integration(stepper: "rk8pd", absoluteTolerance: 1e-13, relativeTolerance: 1e-13), seed,
      duration, synapse)
    let distance = zip(exact.times, integrated.times).map { ($0 - $1).magnitude }.max() ?? 0
    return .atMost(
      "AMPA, NMDA and GABA in one cell, closed form and GSL: max |dt| [ms]",
      exact.units == integrated.units ? distance : .infinity, 1e-9, seconds: watch.seconds,
      details:
        "the same network; tau 2, 100 and 10 ms, inputs with fractions 0.9 and 0.1 of AMPA and NMDA, \(duration): "
        + "\(exact.times.count) spikes, rk8pd at 1e-13")
  }

  private static func spikeTimes(
    _ integration: Integration?, _ seed: Seed, _ duration: Milliseconds,
    _ synapse: Synapse = .exponential(excitatory: 2.ms, inhibitory: 5.ms)
  ) throws(LearningError) -> (times: [Double], units: [Int32]) {
    let membrane = LIF(
      membraneTimeConstant: 10.ms, capacitance: 250, rest: -70, threshold: -55, reset: -70,
      refractoryTime: 2.ms, current: 360,
      synapse: synapse)
    let units: Population.Units =
      integration.map { .membrane(LIFEquations(membrane), $0) } ?? .lif(membrane)
    let hasNames = !membrane.namedReceptors.isEmpty
    var network = Network(
      populations: [
        Population(
          "input", size: 12,
          .source(.regular(rates: (0..<12).map { 0.05 + 0.01 * Double($0) }, phase: .random))),
        Population("cells", size: 20, units),
      ],
      projections: [
        Projection(
          from: "input", to: "cells", connectivity: .probability(0.5),
          weights: .uniform(0, 150), delay: .uniform(1.ms)),
        Projection(
          from: "cells", to: "cells", connectivity: .probability(0.3),
          weights: .uniform(-60, hasNames ? 0 : 60), delay: .uniform(1.5.ms)),
      ])
    if hasNames {
      network.projections[0].receptors = [
        ReceptorShare("ampa", fraction: 0.9), ReceptorShare("nmda", fraction: 0.1),
      ]
      network.projections[1].receptors = [ReceptorShare("gaba")]
    }
    let described = network
    return try learning { () throws(SimulationError) in
      let simulation = try Simulation(described, seed: seed.branch("spikes"))
      let recorder = SpikeRecorder()
      simulation.add(observer: recorder)
      try simulation.run(until: duration)
      // Spikes of each unit after those of the unit before: units that spike within an error of each other may swap.
      let spikes = recorder.spikes
      let order = (0..<spikes.count).filter { spikes.populations[$0] == 1 }.sorted {
        (spikes.units[$0], spikes.times[$0]) < (spikes.units[$1], spikes.times[$1])
      }
      return (order.map { spikes.times[$0] }, order.map { spikes.units[$0] })
    }
  }
}
