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
    #expect(Figure.window(rule).script.contains("'area 0 ms'"))
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
    let rates = figure.data.first { $0.name == "raster-rate1.dat" }?.text ?? ""
    #expect(rates.split(separator: "\n").dropFirst().count { $0.hasSuffix(" 100") } == 200)
  }

  @Test func `numbers at marks are all plain, or all powers of ten`() {
    #expect(Tics.labelled([0.01, 0.02]) == "\"0.01\" 0.01, \"0.02\" 0.02")
    #expect(
      Tics.labelled([0.1, 1e-5, 2e-10])
        == "\"10^{−1}\" 0.1, \"10^{−5}\" 1e-05, \"2·10^{−10}\" 2e-10")
  }
}
