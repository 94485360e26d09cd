import Networks
import Quantities

/// Sources and constant currents.
extension NIRImport {
  /// Adds the source of an `Input` node and returns its number of units. The source is clamped unless metadata or
  /// conventions ask for spikes.
  mutating func input(
    _ node: NIRNode, named title: String, at place: String
  ) throws(ExchangeError) -> Int {
    var size = 1
    for length in node.parameters["shape"]!.values {
      guard length >= 1, length <= 1e7, length == length.rounded() else {
        throw damaged(place + "/shape", "\(length) is no size")
      }
      size *= Int(length)
      guard size <= 10_000_000 else {
        throw damaged(place + "/shape", "there are too many units")
      }
    }
    let population = Population(title, size: size, .source(kind(node, size: size)))
    guard population.isClamped || problems(population).isEmpty else {
      throw damaged(place + "/metadata", "\(problems(population)[0])")
    }
    result.network.populations.append(population)
    if population.isClamped {
      let values = node.metadata["values"]?.numbers ?? []
      result.clamps[title] =
        values.count == size ? values : [Double](repeating: 1, count: size)
    }
    if case .source(.spikes(let trains)) = population.units, trains.allSatisfy(\.isEmpty) {
      result.remarks.append(
        "'\(title)' has \(size) spike trains, all empty: put times or a file into the model")
    }
    return size
  }

  private func problems(_ population: Population) -> [NetworkError] {
    Network(populations: [population], projections: []).problems()
  }

  private func kind(_ node: NIRNode, size: Int) -> Source {
    let rates = node.metadata["rate_per_ms"]?.numbers ?? []
    switch node.metadata["kind"]?.text {
    case "poisson" where rates.count == size: return .poisson(rates: rates)
    case "regular" where rates.count == size:
      let phase = node.metadata["phase"]?.number
      return .regular(rates: rates, phase: phase.map { .aligned($0) } ?? .random)
    case "spikes":
      let times = node.metadata["spike_times_ms"]?.numbers ?? []
      let counts = node.metadata["spike_counts"]?.numbers ?? []
      var trains: [[Double]] = [], start = 0
      for count in counts {
        guard count >= 0, count <= Double(times.count - start), count == count.rounded() else {
          return .clamp
        }
        trains.append(Array(times[start..<start + Int(count)]))
        start += Int(count)
      }
      return trains.count == size ? .spikes(trains) : .clamp
    case nil where node.metadata["values"] == nil && conventions.inputs == .spikes:
      return .spikes([[Double]](repeating: [], count: size))
    default: return .clamp
    }
  }

  /// Moves constant currents into the description.
  ///
  /// With a step, currents that a synapse filters begin at 0. A source `NAME_onset` of one unit, whose only spike is at
  /// t = 0, subtracts the part of the settled current that decays with tau_syn.
  mutating func constants() throws(ExchangeError) {
    for (node, currents) in extra.sorted(by: { $0.key < $1.key }) {
      for part in parts[node] ?? [] {
        guard let membrane = part.membrane else { continue }
        result.addBias(part.units.map { currents[$0] + membrane.current }, to: part.population)
      }
    }
    guard conventions.step != nil else { return }
    for (node, currents) in filtered.sorted(by: { $0.key < $1.key }) {
      for part in parts[node] ?? [] {
        let lacking = part.units.map { -currents[$0] }
        guard lacking.contains(where: { $0 != 0 }) else { continue }
        let source = result.freshPopulation(part.population + "_onset")
        result.network.populations.append(Population(source, size: 1, .source(.spikes([[0]]))))
        result.network.projections.append(
          Projection(from: source, to: part.population, weights: .explicit(lacking)))
      }
    }
  }
}
