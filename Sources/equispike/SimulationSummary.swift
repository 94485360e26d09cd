import Networks
import Records
import Reports

/// What a plain simulation came to.
struct SimulationSummary: Encodable {
  var name: String
  /// Simulated time [ms].
  var duration: Double
  var spikes: Int
  /// Arrivals of spikes at synapses.
  var synapticEvents: Int
  /// Wall time [s].
  var seconds: Double
  var folder: String
  var populations: [Population] = []
  /// The warnings that the user was told, as in `run.json`.
  var warnings: [String] = []

  /// Statistics of one population that can spike.
  struct Population: Encodable {
    var name: String
    var units: Int
    var spikes: Int
    /// Mean rate [Hz].
    var rate: Double
    /// Mean coefficient of variation of the intervals of units with three spikes or more.
    var variation: Double?
    /// The first and the last spike [ms].
    var first: Double?
    var last: Double?
  }

  init(
    name: String, network: Network, spikes table: SpikeTable, duration: Double, synapticEvents: Int,
    seconds: Double, folder: String
  ) {
    self.name = name
    self.duration = duration
    self.synapticEvents = synapticEvents
    self.seconds = seconds
    self.folder = folder
    spikes = table.count
    var trains = network.populations.map { [[Double]](repeating: [], count: $0.size) }
    for index in 0..<table.count {
      trains[table.population[index]][table.unit[index]].append(table.times[index])
    }
    for (population, trains) in zip(network.populations, trains) where !population.isClamped {
      let count = trains.reduce(0) { $0 + $1.count }
      let variations = trains.compactMap(Self.variation)
      let perUnit = Double(count) / Double(population.size)
      populations.append(
        Population(
          name: population.name, units: population.size, spikes: count,
          rate: duration > 0 ? 1000 * perUnit / duration : 0,
          variation: variations.isEmpty
            ? nil : variations.reduce(0, +) / Double(variations.count),
          first: trains.compactMap(\.first).min(), last: trains.compactMap(\.last).max()))
    }
  }

  /// Deviation of the intervals over their mean.
  private static func variation(_ times: [Double]) -> Double? {
    guard times.count >= 3 else { return nil }
    let intervals = zip(times.dropFirst(), times).map { $0 - $1 }
    let mean = intervals.reduce(0, +) / Double(intervals.count)
    let square = intervals.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(intervals.count)
    return mean > 0 ? square.squareRoot() / mean : nil
  }

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
