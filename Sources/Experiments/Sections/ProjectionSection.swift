import Networks
import Quantities

/// A projection as a model file has it, between populations that were read before.
struct ProjectionForm {
  var projection = Projection(from: "", to: "", weights: .constant(0))
  /// The name that the file gives it.
  var name: String?
  /// Its two populations, where they are known.
  var source: Population?
  var target: Population?
  /// The number of synapses, where it is known.
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
      "dense, one-to-one, {probability: p}, {in_degree: n}, {list: [[i, j], ...]}; nonzero: where a file of weights is not 0"
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
      "symmetric", .flag, "one weight matrix for both directions", \.projection.isSymmetric)
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

/// The populations that projections run between, for reading one and for writing it.
struct ProjectionReading {
  let populations: [Population]
  /// Where each is among them, by name.
  let numbers: [String: Int]
  /// False where names of populations could not be read.
  let hasAllPopulations: Bool
  /// Populations in which something is wrong.
  let doubtful: Set<String>
  /// The unit of weights onto each population.
  let dimensions: [String: Dimension]
  let log: ProblemLog

  /// The populations of a network that is written.
  init(writing network: Network) {
    self.init(
      populations: network.populations, numbers: [:], hasAllPopulations: true, doubtful: [],
      dimensions: TaskReading(writing: network, seed: Seed(1)).weights, log: ProblemLog())
  }

  /// The populations of a network that is read.
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

  /// The projection; nil when its populations are not known.
  func read(_ section: Section) -> Projection? {
    var form = ProjectionForm()
    ProjectionForm.table.read(section, into: &form, self)
    return form.source == nil || form.target == nil ? nil : form.projection
  }

  /// The unit of weights onto this population.
  fileprivate func weightDimension(onto target: String) -> Dimension {
    dimensions[target] ?? .number
  }

  /// The item; silent where the target is wrong, as nobody knows what weights measure then.
  fileprivate func measured(_ item: Item, _ form: ProjectionForm) -> Item {
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

  /// True unless `self_connections: false` stands there, which only a projection within a population can have.
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

  // MARK: - Which pairs

  fileprivate func connectivity(
    _ item: Item, source: Population?, target: Population?, title: String
  ) -> Connectivity? {
    if item.isScalar {
      return item.choice(["dense", "one-to-one", "nonzero"]).map {
        $0 == "one-to-one" ? .oneToOne : .dense
      }
    }
    guard let section = item.section("'connect'") else { return nil }
    let probability = section.item("probability")?.quantity(.fraction, .unit)
    let degree = section.item("in_degree")?.integer(0...PopulationReading.largest)
    let pairs = section.item("list").flatMap { self.pairs($0, source, target, title) }
    section.finish()
    guard section.keys.count == 1 else {
      item.error(
        "'connect' must be one of dense, one-to-one, nonzero, {probability}, {in_degree}, {list}")
      return nil
    }
    return probability.map { .probability($0) } ?? degree.map { .inDegree($0) }
      ?? pairs.map { .list($0) }
  }

  private func pairs(
    _ item: Item, _ source: Population?, _ target: Population?, _ title: String
  ) -> [Connectivity.Pair]? {
    guard let items = item.list("a list of pairs [source, target]") else { return nil }
    var pairs: [Connectivity.Pair] = []
    for item in items {
      guard let numbers = item.list("a pair [source, target]") else { return nil }
      let units = numbers.map { $0.integer(0...PopulationReading.largest) }
      guard units.count == 2, let i = units[0], let j = units[1] else {
        if units.count != 2 { item.error("\(item.name) must be a pair [source, target]") }
        return nil
      }
      if let source, let target, i >= source.size || j >= target.size {
        item.error(
          "projection '\(title)' connects unit \(i) to unit \(j), but there are "
            + "\(source.size) source and \(target.size) target units (counted from 0)")
        return nil
      }
      pairs.append(Connectivity.Pair(i, j))
    }
    return pairs
  }

  /// How many synapses there will be; nil when that is random, or nobody knows.
  fileprivate func count(_ form: ProjectionForm) -> Int? {
    guard let source = form.source, let target = form.target else { return nil }
    return count(
      form.projection.connectivity, source: source, target: target,
      omitsSelf: form.projection.omitsSelf)
  }

  private func count(
    _ connectivity: Connectivity, source: Population, target: Population, omitsSelf: Bool
  ) -> Int? {
    switch connectivity {
    case .dense: source.size * target.size - (omitsSelf ? source.size : 0)
    case .oneToOne: source.size
    case .inDegree(let degree): degree * target.size
    case .list(let pairs): pairs.count
    case .probability: nil
    }
  }

  // MARK: - Weights and delays

  fileprivate func weights(_ item: Item, _ dimension: Dimension, count: Int?) -> WeightInitializer?
  {
    if item.isScalar {
      switch item.node.content {
      case .scalar("glorot_uniform", _): return .glorotUniform(gain: 1)
      case .scalar("glorot_normal", _): return .glorotNormal(gain: 1)
      default: return item.quantity(dimension).map { .constant($0) }
      }
    }
    guard let section = item.section("'weights'") else { return nil }
    var result: WeightInitializer?
    if let range = section.item("uniform")?.interval(dimension) {
      result = .uniform(range.low, range.high)
    }
    if let normal = section.item("normal")?.section("'normal'") {
      let mean = normal.require("mean")?.quantity(dimension)
      let deviation = normal.require("deviation")?.quantity(dimension, .nonnegative)
      normal.finish()
      if let mean, let deviation { result = .normal(mean: mean, deviation: deviation) }
    }
    if let gain = section.item("glorot_uniform").flatMap({ gain($0, dimension) }) {
      result = .glorotUniform(gain: gain)
    }
    if let gain = section.item("glorot_normal").flatMap({ gain($0, dimension) }) {
      result = .glorotNormal(gain: gain)
    }
    if let list = section.item("list"), let values = list.quantities(dimension),
      check(list, values.count, count)
    {
      result = .explicit(values)
    }
    if let other = section.item("transpose_of")?.text() {
      let scale = section.value("scale", or: 1) { $0.quantity(.number) }
      result = .transposed(of: other, scale: scale)
    }
    section.finish()
    if section.keys.count(where: { $0 != "scale" }) != 1 {
      item.error(
        "'weights' must be a number or one of {uniform}, {normal}, {glorot_uniform}, "
          + "{glorot_normal}, {list}, {transpose_of}, {file}")
      return nil
    }
    return result
  }

  /// The factor of weights that are drawn for a gain of 1.
  private func gain(_ item: Item, _ dimension: Dimension) -> Double? {
    guard let section = item.section(item.name) else { return nil }
    let gain = section.value("gain", or: 1) { $0.quantity(dimension, .nonnegative) }
    section.finish()
    return gain
  }

  fileprivate func delay(_ item: Item, count: Int?) -> Delay? {
    if item.isScalar { return item.quantity(.time, .nonnegative).map { .uniform($0.ms) } }
    guard let section = item.section("'delay'") else { return nil }
    var result: Delay?
    if let range = section.item("uniform")?.interval(.time, .nonnegative) {
      result = .random(range.low.ms, range.high.ms)
    }
    if let list = section.item("list"), let values = list.quantities(.time, .nonnegative),
      check(list, values.count, count)
    {
      result = .perSynapse(values.map(\.ms))
    }
    section.finish()
    if section.keys.count != 1 {
      item.error("'delay' must be a time or one of {uniform}, {list}")
      return nil
    }
    return result
  }

  private func check(_ item: Item, _ found: Int, _ expected: Int?) -> Bool {
    guard let expected else {
      item.error("a list needs a known number of synapses, but 'connect' is random")
      return false
    }
    if found == expected { return true }
    item.error("'list' has \(found) values for \(expected) synapses, by source, then target")
    return false
  }

  fileprivate func readWeights(_ item: Item, _ section: Section, _ form: inout ProjectionForm) {
    let isNonzero = section.item("connect").map(WeightFileReading.isNonzero) ?? false
    guard WeightFileReading.isMeant(by: item) else {
      if isNonzero {
        item.error("'connect: nonzero' needs weights from a file: {file: W.npy}")
      } else if let weights = weights(
        measured(item, form), weightDimension(onto: form.projection.target), count: form.count)
      {
        form.projection.weights = weights
      }
      return
    }
    guard let source = form.source, let target = form.target else { return }
    let file = WeightFileReading(item: item, sources: source.size, targets: target.size)
    let found = file.read(
      omitsSelf: form.projection.omitsSelf, isNonzero: isNonzero, count: form.count)
    guard let found else { return }
    if let pairs = found.pairs {
      form.projection.connectivity = .list(pairs)
      form.count = pairs.count
    }
    form.projection.weights = .explicit(found.values)
    form.projection.origin = found.origin
  }
}

extension Connectivity {
  fileprivate var output: Output {
    switch self {
    case .dense: .word("dense")
    case .oneToOne: .word("one-to-one")
    case .probability(let p): .flow([("probability", .number(p, .number))])
    case .inDegree(let degree): .flow([("in_degree", .integer(degree))])
    case .list(let pairs):
      .flow([("list", .list(pairs.map { .list([.integer($0.source), .integer($0.target)]) }))])
    }
  }
}

extension WeightInitializer {
  fileprivate func output(_ dimension: Dimension) -> Output {
    switch self {
    case .constant(let value): .number(value, dimension)
    case .uniform(let low, let high):
      .flow([("uniform", .list([.number(low, dimension), .number(high, dimension)]))])
    case .normal(let mean, let deviation):
      .flow([
        (
          "normal",
          .flow([("mean", .number(mean, dimension)), ("deviation", .number(deviation, dimension))])
        )
      ])
    case .glorotUniform(let gain):
      .flow([("glorot_uniform", .flow([("gain", .number(gain, dimension))]))])
    case .glorotNormal(let gain):
      .flow([("glorot_normal", .flow([("gain", .number(gain, dimension))]))])
    case .explicit(let values): .flow([("list", .numbers(values))])
    case .transposed(let name, let scale):
      .flow([("transpose_of", .string(name)), ("scale", .number(scale, .number))])
    }
  }
}

extension Delay {
  fileprivate var output: Output {
    switch self {
    case .uniform(let delay): .number(delay.value, .time)
    case .perSynapse(let delays): .flow([("list", .numbers(delays.map(\.value)))])
    case .random(let low, let high):
      .flow([("uniform", .list([.number(low.value, .time), .number(high.value, .time)]))])
    }
  }
}
