import Networks

/// A file that a model names, and the keys that name it: weights `{file: W.npy}`, spikes of a source.
public struct NamedFile: Sendable, Equatable {
  /// Where the keys `file` and `sha256` stand: `network.projections.input->hidden.weights`.
  public let key: String
  /// Where it is, from the root.
  public let path: String
  /// SHA-256 of its bytes.
  public let sha256: String

  init(key: String, _ origin: FileOrigin) {
    self.key = key
    (path, sha256) = (origin.path, origin.sha256)
  }

  /// Changes of the model that mean this very file wherever the model is read, and refuse other bytes.
  public var overrides: [String] {
    ["\(key).file=\(Output.quoted(path))", "\(key).sha256=\(Output.quoted(sha256))"]
  }
}

extension Experiment {
  /// The files that the network was read from besides the model, in its order.
  public var namedFiles: [NamedFile] {
    network.populations.compactMap { population in
      population.origin.map {
        NamedFile(key: "network.populations.\(population.name)", $0)
      }
    }
      + network.projections.compactMap { projection in
        projection.origin.map {
          NamedFile(key: "network.projections.\(projection.name).weights", $0)
        }
      }
  }
}
