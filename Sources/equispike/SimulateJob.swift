import Experiments

/// The simulating half of `run`.
struct SimulateJob {
  let experiment: Experiment
  let settings: SimulationSettings
  let files: RunFiles

  /// Simulates, writes spikes and traces, and prints the table.
  func run(progress: ProgressLine, output: OutputOptions) throws {
    throw ToolError.unavailable("simulation is not part of this build yet")
  }
}
