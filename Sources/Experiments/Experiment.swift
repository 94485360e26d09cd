public import Datasets
public import Networks
public import Plasticity
public import Protocols
public import Quantities
public import Records

/// The content of a model file as a value: a network and a task.
public struct Experiment: Sendable {
  /// A short name, also for run folders.
  public var name = ""
  /// A description in one or two sentences.
  public var description = ""
  /// The source: a paper or an idea.
  public var source = ""
  /// Results to expect, which a run is compared with.
  public var expectations: [Expectation] = []
  /// Expectations in words, which the program does not check: the time that a run takes, a remark.
  public var expected: [String: String] = [:]
  /// The root of all random numbers.
  public var seed = Seed(1)
  /// The network.
  public var network = Network(populations: [], projections: [])
  /// Populations whose LIF membranes have the keys of the physical form in the file, such as `I_e`.
  public var physicalPopulations: Set<String> = []
  /// Rules that the file defines, by name.
  public var rules: [String: RuleEquations] = [:]
  /// The rules that are compared; nil without a comparison.
  public var comparison: ComparisonSettings?
  /// The task.
  public var task = Task.simulate(SimulationSettings())
  /// The keys that ask for data, without a message: the place of mistakes that show when data are read; nil for a model
  /// that was not read from text.
  public var dataPlace: ModelProblem?
  /// Values of the file that are accepted, but probably not as their author meant them.
  public var warnings: [ModelProblem] = []

  /// An empty experiment.
  public init() {}

  /// The tasks for a network or a rate model.
  public enum Task: Sendable {
    /// A simulation with recordings.
    case simulate(SimulationSettings)
    /// The training of a spiking network on a data set.
    case learn(LearningSettings, DatasetRequest)
    /// The training of a rate model on a data set.
    case train(RateExperiment, RateTrainingSettings, DatasetRequest)
    /// The measurement of theorems on a rate model.
    case theorem(RateExperiment, TheoremSettings, DatasetRequest)
  }
}

/// The settings of a simulation.
public struct SimulationSettings: Sendable {
  /// The duration.
  public var duration = 1000.ms
  /// Values of clamped populations at t = 0, by name.
  public var clamps: [String: [Double]] = [:]
  /// The values of those that change in time.
  public var clampCourses: [String: ClampCourse] = [:]
  /// The rules of plastic projections, by the name of the projection; weights move at spikes.
  public var plasticity: [String: any SpikeTimingRule] = [:]
  /// The times [ms] and the amount of rewards, for rules that use them.
  public var rewards: (times: [Double], amount: Double) = ([], 1)
  /// The recordings besides spikes.
  public var probes: [ProbeRequest] = []

  /// A simulation of one second without probes.
  public init() {}
}

/// Values of a clamped population that change in steps.
public struct ClampCourse: Sendable, Equatable {
  /// The times of the steps [ms], in rising order.
  public var times: [Double]
  /// The values of all units from each time on; 0 before the first.
  public var values: [[Double]]

  /// The steps at these times to these values.
  public init(times: [Double], values: [[Double]]) {
    self.times = times
    self.values = values
  }

  /// The values of all units at a time.
  public func values(at time: Double) -> [Double] {
    let step = times.lastIndex { $0 <= time }
    return step.map { values[$0] } ?? values[0].map { _ in 0 }
  }
}

/// A variable that is sampled at regular times.
public struct ProbeRequest: Sendable, Equatable {
  /// The name of the population.
  public var population: String
  /// The variable: `V`, `I_ex`, `I_in`, `I`, or a variable of the membrane's equations.
  public var variable: String
  /// The numbers of the units.
  public var units: [Int]
  /// The interval between samples.
  public var interval: Milliseconds

  /// A probe of these units.
  public init(population: String, variable: String, units: [Int], interval: Milliseconds = 1.ms) {
    self.population = population
    self.variable = variable
    self.units = units
    self.interval = interval
  }
}
