import EquilibriumPropagation
import Records
import Reports

/// Results of learning as records, which files and figures are made from.
enum LearnRecords {
  static func agreement(_ agreement: Agreement) -> AgreementRecord {
    AgreementRecord(
      projection: agreement.projection, part: agreement.part, reference: agreement.reference,
      cosine: agreement.cosine, signAgreement: agreement.signAgreement,
      relativeSize: agreement.relativeSize, rmse: agreement.rmse, count: agreement.count)
  }

  static func result(_ result: LearningResult, name: String) -> ResultRecord {
    var record = ResultRecord()
    record.name = name
    record.epochs = result.epochs.last?.epoch ?? 0
    record.bestEpoch = result.bestEpoch
    record.validationError = result.validationError
    record.twinValidationError = result.epochs.compactMap(\.twinValidationError).min()
    record.testCount = result.testCount
    if result.testCount > 0 { record.testError = result.testError }
    record.twinTestError = result.twinTestError
    record.transferTestError = result.transferTestError
    // Once nothing is wrong any more there is no gradient, and cosines are noise: those of the weights that are
    // kept count.
    let compared =
      result.epochs.last { !$0.agreements.isEmpty && $0.epoch <= result.bestEpoch }
      ?? result.epochs.last { !$0.agreements.isEmpty }
    record.agreements = compared?.agreements.map(agreement) ?? []
    for epoch in result.epochs {
      record.spikes += epoch.spikes ?? 0
      record.synapticEvents += epoch.synapticEvents ?? 0
      record.seconds += epoch.seconds ?? 0
      record.processorSeconds += epoch.processorSeconds ?? 0
    }
    record.wasCancelled = result.wasCancelled
    return record
  }

  /// The raster of one sample, errors and cosines over epochs.
  static func figures(_ result: LearningResult, colours: NetworkColours?) -> [Figure] {
    var figures: [Figure] = []
    if let raster = result.raster {
      figures.append(.raster(record(raster), colours: colours))
    }
    if let activity = result.activity.map(record) {
      if let curves = CurveRecord.settling(activity) {
        figures.append(.curves(curves, named: "settling", colours: colours))
      }
      if let rates = HistogramRecord(rates: activity.rates) {
        figures.append(.histogram(rates, named: "rates", colours: colours))
      }
    }
    let weights = result.weights.sorted { $0.key < $1.key }.map {
      WeightTable(projection: $0.key, shape: [$0.value.count], values: $0.value)
    }
    if let weights = HistogramRecord(weights: weights) {
      figures.append(.histogram(weights, colours: colours))
    }
    let epochs = result.epochs.map { Double($0.epoch) }
    guard epochs.count > 1 else { return figures }
    func percent(_ value: Double?) -> Double? { value.map { 100 * $0 } }
    var series = [
      CurveRecord.Series(
        name: "validation", values: result.epochs.map { percent($0.validationError) }),
      CurveRecord.Series(
        name: "training", values: result.epochs.map { percent($0.trainError) }),
    ]
    if result.epochs.allSatisfy({ $0.validationError == nil }) {
      series[0] = CurveRecord.Series(
        name: "training, after the epoch",
        values: result.epochs.map { percent($0.trainErrorAfter) })
    }
    if result.epochs.contains(where: { $0.twinValidationError != nil }) {
      series.append(
        CurveRecord.Series(
          name: "validation, rate twin",
          values: result.epochs.map { percent($0.twinValidationError) }))
    }
    figures.append(
      .curves(CurveRecord(epochs: epochs, series: series, axis: "error (%)"), named: "error"))
    let compared = result.epochs.filter { !$0.agreements.isEmpty }
    let parts = ["total", "symmetric", "forward"]
    let part = parts.first { part in
      compared.contains { $0.agreements.contains { $0.part == part } }
    }
    if let part, compared.count > 1 {
      let cosines = CurveRecord.cosines(
        epochs: compared.map { Double($0.epoch) },
        agreements: compared.map { $0.agreements.map(agreement) }, part: part)
      figures.append(.curves(cosines, named: "cosine", colours: colours))
    }
    return figures
  }

  static func record(_ profile: ActivityProfile) -> ActivityRecord {
    var record = ActivityRecord(
      samples: profile.samples, bin: profile.bin,
      phases: [
        RasterRecord.Phase(name: "free", start: 0, end: profile.freeEnd),
        RasterRecord.Phase(name: "nudged", start: profile.freeEnd, end: profile.end),
      ])
    record.groups = zip(profile.groups, profile.rates).map {
      ActivityRecord.Group(name: $0, rates: $1)
    }
    record.rates = zip(profile.populations, profile.unitRates).map {
      ActivityRecord.Rates(population: $0, values: $1)
    }
    return record
  }

  static func record(_ raster: PhaseRaster) -> RasterRecord {
    let spikes = SpikeTable(
      populations: raster.names, sizes: raster.sizes, times: raster.times,
      population: raster.population, unit: raster.unit)
    let start = raster.phases.first?.start ?? 0
    let end = raster.phases.last?.end ?? raster.times.last ?? 0
    var record = RasterRecord(spikes: spikes, start: start, end: end)
    record.phases = raster.phases.map {
      RasterRecord.Phase(name: $0.name, start: $0.start, end: $0.end)
    }
    let sample = raster.sample.map {
      "test sample \($0), \(raster.isChosen == true ? "chosen by learning.raster" : "the first"), "
    }
    record.label =
      (sample ?? "") + "label \(raster.label)" + (raster.prediction.map { ", answer \($0)" } ?? "")
    if !raster.membraneTimes.isEmpty {
      record.traces = [
        RasterRecord.Trace(
          name: raster.membraneName, axis: "V", times: raster.membraneTimes,
          values: raster.membrane, threshold: raster.membraneThreshold,
          spikeTimes: record.spikeTimes(of: raster.membraneName))
      ]
    }
    return record
  }

  // MARK: - Checkpoints

  /// What a checkpoint says besides numbers.
  private struct Facts: Codable {
    var course: LearningCourse
    var names: [String]
  }

  static func file(_ checkpoint: LearningCheckpoint) throws -> CheckpointFile {
    try CheckpointFile(
      encoding: Facts(course: checkpoint.course, names: checkpoint.arrays.map(\.name)),
      arrays: checkpoint.arrays.map { .doubles($0.values) })
  }

  /// The checkpoint in `file`.
  static func checkpoint(_ file: CheckpointFile, path: String) throws -> LearningCheckpoint {
    guard let facts = file.facts(as: Facts.self) else {
      throw RecordError.damaged(path: path, reason: "its facts cannot be read")
    }
    let arrays = file.arrays.compactMap(\.doubles)
    guard arrays.count == facts.names.count, arrays.count == file.arrays.count else {
      throw RecordError.damaged(path: path, reason: "it belongs to another kind of training")
    }
    var checkpoint = LearningCheckpoint(course: facts.course)
    checkpoint.arrays = zip(facts.names, arrays).map { ($0, $1) }
    return checkpoint
  }
}
