import ArgumentParser
import Experiments
import Foundation
import Measurements
import Quantities
import Records
import Reports
import Runs

/// `equispike sweep`: one model with many values of its keys.
struct SweepVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep",
    abstract: "Run a model for many values of its keys.",
    discussion: """
      Ends with one table and figures. Values: a,b,c  range(1,11)  linspace(0,1,5)
      geomspace(0.1,1,5)  logspace(-1,0,5); with --random also uniform(a,b) and
      loguniform(a,b). The same command again runs what is missing. Copies of it that
      see one folder share the points: Models/cluster has Slurm, GNU parallel, mpirun.

      Examples:
        equispike sweep xor learning.nudging.beta=0.1,0.2,0.4 'seed=range(1,6)'
        equispike sweep digits 'learning.nudging.beta=loguniform(0.05,1)' --random 20
        equispike sweep xor seed=1,2,3 --out s --only 2
        equispike sweep xor seed=1,2,3 --out s --collect
      """)

  @Argument(help: "A model file, or the name of a shipped model.")
  var model: String

  @Argument(help: ArgumentHelp("Keys with their values.", valueName: "key=a,b,c"))
  var arguments: [String] = []

  @Option(name: .long, help: "Draw this many points.")
  var random: Int?

  @Option(name: .long, help: "Where random points come from.")
  var seed: UInt64 = 1

  @Option(name: .shortAndLong, help: "Points at a time. (default: all cores)")
  var jobs: Int?

  @Option(name: .long, help: "Threads of each point. (default: cores over jobs)")
  var threads: Int?

  @Option(name: .shortAndLong, help: "Folder. (default: runs/sweep-NAME-HASH)")
  var out: String?

  @OptionGroup var part: SweepPart

  @Flag(name: .long, help: "Make tables and figures, and run nothing.")
  var collect = false

  @Flag(name: .long, help: "Run points again that failed.")
  var retry = false

  @Option(name: .long, help: "A number to show and draw; again for more.")
  var metric: [String] = []

  @Flag(name: [.customShort("n"), .long, .customLong("list")], help: "Print the points as CSV.")
  var dryRun = false

  @Flag(name: .long, help: "Print how many points there are.")
  var count = false

  @OptionGroup var output: OutputOptions

  @Flag(name: .shortAndLong, help: "No progress on stderr.")
  var quiet = false

  func validate() throws {
    for (name, value) in [("--random", random), ("--jobs", jobs), ("--threads", threads)] {
      if let value, value < 1 { throw ValidationError("\(name) is \(value); expected 1 or more.") }
    }
    for (name, value) in [("--jobs", jobs), ("--threads", threads)] {
      if let value, value > 1024 {
        throw ValidationError("\(name) is \(value); expected 1 to 1024.")
      }
    }
    if [part.only != nil, part.shard != nil, collect].count(where: { $0 }) > 1 {
      throw ValidationError("--only, --shard and --collect exclude each other.")
    }
  }

  func run() throws {
    for text in arguments where !text.contains("=") {
      throw ValidationError("'\(text)' is not of the form key=value; sweep takes one model.")
    }
    let sweep = try Sweep(arguments, random: random, seed: Seed(seed))
    let selection = try part.points(of: sweep.points.count)
    if count {
      print(sweep.points.count)
      return
    }
    let run = SweepRun(try ModelLocation.resolve(model), sweep)
    if dryRun {
      try run.check(selection)
      try list(run, selection)
      return
    }
    let (folder, files) = try run.folder(out, running: selection, collects: collect)
    let observer = TerminalObserver(quiet: quiet || rank > 0)
    if !collect {
      try work(folder, selection, observer) {
        sweep.overrides(at: $0) + (files[$0] ?? []).flatMap(\.overrides)
      }
    }
    // Only one of several copies of the command prints the results.
    if rank == 0 || part.isPart { try report(folder, selection, observer) }
  }

  private var rank: Int { RankEnvironment.current?.rank ?? 0 }

  private func list(_ run: SweepRun, _ selection: [Int]) throws {
    let sweep = run.sweep
    if output.json {
      try Terminal.output(
        json: selection.map { point in
          ["point": "\(point)"].merging(zip(sweep.keys, sweep.points[point - 1])) { $1 }
        })
      return
    }
    print(run.listing(of: selection).csv(), terminator: "")
  }

  private func work(
    _ folder: SweepFolder, _ selection: [Int], _ observer: TerminalObserver,
    overrides: @escaping (Int) -> [String]
  ) throws {
    // Ranks of one job share the machine already.
    let cores = ProcessInfo.processInfo.activeProcessorCount
    let usual = RankEnvironment.current == nil ? cores : 1
    var environment = RankEnvironment.withoutRanks
    environment[ParentWatch.variable] = "1"
    Interrupt.watch()
    var job = SweepJob(
      folder, points: selection,
      launcher: PointLauncher(program: RunProgram.path, environment: environment),
      overrides: overrides)
    job.jobs = min(jobs ?? usual, selection.count)
    job.threads = threads ?? max(usual / job.jobs, 1)
    job.retries = retry
    job.waits = rank == 0 && !part.isPart
    do { try job.run(observer: observer) } catch RunError.interrupted {
      let done = selection.count { folder.state(of: $0) == .finished }
      observer.noted(
        "\(done) of \(selection.count) points are finished; the same command goes on, with --out "
          + folder.path)
      throw RunError.interrupted(folder: folder.path)
    }
    observer.clear()
  }

  /// Tables and figures of the whole sweep; of a part, only its rows.
  private func report(
    _ folder: SweepFolder, _ selection: [Int], _ observer: TerminalObserver
  ) throws {
    var record = folder.record()
    if part.isPart { record.rows = selection.map { record.rows[$0 - 1] } }
    let report = try SweepReport(folder, record, chosen: metric)
    let figures = part.isPart ? [] : try report.write(observer: observer)
    try report.tell(figures, output)
    if let failure = report.failure { throw failure }
  }
}
