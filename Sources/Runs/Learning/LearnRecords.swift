import EquilibriumPropagation
import Measurements
import Records
import Reports

/// Results of learning as records, from which files and figures are made.
enum LearnRecords {
  /// The raster of one sample, errors and cosines over epochs.
  static func figures(_ result: LearningResult, colours: NetworkColours?) -> [Figure] {
    var figures: [Figure] = []
    if let raster = result.raster {
      figures.append(.raster(raster, colours: colours))
    }
    if let activity = result.activity {
      if let curves = Curves.settling(activity) {
        figures.append(.curves(curves, named: "settling", colours: colours))
      }
      if let rates = Histogram(rates: activity.rates) {
        figures.append(.histogram(rates, named: "rates", colours: colours))
      }
    }
    let weights = result.weights.sorted { $0.key < $1.key }.map {
      WeightTable(projection: $0.key, shape: [$0.value.count], values: $0.value)
    }
    if let weights = Histogram(weights: weights) {
      figures.append(.histogram(weights, colours: colours))
    }
    let epochs = result.epochs.map { Double($0.epoch) }
    guard epochs.count > 1 else { return figures }
    func percent(_ value: Double?) -> Double? { value.map { 100 * $0 } }
    var series = [
      Curves.Series(
        name: "validation", values: result.epochs.map { percent($0.validationError) }),
      Curves.Series(
        name: "training", values: result.epochs.map { percent($0.trainError) }),
    ]
    if result.epochs.allSatisfy({ $0.validationError == nil }) {
      series[0] = Curves.Series(
        name: "training, after the epoch",
        values: result.epochs.map { percent($0.trainErrorAfter) })
    }
    if result.epochs.contains(where: { $0.twinValidationError != nil }) {
      series.append(
        Curves.Series(
          name: "validation, rate twin",
          values: result.epochs.map { percent($0.twinValidationError) }))
    }
    figures.append(
      .curves(Curves(epochs: epochs, series: series, axis: "error (%)"), named: "error"))
    let compared = result.epochs.filter { !$0.agreements.isEmpty }
    let parts = ["total", "symmetric", "forward"]
    let part = parts.first { part in
      compared.contains { $0.agreements.contains { $0.part == part } }
    }
    if let part, compared.count > 1 {
      let cosines = Curves.cosines(
        epochs: compared.map { Double($0.epoch) },
        agreements: compared.map(\.agreements), part: part)
      figures.append(.curves(cosines, named: "cosine", colours: colours))
    }
    return figures
  }
}
