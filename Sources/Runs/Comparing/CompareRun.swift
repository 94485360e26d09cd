public import Datasets
import EquilibriumPropagation
public import Experiments
import Foundation
public import Measurements
import Plasticity
public import Protocols
import Quantities
import Records
import Reports

/// A comparison of rules in a network, point by point of a sweep; earlier measurements are kept.
public struct CompareRun: Run {
  /// The model, which learns.
  public let experiment: Experiment
  /// The rules, and the settings of their comparison.
  public let settings: ComparisonSettings
  /// The model's data.
  public let data: Split
  /// Threads; results do not depend on it.
  public let threads: Int
  /// The least cosine with rate EP that a rule may have in a projection.
  public var minimumCosine: Double?
  /// The lines of `points.jsonl` of a comparison that goes on.
  public var earlier: [ComparedPoint] = []

  /// A comparison from its beginning.
  ///
  /// - Parameters:
  ///   - experiment: The model, which learns.
  ///   - settings: The rules, and the settings of their comparison.
  ///   - data: The model's data.
  ///   - threads: Threads.
  public init(
    _ experiment: Experiment, settings: ComparisonSettings, data: Split, threads: Int
  ) {
    self.experiment = experiment
    self.settings = settings
    self.data = data
    self.threads = threads
  }

  public var looksUp: Bool { false }

  /// The experiment at a point of the sweep.
  ///
  /// - Parameters:
  ///   - experiment: The experiment.
  ///   - point: Values of keys.
  ///
  /// *Errors*: all that is wrong with the model at that point.
  public static func experiment(_ experiment: Experiment, at point: [String: String]) throws
    -> Experiment
  {
    guard !point.isEmpty else { return experiment }
    return try ModelFile.parse(
      experiment.yaml, file: "model.yaml",
      overrides: point.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" })
  }

  public func measure(_ session: RunSession) throws -> [ComparedPoint] {
    let metrics = try session.folder?.metrics(named: "points.jsonl")
    var done = earlier
    let points = try settings.points()
    let total = points.count * settings.candidates.count
    for (number, point) in points.enumerated() {
      let experiment = try Self.experiment(self.experiment, at: point)
      guard case .learn(let learning, _) = experiment.task else { continue }
      let comparison = RuleComparison(
        network: experiment.network, settings: learning, data: data.train,
        samples: settings.samples, seeds: settings.seeds, seed: experiment.seed, threads: threads)
      var standard: RuleComparison.Standard?
      for (index, known) in settings.candidates.enumerated() {
        let candidate = try candidate(known, at: point, experiment)
        if done.contains(where: { $0.cost.rule == candidate.label && $0.cost.point == point }) {
          continue
        }
        if session.observer.isCancelled { throw session.interruption }
        let position = number * settings.candidates.count + index
        session.observer.advanced(
          "\(candidate.label), \(position + 1) of \(total)",
          fraction: Double(position) / Double(total))
        if standard == nil {
          standard = try comparison.standard()
          let own = ComparisonSettings.Candidate(label: "rate EP", rule: candidate.rule)
          let record = Self.record(comparison.result(of: standard!), own, point)
          if !done.contains(where: { $0.cost.rule == "rate EP" && $0.cost.point == point }) {
            done.append(record)
            try metrics?.append(record: record)
          }
        }
        var measured = ComparedPoint(rule: candidate.label)
        do throws(LearningError) {
          measured = try comparison.measure(candidate, against: standard!)
        } catch {
          // A rule that cannot be measured does not stop the others.
          session.warn("\(candidate.label) could not be measured: \(error)")
        }
        let record = Self.record(measured, candidate, point)
        done.append(record)
        try metrics?.append(record: record)
      }
    }
    try metrics?.close()
    return done
  }

  /// A candidate as the point of a sweep has it: keys below `learning.rule` change the rule that the model
  /// learns with, keys below `rules.NAME` the rule of that name.
  private func candidate(
    _ standard: ComparisonSettings.Candidate, at point: [String: String], _ experiment: Experiment
  ) throws -> ComparisonSettings.Candidate {
    var candidate = standard
    guard case .learn(let base, _) = self.experiment.task,
      case .learn(let here, _) = experiment.task
    else { return candidate }
    let isModelRule = base.rule.name == standard.rule.name
    if isModelRule, point["learning.rule"] != nil { candidate.rule = here.rule }
    let own = standard.rule as? EquationRule
    let isLibrary = RuleFile.names.contains(standard.rule.name)
    var overrides: [String] = []
    for (key, value) in point.sorted(by: { $0.key < $1.key }) {
      var path: String?
      if isModelRule, key.hasPrefix("learning.rule.") {
        path = String(key.dropFirst("learning.rule.".count))
        if own != nil, !isLibrary, !(path ?? "").contains(".") {
          path = "parameters." + (path ?? "")
        }
      } else if key.hasPrefix("rules.\(standard.rule.name).") {
        path = String(key.dropFirst("rules.\(standard.rule.name).".count))
      }
      if let path { overrides.append("\(path)=\(value)") }
    }
    if !overrides.isEmpty {
      candidate.rule = try RuleFile.rule(
        named: RuleFile.text(of: candidate.rule), overrides: overrides)
    }
    return candidate
  }

  /// The record of a candidate with the point at which it was measured, and its parameters as a model file has them.
  private static func record(
    _ measured: ComparedPoint, _ candidate: ComparisonSettings.Candidate, _ point: [String: String]
  ) -> ComparedPoint {
    var record = measured
    for index in record.rows.indices { record.rows[index].point = point }
    record.cost.point = point
    record.cost.model = RuleFile.text(of: candidate.rule)
    return record
  }

  // MARK: - Report

  public func report(_ points: [ComparedPoint], _ session: RunSession) throws -> RunOutcome {
    var record = ComparisonTable(name: experiment.name)
    record.note =
      "\(min(settings.samples, data.train.count)) samples of \(data.train.name), "
      + "\(settings.seeds) seeds; floor: the update without nudging over the reference."
    record.rows = points.flatMap(\.rows)
    record.costs = points.map(\.cost).filter { $0.spikes > 0 }
    for remark in points.flatMap(\.remarks) where !record.remarks.contains(remark) {
      record.remarks.append(remark)
    }
    if settings.seeds > 1, !record.costs.isEmpty,
      record.rows.allSatisfy({ $0.cosineDeviation < 1e-12 })
    {
      record.remarks.append(
        "All seeds gave the same spikes: nothing in the network is random but its weights; give V_0 a range."
      )
    }
    let tables = [SummaryTable(record), .gains(record), .costs(record)]
    try session.writeJSON(record, as: "compare.json")
    try session.write(tables.map { $0.text() }.joined(separator: "\n"), as: "compare.txt")
    try session.write(
      SummaryTable.csv(record), as: "compare.csv")
    try session.draw(figures(record, points))
    return RunOutcome(.comparison(record), tables, session, failure: failure(of: record.rows))
  }

  /// The error of rules whose cosine is below the bar; a rule that was not measured is below any bar.
  private func failure(of rows: [RuleScore]) -> RunError? {
    guard let minimumCosine else { return nil }
    let rows = rows.filter { $0.part == "total" && $0.rule != "rate EP" }
    let below = rows.filter { !(($0.cosine("rate EP") ?? .nan) >= minimumCosine) }
    guard !below.isEmpty || rows.isEmpty else { return nil }
    return .belowCosine(
      minimumCosine,
      below.map { row in
        let point = row.point.sorted { $0.key < $1.key }.map { ", \($0.key)=\($0.value)" }.joined()
        let value = row.cosine("rate EP").map { String(format: "%.4f", $0) } ?? "not measured"
        return "\(row.rule), \(row.projection)\(point): \(value)"
      })
  }
}
