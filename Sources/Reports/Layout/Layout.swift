/// A figure before it is drawn: panels with marks in units of their axes, and labels. It is made once from
/// measurements; `SVGWriter` and `GnuplotWriter` draw it.
///
/// Lengths are units of the drawing, 1/96 inch, from its upper left corner.
struct Layout: Sendable, Equatable {
  var width: Double
  var height: Double
  var panels: [Panel]
  var labels: [Label] = []
  /// Names of the lines and colours; a page shows them as a list, a file at the ends of lines or above the panel.
  var legend: [Entry] = []
  /// The title of one of several panels in a figure, and a few numbers about it; a page has its own words.
  var title = Title()
  /// A remark for figures in files; pages say it in their own words.
  var note = ""

  /// A title at the left and numbers at the right.
  struct Title: Sendable, Equatable {
    var text = ""
    var ink = Ink.text
    var facts = ""
  }

  /// One line or colour of the figure.
  struct Entry: Sendable, Equatable {
    var name: String
    var ink: Ink
    var isDashed = false
    var isPoint = false
    /// Its last value in words; empty for none.
    var value = ""
    /// The height of the end of its line; nil where it has no end.
    var end: Double?
  }

  /// A layout of one panel with labels in and beside it.
  init(
    _ panel: Panel, labels: [Label] = [], legend: [Entry] = [], title: Title = Title(),
    note: String = ""
  ) {
    self.init([panel], width: panel.right + Panel.margin, height: panel.bottom + Panel.foot)
    (self.labels, self.legend, self.title, self.note) = (labels, legend, title, note)
  }

  /// Panels in a drawing of this size.
  init(_ panels: [Panel], width: Double, height: Double) {
    (self.panels, self.width, self.height) = (panels, width, height)
  }

  /// The layout moved to the right and down.
  func moved(right: Double = 0, down: Double = 0) -> Layout {
    var moved = self
    moved.width += right
    moved.height += down
    for index in panels.indices { moved.panels[index].move(right: right, down: down) }
    for index in labels.indices {
      moved.labels[index].x += right
      moved.labels[index].y += down
    }
    for index in legend.indices { moved.legend[index].end? += down }
    return moved
  }
}

/// Words at a place, which is the middle of their height.
struct Label: Sendable, Equatable {
  var text: String
  var x: Double
  var y: Double
  var anchor = Anchor.start
  var size = 12.0
  var ink = Ink.text
  var isStrong = false
  /// True if the words run upwards.
  var isUpright = false

  /// The part of the words that is at the place.
  enum Anchor: String { case start, middle, end }

  /// The width of `text`, estimated.
  static func width(_ text: String, size: Double = 12) -> Double {
    0.56 * size * Double(text.count)
  }
}

/// A pen: colour, width, and dashes if it has any.
struct Pen: Sendable, Equatable {
  var ink: Ink
  var width = 2.0
  var isDashed = false
}

/// A mark in a panel, in units of its axes.
enum Mark: Sendable, Equatable {
  /// A place; without `y` a line is broken there.
  struct Point: Sendable, Equatable {
    var x: Double
    var y: Double?
    init(_ x: Double, _ y: Double?) { (self.x, self.y) = (x, y) }
  }

  /// A vertical span from `low` to `high` at `x`.
  struct Span: Sendable, Equatable {
    var x: Double, low: Double, high: Double
    init(_ x: Double, _ low: Double, _ high: Double) {
      (self.x, self.low, self.high) = (x, low, high)
    }
  }

  /// A rectangle.
  struct Box: Sendable, Equatable {
    var left: Double, right: Double, low: Double, high: Double
    init(_ left: Double, _ right: Double, _ low: Double, _ high: Double) {
      (self.left, self.right, self.low, self.high) = (left, right, low, high)
    }
  }

  case line([Point], Pen)
  /// An area between the low and the high ends.
  case area([Span], Ink, opacity: Double)
  case boxes([Box], Ink, opacity: Double)
  case dots([Point], Ink, radius: Double, opacity: Double)
  /// Upright strokes.
  case strokes([Span], Pen)
  /// Small triangles that point right or left.
  case wedges([Point], pointRight: Bool)
  case shades(Shades, Box)

  /// A line across or up through the whole panel.
  static func level(_ y: Double, of panel: Panel, _ pen: Pen = Pen(ink: .axis, width: 1)) -> Mark {
    .line([Point(panel.x.low, y), Point(panel.x.high, y)], pen)
  }
  static func upright(_ x: Double, of panel: Panel, _ pen: Pen = Pen(ink: .axis, width: 1)) -> Mark
  {
    .line([Point(x, panel.y.low), Point(x, panel.y.high)], pen)
  }
}

/// A rectangle with two axes.
struct Panel: Sendable, Equatable {
  var x: Axis
  var y: Axis
  var left: Double
  var right: Double
  var top: Double
  var bottom: Double
  /// True if lines go across at the marks of the vertical axis.
  var hasGrid = true
  /// True if the horizontal axis, and the vertical one, are drawn as lines.
  var hasFoot = true, hasSide = true
  var marks: [Mark] = []

  /// Width of the margin at the right of a panel, and height of the margin below it for numbers and name.
  static let margin = 14.0, foot = 48.0

  /// A panel in a drawing of this size, with the room at the left that its numbers need.
  init(x: Axis, y: Axis, width: Double = 420, height: Double = 280) {
    (self.x, self.y) = (x, y)
    left = (y.label.isEmpty ? 14 : 32) + Self.widest(y)
    right = width - Self.margin
    top = 14
    bottom = height - Self.foot
  }

  private static func widest(_ axis: Axis) -> Double {
    7.2 * Double(axis.labels.map(\.count).max() ?? 1)
  }

  func atX(_ value: Double) -> Double { left + x.fraction(value) * (right - left) }
  func atY(_ value: Double) -> Double { bottom - y.fraction(value) * (bottom - top) }
  /// The whole panel.
  var box: Mark.Box { .init(x.low, x.high, y.low, y.high) }

  mutating func move(right dx: Double, down dy: Double) {
    left += dx
    right += dx
    top += dy
    bottom += dy
  }

  /// Names of both axes.
  var names: [Label] {
    var names: [Label] = []
    if !x.label.isEmpty {
      names.append(
        Label(text: x.label, x: (left + right) / 2, y: bottom + 36, anchor: .middle, size: 13))
    }
    if !y.label.isEmpty {
      names.append(
        Label(
          text: y.label, x: left - Self.widest(y) - 23, y: (top + bottom) / 2, anchor: .middle,
          size: 13, isUpright: true))
    }
    return names
  }

  /// The marks of the horizontal axis; numbers that would touch are left out.
  var across: [(at: Double, text: String)] {
    var free = -1e9
    return zip(x.tics, x.labels).map { tic, text in
      let at = atX(tic), half = 3.6 * Double(text.count)
      guard at - half > free else { return (tic, "") }
      free = at + half + 5
      return (tic, text)
    }
  }

  /// Phases as shades, and their names above.
  mutating func shade(_ phases: [(name: String, start: Double, end: Double)]) -> [Label] {
    phases.compactMap { name, start, end in
      let from = max(start, x.low), to = min(end, x.high)
      guard to > from else { return nil }
      let inks = Ink.phase(name)
      marks.append(.boxes([.init(from, to, y.low, y.high)], inks.shade, opacity: 1))
      let room = atX(to) - atX(from), full = "\(name) phase"
      let text = Label.width(full) <= room ? full : name
      guard 0.8 * Label.width(text) <= room else { return nil }
      return Label(
        text: GnuplotText.shortened(text, to: 60), x: (atX(from) + atX(to)) / 2, y: top - 12,
        anchor: .middle, ink: inks.text)
    }
  }
}
