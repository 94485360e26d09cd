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

  @Test func `rates that few spikes make have bins of whole spikes, and belong to units`() throws {
    // 0 to 7 spikes in 50 ms of two samples: multiples of 10 Hz.
    var activity = ActivityProfile(
      samples: 2, bin: 1, phases: [.init(name: "free", start: 0, end: 50)])
    activity.rates = [
      .init(population: "many", values: (0..<400).map { Double($0 % 8) * 10 }),
      .init(population: "few", values: [0, 10, 30]),
    ]
    let layout = try #require(Figure.histogram(Histogram(activity))).layout
    let outline = layout.panels[0].marks.compactMap { mark in
      if case .line(let points, _) = mark { points.compactMap(\.y) } else { nil }
    }
    // Each bin has an eighth of all units: none is empty between two others.
    #expect(outline.first?.dropFirst().dropLast().allSatisfy { $0 == 12.5 } == true)
    #expect(layout.panels[0].x.label == "firing rate (Hz)")
    #expect(layout.panels[1].x.label == "unit")
  }

  @Test func `cells are drawn as they are, a single column too`() throws {
    var panel = Panel(x: Axis(0, 2), y: Axis(0, 1))
    panel.marks = [
      .shades(Shades(2, 1) { column, _ in column == 0 ? 1 : 0.5 }, panel.box),
      .shades(Shades(1, 3) { _, row in Double(row) / 2 }, panel.box),
    ]
    let figure = Figure("cells", Layout(panel))
    #expect(figure.svg.contains("stroke-opacity=\"1\" d=\"M0 0m0 0h1\""))
    #expect(figure.svg.contains("stroke-opacity=\"0.508\" d=\"M0 0m1 0h1\""))
    // gnuplot's images have two rows and two columns at least.
    #expect(figure.script.contains("$data1 << END\n1 0.508\n1 0.508\nEND"))
    #expect(figure.script.contains("$data2 << END\n1 1\n0.508 0.508\n0 0\nEND"))
  }

  @Test func `cells of spikes have a scale, and the name of each axis is inside of the drawing`() {
    let cells = FigureTests.dense.layout()
    #expect(cells.labels.contains { $0.text == "Hz" })
    #expect(cells.panels.last?.marks.count == 1 && (cells.panels.last?.y.tics.count ?? 0) > 2)
    var plain = Synthetic.raster(names: ["n"], sizes: [1], rates: [20])
    plain.traces = [Synthetic.membrane(of: "n 0", in: plain)]
    for index in plain.traces[0].values.indices { plain.traces[0].values[index] *= 1e-5 }
    plain.traces[0].threshold = nil
    for label in plain.layout().panels.flatMap(\.names) where label.isUpright {
      #expect(label.x - label.size / 2 >= 0, "\(label.text) at \(label.x)")
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

extension Raster {
  /// The layout of its figure.
  fileprivate func layout() -> Layout { Figure.raster(self).layout }
}
