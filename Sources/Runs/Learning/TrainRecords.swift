import Measurements
import Records
import Reports

/// Trainings of rate models as figures.
enum TrainRecords {
  /// Errors over epochs: the mean over seeds, with their range.
  static func figures(_ records: [Epoch]) -> [Figure] {
    let epochs = Set(records.map(\.epoch)).sorted()
    guard epochs.count > 1 else { return [] }
    func series(_ name: String, _ value: (Epoch) -> Double?) -> Curves.Series {
      let values = epochs.map { epoch in
        records.filter { $0.epoch == epoch }.compactMap(value).map { 100 * $0 }
      }
      let means = values.map { $0.isEmpty ? nil : $0.reduce(0, +) / Double($0.count) }
      let isRepeated = values.contains { $0.count > 1 }
      return Curves.Series(
        name: name, values: means, low: isRepeated ? values.map { $0.min() } : nil,
        high: isRepeated ? values.map { $0.max() } : nil)
    }
    var record = Curves(
      epochs: epochs.map(Double.init),
      series: [
        series("validation") { $0.validationError }, series("training") { $0.trainError },
      ], axis: "error (%)")
    let seeds = Set(records.map(\.repetition)).count
    if seeds > 1 { record.note = "mean and range of \(seeds) repetitions" }
    return [.curves(record, named: "error")]
  }
}
