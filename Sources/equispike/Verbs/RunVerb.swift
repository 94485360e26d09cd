import ArgumentParser
import Datasets
import EquilibriumPropagation
import Experiments
import Foundation
import Records

/// `equispike run`: learns or simulates what a model file describes.
struct RunVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run a model: learn from data, or simulate.",
    discussion: """
      key=value changes a value of the model for this run; the key is its path in
      the file, such as network.projections.input->hidden.weights=0.1.

      Examples:
        equispike run digits
        equispike run digits learning.epochs=3 --seed 2
        equispike run digits network.populations.hidden.size=50 --dry-run
        equispike run mnist data.path=DIR --out mnist-run --threads 4
      """)

  @Argument(
    help: "A model file, or the name of a shipped model.", completion: Completion.models)
  var model: String

  @Argument(help: ArgumentHelp("Changes of the model.", valueName: "key=value"))
  var overrides: [String] = []

  @Option(
    name: .shortAndLong, help: "Folder for the results. (default: runs/NAME-TIME)",
    completion: .directory)
  var out: String?

  @Flag(name: .long, help: "Replace an earlier run in that folder.")
  var force = false

  @Option(name: .long, help: "Root of all random numbers. (default: as in the model)")
  var seed: UInt64?

  @OptionGroup var threads: ThreadOptions

  @Flag(name: [.customShort("n"), .long], help: "Print model, sizes and costs, and do not run.")
  var dryRun = false

  @OptionGroup var output: OutputOptions
  @OptionGroup var verbosity: VerbosityOptions
  @OptionGroup var warnings: WarningOptions

  func run() throws {
    // Not in `validate`, where a misspelt option would still look like an argument.
    for text in overrides where !text.contains("=") {
      throw ValidationError("'\(text)' is not of the form key=value; run takes one model.")
    }
    if model.hasSuffix(".nir") {
      throw ValidationError(
        "Make a model of it first: equispike convert \(model) \(model.dropLast(4)).yaml")
    }
    if dryRun {
      let (_, experiment) = try load()
      if case .error(let error) = DataCheck.problem(of: experiment) { throw error }
      for warning in experiment.warnings { Terminal.complain("\(warning)") }
      try preview(experiment, Estimate(experiment, threads: threads.count))
      return
    }
    try Ranks.check()
    let (path, experiment) = try Ranks.prepare {
      let loaded = try load()
      try Estimate(loaded.experiment, threads: threads.count).check()
      if Ranks.count > 1, !loaded.experiment.task.isTraining {
        throw ToolError.unavailable(
          "'\(loaded.experiment.name)' is no training: start it without mpirun; only trainings run over ranks"
        )
      }
      return loaded
    }
    // From here on a signal finds a folder that somebody has to close.
    Interrupt.watch()
    switch experiment.task {
    case .learn(let settings, let request):
      let (data, session) = try Ranks.prepare { try begin(request, experiment, path) }
      let job = LearnJob(
        experiment: experiment, settings: settings, data: data, threads: threads.count,
        isVerbose: verbosity.verbose)
      guard let session else { return try job.follow() }
      try session.perform { try job.run(session, output: output) }
    case .train(let model, let settings, let request):
      let (data, session) = try Ranks.prepare { try begin(request, experiment, path) }
      let job = TrainJob(
        experiment: experiment, model: model, settings: settings, data: data,
        threads: threads.count)
      guard let session else { return try job.follow() }
      try session.perform { try job.run(session, output: output) }
    case .theorem(let model, let settings, let request):
      let data = try Self.load(request)
      try DataCheck.check(data, for: experiment)
      let session = try RunSession(experiment, model: path, options: try sessionOptions(request))
      let run = TheoremRun(model, settings: settings, data: data.train, seed: experiment.seed)
      let job = TheoremJob(name: experiment.name, run: run)
      try session.perform(looksUp: false) { try job.run(session, output: output) }
    case .simulate(let settings):
      let session = try RunSession(experiment, model: path, options: try sessionOptions())
      let job = SimulateJob(experiment: experiment, settings: settings)
      try session.perform { try job.run(session, output: output) }
    }
  }

  private func load() throws -> (path: String, experiment: Experiment) {
    let path = try ModelLocation.resolve(model)
    let changes = overrides + (seed.map { ["seed=\($0)"] } ?? [])
    return (path, try ModelFile.load(path, overrides: changes))
  }

  /// The data of a training, and the folder, which only the first rank has.
  private func begin(
    _ request: DatasetRequest, _ experiment: Experiment, _ path: String
  ) throws -> (Split, RunSession?) {
    let data = try Self.load(request)
    try DataCheck.check(data, for: experiment)
    guard Ranks.isFirst else { return (data, nil) }
    return (data, try RunSession(experiment, model: path, options: try sessionOptions(request)))
  }

  private func sessionOptions(_ request: DatasetRequest? = nil) throws -> SessionOptions {
    SessionOptions(
      out: out, force: force, threads: threads.count, quiet: verbosity.quiet,
      strict: warnings.strict, dataFiles: try request.map(Self.files) ?? [],
      choices: RunOptions(changes: overrides))
  }

  /// Data come first: a missing file should not leave a folder behind.
  static func load(_ request: DatasetRequest) throws -> Split {
    try DatasetCatalog.load(try located(request)) { bytes, path in
      let array = try NumPyArray(decoding: bytes, path: path)
      return (array.shape, array.values)
    }
  }

  /// The files that the data are read from, for `run.json`.
  static func files(of request: DatasetRequest) throws -> [String] {
    try DatasetCatalog.files(of: try located(request))
  }

  /// The request with the folder of MNIST from the environment, where it names none.
  private static func located(_ request: DatasetRequest) throws -> DatasetRequest {
    var request = request
    if request.set == .mnist, request.path == nil {
      request.path = ProcessInfo.processInfo.environment["EQUISPIKE_MNIST"]
      if request.path == "" { request.path = nil }
    }
    if request.set.defaults.needsPath, request.path == nil {
      throw ToolError.noDataPath(set: request.set.name)
    }
    return request
  }

  /// What `--dry-run --json` says.
  struct Preview: Encodable {
    var name: String
    var model: String
    var threads: Int
    var estimate: Estimate
  }

  private func preview(_ experiment: Experiment, _ estimate: Estimate) throws {
    if output.json {
      try Terminal.output(
        json: Preview(
          name: experiment.name, model: experiment.yaml, threads: threads.count,
          estimate: estimate))
      return
    }
    let events = String(format: "%.2g", estimate.synapticEvents)
    print(experiment.yaml)
    print(
      """
      # units            \(estimate.units)
      # synapses         \(Int(min(estimate.synapses.rounded(), 1e18)))
      # memory           about \(Estimate.bytes(estimate.memory))
      # synaptic events  about \(events)
      # time             about \(Estimate.duration(estimate.seconds)) on \(threads.count) threads
      """)
  }
}

extension Experiment.Task {
  /// Whether several ranks can do it together.
  fileprivate var isTraining: Bool {
    switch self {
    case .learn, .train: true
    case .simulate, .theorem: false
    }
  }
}
