import Foundation
import Networks
import Quantities

@testable import Engine

/// The figure of `Documentation/lif-kernel.md`, as SVG: three panels over one time axis.
struct KernelFigure {
  private let course: KernelCourse
  private var lines: [String] = []
  private static let left = 70.0, right = 850.0, width = 870.0, height = 800.0
  private static let ink = "#222222", faint = "#8a8a8a", blue = "#0072b2", orange = "#d55e00"
  private static let green = "#009e73"

  /// The text of the file.
  static func svg(_ course: KernelCourse) -> String {
    var figure = KernelFigure(course: course)
    figure.drawMembrane()
    figure.drawBudget()
    figure.drawFrame()
    return figure.lines.joined(separator: "\n") + "\n</svg>\n"
  }

  private init(course: KernelCourse) {
    self.course = course
    lines = [
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(Int(Self.width)) \(Int(Self.height))\""
        + " font-family=\"DejaVu Sans, sans-serif\" font-size=\"13\">",
      "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>",
    ]
  }

  // MARK: Panels

  /// V, the courses below which each bound keeps it, keys, and the pause.
  private mutating func drawMembrane() {
    let panel = Panel(top: 40, bottom: 370, low: -0.45, high: 1.12)
    axes(panel, title: "membrane potential V, and when the unit must be looked at again")
    for (spike, release) in zip(course.spikes, course.releases) {
      shade(panel, from: spike, to: min(release, KernelCourse.end))
    }
    for (name, value) in [("θ", 1.0), ("V_reset", 0)] {
      rule(panel, at: value, name)
    }
    for (index, look) in course.looks.enumerated() where look.kind != .exact {
      let end = min(look.key, index + 1 < course.looks.count ? .infinity : KernelCourse.end)
      let ceiling = look.drive + look.budget * resistance
      let times = steps(from: look.time, to: min(end, KernelCourse.end))
      let bound = times.map {
        ($0, 1 + ceiling - (ceiling - look.y) * exp(-($0 - look.time) / tau))
      }
      path(panel, bound, Self.orange, width: 1.2, dash: "4 3")
    }
    for part in runs(where: { $0.course != $0.potential }) {
      path(
        panel, part.filter { $0.course > panel.low }.map { ($0.time, $0.course) }, Self.blue,
        width: 1.2, dash: "2 3")
    }
    path(panel, course.samples.map { ($0.time, $0.potential) }, Self.ink, width: 2)
    for look in course.looks where look.key <= KernelCourse.end {
      dot(panel, look.key, 1, Self.orange, isFull: look.kind == .exact)
    }
    arrivals(panel)
    legend(
      y: 392,
      [
        (Self.ink, "", "V"), (Self.orange, "4 3", "steepest course that the budget allows"),
        (Self.blue, "2 3", "course of a held unit, aimed at V_reset"),
      ])
    legend(y: 412, dots: ["lower bound of the crossing", "exact crossing"])
  }

  /// The budget, which arrivals use up and looks renew.
  private mutating func drawBudget() {
    let panel = Panel(top: 460, bottom: 570, low: -0.06, high: 0.25)
    axes(panel, title: "budget: excitatory input that the key still allows")
    rule(panel, at: 0, "0")
    var points: [(Double, Double)] = []
    for (time, value) in course.budgets {
      if let last = points.last { points.append((time, last.1)) }
      points.append((time, max(panel.low, min(value, panel.high))))
    }
    points.append((KernelCourse.end, points.last!.1))
    path(panel, points, Self.green, width: 2)
  }

  /// The numbers that are stored stand still; those that are meant move.
  private mutating func drawFrame() {
    let panel = Panel(top: 620, bottom: 755, low: -4, high: 9)
    axes(panel, title: "frame: the stored numbers stand still between events", hasTimes: true)
    rule(panel, at: 0, "0")
    path(panel, course.samples.map { ($0.time, $0.current) }, Self.faint, width: 1.5, dash: "2 3")
    path(panel, clipped(panel, course.samples.map { ($0.time, $0.a) }), Self.blue, width: 2)
    path(panel, clipped(panel, course.samples.map { ($0.time, $0.c) }), Self.orange, width: 2)
    legend(
      y: 640, [(Self.blue, "", "a"), (Self.orange, "", "c"), (Self.faint, "2 3", "I = a E(t)")])
  }

  // MARK: Parts

  private var tau: Double { KernelCourse.membrane.membraneTimeConstant.value }
  private var resistance: Double { tau / KernelCourse.membrane.capacitance }

  private struct Panel {
    var top: Double, bottom: Double
    var low: Double, high: Double
    func y(_ value: Double) -> Double { bottom - (value - low) / (high - low) * (bottom - top) }
  }

  private func x(_ time: Double) -> Double {
    Self.left + time / KernelCourse.end * (Self.right - Self.left)
  }

  private func text(_ value: Double) -> String { String(format: "%.1f", value) }

  private func steps(from start: Double, to end: Double) -> [Double] {
    guard end > start else { return [] }
    let count = max(Int((end - start) / 0.2), 1)
    return (0...count).map { start + (end - start) * Double($0) / Double(count) }
  }

  /// Samples in a row of which something is true.
  private func runs(where isPart: (KernelCourse.Sample) -> Bool) -> [[KernelCourse.Sample]] {
    course.samples.split { !isPart($0) }.map(Array.init)
  }

  private func clipped(_ panel: Panel, _ points: [(Double, Double)]) -> [(Double, Double)] {
    points.map { ($0.0, max(panel.low, min(panel.high, $0.1))) }
  }

  private mutating func axes(_ panel: Panel, title: String, hasTimes: Bool = false) {
    let (l, r) = (text(Self.left), text(Self.right))
    lines.append(
      "<text x=\"\(l)\" y=\"\(text(panel.top - 12))\" fill=\"\(Self.ink)\" font-weight=\"bold\">\(title)</text>"
    )
    lines.append(
      "<path d=\"M\(l) \(text(panel.top))V\(text(panel.bottom))H\(r)\" fill=\"none\" stroke=\"\(Self.ink)\"/>"
    )
    for time in stride(from: 0, through: KernelCourse.end, by: 5) {
      let place = text(x(time)), bottom = text(panel.bottom)
      lines.append("<path d=\"M\(place) \(bottom)v4\" stroke=\"\(Self.ink)\"/>")
      if hasTimes {
        label(x(time), panel.bottom + 18, "\(Int(time))", anchor: "middle")
      }
    }
    if hasTimes {
      label((Self.left + Self.right) / 2, panel.bottom + 36, "time [ms]", anchor: "middle")
    }
  }

  private mutating func label(
    _ x: Double, _ y: Double, _ words: String, anchor: String = "start", color: String = ink
  ) {
    lines.append(
      "<text x=\"\(text(x))\" y=\"\(text(y))\" fill=\"\(color)\" text-anchor=\"\(anchor)\">\(words)</text>"
    )
  }

  private mutating func rule(_ panel: Panel, at value: Double, _ name: String) {
    let y = panel.y(value)
    lines.append(
      "<path d=\"M\(text(Self.left)) \(text(y))H\(text(Self.right))\" stroke=\"\(Self.faint)\" stroke-width=\"0.7\"/>"
    )
    label(Self.left - 8, y + 4, name, anchor: "end")
  }

  private mutating func shade(_ panel: Panel, from start: Double, to end: Double) {
    let size = "width=\"\(text(x(end) - x(start)))\" height=\"\(text(panel.bottom - panel.top))\""
    lines.append(
      "<rect x=\"\(text(x(start)))\" y=\"\(text(panel.top))\" \(size) fill=\"\(Self.blue)\" opacity=\"0.08\"/>"
    )
    label((x(start) + x(end)) / 2, panel.top + 12, "held", anchor: "middle", color: Self.blue)
  }

  private mutating func path(
    _ panel: Panel, _ points: [(Double, Double)], _ color: String, width: Double, dash: String = ""
  ) {
    guard !points.isEmpty else { return }
    let places = points.map { "\(text(x($0.0))) \(text(panel.y($0.1)))" }
    let dashes = dash.isEmpty ? "" : " stroke-dasharray=\"\(dash)\""
    lines.append(
      "<path d=\"M\(places.joined(separator: "L"))\" fill=\"none\" stroke=\"\(color)\""
        + " stroke-width=\"\(width)\"\(dashes)/>")
  }

  private mutating func dot(
    _ panel: Panel, _ time: Double, _ value: Double, _ color: String, isFull: Bool
  ) {
    circle(x(time), panel.y(value), color, isFull: isFull)
  }

  private mutating func circle(_ x: Double, _ y: Double, _ color: String, isFull: Bool) {
    lines.append(
      "<circle cx=\"\(text(x))\" cy=\"\(text(y))\" r=\"4\" fill=\"\(isFull ? color : "white")\""
        + " stroke=\"\(color)\" stroke-width=\"1.5\"/>")
  }

  /// Arrows below the axis, as long as the weight.
  private mutating func arrivals(_ panel: Panel) {
    for (time, weight) in KernelCourse.arrivals {
      let place = x(time), tip = panel.bottom - 2, tail = tip - 10 - 60 * weight
      lines.append(
        "<path d=\"M\(text(place)) \(text(tail))V\(text(tip))m-3 -6l3 6l3 -6\" fill=\"none\""
          + " stroke=\"\(Self.green)\" stroke-width=\"1.5\"/>")
    }
  }

  private mutating func legend(y: Double, _ entries: [(color: String, dash: String, words: String)])
  {
    var place = Self.left + 10
    for entry in entries {
      let dashes = entry.dash.isEmpty ? "" : " stroke-dasharray=\"\(entry.dash)\""
      lines.append(
        "<path d=\"M\(text(place)) \(text(y - 4))h28\" stroke=\"\(entry.color)\" stroke-width=\"2\"\(dashes)/>"
      )
      label(place + 34, y, entry.words)
      place += 60 + 7.6 * Double(entry.words.count)
    }
  }

  private mutating func legend(y: Double, dots: [String]) {
    var place = Self.left + 24
    for (index, words) in dots.enumerated() {
      circle(place, y - 4, Self.orange, isFull: index > 0)
      label(place + 20, y, words)
      place += 46 + 7.6 * Double(words.count)
    }
    lines.append(
      "<path d=\"M\(text(place)) \(text(y - 12))v14m-3 -6l3 6l3 -6\" fill=\"none\""
        + " stroke=\"\(Self.green)\" stroke-width=\"1.5\"/>")
    label(place + 14, y, "arrival, as long as its weight")
  }
}
