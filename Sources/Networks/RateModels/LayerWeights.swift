/// The weights c of layers in the energy of a network whose feedback is scaled.
///
/// A tied connection acts forward with W and back with kappa W. That is the descent of one energy whose layers have
/// weights, and in which the coupling appears once:
///
///     F = sum_l c_l F_l(s_l) - sum over connections c_post <s_post, W s_pre>,   c_post = kappa c_pre,
///
/// with F_l the part of a layer by itself. The pull beta e on the output is that of c_out beta C. With c_out = 1,
///
///     -dC/dW = c_post d<s_post s_pre>/dbeta,   -dC/db_l = c_l ds_l/dbeta:
///
/// the response to nudging shrinks by kappa from layer to layer, and updates are multiplied by what it lost.
///
/// *Edge cases*: layers that no tied connection joins with the output have c = 1. Around a loop of connections the
/// scales must cancel, else no energy exists; `misfit` names a connection at which they do not.
///
/// > Scaled feedback: arXiv:2508.11659, 2025.
public struct LayerWeights: Sendable, Equatable {
  /// c of each layer.
  public private(set) var values: [Double]
  /// The name of the first connection without c_post = kappa c_pre; nil if all have it.
  public private(set) var misfit: String?

  /// A tied connection, by the indices of its layers and kappa.
  struct Coupling {
    var name: String
    var pre: Int, post: Int
    var feedback: Double
  }

  /// The weights of `count` layers, joined by `couplings`, that are 1 at `output`.
  init(_ count: Int, _ couplings: [Coupling], output: Int) {
    var found = [Double?](repeating: nil, count: count)
    for root in [output] + Array(0..<count) where found[root] == nil {
      found[root] = 1
      var grows = true
      while grows {
        grows = false
        for coupling in couplings {
          switch (found[coupling.pre], found[coupling.post]) {
          case (let pre?, nil): found[coupling.post] = coupling.feedback * pre
          case (nil, let post?): found[coupling.pre] = post / coupling.feedback
          default: continue
          }
          grows = true
        }
      }
    }
    let weights = found.map { $0 ?? 1 }
    values = weights
    misfit =
      couplings.first {
        abs(weights[$0.post] - $0.feedback * weights[$0.pre]) > 1e-9 * weights[$0.post]
      }?.name
  }
}

extension Architecture {
  /// The weights of layers in the energy; all 1 where no feedback is scaled.
  public var layerWeights: LayerWeights {
    LayerWeights(
      layers.count,
      connections.compactMap { connection in
        guard let pre = connection.pre, connection.feedback == .tied else { return nil }
        return LayerWeights.Coupling(
          name: connection.name, pre: pre, post: connection.post,
          feedback: connection.feedbackScale)
      }, output: output)
  }
}

extension Network {
  /// The weights of populations, by index, in the energy of a network whose output is `output`.
  public func layerWeights(output: String) -> LayerWeights {
    LayerWeights(
      populations.count,
      projections.filter(\.isSymmetric).compactMap { projection in
        guard let pre = index(of: projection.source), let post = index(of: projection.target) else {
          return nil
        }
        return LayerWeights.Coupling(
          name: projection.name, pre: pre, post: post, feedback: projection.feedback)
      }, output: index(of: output) ?? populations.count - 1)
  }
}
