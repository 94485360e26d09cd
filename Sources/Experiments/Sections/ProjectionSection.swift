import Networks
import Quantities

/// A projection in the form of a model file, between populations that were read before.
struct ProjectionForm {
  var projection = Projection(from: "", to: "", weights: .constant(0))
  /// The name in the file; nil for the default.
  var name: String?
  /// The two populations; nil if unknown.
  var source: Population?
  var target: Population?
  /// The number of synapses; nil if unknown.
  var count: Int?

  init() {}

  init(_ projection: Projection) {
    self.projection = projection
    if projection.name != "\(projection.source)->\(projection.target)" { name = projection.name }
  }

  /// The keys of an element of `projections`.
  static let table = Table<ProjectionForm, ProjectionReading> {
    Parameter("from", "a population") { section, form, reading in
      form.source = reading.population(section.item("from"))
      form.projection.source = form.source?.name ?? ""
    } write: { form, _ in
      .string(form.projection.source)
    }.required
    Parameter("to", "a population") { section, form, reading in
      form.target = reading.population(section.item("to"))
      form.projection.target = form.target?.name ?? ""
    } write: { form, _ in
      .string(form.projection.target)
    }.required
    Parameter("name", "its name elsewhere in the file, in files and figures") {
      section, form, reading in
      form.name = section.item("name").flatMap(reading.name)
      let ends = [form.source, form.target].compactMap(\.?.name).joined(separator: "->")
      form.projection.name = form.name ?? ends
    } write: { form, _ in
      form.name.map { .string($0) }
    }.standing("from->to")
    Parameter(
      "connect",
      "dense, one-to-one, {probability: p}, {in_degree: n}, {list: [[i, j], ...]}, {convolution: {kernel, stride, padding, pool}}, {average_pooling: {kernel, stride, padding}}; nonzero: where a file of weights is not 0"
    ) { section, form, reading in
      guard let item = section.item("connect") else { return }
      let found = reading.connectivity(
        item, source: form.source, target: form.target, title: form.projection.name)
      if let found { form.projection.connectivity = found }
    } write: { form, _ in
      form.projection.origin?.isSparse == true
        ? .word("nonzero") : form.projection.connectivity.output
    }
    Parameter(
      "self_connections", "of a projection within a population: units project to themselves too"
    ) {
      section, form, reading in
      form.projection.selfConnections = reading.selfConnections(section, form)
      form.count = reading.count(form)
    } write: { form, _ in
      form.projection.source == form.projection.target
        ? .flag(form.projection.selfConnections) : nil
    }
    Parameter(
      "weights", unit: "weight",
      "a number, {uniform: [a, b]}, {normal: {mean, deviation}}, {glorot_uniform: {gain}}, {glorot_normal: {gain}}, {list}, {file: W.npy}, {transpose_of, scale}"
    ) { section, form, reading in
      if let item = section.item("weights") { reading.readWeights(item, section, &form) }
    } write: { form, reading in
      form.projection.origin.map { .flow($0.entries) }
        ?? form.projection.weights.output(reading.weightDimension(onto: form.projection.target))
    }.required
    Parameter(
      "delay", unit: "ms",
      "one; without plasticity also {uniform: [a, b]}, or {list} with one for each synapse"
    ) { section, form, reading in
      if let delay = section.item("delay").flatMap({ reading.delay($0, count: form.count) }) {
        form.projection.delay = delay
      }
    } write: { form, _ in
      form.projection.delay.output
    }
    Parameter(
      "receptor",
      "of the target, if its receptors have names: one, or fractions of several, {ampa: 0.7, nmda: 0.3}"
    ) { section, form, _ in
      if let item = section.item("receptor") {
        form.projection.receptors = ReceptorForm.shares(item)
      }
    } write: { form, _ in
      ReceptorForm.output(form.projection.receptors)
    }.standing("by the sign of w")
    Parameter(
      "symmetric", .flag, "one weight matrix for both directions", \.projection.isSymmetric)
    Parameter(
      "feedback", .number(.number, .positive),
      "kappa: the second population acts back with kappa times the weights", \.projection.feedback
    ).refused { form, _ in
      form.projection.isSymmetric ? nil : "only symmetric projections act back by their weights"
    }.written { form, _ in form.projection.feedback != 1 }
    Parameter(
      "release", .number(.fraction, .unit), "probability that an arriving spike acts",
      \.projection.release
    ).written { form, _ in form.projection.release != 1 }
    Parameter("bounds", unit: "weight", "weights stay inside") { section, form, reading in
      let item = section.item("bounds").map { reading.measured($0, form) }
      let dimension = reading.weightDimension(onto: form.projection.target)
      if let bounds = item?.interval(dimension, .extended) {
        form.projection.bounds = bounds.low...bounds.high
      }
    } write: { form, _ in
      .numbers([form.projection.bounds.lowerBound, form.projection.bounds.upperBound])
    }
  }
}

/// The populations of a network, for reading and writing its projections.
struct ProjectionReading {
  let populations: [Population]
  /// The index of each population, by name.
  let numbers: [String: Int]
  /// False if the names of some populations could not be read.
  let hasAllPopulations: Bool
  /// Populations with a mistake.
  let doubtful: Set<String>
  /// The unit of weights onto each population.
  let dimensions: [String: Dimension]
  let log: ProblemLog

  /// The context for writing the projections of `network`.
  init(writing network: Network) {
    self.init(
      populations: network.populations, numbers: [:], hasAllPopulations: true, doubtful: [],
      dimensions: TaskReading(writing: network, seed: Seed(1)).weights, log: ProblemLog())
  }

  /// The context for reading projections between these populations.
  init(
    populations: [Population], numbers: [String: Int], hasAllPopulations: Bool,
    doubtful: Set<String>, dimensions: [String: Dimension], log: ProblemLog
  ) {
    self.populations = populations
    self.numbers = numbers
    self.hasAllPopulations = hasAllPopulations
    self.doubtful = doubtful
    self.dimensions = dimensions
    self.log = log
  }

  /// The projection; nil if its populations are unknown.
  func read(_ section: Section) -> Projection? {
    var form = ProjectionForm()
    ProjectionForm.table.read(section, into: &form, self)
    return form.source == nil || form.target == nil ? nil : form.projection
  }

  /// The unit of weights onto this population.
  func weightDimension(onto target: String) -> Dimension {
    dimensions[target] ?? .number
  }

  /// The item; without a log if the target has a mistake, since the unit of weights is unknown then.
  func measured(_ item: Item, _ form: ProjectionForm) -> Item {
    let isClear = form.target.map { !doubtful.contains($0.name) } ?? false
    return isClear ? item : Item(node: item.node, name: item.name, log: ProblemLog())
  }

  fileprivate func population(_ item: Item?) -> Population? {
    guard let item, let name = item.text() else { return nil }
    if let number = numbers[name] { return populations[number] }
    if hasAllPopulations {
      log.missing("population", name, among: populations.map(\.name), at: item.node.place)
    }
    return nil
  }

  /// False for `self_connections: false`, which only a projection within a population can have.
  fileprivate func selfConnections(_ section: Section, _ form: ProjectionForm) -> Bool {
    guard let item = section.item("self_connections"), let flag = item.flag() else { return true }
    if let source = form.source, let target = form.target, source.name != target.name {
      item.error(
        "'self_connections' belongs to projections within a population, but this one runs from "
          + "'\(source.name)' to '\(target.name)'; remove it")
      return true
    }
    return flag
  }

  fileprivate func name(_ item: Item) -> String? {
    guard let name = item.text() else { return nil }
    let isFine =
      !name.isEmpty
      && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_->".contains($0)) }
    if !isFine {
      item.error("'\(name)' cannot be the name of a projection: use letters, digits, _, - and >")
      return nil
    }
    return name
  }
}
