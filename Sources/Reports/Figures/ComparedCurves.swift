public import Measurements

extension Curves {
  /// The cosine of each rule with rate EP against the one key that a sweep changes; nil when there are more, or
  /// its values are no numbers.
  public static func sweep(_ record: ComparisonTable, projection: String) -> Curves? {
    let keys = Set(record.rows.flatMap(\.point.keys))
    guard keys.count == 1, let key = keys.first else { return nil }
    let values = record.rows.compactMap { $0.point[key] }.distinct
    let places = values.compactMap { value in
      Double(value.prefix { $0.isNumber || "+-.e".contains($0) }).map { (value, $0) }
    }.sorted { $0.1 < $1.1 }
    guard places.count == values.count, places.count > 1 else { return nil }
    let series = record.rules.map { rule in
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
      epochs: places.map(\.1), series: series, axis: "cosine with rate EP, \(projection)")
    curves.note = ComparisonTable.spreadNote
    curves.abscissa = key
    curves.scale = .linear
    curves.maximum = 1
    let first = places[0].1, last = places[places.count - 1].1
    curves.isLogarithmicAcross = first > 0 && last / first >= 8
    return curves
  }

  /// Errors over epochs, by rule: the mean over seeds, with their range. nil without two epochs.
  ///
  /// - Parameters:
  ///   - trainings: All trainings.
  ///   - chosen: The set that chooses the epoch: `validation`, or `training` without one.
  public static func trainings(
    _ trainings: [ComparedTraining], by chosen: String = "validation"
  ) -> Curves? {
    let count = trainings.map(\.validationErrors.count).max() ?? 0
    guard count > 1 else { return nil }
    let series = trainings.byRule.map { rule, own in
      Series(
        name: rule,
        repeated: (0..<count).map { epoch in
          own.map(\.validationErrors).filter { epoch < $0.count }.map { 100 * $0[epoch] }
        })
    }
    var curves = Curves(
      epochs: (0..<count).map(Double.init), series: series, axis: "\(chosen) error (%)")
    if series.contains(where: { $0.low != nil }) { curves.note = "mean and range over seeds" }
    return curves
  }
}

extension [ComparedTraining] {
  /// The trainings with each rule, in the order of the rules; the rate twin is the last.
  public var byRule: [(rule: String, own: [ComparedTraining])] {
    let twin = "rate twin", rules = map(\.rule).distinct
    return (rules.filter { $0 != twin } + rules.filter { $0 == twin }).map { rule in
      (rule, filter { $0.rule == rule })
    }
  }
}

extension SummaryTable {
  /// Errors and cost of trainings with several rules: means over seeds, a row for each rule.
  ///
  /// - Parameters:
  ///   - trainings: All trainings.
  ///   - chosen: The set that chooses the epoch: `validation`, or `training` without one.
  public init(trainings: [ComparedTraining], by chosen: String = "validation") {
    self.init(columns: [
      .text("rule"), .number("test error"), .number("± sd"), .number("least \(chosen) error"),
      .number("seeds"), .number("CPU"),
    ])
    for (rule, own) in trainings.byRule {
      let errors = Spread(own.compactMap(\.testError))
      let least = Spread(own.compactMap { $0.validationErrors.min() })?.mean
      // The twin's time is not measured separately.
      let seconds = rule == "rate twin" ? nil : Spread(own.map(\.processorSeconds))?.mean
      add([
        Cell(rule), Cell(Self.percent(errors?.mean)), Cell(Self.percent(errors?.deviation)),
        Cell(Self.percent(least)), Cell("\(own.count)"), Cell(seconds.map(Self.duration) ?? "-"),
      ])
      notes += own.compactMap(\.failure).map { "\(rule): \($0)" }
    }
  }
}
