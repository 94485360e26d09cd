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
    var rules: [String] = []
    for training in run.trainings where !rules.contains(training.rule) {
      rules.append(training.rule)
    }
    let count = run.trainings.map(\.validationErrors.count).max() ?? 0
    var series: [Curves.Series] = []
    var table = SummaryTable(columns: [
      .text("rule"), .number("test error"), .number("± sd over seeds"),
      .number("least validation error"),
      .number("seeds"),
    ])
    for rule in rules {
      let own = run.trainings.filter { $0.rule == rule }
      let errors = own.compactMap(\.testError)
      let mean = errors.isEmpty ? nil : errors.reduce(0, +) / Double(errors.count)
      let deviation =
        errors.count > 1
        ? (errors.reduce(0) { $0 + ($1 - mean!) * ($1 - mean!) } / Double(errors.count - 1))
          .squareRoot() : nil
      let least = own.compactMap { $0.validationErrors.min() }
      table.add([
        .init(rule), .init(SummaryTable.percent(mean), .strong),
        .init(SummaryTable.percent(deviation)),
        .init(least.isEmpty ? "-" : SummaryTable.percent(least.reduce(0, +) / Double(least.count))),
        .init("\(own.count)"),
      ])
      for one in own {
        if let failure = one.failure { table.notes.append("\(rule): \(failure)") }
      }
      let values = (0..<count).map { epoch in
        own.compactMap {
          epoch < $0.validationErrors.count ? 100 * $0.validationErrors[epoch] : nil
        }
      }
      let isRepeated = values.contains { $0.count > 1 }
      series.append(
        .init(
          name: rule, values: values.map { $0.isEmpty ? nil : $0.reduce(0, +) / Double($0.count) },
          low: isRepeated ? values.map { $0.min() } : nil,
          high: isRepeated ? values.map { $0.max() } : nil))
    }
    var content = Markup()
    if count > 1 {
      var curves = Curves(
        epochs: (0..<count).map(Double.init), series: series, axis: "validation error (%)")
      if series.contains(where: { $0.low != nil }) { curves.note = "mean and range over seeds" }
      content += [
        Chart(curves, title: "Error over training, by rule", summary: words(curves, unit: "%"))
      ].markup(&names)
    }
    content += table.markup(caption: "Test errors by rule", names: &names)
    return PageSection("Trainings compared", short: "Trainings", names: &names, content: content)
  }
}

extension Curves {
  /// The cosine of each rule with rate EP against the one key that a sweep changes; nil when there are more, or
  /// its values are no numbers.
  static func sweep(_ record: ComparisonTable, projection: String) -> Curves? {
    let keys = Set(record.rows.flatMap(\.point.keys))
    guard keys.count == 1, let key = keys.first else { return nil }
    var values: [String] = [], rules: [String] = []
    for row in record.rows {
      if let value = row.point[key], !values.contains(value) { values.append(value) }
      if row.rule != "rate EP", !rules.contains(row.rule) { rules.append(row.rule) }
    }
    let places = values.compactMap { value in
      Double(value.prefix { $0.isNumber || "+-.e".contains($0) }).map { (value, $0) }
    }.sorted { $0.1 < $1.1 }
    guard places.count == values.count, places.count > 1 else { return nil }
    let series = rules.map { rule in
      let rows = places.map { value, _ in
        record.rows.first {
          $0.rule == rule && $0.projection == projection && $0.part == "total"
            && $0.point[key] == value
        }
      }
      return Series(
        name: rule, values: rows.map { $0?.cosine("rate EP") },
        low: rows.map { row in row.flatMap { one in one.cosine("rate EP").map { $0 - one.spread } }
        },
        high: rows.map { row in
          row.flatMap { one in one.cosine("rate EP").map { min(1, $0 + one.spread) } }
        })
    }
    var curves = Curves(
      epochs: places.map(\.1), series: series, axis: "cosine with rate EP")
    curves.abscissa = key
    curves.scale = .linear
    curves.maximum = 1
    let first = places[0].1, last = places[places.count - 1].1
    curves.isLogarithmicAcross = first > 0 && last / first >= 8
    return curves
  }
}
