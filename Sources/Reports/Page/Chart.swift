import Measurements
import Records

/// A figure in the page: a drawing, and a description for readers who cannot see it.
struct Chart {
  /// The title, a few words.
  var title: String
  /// A description in sentences, also for readers who cannot see the drawing.
  var summary: String
  /// The layout of the drawing.
  var layout: Layout
  /// The numbers that are drawn.
  var table: SummaryTable?

  /// The figure as HTML. Drawings of more than 600 units scroll on small screens.
  func markup(_ names: inout PageNames) -> Markup {
    let id = names.name(title)
    let titleID = names.name(id + "-t"), textID = names.name(id + "-d")
    let isWide = layout.width > 600
    var markup: Markup = "<figure class=\"\(isWide ? "wide" : "chart")\" id=\"\(id)\">\n"
    markup += "<figcaption><h3>\(title)</h3><p>\(summary)</p></figcaption>\n"
    if !layout.legend.isEmpty {
      markup += "<ul class=\"legend\">"
      for entry in layout.legend {
        let value: Markup = entry.value.isEmpty ? "" : " <b>\(entry.value)</b>"
        let style = (entry.isDashed ? " dash" : "") + (entry.isPoint ? " point" : "")
        markup +=
          "<li><span class=\"key b-\(entry.ink.name)\(style)\"></span>\(entry.name)\(value)</li>"
      }
      markup += "</ul>\n"
    }
    let svg: Markup = """
      <svg viewBox="0 0 \(layout.width) \(layout.height)" font-size="12" role="img" \
      aria-labelledby="\(titleID) \(textID)"><title id="\(titleID)">\(title)</title>\
      <desc id="\(textID)">\(summary)</desc>\(SVGWriter.drawing(layout))</svg>
      """
    markup +=
      isWide
      ? "<p class=\"note sideways\" aria-hidden=\"true\">Scrolls sideways →</p><div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"\(title), can be scrolled\">\(svg)</div>\n"
      : "\(svg)\n"
    if let table, table.rows.count <= 200 {
      markup += "<details><summary>Numbers<span class=\"sr\"> of \(title)</span></summary>"
      markup += table.markup(caption: title, names: &names)
      markup += "</details>\n"
    }
    return markup + "</figure>\n"
  }

  /// A number with three significant digits.
  static func short(_ value: Double) -> String {
    value.magnitude >= 100 ? Axis.text(value, digits: 4) : Axis.text(value, digits: 3)
  }

  /// `n = 7840, mean 0.012, standard deviation 0.130, from −0.5 to 0.7`, or `n = 7840, mean 0.012, sd 0.130`.
  static func facts(_ all: [Double], short isShort: Bool = false) -> String {
    let values = all.filter(\.isFinite)
    guard let least = values.min(), let greatest = values.max() else { return "no values" }
    // Values are divided by the largest one, whose square may overflow.
    let unit = max(least.magnitude, greatest.magnitude, .leastNormalMagnitude)
    let share = values.reduce(0) { $0 + $1 / unit } / Double(values.count)
    let square =
      values.reduce(0) { $0 + ($1 / unit - share) * ($1 / unit - share) } / Double(values.count)
    return "n = \(GnuplotText.count(values.count)), mean \(short(unit * share)), "
      + "\(isShort ? "sd" : "standard deviation") \(short(unit * square.squareRoot()))"
      + (isShort ? "" : ", from \(short(least)) to \(short(greatest))")
  }
}

extension Chart {
  /// Quantities over epochs or another quantity.
  ///
  /// - Parameter colours: Colours of the network, for lines named after its parts; nil: guessed from their names.
  init(
    _ record: Curves, title: String, summary: String, colours: NetworkColours? = nil
  ) {
    self.init(title: title, summary: summary, layout: .curves(record, colours))
    let named = record.series.filter { !$0.name.isEmpty }
    var table = SummaryTable(
      columns: [.number(record.abscissa)] + named.map { .number($0.name) })
    for (row, epoch) in record.epochs.enumerated() {
      table.add(
        [.init(GnuplotText.number(epoch, digits: 4))]
          + named.map { series in
            let value = row < series.values.count ? series.values[row] : nil
            return .init(value.map { $0.isFinite ? GnuplotText.number($0, digits: 4) : "-" } ?? "-")
          })
    }
    self.table = table
  }

  /// Cosines of each rule with rate EP.
  init(cosinesOf record: ComparisonTable, colours: NetworkColours) {
    self.init(
      title: "Cosine with rate EP",
      summary:
        "Bars: the whole update, with the spread over seeds and samples. Triangles: its forward (right) and backward (left) direction, where they differ.",
      layout: .cosines(record, colours))
    let rows = record.rows.filter { $0.part == "total" && $0.rule != "rate EP" }
    func cosine(_ row: RuleScore, _ part: String) -> String {
      SummaryTable.fixed(record.cosine(row.rule, row.projection, part), 4)
    }
    table = SummaryTable(
      of: rows,
      [
        .text("rule", \.rule), .text("projection", \.projection),
        .number("cosine") { cosine($0, "total") },
        .number("± sd") { SummaryTable.fixed($0.spread, 4) },
        .number("forward") { cosine($0, "forward") },
        .number("backward") { cosine($0, "backward") },
      ])
  }
}

extension [Chart] {
  /// All charts in a grid; nothing when there are none.
  func markup(_ names: inout PageNames) -> Markup {
    guard !isEmpty else { return Markup() }
    var markup: Markup = "<div class=\"charts\">\n"
    for chart in self { markup += chart.markup(&names) }
    return markup + "</div>\n"
  }
}
