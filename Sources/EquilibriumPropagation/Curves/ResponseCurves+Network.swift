import Measurements
import Networks
import RateModel

extension ResponseCurves {
  /// The curves of the layers of a rate model of `network`, whose scales are known; nil if all units are dimensionless with
  /// a curve in closed form.
  init?(_ network: Network, _ architecture: Architecture) {
    self.init()
    var isPlain = true
    let drives = (-100...300).map { 0.005 * Double($0) }
    for layer in architecture.layers {
      guard let population = network.population(layer.name), let drive = population.drive,
        let function = layer.function
      else { continue }
      if population.hasMeasuredCurve { isPlain = false }
      if drive != .plain(drive.maximumRate) { isPlain = false }
      curves.append(
        Curve(
          population: population.name, maximumRate: drive.maximumRate, unit: drive.unit ?? 1,
          zero: drive.zero ?? 0, charges: population.charges ?? [], drives: drives,
          activities: drives.map(function.value)))
    }
    if isPlain { return nil }
  }
}
