import Networks
import Quantities

/// The readers and writers of connectivity, weights and delays.
extension ProjectionReading {
  // MARK: - Pairs

  func connectivity(
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
    let map =
      section.item("convolution").flatMap { KernelForm.read($0, isPooling: false) }
      ?? section.item("average_pooling").flatMap { KernelForm.read($0, isPooling: true) }
    section.finish()
    guard section.keys.count == 1 else {
      item.error(
        "'connect' must be one of dense, one-to-one, nonzero, {probability}, {in_degree}, {list}, "
          + "{convolution}, {average_pooling}")
      return nil
    }
    return probability.map { .probability($0) } ?? degree.map { .inDegree($0) }
      ?? pairs.map { .list($0) } ?? map
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

  /// The number of synapses, or of weights that they share; nil if it is random or unknown.
  func count(_ form: ProjectionForm) -> Int? {
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
    case .averagePooling: 1
    case .convolution(let kernel):
      source.places.channels * target.places.channels * kernel.size * kernel.size
    case .probability: nil
    }
  }

  // MARK: - Weights and delays

  func weights(_ item: Item, _ dimension: Dimension, count: Int?) -> WeightInitializer? {
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

  func delay(_ item: Item, count: Int?) -> Delay? {
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

  func readWeights(_ item: Item, _ section: Section, _ form: inout ProjectionForm) {
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
    var file = WeightFileReading(item: item, sources: source.size, targets: target.size)
    switch form.projection.connectivity {
    case .convolution(let kernel):
      file.shared = [
        target.places.channels, source.places.channels, kernel.size, kernel.size,
      ]
    case .averagePooling: file.shared = [1]
    default: break
    }
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
  var output: Output {
    switch self {
    case .dense: .word("dense")
    case .oneToOne: .word("one-to-one")
    case .probability(let p): .flow([("probability", .number(p, .number))])
    case .inDegree(let degree): .flow([("in_degree", .integer(degree))])
    case .list(let pairs):
      .flow([("list", .list(pairs.map { .list([.integer($0.source), .integer($0.target)]) }))])
    case .convolution(let kernel):
      .flow([("convolution", KernelForm(kernel, isPooling: false).output)])
    case .averagePooling(let kernel):
      .flow([("average_pooling", KernelForm(kernel, isPooling: true).output)])
    }
  }
}

extension WeightInitializer {
  func output(_ dimension: Dimension) -> Output {
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
  var output: Output {
    switch self {
    case .uniform(let delay): .number(delay.value, .time)
    case .perSynapse(let delays): .flow([("list", .numbers(delays.map(\.value)))])
    case .random(let low, let high):
      .flow([("uniform", .list([.number(low.value, .time), .number(high.value, .time)]))])
    }
  }
}
