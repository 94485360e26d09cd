public import Measurements
import Records

extension SummaryTable {
  /// Cosines, sizes and noise of each rule, projection by projection.
  ///
  /// - Parameter hasSymmetricPart: True if the symmetric part has rows, although it is the total.
  public init(_ record: ComparisonTable, hasSymmetricPart: Bool = false) {
    let keys = record.rows.first?.point.keys.sorted() ?? []
    self.init(
      title: record.name,
      columns: keys.map { .text($0) } + [
        .text("rule"), .text("projection"), .text("part"), .number("cos rate EP"),
        .number("± seeds"), .number("± samples"), .number("signs"), .number("size"),
        .number("cos RBP"), .number("cos BPTT"), .number("predicted"), .number("floor"),
        .number("signal/noise"),
      ])
    for row in record.rows where hasSymmetricPart || row.part != "symmetric" {
      let agreement = row.agreements.first { $0.reference == "rate EP" }
      func cosine(_ value: Double?) -> Cell {
        Cell(value.map { Self.fixed($0, abs($0) > 0.99 && abs($0) < 1 ? 4 : 3) } ?? "-")
      }
      add(
        keys.map { Cell(row.point[$0] ?? "") } + [
          Cell(row.rule), Cell(row.projection), Cell(row.part),
          Cell(
            cosine(agreement?.cosine).text,
            row.part == "total" ? Self.emphasis(agreement?.cosine ?? 0) : .none),
          Cell(Self.significant(row.cosineDeviation)), Cell(Self.significant(row.groupDeviation)),
          Cell(agreement.map { Self.percent($0.signAgreement) } ?? "-"),
          Cell(agreement.map { Self.significant($0.relativeSize) } ?? "-"),
          cosine(row.cosine("RBP")), cosine(row.cosine("BPTT")), cosine(row.predictedCosine),
          Cell(Self.significant(row.floor)), Cell(row.signalToNoise.map(Self.significant) ?? "-"),
        ])
    }
    let deviations =
      "± seeds, ± samples: standard deviation (n - 1) of the cosine over seeds, and over groups of samples."
    notes =
      [record.note, deviations, "The symmetric part is the total."].filter { !$0.isEmpty }
      + record.remarks
  }

  /// All numbers of a comparison with all digits, as CSV: fractions and cosines, no percentages; fields without a
  /// measurement are empty.
  public static func csv(_ record: ComparisonTable) -> String {
    let keys = (record.rows.first?.point.keys.sorted() ?? []).map { key in
      SweepNames.column(key, record.rows.map { $0.point[key] ?? "" })
    }
    let references = ["rate EP", "RBP", "BPTT"]
    let numbers = [
      "sd over seeds", "sd over samples", "predicted cosine", "gain", "gain standard error",
      "predicted gain", "floor", "bias", "signal over noise",
    ]
    let parts = ["cosine", "sign agreement", "relative size", "RMSE"]
    var table = SummaryTable(
      columns: (keys.map(\.title) + ["rule", "projection", "part"]
        + references.flatMap { reference in parts.map { "\($0) \(reference)" } } + numbers)
        .map { .text($0) })
    for (index, row) in record.rows.enumerated() {
      var cells = keys.map { Cell($0.cells[index]) }
      cells += [Cell(row.rule), Cell(row.projection), Cell(row.part)]
      for reference in references {
        let found = row.agreements.first { $0.reference == reference }
        cells += [found?.cosine, found?.signAgreement, found?.relativeSize, found?.rmse].map {
          Cell($0.map(digits) ?? "")
        }
      }
      cells += [
        row.cosineDeviation, row.groupDeviation, row.predictedCosine, row.gain, row.gainError,
        row.predictedGain, row.floor, row.bias, row.signalToNoise,
      ].map { Cell($0.map(digits) ?? "") }
      table.add(cells)
    }
    return table.csv()
  }

  private static func emphasis(_ cosine: Double) -> Cell.Emphasis {
    cosine >= 0.9 ? .good : cosine < 0.5 ? .bad : .none
  }

  /// Gains, predicted and measured, and the cost of each rule.
  public static func gains(_ record: ComparisonTable) -> SummaryTable {
    let keys = record.rows.first?.point.keys.sorted() ?? []
    var table = SummaryTable(
      title: "Gain: <update, rate EP> / <rate EP, rate EP>",
      columns: keys.map { .text($0) } + [
        .text("rule"), .text("projection"), .text("part"), .number("predicted"),
        .number("measured"), .number("error"), .number("bias"),
      ])
    for row in record.rows where row.part != "symmetric" {
      table.add(
        keys.map { Cell(row.point[$0] ?? "") } + [
          Cell(row.rule), Cell(row.projection), Cell(row.part),
          Cell(row.predictedGain.map(significant) ?? "-"), Cell(significant(row.gain)),
          Cell(significant(row.gainError)), Cell(significant(row.bias)),
        ])
    }
    return table
  }

  /// The cost of each rule for one sample.
  public static func costs(_ record: ComparisonTable) -> SummaryTable {
    let keys = record.costs.first?.point.keys.sorted() ?? []
    var table = SummaryTable(
      title: "Cost of one sample",
      columns: keys.map { .text($0) } + [
        .text("rule"), .number("spikes"), .number("synaptic events"), .number("simulated [ms]"),
        .number("CPU [ms]"),
      ])
    for cost in record.costs {
      table.add(
        keys.map { Cell(cost.point[$0] ?? "") } + [
          Cell(cost.rule), Cell(large(cost.spikes.rounded())),
          Cell(large(cost.synapticEvents.rounded())),
          Cell(significant(cost.simulated)), Cell(significant(1000 * cost.processorSeconds)),
        ])
    }
    return table
  }
}
