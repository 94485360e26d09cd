public import Experiments
import Foundation
import Measurements
public import Records
public import Reports

/// One model with many values of its keys.
public struct SweepRun {
  /// The model file.
  public let path: String
  /// The points.
  public let sweep: Sweep

  /// A sweep of a model.
  ///
  /// - Parameters:
  ///   - path: The model file.
  ///   - sweep: The points.
  public init(_ path: String, _ sweep: Sweep) {
    self.path = path
    self.sweep = sweep
  }

  /// The folder of the sweep, when nothing is wrong with any of its points, and the files that the points name.
  ///
  /// - Parameters:
  ///   - out: The folder; nil for `runs/sweep-NAME-HASH`.
  ///   - selection: The points that this process runs, from 1.
  ///   - collects: True if the folder must be there already.
  ///
  /// *Errors*: all that is wrong with the model at a point (`RunError.point`); a folder of another sweep.
  public func folder(
    _ out: String?, running selection: [Int], collects: Bool = false
  ) throws -> (SweepFolder, files: [Int: [NamedFile]]) {
    let name = try ModelFile.load(path, overrides: sweep.overrides(at: selection[0])).name
    let text = try Array(Data(contentsOf: URL(fileURLWithPath: path)))
    var plan = SweepPlan(
      name: name, model: text, overrides: sweep.overrides, keys: sweep.keys, points: sweep.points)
    let out = out ?? "runs/" + plan.folderName
    // The points of an existing folder were checked by the process that made it.
    let isKnown = (try? SweepFolder.open(out))?.plan.withoutFiles == plan
    if collects, !isKnown { _ = try SweepFolder.open(out) }
    let files = try check(isKnown ? selection : Array(1...sweep.points.count))
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

  /// Reads the model at each of these points.
  ///
  /// *Errors*: the first that cannot be read, as `RunError.point`.
  ///
  /// - Returns: The files that points name, by point.
  @discardableResult
  public func check(_ points: [Int]) throws -> [Int: [NamedFile]] {
    var files: [Int: [NamedFile]] = [:]
    for point in points {
      let experiment: Experiment
      do {
        experiment = try ModelFile.load(path, overrides: sweep.overrides(at: point))
      } catch {
        throw RunError.point(point, sweep.text(of: point), error)
      }
      try Estimate(experiment, threads: 1).check()
      let named = experiment.namedFiles
      if !named.isEmpty { files[point] = named }
    }
    return files
  }

  /// A table of points and their values.
  public func listing(of points: [Int]) -> SummaryTable {
    var table = SummaryTable(columns: (["point"] + sweep.keys).map { .text($0) })
    for point in points {
      table.add([.init("\(point)")] + sweep.points[point - 1].map { .init($0) })
    }
    return table
  }
}

extension Sweep {
  /// A point in words: `beta=0.1 seed=2`.
  func text(of point: Int) -> String {
    zip(keys, points[point - 1]).map { "\($0)=\($1)" }.joined(separator: " ")
  }
}
