import Measurements
import Reports

extension SimulationSummary {
  /// The table at the end of the run.
  var table: SummaryTable {
    var table = SummaryTable(
      title: name,
      columns: [
        .text("population"), .number("units"), .number("spikes"), .number("rate (Hz)"),
        .number("CV"), .number("first (ms)"), .number("last (ms)"),
      ])
    for row in populations {
      func time(_ value: Double?) -> String { value.map { SummaryTable.fixed($0, 4) } ?? "-" }
      table.add([
        .init(row.name), .init("\(row.units)"), .init("\(row.spikes)", .strong),
        .init(SummaryTable.fixed(row.rate, 3)),
        .init(row.variation.map { SummaryTable.fixed($0, 3) } ?? "-"), .init(time(row.first)),
        .init(time(row.last)),
      ])
    }
    table.notes.append(
      "\(SummaryTable.fixed(duration, 0)) ms simulated in \(SummaryTable.duration(seconds)), "
        + "\(SummaryTable.large(Double(synapticEvents))) synaptic events.")
    return table
  }
}
