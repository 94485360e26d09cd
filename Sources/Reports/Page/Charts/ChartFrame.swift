/// The rectangle of a chart with its axes: lengths are units of the drawing, which is scaled as a whole.
struct ChartFrame {
  var x: Axis
  var y: Axis
  var width = 420.0
  var height = 280.0
  var left: Double
  var right = 14.0
  var top = 14.0
  var bottom = 48.0
  /// Whether lines go across at the marks of the vertical axis.
  var hasGrid = true

  /// A frame as large as its numbers ask for.
  init(x: Axis, y: Axis) {
    self.x = x
    self.y = y
    let widest = y.labels.map(\.count).max() ?? 1
    left = (y.label.isEmpty ? 14 : 32) + 7.2 * Double(widest)
  }

  func atX(_ value: Double) -> Double { left + x.fraction(value) * (width - left - right) }
  func atY(_ value: Double) -> Double {
    height - bottom - y.fraction(value) * (height - top - bottom)
  }

  /// Axes with marks, numbers and names.
  var axes: Markup {
    var markup = Markup()
    let foot = height - bottom, end = width - right
    for (tic, text) in zip(y.tics, y.labels) {
      let at = atY(tic)
      if hasGrid { markup += "<path class=\"grid\" d=\"M\(left) \(at)H\(end)\"/>" }
      markup += "<path class=\"axis\" d=\"M\(left - 5) \(at)H\(left)\"/>"
      markup += "<text class=\"tic e\" x=\"\(left - 8)\" y=\"\(at + 4)\">\(text)</text>"
    }
    // Numbers that would touch are left out.
    var free = -1e9
    for (tic, text) in zip(x.tics, x.labels) {
      let at = atX(tic), half = 3.6 * Double(text.count)
      markup += "<path class=\"axis\" d=\"M\(at) \(foot)v5\"/>"
      guard at - half > free else { continue }
      free = at + half + 5
      markup += "<text class=\"tic m\" x=\"\(at)\" y=\"\(foot + 18)\">\(text)</text>"
    }
    markup += "<path class=\"axis\" d=\"M\(left) \(top)V\(foot)H\(end)\"/>"
    if !x.label.isEmpty {
      markup +=
        "<text class=\"name m\" x=\"\((left + end) / 2)\" y=\"\(height - 8)\">\(x.label)</text>"
    }
    if !y.label.isEmpty {
      let middle = (top + foot) / 2
      markup +=
        "<text class=\"name m\" transform=\"translate(13 \(middle)) rotate(-90)\">\(y.label)</text>"
    }
    return markup
  }

  /// A line through points, broken where one misses; points beyond the frame are held at its edge.
  func line(_ points: [(Double, Double?)]) -> String {
    var path = ""
    var isDown = false
    for (x, y) in points {
      guard let y, y.isFinite, !(self.y.isLogarithmic && y <= 0) else {
        isDown = false
        continue
      }
      path += (isDown ? "L" : "M") + Markup.place(atX(x)) + " " + Markup.place(held(atY(y)))
      isDown = true
    }
    return path
  }

  /// The area between two lines, where both are.
  func band(_ points: [(x: Double, low: Double, high: Double)]) -> String {
    guard points.count > 1 else { return "" }
    let there = points.map { (Markup.place(atX($0.x)), Markup.place(held(atY($0.high)))) }
    let back = points.reversed().map { (Markup.place(atX($0.x)), Markup.place(held(atY($0.low)))) }
    return "M" + (there + back).map { "\($0.0) \($0.1)" }.joined(separator: "L") + "Z"
  }

  private func held(_ y: Double) -> Double { min(max(y, top), height - bottom) }
}

/// A chart: a picture with words for those who do not see it.
struct Chart {
  /// What it is, a few words.
  var title: String
  /// What it shows, in sentences; also the words for those who do not see it.
  var summary: String
  /// How wide the drawing is, in its own units; those of more than 500 scroll on small screens.
  var width: Double
  /// How high.
  var height: Double
  /// Inside of the drawing.
  var drawing: Markup
  /// Which line is what: class of the colour, name, and a value.
  var legend: [Entry] = []
  /// The numbers that are drawn.
  var table: SummaryTable?

  /// A line of the legend.
  struct Entry {
    /// `s0` to `s5`, with `dash` or `fill` behind.
    var style: String
    var name: String
    var value = ""
  }

  /// The figure as HTML.
  func markup(_ names: inout PageNames) -> Markup {
    let id = names.name(title)
    let titleID = names.name(id + "-t"), textID = names.name(id + "-d")
    let isWide = width > 500
    var markup: Markup = "<figure class=\"\(isWide ? "wide" : "chart")\" id=\"\(id)\">\n"
    markup += "<figcaption><h3>\(title)</h3><p>\(summary)</p></figcaption>\n"
    if !legend.isEmpty {
      markup += "<ul class=\"legend\">"
      for entry in legend {
        let value: Markup = entry.value.isEmpty ? "" : " <b>\(entry.value)</b>"
        markup += "<li><span class=\"key \(entry.style)\"></span>\(entry.name)\(value)</li>"
      }
      markup += "</ul>\n"
    }
    let svg: Markup = """
      <svg viewBox="0 0 \(width) \(height)" role="img" aria-labelledby="\(titleID) \(textID)">\
      <title id="\(titleID)">\(title)</title><desc id="\(textID)">\(summary)</desc>\(drawing)</svg>
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
}

extension Markup {
  /// One after the other.
  static func + (left: Markup, right: Markup) -> Markup {
    var sum = left
    sum += right
    return sum
  }
}
