import Engine
import Experiments
import Measurements
import Networks
import Records

/// Keeps all spikes and samples of a simulation.
final class SimulationRecorder: SimulationObserver {
  private(set) var spikes: SpikeTable
  private(set) var tables: [TraceTable]
  private let network: Network
  private let probes: [ProbeRequest]

  init(_ network: Network, probes: [ProbeRequest]) {
    self.network = network
    self.probes = probes
    spikes = SpikeTable(
      populations: network.populations.map(\.name), sizes: network.populations.map(\.size))
    tables = probes.map { probe in
      let measure = Self.unit(of: probe, in: network)
      return TraceTable(
        times: [],
        columns: probe.units.map { unit in
          TraceTable.Column(
            name: "\(probe.variable) \(probe.population) \(unit)\(measure)", values: [])
        })
    }
  }

  func observe(_ batch: SpikeBatch) {
    spikes.times += batch.times
    spikes.population += batch.populations.map(Int.init)
    spikes.unit += batch.units.map(Int.init)
  }

  func observe(_ samples: SampleBatch) {
    tables[samples.probe].times.append(samples.time)
    for (column, value) in samples.values.enumerated() {
      tables[samples.probe].columns[column].values.append(value)
    }
  }

  /// All spikes with the first traces below them.
  func raster(until end: Double) -> Raster {
    var raster = Raster(spikes: spikes, start: 0, end: end)
    for (probe, table) in zip(probes, tables) {
      let measure = Self.unit(of: probe, in: network)
      for (unit, column) in zip(probe.units, table.columns) where raster.traces.count < 3 {
        let name = "\(probe.population) \(unit)"
        let isPotential = probe.variable == "V"
        raster.traces.append(
          Raster.Trace(
            name: name, axis: probe.variable + measure, times: table.times, values: column.values,
            threshold: isPotential ? threshold(of: probe.population) : nil,
            spikeTimes: isPotential ? raster.spikeTimes(of: name) : []))
      }
    }
    return raster
  }

  /// The unit of the quantity that a probe reads: `mV`; empty for a bare number.
  func unit(of probe: ProbeRequest) -> String {
    network.populations.first { $0.name == probe.population }?.unit(of: probe.variable) ?? ""
  }

  /// The unit of the quantity that a probe reads: ` (mV)`.
  private static func unit(of probe: ProbeRequest, in network: Network) -> String {
    let population = network.populations.first { $0.name == probe.population }
    let unit = population?.unit(of: probe.variable) ?? ""
    return unit.isEmpty ? "" : " (\(unit))"
  }

  private func threshold(of name: String) -> Double? {
    guard let index = network.index(of: name) else { return nil }
    switch network.populations[index].units {
    case .lif(let membrane): return membrane.threshold
    case .membrane(let equations, _): return equations.threshold
    case .source: return nil
    }
  }
}
