/// The states with which the free phase of a sample begins.
public enum InitialStates: String, Sendable, CaseIterable, Codable {
  /// States of their own: random potentials of spiking networks, rest in rate models.
  case fresh
  /// The states that the same sample had at the end of its free phase in the epoch before (Scellier & Bengio 2017).
  case persistent
  /// The states in which the sample before has left the network: one life, without resets between samples.
  /// Lives of spiking networks begin anew with each epoch, those of rate models do not.
  case continued

  /// The choices of spiking networks, which keep no state for each sample.
  public static let spiking = [fresh, continued]
}
