import Measurements
import Records

extension PageSection {
  /// Rules against equilibrium propagation, or trainings with several rules.
  static func compared(of run: RunRecord, names: inout PageNames) -> PageSection? {
    if !run.trainings.isEmpty { return trainings(run, names: &names) }
    guard let record = run.comparison, !record.rows.isEmpty else { return nil }
    let projections = record.projections
    var charts: [Chart] = []
    let colours = run.model.flatMap(NetworkColours.init) ?? NetworkColours(naming: projections)
    if record.rows.contains(where: { !$0.point.isEmpty }) {
      charts = projections.compactMap { projection in
        Curves.sweep(record, projection: projection).map {
          Chart(
            $0, title: "Cosine with rate EP, \(projection)",
            summary: "The whole update of each rule; the band is its spread over seeds and samples."
          )
        }
      }
    } else {
      charts.append(Chart(cosinesOf: record, colours: colours))
    }
    for (index, group) in run.scatter.prefix(12).enumerated()
    where group.referenceRMS > 0 && group.updateRMS > 0 {
      charts.append(
        Chart(
          title: "Synapse by synapse: \(group.name)",
          summary:
            "\(group.facts.prefix(1).uppercased() + group.facts.dropFirst()). On the dashed line updates agree but for one factor. "
            + Scatter.meaning,
          layout: .scatter(
            group, reference: "rate EP",
            ink: colours.ink(of: group.name, else: index % max(1, projections.count)))))
    }
    var content = charts.markup(&names)
    let captions = ["Rules against equilibrium propagation", "", ""]
    for (caption, table) in zip(captions, [SummaryTable(record), .gains(record), .costs(record)]) {
      content += table.markup(
        caption: caption.isEmpty ? table.title : caption, names: &names)
    }
    return PageSection("Rules compared", short: "Rules", names: &names, content: content)
  }

  private static func trainings(_ run: RunRecord, names: inout PageNames) -> PageSection {
    var content = Markup()
    if let curves = Curves.trainings(run.trainings) {
      content += [
        Chart(curves, title: "Error over training, by rule", summary: words(curves, unit: "%"))
      ].markup(&names)
    }
    content += SummaryTable(trainings: run.trainings).markup(
      caption: "Test errors by rule", names: &names)
    return PageSection("Trainings compared", short: "Trainings", names: &names, content: content)
  }
}
