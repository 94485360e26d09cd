import Quantities

extension Experiment {
  /// The keys at the top of a model file. Sections are read in the order of their dependence.
  static let table = Table<Experiment, Void> {
    Parameter("name", "name of the model, also of its run folders") { section, experiment, _ in
      experiment.name = section.item("name").flatMap(validName) ?? ""
    } write: { experiment, _ in
      .string(experiment.name)
    }.required
    Parameter("description", .text, "description in one or two sentences", \.description)
      .written { experiment, _ in !experiment.description.isEmpty }.standing("nothing")
    Parameter("source", .text, "the paper or idea behind the model", \.source)
      .written { experiment, _ in !experiment.source.isEmpty }.standing("nothing")
    Parameter("expected", "bounds of what a run measures, by quantity, or words for people") {
      // Read last, when it is known what such a run measures.
      section, _, _ in
      _ = section.item("expected")
    } write: { experiment, _ in
      experiment.expectedOutput
    }.standing("nothing")
    Parameter("seed", "root seed of all random numbers") { section, experiment, _ in
      experiment.seed = Seed(section.value("seed", or: 1) { $0.unsigned() })
    } write: { experiment, _ in
      .word(String(experiment.seed.value))
    }
    section("network", "the network: equispike show populations, show projections")
    section("rate", "instead of network, a rate model: equispike show rate")
    section("membranes", "neuron models written as equations: equispike show membranes")
    section("rules", "rules written as equations: equispike show rules")
    section("data", "training data: equispike show data")
    section("simulate", "simulation of a network: equispike show simulate")
    section("learning", "learning of a network: equispike show learning")
    section("comparison", "rules that are compared: equispike show comparison")
    section("training", "training of a rate model: equispike show training")
    section("theorem", "theorems measured on a rate model: equispike show theorem")
  }

  /// A section with a table of its own.
  private static func section(_ key: String, _ meaning: String) -> Parameter<Experiment, Void> {
    Parameter(key, meaning, read: { _, _, _ in }, write: { _, _ in nil })
  }

  /// Names are also names of run folders.
  private static func validName(_ item: Item) -> String? {
    guard let name = item.text() else { return nil }
    let isFine =
      name.first.map { $0.isASCII && ($0.isLetter || $0.isNumber) } ?? false && name.count <= 80
      && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_-.".contains($0)) }
    if !isFine { item.error("'name' must be made of letters, digits, -, _ and . only") }
    return isFine ? name : nil
  }
}
