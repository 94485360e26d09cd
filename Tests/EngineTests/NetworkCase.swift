import Networks
import Quantities

@testable import Engine

/// A network generated from a SplitMix64 formula (Brette et al. 2007 and others of the kind).
struct NetworkCase {
  let network: Network

  /// u(s, k) = (SplitMix64(s, k) >> 11) 2^-53.
  static func u(_ seed: UInt64, _ k: UInt64) -> Double {
    Double(mix(seed &+ k &* 0x9E37_79B9_7F4A_7C15) >> 11) * 0x1p-53
  }

  init(_ fields: Fields) throws {
    let p = try fields.fields("parameters")
    let n = Int(try p.number("N")), excitatory = Int(try p.number("NE"))
    let seed = UInt64(try p.number("seed")), probability = try p.number("p")
    let we = try p.number("w_e"), wi = try p.number("w_i")
    let reset = try p.number("V_reset"), threshold = try p.number("V_th")
    let tm = Milliseconds(try p.number("tau_m"))
    var pairs: [Connectivity.Pair] = []
    var weights: [Double] = []
    for i in 0..<n {
      for j in 0..<n
      where Self.u(seed, UInt64(i * n + j)) < probability && i != j {
        pairs.append(Connectivity.Pair(i, j))
        weights.append(i < excitatory ? we : wi)
      }
    }
    let synapse: Synapse =
      p.has("tau_e")
      ? .exponential(
        excitatory: Milliseconds(try p.number("tau_e")),
        inhibitory: Milliseconds(try p.number("tau_i")))
      : .jump
    let lif = LIF(
      membraneTimeConstant: tm, capacitance: tm.value, rest: try p.number("E_L"),
      threshold: threshold, reset: reset,
      refractoryTime: Milliseconds(try p.number("t_ref")),
      initial: .perUnit(
        (0..<n).map { reset + (threshold - reset) * Self.u(seed + 1, UInt64($0)) }),
      synapse: synapse)
    network = Network(
      populations: [Population("cells", size: n, .lif(lif))],
      projections: [
        Projection(
          from: "cells", to: "cells", connectivity: .list(pairs), weights: .explicit(weights),
          delay: .uniform(Milliseconds(try p.number("delay"))))
      ])
  }

  func simulation() throws -> Simulation { try Simulation(network, seed: Seed(1)) }
}
