public import Measurements

extension Figure {
  /// The window of a rule: the weight change of each spike pair against its lag, with a line through them on each side
  /// of zero.
  ///
  /// - Parameters:
  ///   - record: The rule.
  ///   - name: The name of its files.
  public static func window(_ record: RuleProfile, named name: String = "window") -> Figure {
    var layout = Layout.window(record)
    layout.title.text = record.name
    layout.title.facts =
      "area \(Axis.text(record.shownArea, digits: 3)) ms, first moment "
      + "\(Axis.text(record.shownFirstMoment, digits: 3)) ms²"
    return Figure(name, layout)
  }
}

extension Layout {
  /// The weight change of each spike pair against its lag.
  static func window(_ record: RuleProfile) -> Layout {
    let points = zip(record.lags, record.changes).filter { $0.1.isFinite }.sorted { $0.0 < $1.0 }
    let reach = points.map { abs($0.0) }.max() ?? 1
    let low = min(points.map(\.1).min() ?? -1, 0), high = max(points.map(\.1).max() ?? 1, 0)
    let span = max(high - low, 1e-300)
    var panel = Panel(
      x: Axis(-reach, reach, label: "lag t(post) − t(pre) (ms)", count: 8),
      y: Axis(low - 0.1 * span, high + 0.1 * span, label: "weight change"))
    panel.marks = [.level(0, of: panel), .upright(0, of: panel)]
    for side in [points.filter { $0.0 < 0 }, points.filter { $0.0 > 0 }] {
      panel.marks.append(
        .line(side.map { .init($0.0, $0.1) }, Pen(ink: .axis, width: 1.2)))
    }
    // Potentiation blue, depression orange, as in the field's figures.
    for (ink, side) in [
      (Ink.series(1), points.filter { $0.1 > 0 }), (.series(0), points.filter { $0.1 <= 0 }),
    ] {
      panel.marks.append(.dots(side.map { .init($0.0, $0.1) }, ink, radius: 2, opacity: 1))
    }
    return Layout(
      panel,
      legend: [
        Entry(name: "potentiation", ink: .series(1), isPoint: true),
        Entry(name: "depression", ink: .series(0), isPoint: true),
      ])
  }
}
