/// Samples that are spike trains: an array [spikes, 3] of sample, unit and time [ms] in NumPy's format, and an array
/// [samples] of their classes.
struct TrainFiles {
  let path: String
  let trains: SpikeTrains
  let labels: [Int]

  /// The samples in these files.
  ///
  /// - Parameters:
  ///   - path: The array of spikes.
  ///   - labelPath: The array of classes.
  ///   - units: The number of units; nil for the greatest in the file plus one.
  ///   - period: The length of a sample [ms]; nil for the last time in the file, in whole ms above it.
  init(
    _ path: String, labels labelPath: String, units: Int?, period: Double?, maximumRate: Double,
    decode: ArrayDecoder
  ) throws(DatasetError) {
    self.path = path
    guard case .numbers(let labels) = try LabelledArrays.labels(labelPath, decode) else {
      preconditionFailure("Labels of an array are numbers.")
    }
    self.labels = labels
    let array = try LabelledArrays.read(path, decode)
    guard array.shape.count == 2, array.shape[1] == 3 else {
      throw DatasetError(
        .rank, in: path, found: "an array of shape \(array.shape)",
        expected: "[spikes, 3]: sample, unit and time [ms] of each spike",
        remedy: "Write one row for each spike.")
    }
    var spikes: [(sample: Int, unit: Int, time: Double)] = []
    spikes.reserveCapacity(array.shape[0])
    for row in 0..<array.shape[0] {
      let sample = array.values[3 * row], unit = array.values[3 * row + 1]
      let time = array.values[3 * row + 2]
      func refuse(_ what: String, _ value: Double, _ expected: String) -> DatasetError {
        DatasetError(
          .value, in: path, found: "the \(what) \(value) in row \(row)", expected: expected,
          remedy: "Correct the row, or leave it out.")
      }
      guard let sample = Int(exactly: sample), labels.indices.contains(sample) else {
        throw refuse("sample", sample, "0 to \(labels.count - 1), as there are labels")
      }
      guard let unit = Int(exactly: unit), unit >= 0, unit < units ?? Self.mostUnits else {
        throw refuse("unit", unit, "0 to \((units ?? Self.mostUnits) - 1)")
      }
      guard time >= 0, time < period ?? .greatestFiniteMagnitude else {
        throw refuse(
          "time", time, "0 ms or more" + (period.map { ", and less than \($0) ms" } ?? ""))
      }
      spikes.append((sample, unit, time))
    }
    let last = spikes.reduce(0) { max($0, $1.time) }
    trains = SpikeTrains(
      spikes, samples: labels.count,
      units: units ?? (spikes.reduce(-1) { max($0, $1.unit) } + 1),
      period: period ?? last.rounded(.down) + 1, maximumRate: maximumRate)
    guard trains.units > 0 else {
      throw DatasetError(
        .truncated, in: path, found: "no spikes", expected: "one or more",
        remedy: "Give another file.")
    }
  }

  /// The limit of units; each is a unit of the network.
  private static let mostUnits = 1 << 20

  /// The three parts of `request`.
  static func split(
    _ request: DatasetRequest, decode: ArrayDecoder
  ) throws(DatasetError) -> Split {
    guard let labels = request.labelPath else {
      throw request.refusal(
        "no file of labels", "one", "Give the classes of the samples as data.labels: y.npy.")
    }
    let rate = request.maximumRate ?? 1
    let training = try TrainFiles(
      request.path ?? "", labels: labels, units: request.units, period: request.period,
      maximumRate: rate, decode: decode)
    var testing: TrainFiles?
    if let path = request.testPath {
      guard let labels = request.testLabelPath else {
        throw request.refusal(
          "no file of test labels", "one", "Give it as data.test_labels: y.npy.")
      }
      testing = try TrainFiles(
        path, labels: labels, units: request.units ?? training.trains.units,
        period: request.period ?? training.trains.period, maximumRate: rate, decode: decode)
    }
    let classes = ((training.labels + (testing?.labels ?? [])).max() ?? 0) + 1
    let parts = try FileParts(
      request, count: training.labels.count, testCount: testing?.labels.count,
      source: training.path)
    return parts.split { name, indices, isOfTestFile in
      let file = isOfTestFile ? testing! : training
      let trains = file.trains.subset(indices)
      return Dataset(
        name: "trains/" + name, trains: trains, labels: indices.map { file.labels[$0] },
        classes: classes)
    }
  }
}
