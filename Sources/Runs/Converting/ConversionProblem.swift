/// A reason against a conversion.
public enum ConversionProblem: Error, Sendable, Equatable {
  /// Formats that cannot be converted into one another; the format of the input tells what it can become.
  case formats(ConvertRun.Source)
  /// A folder that is neither a run nor a circuit of SONATA.
  case noRun
  /// Only forward edges, asked of another format than NIR.
  case feedforward
  /// A simulation, asked of another input than a model.
  case simulation
  /// Conventions of NIR for another format.
  case conventions
  /// Changes of another input than a model.
  case changes
}

extension ConversionProblem: CustomStringConvertible {
  /// The reason in words.
  public var description: String {
    switch self {
    case .formats(.spikes): "spikes become .h5, .csv, .gdf, .npy or .npz"
    case .formats(.model), .formats(.nir), .formats(.sonata):
      "a network becomes .nir, .yaml or a folder of SONATA (a name without ending)"
    case .formats(.run):
      "a run becomes .nir, .yaml or a folder of SONATA (a name without ending); its spikes .h5, .csv, "
        + ".gdf, .npy or .npz"
    case .noRun:
      "a folder must be a run (with run.json) or a circuit of SONATA (with circuit_config.json, or "
        + "nodes.h5 and edges.h5)"
    case .feedforward: "forward edges alone belong to networks that become .nir"
    case .simulation: "simulating belongs to models, whose names end in .yaml"
    case .conventions: "conventions of NIR belong to networks that come from .nir"
    case .changes: "key=value changes models, and this is none"
    }
  }
}
