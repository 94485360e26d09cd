import Networks
public import Protocols
public import Quantities

/// The present nudging of a population.
struct NudgeState {
  var target: [Double]
  var beta: Double
  var form: Nudging.Form

  /// The constant part of the drive of units with these constant currents.
  func constants(_ currents: [Double]) -> [Double] {
    switch form {
    case .drive: zip(currents, target).map { b, y in (b + beta * y) / (1 + beta) }
    case .activity: zip(currents, target).map { b, y in b + beta * y }
    }
  }
}

extension Simulation {
  /// The index of the population called `name`.
  func index(ofPopulation name: String) throws(SimulationError) -> Int {
    guard let index = network.index(of: name) else {
      throw .unknown(what: "population", name: name, known: network.populations.map(\.name))
    }
    return index
  }

  /// Sets the constant currents (or biases) of all units of a population from now on.
  ///
  /// V and the synaptic currents do not jump.
  public func setCurrents(_ values: [Double], of name: String) throws(SimulationError) {
    try setCurrents(values, of: try index(ofPopulation: name))
  }

  /// Sets the constant drives of all units of a population from now on, in the numbers of its drive scale, u~; they are
  /// currents where it has none.
  public func setDrives(_ values: [Double], of name: String) throws(SimulationError) {
    let drive = network.population(name)?.drive
    try setCurrents(drive.map { drive in values.map(drive.drive) } ?? values, of: name)
  }

  private func setCurrents(_ values: [Double], of index: Int) throws(SimulationError) {
    guard values.count == kernels[index].count else {
      throw .count(
        what: "currents of '\(network.populations[index].name)'", found: values.count,
        expected: kernels[index].count)
    }
    currents[index] = values
    try set(nudges[index]?.constants(values) ?? values, of: index)
  }

  /// Gives the units of a population these constant currents, nudging included, and ramps and noise with them.
  func set(_ constants: [Double], of index: Int) throws(SimulationError) {
    if let unit = constants.firstIndex(where: { !$0.isFinite }) {
      throw .notFinite(population: network.populations[index].name, unit: unit, time: now)
    }
    let values = courses[index].noise?.added(to: constants) ?? constants
    if let ramps = courses[index].ramps, let kernel = kernels[index] as? MembraneKernel {
      try kernel.setCurrents(values, ramps: ramps, at: now)
    } else {
      try kernels[index].setCurrents(values, at: now)
    }
  }

  /// Clamps source populations to analogue values x: their targets get the currents w x, or a W~ x with a drive scale, in
  /// addition to the constant currents of their description.
  public func clamp(_ values: [String: [Double]]) throws(SimulationError) {
    var totals: [Int: [Double]] = [:]
    for (name, x) in values.sorted(by: { $0.key < $1.key }) {
      let source = try index(ofPopulation: name)
      guard network.populations[source].isClamped else {
        throw .unsupported(population: name, what: "clamped values; its kind is not clamp")
      }
      guard x.count == kernels[source].count else {
        throw .count(what: "values of '\(name)'", found: x.count, expected: kernels[source].count)
      }
      for state in projections where state.source == source {
        let shared = state.store.kernels.map(KernelRow.init)
        var drive = totals[state.target] ?? describedCurrents(of: state.target)
        let unit = network.populations[state.target].drive?.unit ?? 1
        for (i, xi) in x.enumerated() where xi != 0 {
          let row = state.store.row(of: i, onSource: true, in: shared)
          for k in 0..<row.count {
            drive[row.partner(k)] += unit * xi * state.store.acts(at: row.synapse(k))
          }
        }
        totals[state.target] = drive
      }
    }
    for (target, drive) in totals.sorted(by: { $0.key < $1.key }) {
      try setCurrents(drive, of: target)
    }
  }

  /// Starts new trains of a regular or Poisson population.
  ///
  /// - Parameters:
  ///   - rates: The rates of its units [1/ms].
  ///   - name: The population.
  ///   - number: The number of the independent run whose random numbers they have; unless given, the present one.
  public func setRates(
    _ rates: [Double], of name: String, run number: Int? = nil
  ) throws(SimulationError) {
    let index = try index(ofPopulation: name)
    guard let source = kernels[index] as? SourceKernel else {
      throw .unsupported(population: name, what: "given rates; it is not a source")
    }
    switch source.source {
    case .spikes, .samples:
      throw .unsupported(population: name, what: "given rates; its spikes are given")
    case .regular, .poisson, .clamp: break
    }
    if let unit = rates.firstIndex(where: { !($0 >= 0 && $0.isFinite) }) {
      throw .notFinite(population: name, unit: unit, time: now)
    }
    guard rates.count == source.count else {
      throw .count(what: "rates of '\(name)'", found: rates.count, expected: source.count)
    }
    guard network.populations[index].courses.isEmpty, network.populations[index].deadTime == .zero
    else {
      throw .unsupported(
        population: name, what: "other rates; its description has steps or a dead time")
    }
    source.restart(rates: rates, run: number ?? run, at: now)
  }

  /// Plays the spike trains of a sample from now on, again after each `period`; for populations of the source `samples`.
  ///
  /// - Parameters:
  ///   - trains: The spike times of each unit [ms], in rising order, 0 or more and less than `period`.
  ///   - period: The length of the sample.
  ///   - name: The population.
  public func play(
    _ trains: [[Double]], period: Milliseconds, of name: String
  ) throws(SimulationError) {
    let index = try index(ofPopulation: name)
    guard let source = kernels[index] as? SourceKernel, case .samples = source.source else {
      throw .unsupported(
        population: name, what: "the trains of a sample; its source is not samples")
    }
    guard trains.count == source.count else {
      throw .count(what: "trains of '\(name)'", found: trains.count, expected: source.count)
    }
    source.play(trains, period: period.value, at: now)
  }

  /// Nudges a population towards `target` with beta from now on; 0 ends the nudging.
  ///
  /// With `drive`, the time constant becomes tau_s / (1 + beta) and the constant part of the drive
  /// (b + beta y) / (1 + beta); u itself does not jump. With `activity`, each spike of a unit
  /// inhibits the unit itself by beta, and beta y joins its constant current.
  ///
  /// Targets are numbers on the drive scale of the population, if it has one: y of the drive, and y of the activity.
  ///
  /// With several synaptic time constants all are divided by 1 + beta, and with them the mean of each current. So the
  /// drive settles at (b + sum_k I_k + beta y) / (1 + beta) whatever the mixture.
  ///
  /// *Edge cases*: nudging of the drive needs beta > -1. Nudging of the activity needs receptors that go by the sign of
  /// weights.
  public func nudge(
    _ name: String, towards target: [Double], beta: Double, form: Nudging.Form = .drive
  ) throws(SimulationError) {
    let index = try index(ofPopulation: name)
    let kernel = kernels[index]
    guard target.count == kernel.count else {
      throw .count(what: "targets of '\(name)'", found: target.count, expected: kernel.count)
    }
    let old = nudges[index]
    let before = old?.constants(currents[index]) ?? currents[index]
    let drive = network.populations[index].drive
    let goal = drive.map { drive in
      target.map { form == .drive ? drive.drive($0) : (drive.unit ?? 1) * $0 }
    }
    let new = beta == 0 ? nil : NudgeState(target: goal ?? target, beta: beta, form: form)
    let after = new?.constants(currents[index]) ?? currents[index]
    if let new, new.form == .activity, !network.populations[index].goesBySign {
      throw .unsupported(
        population: name,
        what:
          "nudging of the activity, as no receptor is named for a unit's own spikes; nudge the drive"
      )
    }
    let wasDrive = old?.form == .drive, isDrive = beta != 0 && form == .drive
    if wasDrive || isDrive {
      guard let kernel = kernel as? any NudgedKernel else {
        throw .unsupported(population: name, what: "nudging; it is a source")
      }
      try kernel.setLeak(isDrive ? 1 + beta : 1, at: now)
      // u does not jump; from drive to activity, beta y joins at once.
      let target = isDrive || beta == 0 ? after : currents[index]
      try kernel.shiftCurrents(zip(before, target).map { $0 - $1 }, at: now)
    }
    try set(after, of: index)
    nudges[index] = new
  }

  /// A spike of a unit with nudged activity acts on the unit itself with the weight -beta.
  func inhibitSelf(_ index: Int, _ unit: Int) throws(SimulationError) {
    guard let nudge = nudges[index] else { return }
    let population = network.populations[index]
    var target = Int32(unit)
    var weight = -nudge.beta
    var failure: SimulationError?
    unsafe withUnsafePointer(to: &target) { target in
      unsafe withUnsafePointer(to: &weight) { weight in
        do throws(SimulationError) {
          unsafe try kernels[index].receive(
            targets: target, weights: weight, order: nil, count: 1,
            population.effect(from: population), at: now)
        } catch { failure = error }
      }
    }
    if let failure { throw failure }
  }
}
