import Engine
public import Networks
import Quantities

private let knownEnds = MeasurementCache<(Double, Double)>()
private let knownCharges = MeasurementCache<[Double]>()

extension Network {
  /// The network with numbers for all that its drive scales leave to measurement:
  ///
  ///     a = (u(0.9) - u(0.1)) / 0.8,   u_0 = u(0.1) - 0.1 a,
  ///
  /// where u(s) is the constant drive at which a unit without inputs fires at s r_max, under the conditions of its
  /// population: with its noise, adapted. Biases given as plain
  /// numbers become currents. The charge of a spike through a conductance is that of the constant drive with the same
  /// effect on the rate, at s = 0.5.
  ///
  /// *Errors*: those of the simulations; a membrane that does not reach 0.9 r_max.
  public func measured() throws(LearningError) -> Network {
    var result = self
    for index in populations.indices where !populations[index].isSource {
      guard var drive = populations[index].drive else { continue }
      let population = populations[index]
      if !drive.isKnown {
        let (low, high) = try knownEnds.value(for: population) { () throws(LearningError) in
          try Self.ends(population)
        }
        let unit = drive.unit ?? (high - low) / 0.8
        drive.unit = unit
        drive.zero = drive.zero ?? low - 0.1 * unit
      }
      if population.charges == nil {
        drive.charges = try knownCharges.value(for: population) { () throws(LearningError) in
          try Self.charges(population)
        }
      }
      if let biases = drive.biases {
        drive.biases = nil
        let all = biases.count == 1 ? Array(repeating: biases[0], count: population.size) : biases
        result.populations[index].setCurrents(all.map(drive.drive))
      }
      result.populations[index].drive = drive
    }
    return result
  }

  /// u(0.1) and u(0.9).
  private static func ends(_ population: Population) throws(LearningError) -> (Double, Double) {
    if case .lif(let membrane) = population.units, !population.hasMeasuredCurve {
      let curve = LIFCurve(membrane, maximumRate: population.maximumRate)
      let high = curve.inverse(0.9)
      guard high.isFinite else {
        throw .membrane(
          population: population.name, property: .maximumRate,
          found: "\(population.maximumRate) /ms",
          expected: "less than 1 / (0.9 t_ref): no drive makes its units fire at 0.9 of it")
      }
      return (curve.inverse(0.1), high)
    }
    let response = try UnitResponse(population)
    return (try response.drive(at: 0.1), try response.drive(at: 0.9))
  }

  /// The charge of one spike of weight 1 through each receptor [pA ms per unit of weight].
  private static func charges(_ population: Population) throws(LearningError) -> [Double] {
    let response = try UnitResponse(population)
    let center = try response.drive(at: 0.5)
    let span = try response.drive(at: 0.6) - response.drive(at: 0.4)
    var charges: [Double] = []
    let hasNames = !population.namedReceptors.isEmpty
    for (k, receptor) in population.receptors.enumerated() {
      // The statements of an arrival may do anything; then there is no time constant.
      let tau = receptor.timeConstant > .zero ? receptor.timeConstant : Milliseconds(10)
      let rate = 20 / tau.value, sign = k == 0 || hasNames ? 1.0 : -1.0
      // The weight grows until its effect is a tenth of s; then it is compared with that of a constant drive.
      var weight = sign * 1e-3, found = 0.0
      repeat {
        weight *= 2
        found = try UnitResponse(
          population, train: (rate, weight), through: hasNames ? receptor.name : nil
        ).activity(center)
      } while (found - 0.5).magnitude < 0.05 && weight.magnitude < 1e9
      let same = try response.drive(at: found, in: center - 8 * span...center + 8 * span)
      // Of a positive conductance that inhibits too: its polarity is told apart.
      let charge = (same - center) / (rate * weight)
      charges.append(hasNames && receptor.polarity < 0 ? -charge : charge)
    }
    return charges
  }
}
