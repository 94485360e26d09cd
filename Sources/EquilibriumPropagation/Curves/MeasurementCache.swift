import Networks
import Synchronization

/// Measurements of membranes in this process: networks that are learned, compared and referred to one after another
/// measure each membrane once.
final class MeasurementCache<Value: Sendable>: Sendable {
  private let values = Mutex<[String: Value]>([:])

  /// The value for these units at this r_max, measured unless it is known.
  func value(
    for population: Population, _ measure: () throws(LearningError) -> Value
  ) throws(LearningError) -> Value {
    let noise = population.noiseOfCurve.map { "\($0)" } ?? "quiet"
    let key =
      "\(population.units) at \(population.maximumRate), \(noise), \(population.curve.isAdapted)"
    if let known = values.withLock({ $0[key] }) { return known }
    let value = try measure()
    values.withLock { $0[key] = value }
    return value
  }
}
