import Networks
import Plasticity
import Quantities

/// The network of a task, for reading and writing the task: `learning` with `data`, or `simulate`.
struct TaskReading {
  let network: Network
  /// True if the network has all populations that its author meant.
  let hasAllPopulations: Bool
  /// True if the network has all projections that its author meant.
  let hasAllProjections: Bool
  /// Populations with a mistake, about which no further problems are reported.
  var doubtful: Set<String> = []
  let seed: Seed
  /// The unit of weights onto each population.
  var weights: [String: Dimension] = [:]
  /// Rules that the model file defines.
  var rules: [String: RuleEquations] = [:]
  /// Rules of the file that are wrong.
  var broken: Set<String> = []
  let log: ProblemLog
  /// The population that is nudged, for the sections below that of learning.
  var output: String?

  /// The same, for the sections below learning with this output.
  func learning(_ output: String) -> TaskReading {
    var result = self
    result.output = output
    return result
  }

  /// Reads `rule: zero-area`, `rule: {name: zero-area, tau_fast: 10 ms}`, or a rule written as equations, for weights
  /// of the dimension `weights`.
  func rule(_ item: Item, weights: Dimension) -> (any SpikeTimingRule)? {
    RuleReading(defined: rules, broken: broken, weights: weights, log: log).rule(item)
  }

  /// Reads `clamps`: by population one value, a list, or {file: x.npy}; in simulations also {times, values}.
  func clamps(
    _ section: Section,
    _ course: (Item, Int) -> ClampCourse? = { item, _ in
      item.error(
        "values that change in time are for simulations; give a number, a list or {file: x.npy}")
      return nil
    }, courses: (String, ClampCourse) -> Void = { _, _ in }
  ) -> [String: [Double]] {
    var result: [String: [Double]] = [:]
    guard let clamps = section.item("clamps")?.section("'clamps'") else { return result }
    for (name, place, item) in clamps.all() {
      guard let population = population(name, at: place) else { continue }
      if doubtful.contains(name) { continue }
      guard population.isClamped else {
        log.error(place, "population '\(name)' is not of kind clamp")
        continue
      }
      if !item.isScalar, !UnitValuesReading.isMeant(by: item) {
        let found = course(item, population.size)
        found.map { courses(name, $0) }
        result[name] = found?.values(at: 0) ?? [Double](repeating: 0, count: population.size)
        continue
      }
      result[name] =
        (UnitValuesReading.isMeant(by: item)
          ? UnitValuesReading(item: item, size: population.size).read { $0.quantity(.number) }?
            .values
          : item.quantity(.number).map { [Double](repeating: $0, count: population.size) })
        ?? [Double](repeating: 0, count: population.size)
    }
    return result
  }

  // MARK: - Names

  func population(_ name: String, at place: ModelProblem.Place) -> Population? {
    if let population = network.populations.first(where: { $0.name == name }) { return population }
    if hasAllPopulations {
      log.missing("population", name, among: network.populations.map(\.name), at: place)
    }
    return nil
  }

  func projection(_ name: String, at place: ModelProblem.Place) -> Bool {
    if network.projection(name) != nil { return true }
    if !hasAllProjections { return false }
    guard !network.projections.isEmpty else {
      log.error(place, "there is no projection '\(name)': the network has none", onceFor: "all")
      return false
    }
    log.missing("projection", name, among: network.projections.map(\.name), at: place)
    return false
  }
}

extension TaskReading {
  /// The context for writing a task of `network`.
  init(writing network: Network, seed: Seed) {
    self.init(
      network: network, hasAllPopulations: true, hasAllProjections: true, seed: seed,
      weights: Dictionary(
        network.populations.map { ($0.name, $0.weightDimension) }
      ) { first, _ in first }, log: ProblemLog())
  }
}
