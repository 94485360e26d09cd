import EquilibriumPropagation
import Measurements
import Protocols
import Records
import Reports

extension CompareRun {
  /// Bars and updates of a comparison without a sweep; cosines over the values of one key.
  func figures(_ record: ComparisonTable, _ points: [ComparedPoint]) -> [Figure?] {
    guard settings.sweep.isEmpty else {
      return record.projections.map { projection in
        Curves.sweep(record, projection: projection).map {
          .curves($0, named: "sweep-\(projection)")
        }
      }
    }
    let updates: [Figure?] = points.filter { !$0.scatter.isEmpty }.map {
      .scatter($0.scatter, named: "updates-\($0.cost.rule)", colours: experiment.colours)
    }
    return [.ruleBars(record, colours: experiment.colours)] + updates
  }
}
