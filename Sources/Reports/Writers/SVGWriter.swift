/// A writer of layouts as SVG: inside a page, whose style has the colours, or as a separate file on white paper.
struct SVGWriter {
  private let isInPage: Bool

  /// The drawing as a part of a page, without the `<svg>` around it.
  static func drawing(_ layout: Layout) -> Markup { SVGWriter(isInPage: true).drawing(layout) }

  /// A complete SVG file.
  static func file(_ layout: Layout, named name: String) -> String {
    let whole = layout.alone
    let svg: Markup = """
      <svg xmlns="http://www.w3.org/2000/svg" width="\(whole.width)" height="\(whole.height)" \
      viewBox="0 0 \(whole.width) \(whole.height)" font-family="Liberation Sans, Arial, Helvetica, sans-serif" \
      font-size="12"><title>\(name)</title>
      <rect width="100%" height="100%" fill="#ffffff"/>
      \(SVGWriter(isInPage: false).drawing(whole))</svg>

      """
    return svg.html
  }

  private func drawing(_ layout: Layout) -> Markup {
    var markup = Markup()
    for panel in layout.panels {
      for mark in panel.marks where mark.isShade { markup += draw(mark, panel) }
      markup += grid(panel)
      for mark in panel.marks where !mark.isShade { markup += draw(mark, panel) }
      markup += axes(panel)
    }
    for label in layout.panels.flatMap(\.names) + layout.labels { markup += write(label) }
    return markup
  }

  // MARK: - Colours

  private func stroke(_ pen: Pen) -> Markup {
    var markup: Markup =
      isInPage
      ? " class=\"k-\(pen.ink.name)\" fill=\"none\"" : " fill=\"none\" stroke=\"#\(pen.ink.light)\""
    markup += " stroke-width=\"\(pen.width)\""
    if pen.isDashed { markup += " stroke-dasharray=\"6 4\"" }
    return markup
  }

  private func fill(_ ink: Ink, _ opacity: Double = 1) -> Markup {
    let markup: Markup =
      isInPage ? " class=\"f-\(ink.name)\"" : " fill=\"#\(ink.light)\""
    return opacity < 1
      ? markup + " fill-opacity=\"\(GnuplotText.number(opacity, digits: 2))\"" : markup
  }

  // MARK: - Panels

  private func grid(_ panel: Panel) -> Markup {
    guard panel.hasGrid else { return Markup() }
    let path = panel.y.tics.map { "M\(at(panel.left)) \(at(panel.atY($0)))H\(at(panel.right))" }
    return self.path(path.joined(), stroke(Pen(ink: .grid, width: 1)))
  }

  private func axes(_ panel: Panel) -> Markup {
    var path = "", words = Markup()
    for (tic, text) in zip(panel.y.tics, panel.y.labels) {
      let y = panel.atY(tic)
      path += "M\(at(panel.left - 5)) \(at(y))h5"
      words += write(Label(text: text, x: panel.left - 8, y: y, anchor: .end))
    }
    for (tic, text) in panel.across {
      let x = panel.atX(tic)
      path += "M\(at(x)) \(at(panel.bottom))v5"
      guard !text.isEmpty else { continue }
      words += write(Label(text: text, x: x, y: panel.bottom + 14, anchor: .middle))
    }
    if panel.hasSide { path += "M\(at(panel.left)) \(at(panel.top))V\(at(panel.bottom))" }
    if panel.hasFoot { path += "M\(at(panel.left)) \(at(panel.bottom))H\(at(panel.right))" }
    return self.path(path, stroke(Pen(ink: .axis, width: 1))) + words
  }

  private func write(_ label: Label) -> Markup {
    guard !label.text.isEmpty else { return Markup() }
    // The baseline of letters is a third of their size below their middle.
    let base = 0.34 * label.size
    var place: Markup = " x=\"\(label.x)\" y=\"\(label.y + base)\""
    if label.isUpright {
      place = " transform=\"translate(\(label.x + base) \(label.y)) rotate(-90)\""
    }
    if label.size != 12 { place += " font-size=\"\(label.size)\"" }
    if label.anchor != .start { place += " text-anchor=\"\(label.anchor.rawValue)\"" }
    if label.isStrong { place += " font-weight=\"600\"" }
    return "<text\(fill(label.ink))\(place)>\(label.text)</text>\n"
  }

  // MARK: - Marks

  private func draw(_ mark: Mark, _ panel: Panel) -> Markup {
    func x(_ value: Double) -> String { at(panel.atX(value)) }
    // Points beyond the panel are moved to its edge.
    func y(_ value: Double) -> String {
      at(min(max(panel.atY(value), panel.top), panel.bottom))
    }
    func isShown(_ point: Mark.Point) -> Bool {
      point.y.map { $0.isFinite && !(panel.y.isLogarithmic && $0 <= 0) } ?? false
    }
    switch mark {
    case .line(let points, let pen):
      var path = "", isDown = false
      for point in points {
        if isShown(point) { path += (isDown ? "L" : "M") + "\(x(point.x)) \(y(point.y!))" }
        isDown = isShown(point)
      }
      return self.path(path, stroke(pen) + " stroke-linejoin=\"round\" stroke-linecap=\"round\"")
    case .area(let spans, let ink, let opacity):
      guard spans.count > 1 else { return Markup() }
      let ends =
        spans.map { "\(x($0.x)) \(y($0.high))" }
        + spans.reversed().map { "\(x($0.x)) \(y($0.low))" }
      return path("M" + ends.joined(separator: "L") + "Z", fill(ink, opacity))
    case .boxes(let boxes, let ink, let opacity):
      let all = boxes.map {
        "M\(x($0.left)) \(y($0.low))V\(y($0.high))H\(x($0.right))V\(y($0.low))Z"
      }
      return path(all.joined(), fill(ink, opacity))
    case .dots(let points, let ink, let radius, let opacity):
      // Lines of length 0, which round caps turn into dots.
      let all = points.filter(isShown).map { "M\(x($0.x)) \(y($0.y!))h0" }
      var style = stroke(Pen(ink: ink, width: 2 * radius)) + " stroke-linecap=\"round\""
      if opacity < 1 { style += " stroke-opacity=\"\(GnuplotText.number(opacity, digits: 2))\"" }
      return path(all.joined(), style)
    case .strokes(let spans, let pen):
      return path(
        spans.map { "M\(x($0.x)) \(y($0.high))V\(y($0.low))" }.joined(), stroke(pen))
    case .wedges(let points, let pointRight):
      let all = points.filter(isShown).map { point in
        let (at, middle) = (panel.atX(point.x), panel.atY(point.y!))
        let side = pointRight ? 1.0 : -1
        return
          "M\(self.at(at - 3 * side)) \(self.at(middle - 4))l\(pointRight ? "7 4l-7 4z" : "-7 4l7 4z")"
      }
      return path(all.joined(), fill(.text))
    case .shades(let shades, let box):
      // Lines as thick as a row is high, those of one share together: many programs blur an image.
      var paths: [UInt8: (path: String, x: Int, y: Int)] = [:]
      for run in shades.runs where run.share > 0 {
        var (path, x, y) = paths[run.share] ?? ("M0 0", 0, 0)
        path += "m\(run.column - x) \(run.row - y)h\(run.count)"
        (x, y) = (run.column + run.count, run.row)
        paths[run.share] = (path, x, y)
      }
      func scale(_ length: Double, _ count: Int) -> String {
        GnuplotText.number(length / Double(count), digits: 9)
      }
      let (left, top) = (panel.atX(box.left), panel.atY(box.high))
      let place =
        "translate(\(at(left)) \(at(top))) scale(\(scale(panel.atX(box.right) - left, shades.width)) "
        + "\(scale(panel.atY(box.low) - top, shades.height))) translate(0 0.5)"
      let lines = paths.sorted { $0.key < $1.key }.map { share, line -> Markup in
        let opacity = GnuplotText.number(Double(share) / Double(Shades.most), digits: 3)
        return "<path stroke-opacity=\"\(opacity)\" d=\"\(line.path)\"/>\n"
      }
      let style = stroke(Pen(ink: .dense, width: 1))
      return
        "<g\(style) shape-rendering=\"crispEdges\" transform=\"\(place)\">\n\(lines.joined())</g>\n"
    }
  }

  private func path(_ path: String, _ style: Markup) -> Markup {
    path.isEmpty ? Markup() : "<path\(style) d=\"\(path)\"/>\n"
  }

  private func at(_ place: Double) -> String { Markup.place(place) }
}

extension Mark {
  /// True if lines of the grid are drawn over it.
  var isShade: Bool {
    if case .boxes(_, _, let opacity) = self { opacity == 1 } else { false }
  }
}
