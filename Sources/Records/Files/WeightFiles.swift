/// The different names of a network's weight files: `weights/hidden-output.npy` for a projection,
/// `weights/hidden.bias.npy` for constant currents. Names that are equal without special characters get numbers, in the
/// order of the network.
public struct WeightFiles {
  private var projections: [String: String] = [:]
  private var populations: [String: String] = [:]
  private var taken: Set<String> = []

  /// Files for these projections and populations, in the order of the network.
  public init(projections: [String], populations: [String] = []) {
    for name in projections { self.projections[name] = fresh(safeFileName(name), "") }
    for name in populations { self.populations[name] = fresh(safeFileName(name), ".bias") }
  }

  private mutating func fresh(_ base: String, _ ending: String) -> String {
    var name = base + ending, number = 2
    while !taken.insert(name).inserted {
      name = "\(base)-\(number)\(ending)"
      number += 1
    }
    return "weights/\(name).npy"
  }

  /// The file of a projection's weights.
  public func weights(of projection: String) -> String {
    projections[projection] ?? "weights/\(safeFileName(projection)).npy"
  }

  /// The file of a population's constant currents.
  public func currents(of population: String) -> String {
    populations[population] ?? "weights/\(safeFileName(population)).bias.npy"
  }

  /// The projection whose weights are in the file; nil if there is none.
  public func projection(in file: String) -> String? {
    projections.first { $0.value == file }?.key
  }
}
