public import Measurements
public import Reports

/// The end of a run: its measurements, and tables of them.
public struct RunOutcome {
  /// Measurements by kind of run; encoded, they are `result.json`, `compare.json`, `rule.json` or `theorems.json`.
  public enum Measured: Encodable {
    /// A spiking network learned.
    case learning(LearningSummary)
    /// A rate model was trained.
    case training(TrainingSummary)
    /// A network was simulated.
    case simulation(SimulationSummary)
    /// Theorems were measured.
    case theorems(TheoremReport)
    /// Rules were compared.
    case comparison(ComparisonTable)
    /// The network was trained with each rule.
    case trainings([ComparedTraining])
    /// A rule was measured.
    case rule(RuleProfile)

    public func encode(to encoder: any Encoder) throws {
      switch self {
      case .learning(let value): try value.encode(to: encoder)
      case .training(let value): try value.encode(to: encoder)
      case .simulation(let value): try value.encode(to: encoder)
      case .theorems(let value): try value.encode(to: encoder)
      case .comparison(let value): try value.encode(to: encoder)
      case .trainings(let value): try value.encode(to: encoder)
      case .rule(let value): try value.encode(to: encoder)
      }
    }
  }

  /// The measurements.
  public var measured: Measured
  /// Tables for people.
  public var tables: [SummaryTable]
  /// Weights that were learned, by projection, sources first; of several repetitions those of the last.
  public var weights: [String: [Double]] = [:]
  /// All spikes of a simulation.
  public var spikes: SpikeTable?
  /// The reason why the run did not end as asked; nil where it did.
  public var failure: RunError?
  /// Warnings, a sentence each.
  public var warnings: [String] = []

  init(
    _ measured: Measured, _ tables: [SummaryTable], _ session: RunSession, failure: RunError? = nil
  ) {
    self.measured = measured
    self.tables = tables
    self.failure = failure
    warnings = session.warnings
  }

  /// The tables as text, plain or with the styles of a terminal.
  public func text(isStyled: Bool = false) -> String {
    tables.map { $0.text(isStyled: isStyled) }.joined(separator: "\n")
  }

  /// The fraction of test samples that are answered wrongly, 0 to 1: of a spiking network, or the mean over the seeds of a
  /// rate model; nil where nothing was tested.
  public var testError: Double? {
    switch measured {
    case .learning(let result): result.testError
    case .training(let result): result.meanTestError
    case .simulation, .theorems, .comparison, .trainings, .rule: nil
    }
  }
}
