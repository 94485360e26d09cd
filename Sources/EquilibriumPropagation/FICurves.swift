import Engine
import Networks
import Quantities
import RateModel
import Solvers

/// The f-I curves of populations without a closed form, measured by simulation and interpolated.
enum FICurves {
  /// The curves of all populations of `network` whose membranes are integrated, by name.
  static func measured(_ network: Network) throws(LearningError) -> [String: any Activation] {
    var curves: [String: any Activation] = [:]
    for population in network.populations {
      guard case .membrane(let equations, let integration) = population.units else { continue }
      curves[population.name] = try measure(
        equations, integration, maximumRate: population.maximumRate, name: population.name)
    }
    return curves
  }

  /// The curve of one membrane, at drives from 0 to one with s >= 0.8; s = 1 is not reached with a refractory time.
  ///
  /// Each drive is held for 2000 ms; spikes of the first 500 ms are left out.
  static func measure(
    _ equations: any MembraneEquations, _ integration: Integration, maximumRate: Double,
    name: String
  ) throws(LearningError) -> TabulatedCurve {
    var top = max(equations.current.magnitude, 1)
    while try rate(equations, integration, top, name) < 0.8 * maximumRate && top < 1e7 { top *= 2 }
    var drives: [Double] = [], activities: [Double] = []
    let points = 48
    for k in 0...points {
      // Points are denser near the onset, where curves bend.
      let x = Double(k) / Double(points)
      let drive = top * x * x
      drives.append(drive)
      activities.append(try rate(equations, integration, drive, name) / maximumRate)
    }
    do throws(SolverError) {
      return try TabulatedCurve(drives: drives, activities: activities)
    } catch { throw .reference(.integration("\(error)")) }
  }

  /// The stationary rate for a constant drive [1/ms].
  private static func rate(
    _ equations: any MembraneEquations, _ integration: Integration, _ drive: Double, _ name: String
  ) throws(LearningError) -> Double {
    var driven = equations
    driven.current = drive
    let late = try spikes(of: .membrane(driven, integration), name).times.filter { $0 > 500 }
    guard let first = late.first, let last = late.last, late.count > 1 else { return 0 }
    return Double(late.count - 1) / (last - first)
  }

  /// The spikes of one unit without inputs in 2000 ms.
  static func spikes(
    of units: Population.Units, _ name: String
  ) throws(LearningError) -> SpikeBatch {
    let network = Network(populations: [Population(name, size: 1, units)], projections: [])
    return try learning { () throws(SimulationError) in
      let simulation = try Simulation(network, seed: Seed(0))
      let recorder = SpikeRecorder()
      simulation.add(observer: recorder)
      try simulation.run(until: 2000.ms)
      return recorder.spikes
    }
  }
}
