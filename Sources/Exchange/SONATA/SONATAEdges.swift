import Networks
import Quantities

/// The synapses of one projection in one direction, sorted by target, then source, with the indices for queries.
struct SONATAEdges: Sendable {
  let name: String
  /// The name of the projection, with `-back` for the reverse direction of a symmetric one.
  private let own: String
  private let release: Double
  private let source: String, target: String
  private let sourceCount: Int, targetCount: Int
  private var sources: [Int] = []
  private var targets: [Int] = []
  private var weights: [Double] = []
  private var delays: [Double] = []

  init(_ projection: Projection, _ wiring: Wiring, in network: Network, backward: Bool) {
    let from = backward ? projection.target : projection.source
    let to = backward ? projection.source : projection.target
    let links = SONATA.links(network)
    (source, target) = (links[from]!, links[to]!)
    let plain = projection.name == "\(projection.source)->\(projection.target)"
    let word = plain ? "chemical" : projection.name.replacing("->", with: "_to_")
    name = "\(source)__\(target)__\(SONATA.name(word))"
    own = backward ? projection.name + "-back" : projection.name
    release = projection.release
    sourceCount = backward ? wiring.targets : wiring.sources
    targetCount = backward ? wiring.sources : wiring.targets
    // The file holds the effect of one spike, for every scale of weights.
    var scale = (excitatory: 1.0, inhibitory: 1.0)
    let isAnalogue = network.populations.first { $0.name == from }?.isClamped ?? false
    if isAnalogue {
      let unit = network.populations.first { $0.name == to }?.drive?.unit ?? 1
      scale = (unit, unit)
    } else if let population = network.populations.first(where: { $0.name == to }),
      let drive = population.drive, let charges = population.charges, charges.count >= 2
    {
      let source = network.populations.first { $0.name == from }
      let charge = (drive.unit ?? 1) / (source?.drive?.maximumRate ?? drive.maximumRate)
      scale = (charge / charges[0], charge / charges[1])
    }
    var uniform = 0.0
    if case .uniform(let delay) = projection.delay { uniform = delay.value }
    var rows: [(source: Int, target: Int, weight: Double, delay: Double)] = []
    rows.reserveCapacity(wiring.count)
    wiring.forEach { i, j, weight, k in
      let delay = wiring.delays.isEmpty ? uniform : wiring.delays[k]
      let factor = weight < 0 ? scale.inhibitory : scale.excitatory
      rows.append((backward ? j : i, backward ? i : j, weight * factor, delay))
    }
    rows.sort { ($0.target, $0.source) < ($1.target, $1.source) }
    sources = rows.map(\.source)
    targets = rows.map(\.target)
    weights = rows.map(\.weight)
    delays = rows.map(\.delay)
  }

  func write(
    at path: String, order: Int, _ writer: borrowing HDF5Writer
  ) throws(ExchangeError) {
    let count = sources.count
    try writer.group(path)
    try SONATA.mark(path, name: own, order: order, writer)
    try writer.write(sources, at: path + "/source_node_id", as: .uint64)
    try writer.attribute("node_population", of: path + "/source_node_id", source)
    try writer.write(targets, at: path + "/target_node_id", as: .uint64)
    try writer.attribute("node_population", of: path + "/target_node_id", target)
    try writer.write([Int](repeating: -1, count: count), at: path + "/edge_type_id")
    try writer.write([Int](repeating: 0, count: count), at: path + "/edge_group_id", as: .uint32)
    try writer.write(Array(0..<count), at: path + "/edge_group_index", as: .uint64)
    try writer.group(path + "/0")
    try writer.write(weights, at: path + "/0/syn_weight")
    try writer.write(delays, at: path + "/0/delay")
    if release != 1 {
      try writer.write(
        [Double](repeating: release, count: count),
        at: path + "/0/release_probability")
    }
    try writer.group(path + "/indices")
    try index(sources, count: sourceCount, at: path + "/indices/source_to_target", writer)
    try index(targets, count: targetCount, at: path + "/indices/target_to_source", writer)
  }

  /// Writes the half-open ranges of the edges of each node.
  private func index(
    _ ids: [Int], count: Int, at path: String, _ writer: borrowing HDF5Writer
  ) throws(ExchangeError) {
    var ranges = [[Int]](repeating: [], count: count)
    for (edge, id) in ids.enumerated() {
      if let last = ranges[id].last, last == edge {
        ranges[id][ranges[id].count - 1] = edge + 1
      } else {
        ranges[id] += [edge, edge + 1]
      }
    }
    var first = [Int]()
    var done = 0
    for node in ranges {
      first += [done, done + node.count / 2]
      done += node.count / 2
    }
    try writer.group(path)
    let flat = ranges.flatMap { $0 }
    try writer.write(first, shape: [count, 2], at: path + "/node_id_to_ranges", as: .uint64)
    try writer.link(path + "/node_id_to_ranges", as: path + "/node_id_to_range")
    try writer.write(flat, shape: [done, 2], at: path + "/range_to_edge_id", as: .uint64)
  }
}
