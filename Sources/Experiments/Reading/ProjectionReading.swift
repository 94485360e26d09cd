import Networks
import Quantities

/// Reads one projection between populations that were read before.
struct ProjectionReading {
  let section: Section
  let populations: [Population]
  /// Where each is among them, by name.
  let numbers: [String: Int]
  /// False where names of populations could not be read.
  let hasAllPopulations: Bool
  /// Populations in which something is wrong.
  let doubtful: Set<String>
  /// The unit of weights onto each population.
  let dimensions: [String: Dimension]

  /// The projection; nil when its populations are not known.
  func read() -> Projection? {
    let source = population(section.require("from"))
    let target = population(section.require("to"))
    let name = section.item("name").flatMap(name)
    let title = name ?? [source, target].compactMap(\.?.name).joined(separator: "->")
    // Where the target is wrong, nobody knows what weights measure.
    let isClear = target.map { !doubtful.contains($0.name) } ?? false
    func measured(_ item: Item) -> Item {
      isClear ? item : Item(node: item.node, name: item.name, log: ProblemLog())
    }
    let weightDimension = target.flatMap { dimensions[$0.name] } ?? .number
    let isNonzero = section.item("connect").map(WeightFileReading.isNonzero) ?? false
    var connectivity = section.item("connect").flatMap {
      self.connectivity($0, source: source, target: target, title: title)
    }
    let selfConnections = self.selfConnections(source, target)
    let omitsSelf = !selfConnections && source?.name == target?.name
    let count = source.flatMap { source in
      target.flatMap {
        self.count(connectivity ?? .dense, source: source, target: $0, omitsSelf: omitsSelf)
      }
    }
    var origin: FileOrigin?
    let weights = section.require("weights").flatMap { item -> WeightInitializer? in
      guard WeightFileReading.isMeant(by: item) else {
        if isNonzero {
          item.error("'connect: nonzero' needs weights from a file: {file: W.npy}")
          return nil
        }
        return self.weights(measured(item), weightDimension, count: count)
      }
      guard let source, let target else { return nil }
      let file = WeightFileReading(item: item, sources: source.size, targets: target.size)
      let found = file.read(omitsSelf: omitsSelf, isNonzero: isNonzero, count: count)
      if let pairs = found?.pairs { connectivity = .list(pairs) }
      origin = found?.origin
      return found.map { .explicit($0.values) }
    }
    var synapses = count
    if case .list(let pairs)? = connectivity { synapses = pairs.count }
    let delay = section.item("delay").flatMap { self.delay($0, count: synapses) }
    let symmetric = section.value("symmetric", or: false) { $0.flag() }
    let release = section.value("release", or: 1) { $0.quantity(.fraction, .unit) }
    let bounds = section.item("bounds").map(measured)?.interval(weightDimension, .extended)
    section.finish()
    guard let source, let target else { return nil }
    var projection = Projection(
      from: source.name, to: target.name, name: name, connectivity: connectivity ?? .dense,
      weights: weights ?? .constant(0), delay: delay ?? .uniform(.zero), symmetric: symmetric,
      bounds: bounds.map { $0.low...$0.high } ?? -Double.infinity...Double.infinity,
      release: release, selfConnections: selfConnections)
    projection.origin = origin
    return projection
  }

  private func population(_ item: Item?) -> Population? {
    guard let item, let name = item.text() else { return nil }
    if let number = numbers[name] { return populations[number] }
    if hasAllPopulations {
      section.log.missing("population", name, among: populations.map(\.name), at: item.node.place)
    }
    return nil
  }

  /// True unless `self_connections: false` stands there, which only a projection within a population can have.
  private func selfConnections(_ source: Population?, _ target: Population?) -> Bool {
    guard let item = section.item("self_connections"), let flag = item.flag() else { return true }
    if let source, let target, source.name != target.name {
      item.error(
        "'self_connections' belongs to projections within a population, but this one runs from "
          + "'\(source.name)' to '\(target.name)'; remove it")
      return true
    }
    return flag
  }

  private func name(_ item: Item) -> String? {
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

  private func connectivity(
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

  /// How many synapses there will be; nil when that is random.
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

  private func weights(_ item: Item, _ dimension: Dimension, count: Int?) -> WeightInitializer? {
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

  private func delay(_ item: Item, count: Int?) -> Delay? {
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
}
