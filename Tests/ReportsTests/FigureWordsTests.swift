import Measurements
import Records
import Testing

@testable import Reports

/// Numbers, units and scales in figures.
@Suite struct FigureWordsTests {
  @Test func `an area that only rounding keeps from 0 is 0`() {
    var rule = RuleProfile(name: "r", formula: "", citation: "", model: "{name: r}", weight: 0)
    (rule.lags, rule.changes) = ([-1, 1], [-1, 1])
    (rule.area, rule.firstMoment) = (4.73e-15, 450)
    #expect(Figure.window(rule).script.contains("area 0 ms, first"))
    #expect(rule.shownFirstMoment == 450)
    // A small window has a small area all the same.
    rule.changes = [-1e-12, 2e-12]
    #expect(rule.shownArea == 4.73e-15)
  }

  @Test func `spikes that would merge into a block are drawn as a rate, on an axis of seconds`() {
    var spikes = SpikeTable(populations: ["neuron"], sizes: [1])
    spikes.times = (0..<3000).map { Double($0) * 10 + 5 }
    spikes.population = spikes.times.map { _ in 0 }
    spikes.unit = spikes.population
    let figure = Figure.raster(Raster(spikes: spikes, start: 0, end: 30_000))
    #expect(figure.script.contains("time (s)") && figure.script.contains("0–100 Hz"))
    let heights = figure.layout.panels[0].marks.compactMap { mark in
      if case .area(let spans, _, _) = mark { spans.map(\.high) } else { nil }
    }
    // All bins have 100 Hz, which fills 0.9 of the band.
    #expect(heights.map(\.count) == [200] && heights.joined().allSatisfy { abs($0 - 0.9) < 1e-9 })
  }

  @Test func `numbers at marks are all plain, or all powers of ten`() {
    func labels(_ tics: [Double]) -> [String] {
      var axis = Axis(tics.min()!, tics.max()!, isLogarithmic: true)
      axis.tics = tics
      return axis.labels
    }
    #expect(labels([0.01, 0.02]) == ["0.01", "0.02"])
    #expect(labels([0.1, 1e-5, 2e-10]) == ["10⁻¹", "10⁻⁵", "2·10⁻¹⁰"])
  }

  @Test func `nearly equal weights fill one bin with room around it`() throws {
    for values in [
      [0.3, 0.3 + 1e-12], [0.3, 0.3], [1e-9, 1e-9 * (1 + 1e-8)], [0, 0], [-4, -4],
    ] {
      let weights = (0..<100).map { values[$0 % 2] }
      let panel = Layout.distribution(weights, axis: "weight", ink: .series(0)).panels[0]
      let outlines = panel.marks.compactMap { mark in
        if case .line(let points, _) = mark { points } else { nil }
      }
      let outline = try #require(outlines.first)
      #expect(outline.compactMap(\.y).max() == 100, "\(values)")
      #expect(panel.x.low < values[0] && panel.x.high > values[0])
    }
  }

  @Test func `both writers draw the same words and as many lines`() throws {
    let figures = FigureTests.figures + [Figure.ruleBars(ComparisonTable(name: "none"))]
    for figure in figures {
      let layout = figure.layout.alone
      let (svg, script) = (figure.svg, figure.script)
      for label in layout.labels + layout.panels.flatMap(\.names) where !label.text.isEmpty {
        #expect(
          svg.contains(">\(Markup.escaped(label.text))</text>"), "\(figure.name): \(label.text)")
        #expect(script.contains("set label \(GnuplotText.quoted(label.text)) at"))
      }
      for panel in layout.panels {
        #expect(script.contains("set xrange [\(GnuplotText.number(panel.x.low, digits: 12)):"))
        for (_, text) in panel.across where !text.isEmpty {
          #expect(svg.contains(">\(text)</text>"))
        }
      }
    }
  }
}
