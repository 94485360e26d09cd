import ArgumentParser
import Foundation
import Records
import Reports
import Runs

/// `equispike report`: one page of HTML about one run or several.
struct ReportVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Make one HTML page of a run, or of several.",
    discussion: """
      The page needs nothing else: no network, no other files. A run that goes on, failed
      or was interrupted is shown as far as it came.

      Examples:
        equispike report runs/digits-20260101-120000
        equispike report runs/mnist-seed*             seeds together: mean and range
        equispike report runs/a runs/b --out ab.html
        equispike report runs/sweep-xor-1f0c93ab      all points of a sweep
      """)

  @Argument(help: ArgumentHelp("Folders of runs or sweeps.", valueName: "run"))
  var runs: [String]

  @Option(
    name: .shortAndLong,
    help: "The file to write. (default: report.html in the one folder, or here)")
  var out: String?

  @Flag(name: .long, help: "Replace a file that is there.")
  var force = false

  @OptionGroup var output: OutputOptions

  /// The output of `--json`.
  struct Outcome: Encodable {
    var page: String
    var bytes: Int
    var runs: [String]
  }

  func run() throws {
    let folders = try Self.distinct(runs)
    var windows = RuleWindows()
    let records = try folders.flatMap(Self.points).map { try windows.record(of: $0) }
    let page = ReportPage(records, version: Version.text)
    let path = out ?? (folders.count == 1 ? folders[0] + "/report.html" : "report.html")
    // A page in a run's own folder is replaced. Elsewhere, only a page about the same runs is.
    let isOwn = out == nil && (folders.count == 1 || page.isAbout(path))
    if FileManager.default.fileExists(atPath: path), !force, !isOwn {
      throw RunError.fileExists(path)
    }
    let bytes = Array(page.html().utf8)
    try AtomicFile.write(bytes, to: path)
    if output.json {
      try Terminal.output(json: Outcome(page: path, bytes: bytes.count, runs: records.map(\.path)))
    } else {
      print(path)
    }
  }

  /// The greatest number of points of a sweep that a page shows one by one.
  private static let mostPoints = 60

  /// Folders without trailing slashes; different spellings of one path count once.
  private static func distinct(_ folders: [String]) throws -> [String] {
    var known: Set<String> = []
    return folders.filter { folder in
      let isNew = known.insert(
        URL(fileURLWithPath: folder).resolvingSymlinksInPath().path
      ).inserted
      if !isNew { Terminal.note("'\(folder)' is given twice and shown once") }
      return isNew
    }.map { $0.count > 1 && $0.hasSuffix("/") ? String($0.dropLast()) : $0 }
  }

  /// The runs in the folder of a sweep; for any other folder, the folder itself.
  private static func points(_ folder: String) throws -> [String] {
    guard let sweep = try? SweepFolder.open(folder) else { return [folder] }
    let begun = sweep.plan.points.indices.map { $0 + 1 }.filter { sweep.state(of: $0) != .missing }
    if begun.isEmpty {
      throw RunError.unavailable("no point of the sweep in '\(folder)' was begun")
    }
    if begun.count > mostPoints {
      throw RunError.unavailable(
        "the sweep in '\(folder)' has \(begun.count) runs; a page shows at most \(mostPoints). Its tables "
          + "and figures show all; for a page name some of \(folder)/points/*")
    }
    return begun.map(sweep.run(of:))
  }
}
