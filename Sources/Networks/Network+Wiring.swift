public import Quantities

extension Network {
  /// The synapses of a projection; `seed` is that of the whole network. Transposed weights are taken from the
  /// projection that they name. Where the projection has a sign, weights are |w| with that sign.
  public func wiring(of projection: Projection, seed: Seed) throws(NetworkError) -> Wiring {
    var wiring = try unsigned(projection, seed: seed)
    if let sign = sign(of: projection) {
      for k in wiring.weights.indices { wiring.weights[k] = sign.fold(wiring.weights[k]) }
    }
    return wiring
  }

  /// The synapses of a projection, with weights of any sign.
  private func unsigned(_ projection: Projection, seed: Seed) throws(NetworkError) -> Wiring {
    if projection.connectivity.kernel != nil {
      return try projection.wiring(map(of: projection), seed: seed.branch(projection.name))
    }
    let sizes = sizes(of: projection)
    guard case .transposed(let name, let scale) = projection.weights else {
      return try projection.wiring(
        sources: sizes.sources, targets: sizes.targets, seed: seed.branch(projection.name))
    }
    guard let other = self.projection(name), other.connectivity == .dense,
      projection.connectivity == .dense, other.source == projection.target,
      other.target == projection.source, other.source != other.target
    else { throw .notTransposable(projection: projection.name, other: name) }
    if case .transposed = other.weights {
      throw .notTransposable(projection: projection.name, other: name)
    }
    let forward = try wiring(of: other, seed: seed)
    var own = projection
    own.weights = .constant(0)
    var wiring = try own.wiring(
      sources: sizes.sources, targets: sizes.targets, seed: seed.branch(projection.name))
    for i in 0..<sizes.sources {
      for j in 0..<sizes.targets {
        wiring.weights[i * sizes.targets + j] = scale * forward.weights[j * sizes.sources + i]
      }
    }
    return wiring
  }

  /// The synapses of all projections, by name.
  public func wirings(seed: Seed) throws(NetworkError) -> [String: Wiring] {
    var result: [String: Wiring] = [:]
    for projection in projections {
      result[projection.name] = try wiring(of: projection, seed: seed)
    }
    return result
  }
}
