import ArgumentParser
import Experiments
import Foundation
import Measurements
import Quantities
import Records
import Reports

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

  @Option(name: .long, help: ArgumentHelp("Run only this point, or these.", valueName: "i|i-j"))
  var only: String?

  @Option(name: .long, help: ArgumentHelp("Run the k-th of n parts.", valueName: "k/n"))
  var shard: String?

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
    if [only != nil, shard != nil, collect].count(where: { $0 }) > 1 {
      throw ValidationError("--only, --shard and --collect exclude each other.")
    }
  }

  func run() throws {
    for text in arguments where !text.contains("=") {
      throw ValidationError("'\(text)' is not of the form key=value; sweep takes one model.")
    }
    let sweep = try Sweep(arguments, random: random, seed: Seed(seed))
    let selection = try selection(of: sweep.points.count)
    if count {
      print(sweep.points.count)
      return
    }
    let path = try ModelLocation.resolve(model)
    if dryRun {
      try Self.check(path, sweep, selection)
      try list(sweep, selection)
      return
    }
    let (folder, files) = try self.folder(path, sweep, selection)
    let progress = ProgressLine(quiet: quiet || (RankEnvironment.current?.rank ?? 0) > 0)
    if !collect {
      try run(folder, selection, progress) {
        sweep.overrides(at: $0) + (files[$0] ?? []).flatMap(\.overrides)
      }
    }
    // Of several copies of the command one tells what came out.
    if RankEnvironment.current?.rank ?? 0 == 0 || only != nil || shard != nil {
      try report(folder, selection, progress)
    }
  }

  /// The folder of the sweep, when nothing is wrong with any of its points, and the files that the points name.
  private func folder(
    _ path: String, _ sweep: Sweep, _ selection: [Int]
  ) throws -> (SweepFolder, files: [Int: [NamedFile]]) {
    let name = try ModelFile.load(path, overrides: sweep.overrides(at: selection[0])).name
    let text = try Array(Data(contentsOf: URL(fileURLWithPath: path)))
    var plan = SweepPlan(
      name: name, model: text, overrides: sweep.overrides, keys: sweep.keys, points: sweep.points)
    let out = out ?? "runs/" + plan.folderName
    // A folder that stands was checked by whoever made it.
    let isKnown = (try? SweepFolder.open(out))?.plan.withoutFiles == plan
    if collect, !isKnown { _ = try SweepFolder.open(out) }
    let files = try Self.check(path, sweep, isKnown ? selection : Array(1...sweep.points.count))
    plan.files = Self.digests(of: files.values.joined(), from: path)
    return (try SweepFolder.claim(out, plan: plan, model: text), files)
  }

  /// SHA-256 of files by their path from the model's folder, so that both may move; nil when there are none.
  private static func digests(
    of files: some Sequence<NamedFile>, from model: String
  ) -> [String: String]? {
    let folder = URL(fileURLWithPath: model).standardizedFileURL.deletingLastPathComponent().path
    var digests: [String: String] = [:]
    for file in files {
      let path = file.path
      let isNear = path.hasPrefix(folder + "/")
      digests[isNear ? String(path.dropFirst(folder.count + 1)) : path] = file.sha256
    }
    return digests.isEmpty ? nil : digests
  }

  /// Reads the model at each of these points; the first that cannot be read is told.
  ///
  /// - Returns: The files that points name, by point.
  @discardableResult
  private static func check(
    _ path: String, _ sweep: Sweep, _ points: [Int]
  ) throws -> [Int: [NamedFile]] {
    var files: [Int: [NamedFile]] = [:]
    for point in points {
      let experiment: Experiment
      do {
        experiment = try ModelFile.load(path, overrides: sweep.overrides(at: point))
      } catch {
        throw ToolError.point(point, sweep.text(of: point), error)
      }
      try Estimate(experiment, threads: 1).check()
      let named = experiment.namedFiles
      if !named.isEmpty { files[point] = named }
    }
    return files
  }

  /// The numbers of the points that this process runs.
  private func selection(of count: Int) throws -> [Int] {
    if let only {
      let ends = only.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        .map { Int($0) }
      guard let first = ends[0], let last = ends[ends.count - 1], first <= last else {
        throw ValidationError(
          "--only is '\(only)'; expected a point such as 3, or points such as 3-5.")
      }
      guard first >= 1, last <= count else {
        throw ValidationError("--only is '\(only)'; the sweep has the points 1 to \(count).")
      }
      return Array(first...last)
    }
    if let shard {
      let parts = shard.split(separator: "/").map { Int($0) }
      guard parts.count == 2, let k = parts[0], let n = parts[1], n >= 1, (1...n).contains(k) else {
        throw ValidationError(
          "--shard is '\(shard)'; expected k/n with k from 1 to n, such as 2/4.")
      }
      guard k <= count else {
        throw ValidationError("--shard is '\(shard)', but there are only \(count) points.")
      }
      return Array(stride(from: k, through: count, by: n))
    }
    return Array(1...count)
  }

  private func list(_ sweep: Sweep, _ selection: [Int]) throws {
    if output.json {
      try Terminal.output(
        json: selection.map { point in
          ["point": "\(point)"].merging(zip(sweep.keys, sweep.points[point - 1])) { $1 }
        })
      return
    }
    var table = SummaryTable(columns: (["point"] + sweep.keys).map { .text($0) })
    for point in selection {
      table.add([.init("\(point)")] + sweep.points[point - 1].map { .init($0) })
    }
    print(table.csv(), terminator: "")
  }

  private func run(
    _ folder: SweepFolder, _ selection: [Int], _ progress: ProgressLine,
    overrides: @escaping (Int) -> [String]
  ) throws {
    // Ranks of one job share the machine already.
    let cores = ProcessInfo.processInfo.activeProcessorCount
    let usual = RankEnvironment.current == nil ? cores : 1
    let jobs = min(self.jobs ?? usual, selection.count)
    let isFirst = RankEnvironment.current?.rank ?? 0 == 0
    Interrupt.watch()
    let job = SweepJob(
      folder: folder, points: selection, overrides: overrides, jobs: jobs,
      threads: threads ?? max(usual / jobs, 1),
      retries: retry, waits: isFirst && only == nil && shard == nil, progress: progress)
    do { try job.run() } catch ToolError.interrupted {
      progress.clear()
      let done = selection.count { folder.state(of: $0) == .finished }
      progress.note(
        "\(done) of \(selection.count) points are finished; the same command goes on, with --out "
          + folder.path)
      throw ToolError.interrupted(folder: folder.path)
    }
    progress.clear()
  }

  /// The most warnings that are told of a sweep; all are in its `table.json`.
  private static let mostWarnings = 20

  /// The warnings of the runs of points, point by point.
  private func tellWarnings(of record: SweepTable) {
    let warned = record.rows.filter { $0.warnings?.isEmpty == false }
    guard !warned.isEmpty else { return }
    Terminal.note("warnings at \(warned.count) of \(record.rows.count) points:")
    let lines = warned.flatMap { row in
      (row.warnings ?? []).map { "  point \(row.point): " + Terminal.warning($0) }
    }
    for line in lines.prefix(Self.mostWarnings) { Terminal.note(line) }
    let left = lines.count - Self.mostWarnings
    if left > 0 { Terminal.note("  and \(left) more, in the rows of sweep --json") }
  }

  /// Tables and figures of the whole sweep; of a part, only its rows.
  private func report(
    _ folder: SweepFolder, _ selection: [Int], _ progress: ProgressLine
  ) throws {
    var record = folder.record()
    let isPart = only != nil || shard != nil
    if isPart { record.rows = selection.map { record.rows[$0 - 1] } }
    let report = try SweepReport(folder, record, chosen: metric, progress: progress)
    let figures = isPart ? [] : try report.write()
    if output.json {
      try Terminal.output(json: report.record)
    } else {
      print(report.text(isStyled: Terminal.hasStyledOutput))
      print(
        (["results  " + folder.path] + figures.map { "figure   " + $0 }).joined(separator: "\n"))
    }
    tellWarnings(of: record)
    let failed = record.rows.count { $0.status == "failed" }
    let left = record.rows.count { $0.status != "failed" && $0.status != "finished" }
    if failed + left > 0 {
      throw ToolError.incompleteSweep(failed: failed, left: left, of: record.rows.count)
    }
  }
}

extension Sweep {
  /// A point in words: `beta=0.1 seed=2`.
  func text(of point: Int) -> String {
    zip(keys, points[point - 1]).map { "\($0)=\($1)" }.joined(separator: " ")
  }
}
