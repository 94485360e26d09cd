import EquilibriumPropagation
import Measurements
import Records
import Reports

/// Results of learning as records, from which files and figures are made.
enum LearnRecords {
  /// The raster of one sample, settling, rates, weights, and errors and cosines over epochs.
  static func figures(_ result: LearningResult, colours: NetworkColours?) -> [Figure?] {
    let weights = result.weights.sorted { $0.key < $1.key }.map {
      WeightTable(projection: $0.key, shape: [$0.value.count], values: $0.value)
    }
    let settling = result.activity.flatMap(Curves.settling)
    return [
      result.raster.map { .raster($0, colours: colours) },
      settling.map { .curves($0, named: "settling", colours: colours) },
      result.activity.flatMap {
        .histogram(Histogram($0), named: "rates", colours: colours)
      },
      .histogram(Histogram(weights: weights), colours: colours),
    ] + LearningCurves.figures(result.epochs, colours: colours)
  }
}
