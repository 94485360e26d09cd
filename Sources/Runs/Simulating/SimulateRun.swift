public import Engine
import EquilibriumPropagation
import Exchange
public import Experiments
import Measurements
import Networks
import Quantities
import Records
import Reports

/// A simulation, as a model says.
public struct SimulateRun: Run {
  /// The model.
  public let experiment: Experiment
  /// Its settings.
  public let settings: SimulationSettings

  /// Time that is simulated between looks at the observer.
  private static let slice = 10.ms

  /// A run of `experiment`.
  ///
  /// - Parameters:
  ///   - experiment: The model.
  ///   - settings: Its settings.
  public init(_ experiment: Experiment, settings: SimulationSettings) {
    self.experiment = experiment
    self.settings = settings
  }

  /// A simulation that has ended.
  public struct Measured {
    /// The simulation, at its last moment.
    public let simulation: Simulation
    let recorder: SimulationRecorder
    /// Wall time [s].
    let seconds: Double
    let wasCancelled: Bool
  }

  public func measure(_ session: RunSession) throws -> Measured {
    let simulation = try Self.simulation(experiment, settings)
    let recorder = SimulationRecorder(experiment.network, probes: settings.probes)
    for probe in settings.probes {
      _ = try simulation.add(
        probe: Probe(
          .variable(population: probe.population, name: probe.variable, units: probe.units),
          every: probe.interval))
    }
    simulation.add(observer: recorder)

    // Spikes are kept until they are written, and writing takes several copies of them.
    simulation.mostSpikes = Int(min(max(0.5 * MemoryLimit.current.free / 100, 1e5), 1e12))
    let start = ContinuousClock.now
    let end = settings.duration
    // The ends of slices do not depend on the machine, so results do not either.
    var slice = 0.0
    var rewards = settings.rewards.times.sorted().filter { $0 <= end.value }[...]
    var steps = clampSteps.filter { $0 <= end.value }[...]
    while simulation.time < end, !session.observer.isCancelled {
      slice += 1
      let pause = min(Self.slice * slice, end)
      while let time = [rewards.first, steps.first].compactMap(\.self).min(), time <= pause.value {
        try simulation.run(until: Milliseconds(time))
        if rewards.first == time {
          simulation.reward(settings.rewards.amount)
          rewards.removeFirst()
        }
        if steps.first == time {
          let courses = settings.clampCourses.mapValues { $0.values(at: time) }
          try simulation.clamp(settings.clamps.merging(courses) { $1 })
          steps.removeFirst()
        }
      }
      try simulation.run(until: pause)
      session.observer.advanced(
        "\(Dimension.time.text(simulation.time.value.rounded())) simulated, "
          + "\(simulation.spikeCount) spikes", fraction: simulation.time / end)
    }
    return Measured(
      simulation: simulation, recorder: recorder,
      seconds: (ContinuousClock.now - start) / .seconds(1),
      wasCancelled: session.observer.isCancelled)
  }

  /// The times after 0 at which values of clamped populations change [ms], each once.
  private var clampSteps: [Double] {
    Set(settings.clampCourses.values.flatMap(\.times)).filter { $0 > 0 }.sorted()
  }

  public func report(_ measured: Measured, _ session: RunSession) throws -> RunOutcome {
    let (simulation, recorder) = (measured.simulation, measured.recorder)
    let network = experiment.network
    var summary = SimulationSummary(
      name: experiment.name, spikes: recorder.spikes,
      spiking: network.populations.indices.filter { !network.populations[$0].isClamped },
      duration: simulation.time.value, synapticEvents: simulation.synapticEvents,
      seconds: measured.seconds)
    summary.folder = session.folder?.path
    if let folder = session.folder { try write(recorder, simulation, in: folder, session) }
    if !measured.wasCancelled {
      for warning in SimulationDiagnosis(experiment, summary).warnings { session.warn(warning) }
    }
    summary.warnings = session.warnings
    try session.writeJSON(summary, as: "result.json")
    var outcome = RunOutcome(
      .simulation(summary), [SummaryTable(summary)], session,
      failure: measured.wasCancelled ? session.interruption : nil)
    outcome.spikes = recorder.spikes
    for name in settings.plasticity.keys {
      outcome.weights[name] = try simulation.weights(of: name)
    }
    return outcome
  }

  /// The simulation of a model at t = 0, its clamps set and its weights free to move.
  ///
  /// - Parameters:
  ///   - experiment: The model.
  ///   - settings: Its settings.
  public static func simulation(
    _ experiment: Experiment, _ settings: SimulationSettings
  ) throws -> Simulation {
    let simulation = try Simulation(
      try experiment.network.measured(), seed: experiment.seed, rules: settings.plasticity)
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
    _ recorder: SimulationRecorder, _ simulation: Simulation, in folder: RunFolder,
    _ session: RunSession
  ) throws {
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
    try session.draw([
      .raster(raster, colours: colours),
      raster.spikes.count > 0
        ? .histogram(Histogram(raster), named: "rates", colours: colours) : nil,
      .histogram(Histogram(weights: tables), colours: colours),
    ])
  }
}
