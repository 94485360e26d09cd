public import Datasets
public import EquilibriumPropagation
public import Networks
public import Plasticity
public import Protocols
public import Quantities
public import Records

/// What a model file says, as a value: a network and what to do with it.
public struct Experiment: Sendable {
  /// Short name, also of the run folder.
  public var name = ""
  /// One or two sentences.
  public var description = ""
  /// The paper, or the idea, that it comes from.
  public var source = ""
  /// Results to expect, which a run is compared with.
  public var expectations: [Expectation] = []
  /// What is expected in words, which nothing judges: how long it takes, a remark.
  public var expected: [String: String] = [:]
  /// Root of all random numbers.
  public var seed = Seed(1)
  /// What is simulated.
  public var network = Network(populations: [], projections: [])
  /// Populations whose LIF membranes the file writes with the names of the physical form, such as `I_e`.
  public var physicalPopulations: Set<String> = []
  /// Rules that the file defines, by name.
  public var rules: [String: RuleEquations] = [:]
  /// Rules that are compared, when the file says so.
  public var comparison: ComparisonSettings?
  /// What to do with it.
  public var task = Task.simulate(SimulationSettings())
  /// Values of the file that are taken, but probably not as their author meant them.
  public var warnings: [ModelProblem] = []

  /// An empty experiment.
  public init() {}

  /// What to do with the network.
  public enum Task: Sendable {
    /// Run it for a while and record.
    case simulate(SimulationSettings)
    /// Train it on a data set.
    case learn(LearningSettings, DatasetRequest)
    /// Train a rate model on a data set.
    case train(RateExperiment, RateTrainingSettings, DatasetRequest)
    /// Measure on a rate model what theory says.
    case theorem(RateExperiment, TheoremSettings, DatasetRequest)
  }
}

/// A plain run.
public struct SimulationSettings: Sendable {
  /// How long.
  public var duration = 1000.ms
  /// Values of clamped populations, by name.
  public var clamps: [String: [Double]] = [:]
  /// Plastic projections and their rules, by the projection's name; weights move at once.
  public var plasticity: [String: any SpikeTimingRule] = [:]
  /// When reward comes, and how much each time, for rules that wait for it.
  public var rewards: (times: [Double], amount: Double) = ([], 1)
  /// What is recorded besides spikes.
  public var probes: [ProbeRequest] = []

  /// One second without probes.
  public init() {}
}

/// A variable that is sampled at regular times.
public struct ProbeRequest: Sendable, Equatable {
  /// Whose.
  public var population: String
  /// Which: `V`, `I_ex`, `I_in`, `I`, or a variable of the membrane's equations.
  public var variable: String
  /// Of which units.
  public var units: [Int]
  /// How often.
  public var interval: Milliseconds

  /// A probe of these units.
  public init(population: String, variable: String, units: [Int], interval: Milliseconds = 1.ms) {
    self.population = population
    self.variable = variable
    self.units = units
    self.interval = interval
  }
}
