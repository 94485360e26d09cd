/// Activity of a network over the phases of several samples: `activity.json`.
public struct ActivityProfile: Sendable, Codable, Equatable {
  /// Number of samples that were averaged.
  public var samples: Int
  /// Length of a bin [ms].
  public var bin: Double
  /// Phases in order.
  public var phases: [Raster.Phase]
  /// Groups of units, for example a population, or the output unit of the label.
  public var groups: [Group] = []
  /// Rates of all units in the free phase, by population [Hz].
  public var rates: [Rates] = []

  /// The activity of a group of units over time.
  public struct Group: Sendable, Codable, Equatable {
    /// The name of the group: `hidden`, or `output, target unit`.
    public var name: String
    /// Mean rate of a unit in each bin [Hz].
    public var rates: [Double]
    /// A group.
    public init(name: String, rates: [Double]) {
      self.name = name
      self.rates = rates
    }
  }

  /// The rates of all units of a population.
  public struct Rates: Sendable, Codable, Equatable {
    /// The population.
    public var population: String
    /// Mean rate of each unit over the samples [Hz].
    public var values: [Double]
    /// Rates of a population.
    public init(population: String, values: [Double]) {
      self.population = population
      self.values = values
    }
  }

  /// A profile without groups and rates.
  public init(samples: Int, bin: Double, phases: [Raster.Phase]) {
    self.samples = samples
    self.bin = bin
    self.phases = phases
  }
}
