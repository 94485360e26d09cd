import Networks
import Quantities

/// Reads the top level of a model file.
struct ExperimentReading {
  let log: ProblemLog

  /// The experiment; meaningful only when nothing was logged.
  func read(_ root: Node) -> Experiment {
    var experiment = Experiment()
    let item = Item(node: root, name: "a model file", log: log)
    if root.isNull {
      log.error(root.place, "the file is empty; a model needs a name, a network and what to do")
      return experiment
    }
    guard let section = item.section("a model file") else { return experiment }
    experiment.name = section.require("name").flatMap(name) ?? ""
    experiment.description = section.value("description", or: "") { $0.text() }
    experiment.source = section.value("source", or: "") { $0.text() }
    if let expected = section.item("expected")?.section("'expected'") {
      for (key, _, item) in expected.all() { experiment.expected[key] = item.text() }
    }
    experiment.seed = Seed(section.value("seed", or: 1) { $0.unsigned() })
    var network = NetworkReading(log: log)
    if let parts = section.require("network")?.section("'network'") { network.read(parts) }
    experiment.network = network.network
    task(section, network, into: &experiment)
    section.finish()
    return experiment
  }

  private func task(
    _ section: Section, _ network: NetworkReading, into experiment: inout Experiment
  ) {
    let reading = TaskReading(
      network: network.network, hasAllProjections: network.hasAllProjections, seed: experiment.seed,
      log: log)
    let simulate = section.item("simulate"), learning = section.item("learning")
    let data = section.item("data")
    switch (simulate, learning) {
    case (let simulate?, nil):
      if let data { data.error("'data' belongs to 'learning', but this model has 'simulate'") }
      guard let settings = simulate.section("'simulate'") else { return }
      experiment.task = .simulate(reading.simulation(settings))
    case (nil, let learning?):
      guard let settings = learning.section("'learning'").map(reading.learning) else { return }
      guard let data else {
        log.error(learning.node.place, "'learning' needs 'data', such as data: {set: digits}")
        return
      }
      guard let request = data.section("'data'").flatMap(reading.data) else { return }
      if network.hasAllPopulations { reading.checkShape(settings, request, at: data.node.place) }
      experiment.task = .learn(settings, request)
    case (nil, nil):
      log.error(section.place, "a model needs 'simulate', or 'learning' with 'data'")
    case (.some, .some):
      log.error(section.place, "a model has either 'simulate' or 'learning', not both")
    }
  }

  /// Names are also names of run folders.
  private func name(_ item: Item) -> String? {
    guard let name = item.text() else { return nil }
    let isFine =
      name.first.map { $0.isASCII && ($0.isLetter || $0.isNumber) } ?? false && name.count <= 80
      && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_-.".contains($0)) }
    if !isFine { item.error("'name' must be made of letters, digits, -, _ and . only") }
    return isFine ? name : nil
  }
}
