public import Measurements
import Records

extension SummaryTable {
  /// Cosines, sizes and noise of each rule, projection by projection.
  ///
  /// - Parameter hasSymmetricPart: True if the symmetric part has rows, although it is the total.
  public init(_ record: ComparisonTable, hasSymmetricPart: Bool = false) {
    func cosine(_ value: Double?) -> String {
      let size = abs(value ?? 0)
      return Self.fixed(value, size > 0.99 && size < 1 ? 4 : 3)
    }
    self.init(
      title: record.name,
      of: record.rows.filter { hasSymmetricPart || $0.part != "symmetric" },
      Self.parts(record) + [
        .number("cos rate EP") {
          cosine($0.cosine("rate EP"))
        } emphasis: {
          $0.part == "total" ? $0.emphasis : .none
        },
        .number("± seeds") { Self.significant($0.cosineDeviation) },
        .number("± samples") { Self.significant($0.groupDeviation) },
        .number("signs") { Self.percent($0.agreement("rate EP")?.signAgreement) },
        .number("size") { Self.significant($0.agreement("rate EP")?.relativeSize) },
        .number("cos RBP") { cosine($0.cosine("RBP")) },
        .number("cos BPTT") { cosine($0.cosine("BPTT")) },
        .number("predicted") { cosine($0.predictedCosine) },
        .number("floor") { Self.significant($0.floor) },
        .number("signal/noise") { Self.significant($0.signalToNoise) },
      ])
    let deviations =
      "± seeds, ± samples: standard deviation (n - 1) of the cosine over seeds, and over groups of samples."
    notes =
      [record.note, deviations, "The symmetric part is the total."].filter { !$0.isEmpty }
      + record.remarks
  }

  /// Values of swept keys.
  private static func keys<Value>(
    _ rows: [Value], _ point: @escaping (Value) -> [String: String]
  ) -> [Field<Value>] {
    (rows.first.map(point)?.keys.sorted() ?? []).map { key in
      .text(key) { point($0)[key] ?? "" }
    }
  }

  /// Swept keys, rule, projection and part of each row.
  private static func parts(_ record: ComparisonTable) -> [Field<RuleScore>] {
    keys(record.rows, \.point) + [
      .text("rule", \.rule), .text("projection", \.projection), .text("part", \.part),
    ]
  }

  /// All numbers of a comparison with all digits, as CSV: fractions and cosines, no percentages; fields without a
  /// measurement are empty.
  public static func csv(_ record: ComparisonTable) -> String {
    var fields = parts(record)
    for index in fields.indices.dropLast(3) {
      // A unit that all values of a key have stands in the title.
      let cells = record.rows.map(fields[index].text)
      let (title, plain) = SweepNames.column(fields[index].column.title, cells)
      let places = Dictionary(zip(cells, plain), uniquingKeysWith: { first, _ in first })
      let text = fields[index].text
      fields[index] = .text(title) { places[text($0)] ?? "" }
    }
    let numbers: [(String, (Agreement) -> Double)] = [
      ("cosine", \.cosine), ("sign agreement", \.signAgreement),
      ("relative size", \.relativeSize), ("RMSE", \.rmse),
    ]
    for reference in ["rate EP", "RBP", "BPTT"] {
      fields += numbers.map { name, value in
        .text("\(name) \(reference)") { plain($0.agreement(reference).map(value)) }
      }
    }
    let others: [(String, (RuleScore) -> Double?)] = [
      ("sd over seeds", \.cosineDeviation), ("sd over samples", \.groupDeviation),
      ("predicted cosine", \.predictedCosine), ("gain", \.gain),
      ("gain standard error", \.gainError), ("predicted gain", \.predictedGain),
      ("floor", \.floor), ("bias", \.bias), ("signal over noise", \.signalToNoise),
    ]
    fields += others.map { name, value in .text(name) { plain(value($0)) } }
    return SummaryTable(of: record.rows, fields).csv()
  }

  /// Gains, predicted and measured, and the cost of each rule.
  public static func gains(_ record: ComparisonTable) -> SummaryTable {
    SummaryTable(
      title: "Gain: <update, rate EP> / <rate EP, rate EP>",
      of: record.rows.filter { $0.part != "symmetric" },
      parts(record) + [
        .number("predicted") { significant($0.predictedGain) },
        .number("measured") { significant($0.gain) },
        .number("error") { significant($0.gainError) }, .number("bias") { significant($0.bias) },
      ])
  }

  /// The cost of each rule for one sample.
  public static func costs(_ record: ComparisonTable) -> SummaryTable {
    SummaryTable(
      title: "Cost of one sample", of: record.costs,
      keys(record.costs, \.point) + [
        .text("rule", \.rule), .number("spikes") { large($0.spikes.rounded()) },
        .number("synaptic events") { large($0.synapticEvents.rounded()) },
        .number("simulated [ms]") { significant($0.simulated) },
        .number("CPU [ms]") { significant(1000 * $0.processorSeconds) },
      ])
  }
}

extension RuleScore {
  /// Good from a cosine with rate EP of 0.9 on, bad below 0.5.
  fileprivate var emphasis: SummaryTable.Cell.Emphasis {
    let cosine = cosine("rate EP") ?? 0
    return cosine >= 0.9 ? .good : cosine < 0.5 ? .bad : .none
  }
}
