/// A writer of layouts as gnuplot scripts with their data, in units of the axes, which draw PNG and PDF.
///
/// Words from outside are always in single quotes; data contain numbers only.
struct GnuplotWriter {
  private let layout: Layout
  private var data = ""
  private var blocks = 0

  private init(_ layout: Layout) { self.layout = layout }

  /// The script `NAME.gp`.
  static func script(_ layout: Layout, named name: String) -> String {
    let whole = layout.alone
    var writer = GnuplotWriter(whole)
    let panels = whole.panels.indices.map { writer.panel($0) }.joined(separator: "\n")
    return """
      # Made by equispike. `gnuplot \(name).gp` in this folder draws it again as PNG and PDF;
      # `gnuplot -e "FORMAT='png'" \(name).gp` draws one of them.
      if (!exists("FORMAT")) { do for [FORMAT in "png pdf"] { load "\(name).gp" }; exit }
      reset
      set encoding utf8
      # Liberation Sans where it is installed, else DejaVu Sans, which is wider.
      FACE = "DejaVu Sans"; SIZE = 0.88
      if (system("fc-match 'Liberation Sans' family 2>/dev/null") eq "Liberation Sans") {
        FACE = "Liberation Sans"; SIZE = 1
      }
      W = \(number(whole.width)); H = \(number(whole.height))
      # A unit of the drawing is 2.5 pixels of PNG and 1/96 inch of PDF; sizes of letters are points.
      if (FORMAT eq "png") {
        SIZE = SIZE*1.875; DOT = 2.14; DASH = 2.5
        set terminal pngcairo noenhanced size 2.5*W, 2.5*H font FACE.",".gprintf("%g", 12*SIZE) \\
          linewidth 2.5 rounded background "white"
      } else {
        SIZE = SIZE*0.75; DOT = 0.655; DASH = 2.2
        set terminal pdfcairo noenhanced size W/96, H/96 font FACE.",".gprintf("%g", 12*SIZE) \\
          fontscale 1 linewidth 1.5 rounded background "white"
      }
      face(size) = FACE.",".gprintf("%g", size*SIZE)
      strong(size) = FACE.":Bold,".gprintf("%g", size*SIZE)
      set output "\(name).".FORMAT
      unset key
      set palette defined (0 "#ffffff", 1 "#\(Ink.dense.light)")
      set cbrange [0:1]; unset colorbox
      \(writer.data)
      set multiplot
      \(panels)
      unset multiplot
      unset output

      """
  }

  // MARK: - Panels

  private mutating func panel(_ index: Int) -> String {
    let panel = layout.panels[index]
    let plots = panel.marks.filter { !$0.isShade }.flatMap { plot($0, panel) }
    var script = """
      # Panel \(index + 1)
      set lmargin at screen \(number(panel.left / layout.width))
      set rmargin at screen \(number(panel.right / layout.width))
      set tmargin at screen \(number(1 - panel.top / layout.height))
      set bmargin at screen \(number(1 - panel.bottom / layout.height))
      set xrange [\(number(panel.x.low)):\(number(panel.x.high))]; \
      set yrange [\(number(panel.y.low)):\(number(panel.y.high))]
      \(panel.x.isLogarithmic ? "set" : "unset") logscale x; \
      \(panel.y.isLogarithmic ? "set" : "unset") logscale y
      set border \((panel.hasFoot ? 1 : 0) + (panel.hasSide ? 2 : 0)) \
      linecolor rgb "#\(Ink.axis.light)" linewidth 1

      """
    script += tics("x", panel.across)
    script += tics("y", zip(panel.y.tics, panel.y.labels).map { ($0, $1) })
    script +=
      panel.hasGrid && !panel.y.tics.isEmpty
      ? "set grid noxtics ytics back linetype 1 linecolor rgb \"#\(Ink.grid.light)\" linewidth 1\n"
      : "unset grid\n"
    script += "unset object\n"
    for case .boxes(let boxes, let ink, opacity: 1) in panel.marks {
      for box in boxes {
        script +=
          "set object rectangle from \(number(box.left)),\(number(box.low)) to "
          + "\(number(box.right)),\(number(box.high)) fillcolor rgb \"#\(ink.light)\" "
          + "fillstyle solid noborder behind\n"
      }
    }
    // Labels are drawn last, over all panels.
    if index == layout.panels.count - 1 {
      for label in layout.panels.flatMap(\.names) + layout.labels where !label.text.isEmpty {
        script += write(label)
      }
    }
    return script + "plot \(plots.isEmpty ? "NaN" : plots.joined(separator: ", \\\n  "))\n"
  }

  private func tics(_ axis: String, _ tics: [(at: Double, text: String)]) -> String {
    guard !tics.isEmpty else { return "unset \(axis)tics\n" }
    let list = tics.map { "\(GnuplotText.quoted($0.text)) \(number($0.at))" }
    return "set \(axis)tics nomirror out scale 0.6 (\(list.joined(separator: ", "))) "
      + "font \"\".face(12) textcolor rgb \"#\(Ink.text.light)\"\n"
  }

  private func write(_ label: Label) -> String {
    let side = ["start": "left", "middle": "center", "end": "right"][label.anchor.rawValue]!
    return
      "set label \(GnuplotText.quoted(label.text)) at screen \(number(label.x / layout.width)), "
      + "screen \(number(1 - label.y / layout.height)) \(side)\(label.isUpright ? " rotate by 90" : "") "
      + "font \"\".\(label.isStrong ? "strong" : "face")(\(number(label.size))) "
      + "textcolor rgb \"#\(label.ink.light)\" front\n"
  }

  // MARK: - Marks

  /// The arguments of `plot`; none for marks without anything to draw.
  private mutating func plot(_ mark: Mark, _ panel: Panel) -> [String] {
    func y(_ value: Double?) -> Double {
      value.map { panel.y.isLogarithmic && $0 <= 0 ? .nan : $0 } ?? .nan
    }
    switch mark {
    case .line(let points, let pen):
      return block(points.map { [$0.x, y($0.y)] }).map {
        "\($0) using 1:2 with lines \(style(pen))"
      }
    case .area(let spans, let ink, let opacity):
      guard spans.count > 1 else { return [] }
      return block(spans.map { [$0.x, $0.low, $0.high] }).map {
        "\($0) using 1:2:3 with filledcurves \(style(ink, opacity))"
      }
    case .boxes(let boxes, let ink, let opacity):
      return block(boxes.map { [$0.left, $0.right, $0.low, $0.high] }).map {
        "\($0) using 1:3:1:2:3:4 with boxxyerror \(style(ink, opacity))"
      }
    case .dots(let points, let ink, let radius, let opacity):
      let clear = String(Int(255 * (1 - opacity)), radix: 16)
      return block(points.map { [$0.x, y($0.y)] }).map {
        "\($0) using 1:2 with points pointtype 7 pointsize \(number(radius / 3))*DOT linewidth 0.1 "
          + "linecolor rgb \"#\(clear.count < 2 ? "0" : "")\(clear)\(ink.light)\""
      }
    case .strokes(let spans, let pen):
      return block(spans.map { [$0.x, $0.low, $0.high - $0.low] }).map {
        "\($0) using 1:2:(0):3 with vectors nohead \(style(pen))"
      }
    case .wedges(let points, let pointRight):
      return block(points.map { [$0.x, y($0.y)] }).map {
        "\($0) using 1:2:('\(pointRight ? "▸" : "◂")') with labels font \"\".face(12) textcolor rgb \"#\(Ink.text.light)\""
      }
    case .shades(let shades, let box):
      // gnuplot draws no image of one column or one row: there each cell is drawn twice.
      let width = max(2, shades.width), height = max(2, shades.height)
      let rows = (0..<height).reversed().map { row in
        (0..<width).map { column in
          let cell = min(row, shades.height - 1) * shades.width + min(column, shades.width - 1)
          return Double(shades.values[cell]) / Double(Shades.most)
        }
      }
      let across = number((box.right - box.left) / Double(width))
      let up = number((box.high - box.low) / Double(height))
      return block(rows, digits: 3).map {
        "\($0) matrix using (\(number(box.left))+($1+0.5)*\(across)):(\(number(box.low))+($2+0.5)*\(up)):3 "
          + "with image pixels"
      }
    }
  }

  /// Adds a block of data; returns its name, or nothing where no row has a number.
  private mutating func block(_ rows: [[Double]], digits: Int = 12) -> [String] {
    guard rows.contains(where: { $0.allSatisfy(\.isFinite) }) else { return [] }
    blocks += 1
    let name = "$data\(blocks)"
    data += "\(name) << END\n"
    for row in rows {
      data += row.map { GnuplotText.number($0, digits: digits) }.joined(separator: " ") + "\n"
    }
    data += "END\n"
    return [name]
  }

  private func style(_ pen: Pen) -> String {
    "linewidth \(number(pen.width))\(pen.isDashed ? " dashtype (6*DASH, 4*DASH)" : "") linecolor rgb \"#\(pen.ink.light)\""
  }

  private func style(_ ink: Ink, _ opacity: Double) -> String {
    "fillcolor rgb \"#\(ink.light)\" fillstyle transparent solid \(number(opacity)) noborder"
  }

}

private func number(_ value: Double) -> String {
  value == 0 ? "0" : GnuplotText.number(value, digits: 12)
}
