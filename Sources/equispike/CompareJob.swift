import Datasets
import EquilibriumPropagation
import Experiments
import Foundation
import Measurements
import Plasticity
import Protocols
import Quantities
import Records
import Reports

/// Measures rules, point by point of a sweep, and shows what they scored; what was measured before is kept.
struct CompareJob {
  let experiment: Experiment
  let settings: ComparisonSettings
  let data: Split
  let threads: Int
  /// The least cosine with rate EP that a rule may have in a projection.
  var minimumCosine: Double?

  /// The experiment at a point of the sweep.
  static func experiment(_ experiment: Experiment, at point: [String: String]) throws -> Experiment
  {
    guard !point.isEmpty else { return experiment }
    return try ModelFile.parse(
      experiment.yaml, file: "model.yaml",
      overrides: point.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" })
  }

  func run(_ session: RunSession, output: OutputOptions, after earlier: [ComparedPoint] = []) throws
  {
    let metrics = try session.folder.metrics(named: "points.jsonl")
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
        if Interrupt.isRequested { throw ToolError.interrupted(folder: session.folder.path) }
        let position = number * settings.candidates.count + index
        session.progress.show(
          "\(candidate.label), \(position + 1) of \(total)",
          fraction: Double(position) / Double(total))
        if standard == nil {
          standard = try comparison.standard()
          let own = RuleComparison.Candidate(label: "rate EP", rule: candidate.rule)
          let record = Self.record(comparison.result(of: standard!), own, point)
          if !done.contains(where: { $0.cost.rule == "rate EP" && $0.cost.point == point }) {
            done.append(record)
            try metrics.append(record: record)
          }
        }
        var measured = ComparedPoint(rule: candidate.label)
        do throws(LearningError) {
          measured = try comparison.measure(candidate, against: standard!)
        } catch {
          // One rule that cannot be measured does not stop the others.
          session.warn("\(candidate.label) could not be measured: \(error)")
        }
        let record = Self.record(measured, candidate, point)
        done.append(record)
        try metrics.append(record: record)
      }
    }
    try metrics.close()
    try report(done, session, output)
  }

  /// A candidate as the point of a sweep has it: keys below `learning.rule` change the rule that the model
  /// learns with, keys below `rules.NAME` the rule of that name.
  private func candidate(
    _ standard: RuleComparison.Candidate, at point: [String: String], _ experiment: Experiment
  ) throws -> RuleComparison.Candidate {
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
    _ measured: ComparedPoint, _ candidate: RuleComparison.Candidate, _ point: [String: String]
  ) -> ComparedPoint {
    var record = measured
    for index in record.rows.indices { record.rows[index].point = point }
    record.cost.point = point
    record.cost.model = RuleFile.text(of: candidate.rule)
    return record
  }

  // MARK: - Report

  private func report(_ points: [ComparedPoint], _ session: RunSession, _ output: OutputOptions)
    throws
  {
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
    try session.folder.writeJSON(record, as: "compare.json")
    try session.folder.write(tables.map { $0.text() }.joined(separator: "\n"), as: "compare.txt")
    try session.folder.write(
      SummaryTable.csv(record), as: "compare.csv")
    try session.draw(figures(record, points))
    if output.json {
      try Terminal.output(json: record)
    } else {
      session.progress.clear()
      print(
        tables.map { $0.text(isStyled: Terminal.hasStyledOutput) }.joined(separator: "\n"))
      print(session.places)
    }
    try check(record.rows)
  }

  /// A rule that was not measured is below any bar, too.
  private func check(_ rows: [RuleScore]) throws {
    guard let minimumCosine else { return }
    let rows = rows.filter { $0.part == "total" && $0.rule != "rate EP" }
    let below = rows.filter { !(($0.cosine("rate EP") ?? .nan) >= minimumCosine) }
    if !below.isEmpty || rows.isEmpty {
      throw ToolError.belowCosine(
        minimumCosine,
        below.map { row in
          let point = row.point.sorted { $0.key < $1.key }.map { ", \($0.key)=\($0.value)" }
            .joined()
          let value = row.cosine("rate EP").map { String(format: "%.4f", $0) } ?? "not measured"
          return "\(row.rule), \(row.projection)\(point): \(value)"
        })
    }
  }

  private func figures(_ record: ComparisonTable, _ points: [ComparedPoint]) -> [Figure] {
    var figures: [Figure] = []
    if settings.sweep.isEmpty {
      figures.append(.ruleBars(record, colours: experiment.colours))
      for point in points {
        let groups = point.scatter
        guard !groups.isEmpty else { continue }
        figures.append(
          .scatter(
            Scatter(groups: groups, reference: "rate EP"),
            named: "updates-\(point.cost.rule)",
            colours: experiment.colours))
      }
    }
    // One axis: cosines against it, a line for each rule.
    if settings.sweep.count == 1, let axis = settings.sweep.first {
      let values = axis.values.map { Self.number($0) }
      guard values.allSatisfy({ $0 != nil }) else { return figures }
      let numbers = values.compactMap(\.self)
      var projections: [String] = []
      for row in record.rows where !projections.contains(row.projection) {
        projections.append(row.projection)
      }
      for projection in projections {
        let series = settings.candidates.map { candidate in
          func values(_ pick: (RuleScore) -> Double?) -> [Double?] {
            axis.values.map { value in
              record.rows.first {
                $0.rule == candidate.label && $0.projection == projection && $0.part == "total"
                  && $0.point[axis.key] == value
              }.flatMap(pick)
            }
          }
          return Curves.Series(
            name: candidate.label, values: values { $0.cosine("rate EP") },
            low: values { row in row.cosine("rate EP").map { $0 - row.spread } },
            high: values { row in row.cosine("rate EP").map { min($0 + row.spread, 1) } })
        }
        var curves = Curves(
          epochs: numbers, series: series, axis: "cosine with rate EP, \(projection)")
        curves.abscissa = axis.key
        curves.note = ComparisonTable.spreadNote
        curves.scale = .linear
        curves.maximum = 1
        let positive = numbers.filter { $0 > 0 }
        curves.isLogarithmicAcross =
          positive.count == numbers.count && (positive.max() ?? 1) / (positive.min() ?? 1) >= 8
        figures.append(.curves(curves, named: "sweep-\(projection)"))
      }
    }
    return figures
  }

  /// The number that a value begins with: 20 of `20 ms`.
  static func number(_ text: String) -> Double? {
    Double(text.prefix { $0.isNumber || "+-.e".contains($0) })
  }
}
