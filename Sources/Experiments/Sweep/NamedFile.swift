import Networks

/// A file that a model names, and the keys that name it: weights `{file: W.npy}`, spikes of a source.
public struct NamedFile: Sendable, Equatable {
  /// The path of the group with the keys `file` and `sha256`: `network.projections.input->hidden.weights`.
  public let key: String
  /// The absolute path.
  public let path: String
  /// SHA-256 of the file's bytes.
  public let sha256: String

  init(key: String, _ origin: FileOrigin) {
    self.key = key
    (path, sha256) = (origin.path, origin.sha256)
  }

  /// Overrides that name this file from every folder, and refuse other bytes.
  public var overrides: [String] {
    ["\(key).file=\(Output.quoted(path))", "\(key).sha256=\(Output.quoted(sha256))"]
  }
}

extension Experiment {
  /// The files of the network besides the model file, in the order of the network.
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
