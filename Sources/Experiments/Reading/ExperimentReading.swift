import Networks
import Plasticity
import Quantities

/// A reader of the top level of a model file.
struct ExperimentReading {
  let log: ProblemLog
  /// The check of the whole model; nil if only its parts are read.
  var check: ModelCheck?

  /// The experiment; meaningful only if no problem was logged.
  func read(_ root: Node) -> Experiment {
    var experiment = Experiment()
    let item = Item(node: root, name: "a model file", log: log)
    if root.isNull {
      log.error(root.place, "the file is empty; a model needs a name, a network and what to do")
      return experiment
    }
    guard let section = item.section("a model file") else { return experiment }
    Experiment.table.take(section, into: &experiment)
    let keys = ["images", "path", "set"].map { ["data", $0] }
    if section.has("data") { log.dataPlace = KeyPlaces(root).place(ofFirst: keys) }
    let expected = section.item("expected")?.section("'expected'")
    let isRate =
      section.has("rate")
      || !section.has("network") && (section.has("training") || section.has("theorem"))
    if isRate {
      rateModel(section, into: &experiment)
      section.finish()
      if let expected { ExpectationReading(log: log).read(expected, into: &experiment) }
      setup(experiment, root)
      return experiment
    }
    section.hint(["training", "theorem"], "it belongs to 'rate'; a 'network' has 'learning'")
    let before = log.noted
    let membranes =
      section.item("membranes")?.section("'membranes'").map(MembraneDefinition.definitions) ?? [:]
    var network = NetworkReading(log: log, membranes: membranes)
    network.membranesAreComplete =
      log.noted == before && section.keys.allSatisfy(Experiment.table.keys.contains)
    if let parts = section.require("network")?.section("'network'") {
      network.read(parts)
    } else {
      network.lacks()
    }
    experiment.network = network.network
    experiment.physicalPopulations = network.physicalPopulations
    let rules = section.item("rules")?.section("'rules'").map(RuleReading.definitions) ?? .init()
    experiment.rules = rules.rules
    task(section, network, rules, into: &experiment)
    section.finish()
    // Last, when it is known what such a run measures.
    if let expected { ExpectationReading(log: log).read(expected, into: &experiment) }
    setup(experiment, root)
    return experiment
  }

  /// Checks the model as a whole, once all its parts are right.
  private func setup(_ experiment: Experiment, _ root: Node) {
    guard let check, log.problems.isEmpty else { return }
    let places = KeyPlaces(root)
    for refusal in check(experiment) {
      log.error(places.place(ofFirst: refusal.keys), refusal.message)
    }
    guard log.problems.isEmpty else { return }
    WeightRangeReading(experiment: experiment, places: places, log: log).check()
    UnusedValueReading(experiment: experiment, places: places, log: log).check()
  }

  /// Reads a model with `rate` instead of `network`.
  private func rateModel(_ section: Section, into experiment: inout Experiment) {
    let rate = section.require("rate")
    for key in ["network", "simulate", "learning"] {
      section.hint(
        [key], "a model has either 'network' or 'rate', which has 'training' or 'theorem'")
    }
    let model = rate?.section("'rate'").flatMap(RateReading(log: log).read)
    let training = section.item("training"), theorem = section.item("theorem")
    let data = section.item("data")
    // Data need no network.
    let tasks = TaskReading(
      network: Network(populations: [], projections: []), hasAllPopulations: false,
      hasAllProjections: false, seed: experiment.seed, log: log)
    let before = log.noted
    let request = data?.section("'data'").flatMap(tasks.data)
    let isClear = log.noted == before
    switch (training, theorem) {
    case (nil, nil):
      section.need("a rate model needs 'training' or 'theorem', with 'data'")
      return
    case (.some, .some):
      log.error(section.place, "a rate model has either 'training' or 'theorem', not both")
      return
    default: break
    }
    if data == nil {
      let item = training ?? theorem
      section.need(
        "'\(training == nil ? "theorem" : "training")' needs 'data', such as data: {set: digits}",
        at: item?.node.place)
    }
    guard let model else { return }
    let reading = RateTaskReading(model: model, log: log)
    if let request, let data, isClear { reading.checkShape(request, at: data.node.place) }
    if let settings = training?.section("'training'").map(reading.training), let request {
      experiment.task = .train(model, settings, request)
    }
    if let settings = theorem?.section("'theorem'").map(reading.theorem), let request {
      experiment.task = .theorem(model, settings, request)
    }
  }

  private func task(
    _ section: Section, _ network: NetworkReading, _ rules: RuleReading.Definitions,
    into experiment: inout Experiment
  ) {
    let reading = TaskReading(
      network: network.network, hasAllPopulations: network.hasAllPopulations,
      hasAllProjections: network.hasAllProjections, doubtful: network.doubtful,
      seed: experiment.seed, weights: network.weightDimensions, rules: rules.rules,
      broken: rules.broken, log: log)
    let simulate = section.item("simulate"), learning = section.item("learning")
    let data = section.item("data"), comparison = section.item("comparison")
    switch (simulate, learning) {
    case (let simulate?, nil):
      if let data { data.error("'data' belongs to 'learning', but this model has 'simulate'") }
      if let comparison {
        comparison.error("'comparison' belongs to 'learning', but this model has 'simulate'")
      }
      guard let settings = simulate.section("'simulate'") else { return }
      experiment.task = .simulate(reading.simulation(settings))
    case (nil, let learning?):
      guard let settings = learning.section("'learning'").map(reading.learning) else { return }
      guard let data else {
        section.need(
          "'learning' needs 'data', such as data: {set: digits}", at: learning.node.place)
        return
      }
      let before = log.noted
      guard let request = data.section("'data'").flatMap(reading.data) else { return }
      let isClear = log.noted == before
      experiment.comparison = comparison?.section("'comparison'").map {
        ComparisonReading(task: reading, learning: settings).read($0)
      }
      if isClear {
        reading.checkRaster(
          settings, request,
          at: learning.section("'learning'")?.place(of: "raster") ?? learning.node.place)
      }
      if network.hasAllPopulations, isClear {
        reading.checkShape(settings, request, at: data.node.place)
      }
      experiment.task = .learn(settings, request)
    case (nil, nil):
      section.need("a model needs 'simulate', or 'learning' with 'data'")
    case (.some, .some):
      log.error(section.place, "a model has either 'simulate' or 'learning', not both")
    }
  }
}
