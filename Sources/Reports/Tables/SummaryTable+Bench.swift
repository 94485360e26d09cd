public import Measurements
import Records

extension SummaryTable {
  /// Speeds, one row for each benchmark.
  public init(_ record: BenchResult) {
    let hasBaseline = record.rows.contains { $0.baselineRate != nil }
    self.init(
      of: record.rows,
      [
        .text("benchmark", \.name), .text("counts", \.unit),
        .number("count") { Self.large($0.count) },
        .number("spikes") { Self.large($0.spikes.map(Double.init)) },
        .number("CPU [s]") { Self.significant($0.processorSeconds) },
        .number("per CPU s") {
          Self.large($0.rate)
        } emphasis: { _ in
          .strong
        },
        .number("memory [MB]") { "\($0.peakMemory / 1_000_000)" },
      ]
        + (!hasBaseline
          ? []
          : [
            .number("baseline") { Self.large($0.baselineRate) },
            .number("ratio") {
              Self.fixed($0.ratio, 2)
            } emphasis: { _ in
              .strong
            },
          ]))
    notes =
      record.rows.map { "\($0.name): \($0.what)." } + [
        "One core; processor time of the fastest repetition, without preparation. \(record.processor)."
      ]
  }
}
