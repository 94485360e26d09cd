import Networks
import Quantities

/// Populations from nodes of units.
extension NIRImport {
  /// Adds the populations of a node.
  mutating func population(_ name: String) throws(ExchangeError) {
    let node = graph.nodes[name]!, place = "/node/nodes/\(name)"
    let title = populationNames.take(
      FreshNames.plain(node.metadata["population"]?.text ?? name))
    if node.type == "Input" {
      let size = try input(node, named: title, at: place)
      parts[name] = [Part(population: title, units: Array(0..<size), isWhole: true)]
      return
    }
    let shape = shapes.shapes[name]!
    let size = shape.reduce(1, *)
    guard size > 0, size <= 10_000_000 else {
      throw damaged(place, "it has \(size) units")
    }
    let synapse = try synapses(of: name, shape: shape)
    if let own = NIRMembrane.remembered(node), isOwn(own.membrane, own.drive, name, size) {
      if Set(own.currents).count > 1 { extra[name] = own.currents }
      let scale = NIRMembrane(own.membrane, own.drive).clampScale
      let ones = [Double](repeating: 1, count: size)
      words[name] = Words(spike: ones, current: ones.map { $0 / scale })
      for port in portUnits where port.value == name { words[port.key]!.spike = ones }
      add(
        own.membrane, drive: own.drive, units: Array(0..<size), of: name, named: title,
        isIntegrated: false)
      return
    }
    let units: NIRUnits
    do throws(NIRUnits.Problem) {
      units = try NIRUnits(node, shape: shape, conventions)
    } catch {
      throw damaged(place + (error.key.map { "/" + $0 } ?? ""), error.words)
    }
    words[name] = units.words(area: area)
    let (groups, currents) = units.groups(startsAtZero: conventions.step != nil)
    if currents.contains(where: { $0 != 0 }) { extra[name] = currents }
    guard groups.count <= Self.mostParts else {
      throw unsupported(
        place,
        "its units differ in \(groups[0].differences.joined(separator: ", ")) and would become \(groups.count) "
          + "populations; at most \(Self.mostParts) are possible")
    }
    for (number, group) in groups.enumerated() {
      var membrane = group.membrane
      if let synapse { membrane.synapse = synapse }
      let part =
        groups.count == 1 ? title : populationNames.take("\(title)_\(number)")
      add(
        membrane, units: group.units, of: name, named: part, isIntegrated: group.isIntegrated,
        isWhole: groups.count == 1)
    }
    if groups.count > 1 {
      let range = groups.count == 2 ? "and" : "to"
      result.remarks.append(
        "'\(name)': units differ in \(groups[0].differences.joined(separator: ", ")), so they are "
          + "\(groups.count) populations, \(parts[name]![0].population) \(range) "
          + "\(parts[name]![groups.count - 1].population)")
    }
  }

  /// The limit of populations from one node.
  private static var mostParts: Int { 4096 }

  /// The area of a spike [s].
  var area: Double { conventions.step.map { $0.value / 1000 } ?? 1 }

  private mutating func add(
    _ membrane: LIF, drive: DriveScale? = nil, units: [Int], of node: String, named name: String,
    isIntegrated: Bool, isWhole: Bool = true
  ) {
    parts[node, default: []].append(
      Part(population: name, units: units, membrane: membrane, isWhole: isWhole))
    if !isWhole { result.parts.append(.init(node: node, population: name, units: units)) }
    result.network.populations.append(
      Population(
        name, size: units.count,
        isIntegrated ? .membrane(LIFEquations(membrane), Integration()) : .lif(membrane),
        drive: drive))
  }

  /// True if the `LI` nodes before a node are those with which the membrane would be written.
  private func isOwn(
    _ membrane: LIF, _ drive: DriveScale?, _ name: String, _ size: Int
  ) -> Bool {
    let own = portUnits.filter { $0.value == name }.keys
    guard let split = NIRSplitMembrane(membrane, drive) else { return own.isEmpty }
    return own.allSatisfy { port in
      let isInhibitory = ports[port]?.isInhibitory ?? false
      return graph.nodes[port]!.parameters.mapValues(\.values)
        == split.port(inhibitory: isInhibitory, count: size).parameters.mapValues(\.values)
    }
  }
}
