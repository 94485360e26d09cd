import Engine
import Networks
import Quantities
import RateModel
import Solvers

/// The f-I curves of populations without a closed form, measured by simulation and interpolated.
enum FICurves {
  private static let cache = MeasurementCache<TabulatedCurve>()

  /// The curves of all populations of `network` without a curve in closed form, by name, in the numbers of their drive
  /// scales.
  static func measured(_ network: Network) throws(LearningError) -> [String: any Activation] {
    var curves: [String: any Activation] = [:]
    for population in network.populations {
      guard population.hasMeasuredCurve else { continue }
      let curve = try cache.value(for: population) {
        () throws(LearningError) in try measure(population)
      }
      curves[population.name] = population.drive.map { ScaledCurve(curve, $0) } ?? curve
    }
    return curves
  }

  /// The curve of the units of one population, s = f(u), at drives from the foot to one with s = 1.1, or with 0.95 of the
  /// rate that the refractory time allows, or 0.8 if neither is reached.
  static func measure(_ population: Population) throws(LearningError) -> TabulatedCurve {
    let response = try UnitResponse(population)
    if response.hasNoise { return try measureWithNoise(population, response) }
    let highest = 0.95 * (population.highestRate ?? .infinity) / population.maximumRate
    let foot = try response.drive(at: 1e-9)
    let top: Double
    do throws(LearningError) { top = try response.drive(at: min(1.1, highest)) } catch {
      top = try response.drive(at: 0.8)
    }
    var drives = [foot - 1e-9 * max((top - foot), foot.magnitude)], activities = [0.0]
    let points = 48
    for k in 1...points {
      // Points are denser near the foot, where curves bend.
      let x = Double(k) / Double(points)
      let drive = foot + (top - foot) * x * x
      drives.append(drive)
      activities.append(try response.activity(drive))
    }
    do throws(SolverError) {
      return try TabulatedCurve(drives: drives, activities: activities)
    } catch { throw .reference(.integration("\(error)")) }
  }

  /// The curve under noise, which has no foot: 0 is where it would be if it went on as it begins.
  private static func measureWithNoise(
    _ population: Population, _ response: UnitResponse
  ) throws(LearningError) -> TabulatedCurve {
    let highest = 0.95 * (population.highestRate ?? .infinity) / population.maximumRate
    let foot = try response.drive(at: 2e-3), next = try response.drive(at: 6e-3)
    let top: Double
    do throws(LearningError) { top = try response.drive(at: min(1.1, highest)) } catch {
      top = try response.drive(at: 0.8)
    }
    var drives = [2 * foot - next], activities = [0.0]
    let points = 32
    for k in 0...points {
      let x = Double(k) / Double(points)
      let drive = foot + (top - foot) * x * (0.25 + 0.75 * x)
      drives.append(drive)
      activities.append(max(try response.activity(drive), activities[k]))
    }
    do throws(SolverError) {
      return try TabulatedCurve(drives: drives, activities: activities)
    } catch { throw .reference(.integration("\(error)")) }
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
