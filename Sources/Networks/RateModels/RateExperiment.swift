/// A rate model: layers, equations, and the distribution of its initial weights.
public struct RateExperiment: Sendable {
  /// Layers and connections.
  public var architecture: Architecture
  /// Equations.
  public var dynamics: Dynamics
  /// The distribution of initial parameters.
  public var initialization: ParameterInitialization
  /// The files that given parameters came from, by name.
  public var origins: [String: FileOrigin] = [:]

  /// A model of these parts.
  public init(
    architecture: Architecture, dynamics: Dynamics,
    initialization: ParameterInitialization = ParameterInitialization()
  ) {
    self.architecture = architecture
    self.dynamics = dynamics
    self.initialization = initialization
  }
}
