import Foundation
import Measurements
import Records
import Testing

@testable import Reports

/// A population has one colour wherever it is shown.
@Suite struct NetworkColoursTests {
  private static let model = ModelText(
    """
    name: three
    network:
      populations:
        input:
          size: 4
          kind: clamp
        first hidden:
          size: 30
          kind: lif
        hidden:
          size: 30
          kind: lif
        output:
          size: 30
          kind: lif
      projections:
        - {from: input, to: "first hidden", connect: dense}
        - {from: "first hidden", to: hidden, connect: dense}
        - {from: hidden, to: output, connect: dense, name: last}
        - {from: output, to: hidden, connect: dense}
    """)

  /// The place of the colour in which `name` is written.
  private static func colour(of name: String, in figure: Figure) -> Int? {
    figure.layout.alone.labels.first { $0.text == name }
      .flatMap { label in Ink.series.firstIndex { $0 == label.ink } }
  }

  @Test func `the last population is the first colour, and so on down`() throws {
    let colours = try #require(NetworkColours(Self.model))
    #expect(
      ["output", "hidden", "first hidden", "input"].map { colours.index(of: $0) } == [0, 1, 2, 3])
    #expect(colours.index(of: "first hidden 12") == 2)
    #expect(colours.index(of: "output, other units") == 0)
    #expect(colours.index(of: "validation") == nil)
  }

  @Test func `a projection has the colour of its end, and no two have the same`() throws {
    let colours = try #require(NetworkColours(Self.model))
    #expect(colours.index(of: "last") == 0)
    #expect(colours.index(of: "input->first hidden") == 2)
    #expect(colours.index(of: "zero-area, first hidden->hidden") == 1)
    #expect(colours.index(of: "output->hidden") == 3)
  }

  @Test func `raster, rates, settling and weights agree, on the page too`() throws {
    let names = ["first hidden", "hidden", "output"]
    var raster = Synthetic.raster(names: names, sizes: [30, 30, 30])
    raster.traces = []
    var activity = ActivityProfile(samples: 10, bin: 2, phases: raster.phases)
    activity.rates = names.map { .init(population: $0, values: (0..<30).map(Double.init)) }
    activity.groups = [
      "first hidden", "hidden", "output, unit of the label", "output, other units",
    ]
    .map { .init(name: $0, rates: (0..<70).map { Double($0 % 7) }) }
    let weights = [
      "hidden->output", "input->first hidden", "output->hidden", "first hidden->hidden",
    ]
    .map { WeightTable(projection: $0, shape: [40], values: (0..<40).map(Double.init)) }
    let colours = NetworkColours(Self.model)
    let settling = try #require(Curves.settling(activity))
    let figures: [Figure] = [
      .raster(raster, colours: colours),
      try #require(.histogram(Histogram(activity), colours: colours)),
      .curves(settling, colours: colours),
    ]
    for (name, colour) in zip(names, [2, 1, 0]) {
      for figure in figures {
        let shown =
          Self.colour(of: name, in: figure) ?? Self.colour(of: name + ", other units", in: figure)
        #expect(shown == colour, "\(name) in \(figure.name)")
      }
    }
    let drawn = try #require(Figure.histogram(Histogram(weights: weights), colours: colours))
    #expect(
      weights.map { Self.colour(of: $0.projection, in: drawn) } == [
        0, 2, 3, 1,
      ])
    // The page: the same places, as classes of its style.
    var information = RunInformation()
    information.status = .finished
    var run = RunRecord(path: "runs/three", information: information)
    (run.model, run.kind) = (Self.model, .learning)
    (run.raster, run.activity, run.weights) = (raster, activity, weights)
    var taken = PageNames()
    let activityPage = try #require(PageSection.activity(of: run, names: &taken)).content.html
    for (title, style) in [
      ("Firing rates, first hidden", "s2"), ("Firing rates, hidden", "s1"),
      ("Firing rates, output", "s0"),
    ] {
      let chart = try #require(
        activityPage.components(separatedBy: "<figure").first { $0.contains(title) })
      #expect(chart.contains("class=\"f-\(style)\""), "\(title)")
    }
    let spikes = try #require(activityPage.components(separatedBy: "<figure").dropFirst().first)
    #expect(
      spikes.matches(of: /class="k-(s\d)"/).map { String($0.1) } == [
        "s2", "s1", "s0",
      ])
    let lines = try #require(
      activityPage.components(separatedBy: "<figure").first { $0.contains("Settling") })
    #expect(
      lines.matches(of: /class="k-(s\d)" fill="none" stroke-width="2"( stroke-dash)?/)
        .map { String($0.1) + ($0.2 ?? "") } == ["s2", "s1", "s0", "s0 stroke-dash"])
    let weightPage = try #require(PageSection.weights(of: run, names: &taken)).content.html
    #expect(
      weightPage.matches(of: /class="f-(s\d)"/).map { String($0.1) } == ["s0", "s2", "s3", "s1"])
  }

  @Test func `without a model the names of projections tell where each layer stands`() {
    let colours = NetworkColours(naming: ["hidden->output", "input->hidden"])
    #expect(["input", "hidden", "output"].map { colours.index(of: $0) } == [2, 1, 0])
    #expect(["input->hidden", "hidden->output"].map { colours.index(of: $0) } == [1, 0])
  }
}
