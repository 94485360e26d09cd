import ArgumentParser
import EquilibriumPropagation
import Experiments
import Foundation
import Measurements
import Plasticity
import Protocols
import Quantities
import Records
import Reports

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

  /// What `--json` says.
  struct Outcome: Encodable {
    var page: String
    var bytes: Int
    var runs: [String]
  }

  func run() throws {
    let folders = try Self.distinct(runs)
    let records = try folders.flatMap(Self.points).map(Self.record)
    let page = ReportPage(records, version: Version.text)
    let path = out ?? (folders.count == 1 ? folders[0] + "/report.html" : "report.html")
    // The page in a run's own folder is made anew; elsewhere, what is not about the same runs stays.
    let isOwn = out == nil && (folders.count == 1 || page.isAbout(path))
    if FileManager.default.fileExists(atPath: path), !force, !isOwn {
      throw ToolError.fileExists(path)
    }
    let bytes = Array(page.html().utf8)
    try AtomicFile.write(bytes, to: path)
    if output.json {
      try Terminal.output(json: Outcome(page: path, bytes: bytes.count, runs: records.map(\.path)))
    } else {
      print(path)
    }
  }

  /// The most points of a sweep that a page shows one by one.
  private static let mostPoints = 60

  /// Folders without slashes at their ends, each once, however it is written.
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

  /// The runs in the folder of a sweep; of anything else, the folder itself.
  private static func points(_ folder: String) throws -> [String] {
    guard let sweep = try? SweepFolder.open(folder) else { return [folder] }
    let begun = sweep.plan.points.indices.map { $0 + 1 }.filter { sweep.state(of: $0) != .missing }
    if begun.isEmpty {
      throw ToolError.unavailable("no point of the sweep in '\(folder)' was begun")
    }
    if begun.count > mostPoints {
      throw ToolError.unavailable(
        "the sweep in '\(folder)' has \(begun.count) runs; a page shows at most \(mostPoints). Its tables "
          + "and figures show all; for a page name some of \(folder)/points/*")
    }
    return begun.map(sweep.run(of:))
  }

  /// A run as its folder has it, with the window of the rule that its model uses.
  static func record(of path: String) throws -> RunRecord {
    var windows = RuleWindows()
    return try record(of: path, knowing: &windows)
  }

  /// The same; a window is measured anew only when the model has changed.
  static func record(of path: String, knowing windows: inout RuleWindows) throws -> RunRecord {
    var record = try RunRecord.read(path)
    if record.rule == nil, [.learning, .simulation].contains(record.kind) {
      record.rule = windows.rule(ofModel: record.path + "/model.yaml")
    }
    record.citations = windows.citations(ofModel: record.path + "/model.yaml")
    return record
  }

  fileprivate static func window(ofModel path: String) throws -> RuleProfile? {
    let rule: (any SpikeTimingRule)? =
      switch try ModelFile.load(path).task {
      case .learn(let settings, _): settings.rule
      case .simulate(let settings): settings.plasticity.sorted { $0.key < $1.key }.first?.value
      case .train, .theorem: nil
      }
    guard let rule else { return nil }
    let laboratory = RuleLaboratory(rule, synapses: 2, seed: Seed(1))
    var record = RuleProfile(
      name: rule.name, formula: rule.formula, citation: rule.citation,
      model: RuleFile.text(of: rule), weight: laboratory.weight)
    record.lags = laboratory.lags()
    record.changes = try laboratory.window(lags: record.lags)
    (record.area, record.firstMoment) = try laboratory.moments()
    return record
  }
}

/// The windows of the rules of some models, as far as they have been measured.
struct RuleWindows {
  private var known: [String: (signature: String, rule: RuleProfile?)] = [:]
  private var cited: [String: (signature: String, list: [String])] = [:]

  /// What the model in a file cites, with what for; nothing for a version that is not understood.
  mutating func citations(ofModel path: String) -> [String] {
    // A link may lead out of the run.
    guard let signature = FileSignature.text(path) else { return [] }
    if let cited = cited[path], cited.signature == signature { return cited.list }
    let methods = (try? ModelFile.load(path).citedMethods) ?? []
    var uses: [String: [String]] = [:], order: [String] = []
    for method in methods {
      for line in method.references.map(\.text) + [method.source].compactMap(\.self) {
        if uses[line] == nil { order.append(line) }
        uses[line, default: []].append(method.use)
      }
    }
    let list = order.map { line in
      let words = (uses[line] ?? []).joined(separator: ", ")
      return "\(words.prefix(1).uppercased() + words.dropFirst()): \(line)"
    }
    cited[path] = (signature, list)
    return list
  }

  /// The rule of the model in a file; nil for a model without one, or of a version that is not understood.
  mutating func rule(ofModel path: String) -> RuleProfile? {
    let signature = FileSignature.text(path)
    if let known = known[path], known.signature == signature ?? "" { return known.rule }
    // A link may lead out of the run.
    let rule = signature == nil ? nil : try? ReportVerb.window(ofModel: path)
    known[path] = (signature ?? "", rule)
    return rule
  }
}

/// What changes when a file is written.
enum FileSignature {
  /// Size and time of a file; nil for what is not a file.
  static func text(_ path: String) -> String? {
    guard let facts = try? FileManager.default.attributesOfItem(atPath: path),
      facts[.type] as? FileAttributeType == .typeRegular
    else { return nil }
    let time = (facts[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
    return "\((facts[.size] as? NSNumber)?.intValue ?? 0) \(time)"
  }
}
