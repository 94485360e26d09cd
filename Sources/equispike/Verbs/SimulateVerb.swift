import Engine
import Exchange
import Experiments
import Foundation
import Measurements
import Networks
import Quantities
import Records
import Reports

/// The simulating half of `run`.
struct SimulateJob {
  let experiment: Experiment
  let settings: SimulationSettings

  /// How much is simulated between looks at Ctrl-C and the progress line.
  private static let slice = 10.ms

  /// Simulates, writes spikes and traces, draws the raster and prints the table.
  func run(_ session: RunSession, output: OutputOptions) throws {
    let network = experiment.network
    let simulation = try Self.simulation(experiment, settings)
    let recorder = SimulationRecorder(network, probes: settings.probes)
    for probe in settings.probes {
      _ = try simulation.add(
        probe: Probe(
          .variable(population: probe.population, name: probe.variable, units: probe.units),
          every: probe.interval))
    }
    simulation.add(observer: recorder)

    // Spikes are kept until they are written, in several forms then.
    simulation.mostSpikes = Int(min(max(0.5 * MemoryLimit.current.free / 100, 1e5), 1e12))
    let start = ContinuousClock.now
    let end = settings.duration
    // The ends of slices do not depend on the machine, so nor does anything else.
    var slice = 0.0
    var rewards = settings.rewards.times.sorted().filter { $0 <= end.value }[...]
    while simulation.time < end, !Interrupt.isRequested {
      slice += 1
      let pause = min(Self.slice * slice, end)
      while let time = rewards.first, time <= pause.value {
        try simulation.run(until: Milliseconds(time))
        simulation.reward(settings.rewards.amount)
        rewards.removeFirst()
      }
      try simulation.run(until: pause)
      session.progress.show(
        "\(Dimension.time.text(simulation.time.value.rounded())) simulated, "
          + "\(simulation.spikeCount) spikes", fraction: simulation.time / end)
    }
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    var summary = SimulationSummary(
      name: experiment.name, spikes: recorder.spikes,
      spiking: network.populations.indices.filter { !network.populations[$0].isClamped },
      duration: simulation.time.value, synapticEvents: simulation.synapticEvents, seconds: seconds)
    summary.folder = session.folder.path
    try write(recorder, simulation, session)
    if !Interrupt.isRequested {
      for warning in SimulationDiagnosis(experiment, summary).warnings { session.warn(warning) }
    }
    summary.warnings = session.warnings
    try session.folder.writeJSON(summary, as: "result.json")
    if output.json {
      try Terminal.output(json: summary)
    } else {
      session.progress.clear()
      print(summary.table.text(isStyled: Terminal.hasStyledOutput))
      print(session.places)
    }
    if Interrupt.isRequested { throw ToolError.interrupted(folder: session.folder.path) }
  }

  /// What is simulated, at t = 0.
  static func simulation(
    _ experiment: Experiment, _ settings: SimulationSettings
  ) throws -> Simulation {
    let simulation = try Simulation(
      experiment.network, seed: experiment.seed, rules: settings.plasticity)
    for name in settings.plasticity.keys.sorted() {
      try simulation.setPlasticity(name, .open(modulation: 1))
      try simulation.movesWeights(of: name, rate: 1)
    }
    if !settings.clamps.isEmpty { try simulation.clamp(settings.clamps) }
    return simulation
  }

  /// Names of the files of traces, without endings: `traces` for one probe, else `traces-POPULATION-VARIABLE`, with a
  /// number where several read the same.
  static func traceFiles(_ probes: [ProbeRequest]) -> [String] {
    guard probes.count > 1 else { return probes.map { _ in "traces" } }
    var taken: Set<String> = []
    return probes.map { probe in
      let base = "traces-" + safeFileName("\(probe.population)-\(probe.variable)")
      var name = base, number = 2
      while !taken.insert(name).inserted {
        name = "\(base)-\(number)"
        number += 1
      }
      return name
    }
  }

  private func write(
    _ recorder: SimulationRecorder, _ simulation: Simulation, _ session: RunSession
  ) throws {
    let folder = session.folder
    try recorder.spikes.writeCSV(to: folder.path(of: "spikes.csv"))
    try SONATASpikes.write(recorder.spikes, to: folder.path(of: "spikes.h5"))
    let names = Self.traceFiles(settings.probes)
    for (index, probe) in recorder.tables.enumerated() {
      try probe.writeCSV(to: folder.path(of: names[index] + ".csv"))
      let request = settings.probes[index]
      try SONATAReport.write(
        probe, population: request.population, ids: request.units,
        units: recorder.unit(of: request), step: request.interval.value,
        to: folder.path(of: names[index] + ".h5"))
    }
    var tables: [WeightTable] = []
    let files = experiment.network.weightFiles
    for name in settings.plasticity.keys.sorted() {
      let weights = try simulation.weights(of: name)
      let table = WeightTable(name, of: experiment.network, values: weights)
      try folder.write(table.array.encoded(), as: files.weights(of: name))
      tables.append(table)
    }
    let raster = recorder.raster(until: simulation.time.value)
    let colours = experiment.colours
    var figures: [Figure] = [.raster(raster, colours: colours)]
    if let rates = Histogram(rates: raster.unitRates), raster.spikes.count > 0 {
      figures.append(.histogram(rates, named: "rates", colours: colours))
    }
    if let weights = Histogram(weights: tables) {
      figures.append(.histogram(weights, colours: colours))
    }
    try session.draw(figures)
  }
}

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

  /// The unit of what a probe reads: `mV`; empty for a bare number.
  func unit(of probe: ProbeRequest) -> String {
    network.populations.first { $0.name == probe.population }?.unit(of: probe.variable) ?? ""
  }

  /// The unit of what a probe reads: ` (mV)`.
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
