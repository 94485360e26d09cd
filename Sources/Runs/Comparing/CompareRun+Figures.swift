import EquilibriumPropagation
import Measurements
import Records
import Reports

extension CompareRun {
  /// Bars and updates of a comparison without a sweep; cosines over the values of one key.
  func figures(_ record: ComparisonTable, _ points: [ComparedPoint]) -> [Figure] {
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
