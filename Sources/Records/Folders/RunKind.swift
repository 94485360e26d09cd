/// The work of a run.
public enum RunKind: String, Sendable, Codable {
  /// A spiking network learned.
  case learning
  /// A rate model was trained.
  case training
  /// A network was simulated.
  case simulation
  /// A rule was measured.
  case rule
  /// Rules were compared.
  case comparison
  /// Theorems were measured.
  case theorems
}

/// Options of a run besides its model, which a program needs to resume or to show the run.
public struct RunOptions: Sendable, Codable, Equatable {
  /// Changes of the model, `key=value`, as they were given; the seed is not one of them.
  public var changes: [String] = []
  /// True if the changes made another model of it than the file says: they change more than the seed and the place of
  /// data, and not to what the file says; nil in runs of earlier versions, and without changes.
  public var isChanged: Bool?
  /// Comparisons: true if each rule trained the network.
  public var trains: Bool?
  /// Comparisons: the least cosine with rate EP that a rule may have.
  public var minimumCosine: Double?
  /// Rules: synapses in each measurement with Poisson trains.
  public var synapses: Int?

  /// No choices but these changes of the model.
  public init(changes: [String] = []) { self.changes = changes }
}
