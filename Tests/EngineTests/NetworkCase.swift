import Networks
import Quantities

@testable import Engine

/// A network of a reference case, generated from a SplitMix64 formula: `N` units wired at random (Brette
/// et al. 2007), or `NH` hidden units and `NO` outputs, all to all.
struct NetworkCase {
  let network: Network
  /// Constant currents of populations whose units differ.
  private(set) var currents: [String: [Double]] = [:]
  /// Values that the file does not give and that were taken from the publication.
  private(set) var assumed: [String] = []

  /// u(s, k) = (SplitMix64(s, k) >> 11) 2^-53.
  static func u(_ seed: UInt64, _ k: Int) -> Double {
    Double(mix(seed &+ UInt64(k) &* 0x9E37_79B9_7F4A_7C15) >> 11) * 0x1p-53
  }

  init(_ fields: Fields) throws {
    let p = try fields.parameters()
    if p.has("NH") || p.has("NO") {
      let dense = try DenseCase(fields)
      (network, currents, assumed) = (dense.network, dense.currents, dense.assumed)
    } else if p.has("N") {
      network = try Self.random(fields)
    } else {
      throw CaseError(
        "\(fields.name): 'parameters' has neither 'N' (units wired at random) nor 'NH' and 'NO' (hidden and output units)"
      )
    }
  }

  func simulation() throws -> Simulation {
    let simulation = try Simulation(network, seed: Seed(1))
    for (name, values) in currents.sorted(by: { $0.key < $1.key }) {
      try simulation.setCurrents(values, of: name)
    }
    return simulation
  }

  /// The number that the first unit of each population has in the file.
  var offsets: [Int] {
    network.populations.indices.map { network.populations[..<$0].reduce(0) { $0 + $1.size } }
  }

  /// Units of which each pair is connected with probability p, Brette et al. 2007, benchmarks 2 and 4.
  private static func random(_ fields: Fields) throws -> Network {
    let p = try fields.parameters()
    let isJump = try fields.isJump()
    // A table of all benchmarks has the weights of each under its number.
    func weight(_ key: String, _ short: String) throws -> Double {
      if p.has(key) { return try p.number(key) }
      let numbered = short + (isJump ? "4" : "2")
      return p.has(numbered) ? try p.number(numbered) : try p.number(key)
    }
    let n = try p.count("N"), excitatory = try p.count("NE")
    let seed = UInt64(try p.count("seed")), probability = try p.number("p")
    let we = try weight("w_e", "we"), wi = try weight("w_i", "wi")
    let reset = try p.number("V_reset"), threshold = try p.number("V_th")
    let tm = Milliseconds(try p.number("tau_m"))
    var pairs: [Connectivity.Pair] = []
    var weights: [Double] = []
    for i in 0..<n {
      for j in 0..<n
      where Self.u(seed, i * n + j) < probability && i != j {
        pairs.append(Connectivity.Pair(i, j))
        weights.append(i < excitatory ? we : wi)
      }
    }
    let synapse: Synapse =
      isJump
      ? .jump
      : .exponential(
        excitatory: Milliseconds(try p.number("tau_syn_ex")),
        inhibitory: Milliseconds(try p.number("tau_syn_in")))
    let lif = LIF(
      membraneTimeConstant: tm, capacitance: tm.value, rest: try p.number("E_L"),
      threshold: threshold, reset: reset,
      refractoryTime: Milliseconds(try p.number("t_ref")),
      initial: .perUnit((0..<n).map { reset + (threshold - reset) * Self.u(seed + 1, $0) }),
      synapse: synapse)
    return Network(
      populations: [Population("cells", size: n, .lif(lif))],
      projections: [
        Projection(
          from: "cells", to: "cells", connectivity: .list(pairs), weights: .explicit(weights),
          delay: .uniform(Milliseconds(try p.number("delay"))))
      ])
  }
}

extension Fields {
  /// A whole number that is not negative.
  func count(_ key: String) throws -> Int {
    let value = try number(key)
    guard let whole = Int(exactly: value), whole >= 0 else {
      throw CaseError("\(name): '\(key)' is \(value), not a whole number from 0 on")
    }
    return whole
  }

  /// True if arriving spikes make V jump; false if they make a current jump, which decays.
  ///
  /// The file says so by the word under `model` or `synapse`, else by its equations, else by its name. Keys of
  /// parameters do not decide: a table of parameters may serve several cases.
  func isJump() throws -> Bool {
    let places = [self] + (has("parameters") ? [try fields("parameters")] : [])
    for place in places {
      for key in ["model", "synapse", "synapses", "kind"] {
        guard let word = place.string(key) else { continue }
        switch Self.synapse(word) {
        case let isJump?: return isJump
        case nil where key == "kind": continue
        case nil:
          throw CaseError("\(name): '\(key)' is '\(word)'; 'exp' and 'delta' are known")
        }
      }
    }
    let equations = places.map {
      Fields($0.object.filter { $0.key.hasPrefix("equation") }, of: name).text
    }
    .joined(separator: "\n")
    let movesPotential = equations.contains(/\b[Vv]\w*\s*(\+=|:=\s*[Vv]\w*\s*\+|<-\s*[Vv]\w*\s*\+)/)
    let hasCurrent = equations.contains(/d\s*[gIi]\w*(\(t\))?\s*\/\s*dt/)
    if movesPotential != hasCurrent { return movesPotential }
    let words = places.flatMap { [$0.string("name"), $0.string("description")] }.compactMap { $0 }
    for word in words { if let isJump = Self.synapse(word) { return isJump } }
    // Without any time constant of a synapse nothing but the potential is left to jump.
    if !places.contains(where: { $0.has("tau_syn_ex") || $0.has("tau_syn_in") }) { return true }
    throw missing("model")
  }

  private static func synapse(_ word: String) -> Bool? {
    let word = word.lowercased()
    let isJump = word.contains(/delta|jump|bm4|benchmark 4/)
    let isCurrent = word.contains(/exp|cuba|current|bm2|benchmark 2/)
    return isJump == isCurrent ? nil : isJump
  }

  /// All spikes of a network, by unit: [unit, t] in either order, objects, one list for each unit, or two lists.
  func spikes() throws -> [Int: [Double]] {
    let units = ["unit", "i", "id", "neuron", "index"], times = ["t", "time", "t_ms"]
    var rows: [(Double, Double)] = []
    var trains: [Int: [Double]] = [:]
    func numbers(_ list: Any?) throws -> [Double] {
      try Fields(["spikes": list ?? "nothing"], of: name).numbers("spikes")
    }
    switch object["spikes"] ?? object["expected_spikes"] {
    case let list as [[Any]]:
      let arePairs = list.allSatisfy { $0.count == 2 }
      if has("n_spikes") ? try arePairs && list.count == count("n_spikes") : arePairs {
        rows = try list.map(numbers).map { ($0[0], $0[1]) }
        if rows.contains(where: { $0.0 != $0.0.rounded() }),
          rows.allSatisfy({ $0.1 == $0.1.rounded() })
        {
          rows = rows.map { ($0.1, $0.0) }
        }
      } else {
        for (unit, list) in list.enumerated() { trains[unit] = try numbers(list) }
      }
    case let list as [[String: Any]]:
      rows = try list.map { row in
        let row = Fields(row, of: name)
        return (
          try row.number(units.first { row.has($0) } ?? "unit"),
          try row.number(times.first { row.has($0) } ?? "t")
        )
      }
    case let both as [String: Any]:
      let unit = (units.map { $0 + "s" } + units + ["senders"]).first { both[$0] != nil }
      let time = (times.map { $0 + "s" } + times).first { both[$0] != nil }
      if let unit, let time {
        let (first, second) = (try numbers(both[unit]), try numbers(both[time]))
        guard first.count == second.count else {
          throw CaseError("\(name): 'spikes' has \(first.count) units and \(second.count) times")
        }
        rows = Array(zip(first, second))
      } else {
        for (key, list) in both {
          guard let unit = Int(key) else {
            throw CaseError("\(name): 'spikes' has the key '\(key)', not the number of a unit")
          }
          trains[unit] = try numbers(list)
        }
      }
    case nil: throw missing("spikes")
    default: throw CaseError("\(name): 'spikes' is not a list")
    }
    for (unit, time) in rows {
      guard let unit = Int(exactly: unit) else {
        throw CaseError("\(name): 'spikes' names the unit \(unit)")
      }
      trains[unit, default: []].append(time)
    }
    return trains.filter { !$0.value.isEmpty }.mapValues { $0.sorted() }
  }
}
