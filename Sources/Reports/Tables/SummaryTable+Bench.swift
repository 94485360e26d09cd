public import Measurements
import Records

extension SummaryTable {
  /// Speeds, one row for each benchmark.
  public init(_ record: BenchResult) {
    let hasBaseline = record.rows.contains { $0.baselineRate != nil }
    self.init(
      title: "",
      columns: [
        .text("benchmark"), .text("counts"), .number("count"), .number("spikes"),
        .number("CPU [s]"), .number("per CPU s"), .number("memory [MB]"),
      ] + (hasBaseline ? [.number("baseline"), .number("ratio")] : []))
    for row in record.rows {
      var cells: [Cell] = [
        Cell(row.name), Cell(row.unit), Cell(Self.large(row.count)),
        Cell(row.spikes.map { Self.large(Double($0)) } ?? "-"),
        Cell(Self.significant(row.processorSeconds)), Cell(Self.large(row.rate), .strong),
        Cell("\(row.peakMemory / 1_000_000)"),
      ]
      if hasBaseline {
        cells += [
          Cell(row.baselineRate.map(Self.large) ?? "-"),
          Cell(row.ratio.map { Self.fixed($0, 2) } ?? "-", .strong),
        ]
      }
      add(cells)
    }
    notes =
      record.rows.map { "\($0.name): \($0.what)." } + [
        "One core; processor time of the fastest repetition, without preparation. \(record.processor)."
      ]
  }
}
