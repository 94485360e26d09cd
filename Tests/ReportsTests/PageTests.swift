import Measurements
import Foundation
import Records
import Testing

@testable import Reports

@Suite struct PageTests {
  /// A name that would be markup if it reached the page as it stands.
  static let nasty = "<script>alert('x')</script>\"&<img src=x onerror=alert(1)>\u{202E}"

  /// A run of learning in which all texts are the same.
  static func learning(named name: String = "digits", seed: UInt64 = 1) -> RunRecord {
    var information = RunInformation()
    information.status = .finished
    information.commandLine = ["equispike", "run", name, "data.train=1000", "--seed", "\(seed)"]
    information.modelPath = name
    information.seed = seed
    information.start = "2026-01-31T14:05:00.000Z"
    information.warn(name)
    var run = RunRecord(path: "runs/a\(seed)", information: information)
    run.kind = .learning
    let yaml = """
      name: "\(name.replacing("\"", with: "\\\""))"
      description: "\(name.replacing("\"", with: "\\\""))"
      expected:
        test error: {max: 0.05, within_twin: 0.01}
        answer: "<= 5 %, all in all"
      seed: \(seed)
      learning:
        nudging: {scheme: symmetric, beta: 0.4}
      """
    run.model = ModelText(yaml)
    run.epochs = (0...5).map { epoch in
      var metrics = Epoch()
      metrics.epoch = epoch
      metrics.validationError = 0.9 / Double(epoch + 1) + 0.01 * Double(seed)
      metrics.trainError = epoch > 0 ? 0.8 / Double(epoch + 1) : nil
      metrics.agreements = [
        Agreement(
          projection: name, part: "total", reference: "rate EP", cosine: 0.9, signAgreement: 0.8,
          relativeSize: 1, rmse: 0.1, count: 10)
      ]
      return metrics
    }
    var result = LearningSummary()
    result.name = name
    result.testError = 0.045
    result.twinTestError = 0.034
    run.result = result
    run.raster = Synthetic.raster(
      names: [name, "b \(name)", "c \(name)"], sizes: [200, 30, 5])
    run.weights = [
      WeightTable(projection: name, shape: [400], values: (0..<400).map { sin(Double($0)) })
    ]
    return run
  }

  @Test func `text from files cannot become markup`() throws {
    let html = ReportPage([Self.learning(named: Self.nasty)]).html()
    #expect(!html.contains("<script"))
    #expect(!html.contains("<img"))
    #expect(html.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;"))
    #expect(!html.unicodeScalars.contains("\u{202E}"))
    try Self.check(html)
  }

  @Test func `a page is whole: tags close, names are unique, drawings have titles`() throws {
    let run = Self.learning()
    try Self.check(ReportPage([run]).html())
    try Self.check(ReportPage([run, Self.learning(seed: 2)]).html())
    try Self.check(
      ReportPage([RunRecord(path: "runs/empty", information: RunInformation())]).html())
  }

  @Test func `a page asks for nothing from elsewhere`() {
    let html = ReportPage([Self.learning()]).html()
    for word in ["http:", "https:", "src=", "@import", "url(h", "<link", "<script"] {
      #expect(!html.contains(word), "\(word)")
    }
  }

  @Test func `a run is answered claim by claim, words are shown as they are`() {
    let html = ReportPage([Self.learning()]).html()
    let rows = html.matches(
      of: /<tr><th scope="row">([^<]*)<\/th>(?:<td[^>]*>([^<]*)<\/td>)+<\/tr>/
    )
    .map { String($0.0).replacing(/<[^>]*>/, with: "|").replacing(/\|+/, with: "|") }
    #expect(rows.contains("|test error|at most 5 %|4.5 %|met|"))
    #expect(rows.contains("|test error|within 1 % of the rate twin|1.1 %|not met|"))
    #expect(rows.contains("|answer|&lt;= 5 %, all in all|"))
  }

  @Test func `runs that differ in their seed alone become a mean with its range`() {
    let runs = [Self.learning(), Self.learning(seed: 2), Self.learning(seed: 3)]
    let differences = RunDifferences(runs)
    #expect(differences.paths == ["seed"])
    #expect(differences.groups.map(\.count) == [3])
    let html = ReportPage(runs).html()
    #expect(html.contains("Mean and range of 3 runs that differ in their seed."))
    #expect(html.contains("Test error over 3 seeds: 4.50 % ± 0.00 %"))
    #expect(html.contains("class=\"f-s0\" fill-opacity=\"0.18\""))
  }

  @Test func `a run with the same seed is no further sample`() {
    var copy = Self.learning()
    copy.path = "runs/copy"
    let runs = [Self.learning(), copy, Self.learning(seed: 2)]
    #expect(RunDifferences(runs).groups.map { $0.map(\.path) } == [["runs/a1", "runs/a2"]])
    let html = ReportPage(runs).html()
    #expect(html.contains("Mean and range of 2 runs that differ in their seed."))
    #expect(html.contains("Test error over 2 seeds"))
    #expect(html.contains("Run 2 has the settings and the seed of run 1"))
    let pair = ReportPage([Self.learning(), copy]).html()
    #expect(!pair.contains("Test error over") && !pair.contains("differ in their seed"))
    // The finished run represents both; the interrupted one is left out.
    copy.information.status = .interrupted
    #expect(RunDifferences([copy, Self.learning()]).groups.map { $0.map(\.path) } == [["runs/a1"]])
  }

  @Test func `rules compared are headed by the best one, and their parameters are words`() throws {
    var run = RunRecord(path: "runs/c", information: RunInformation())
    run.kind = .comparison
    var record = ComparisonTable(name: "c")
    for (rule, projection, cosine) in [
      ("pair", "a->b", 0.99), ("pair", "b->c", 0), ("gated", "a->b", 0.9), ("gated", "b->c", 0.8),
    ] {
      var row = RuleScore(rule: rule, projection: projection, part: "total")
      row.agreements = [
        Agreement(
          projection: projection, part: "total", reference: "rate EP", cosine: cosine,
          signAgreement: 1, relativeSize: 1, rmse: 0, count: 4)
      ]
      record.rows.append(row)
    }
    run.comparison = record
    run.citations = ["Rule gated: A. Nobody. 2001"]
    run.rule = RuleProfile(
      name: "r", formula: "dx/dt = -x/tau; on pre: x += 1", citation: "",
      model:
        "{name: r, parameters: {tau: \"15 ms\"}, on_pre: \"x += 1\", bounds: [\"-.inf\", \".inf\"]}",
      weight: 0)
    let html = ReportPage([run]).html()
    #expect(html.contains("best of 2 in its worst projection</dt><dd>0.800<small> gated</small>"))
    #expect(html.contains("<dd>tau 15 ms, no bounds</dd>"))
    #expect(html.contains("<li>Rule gated: A. Nobody. 2001</li>"))
    try Self.check(html)
  }

  @Test func `a run that failed, or was interrupted, says so`() {
    var run = Self.learning()
    run.information.status = .failed
    run.information.error = "no space left"
    #expect(ReportPage([run]).html().contains("The run failed.</strong> no space left"))
    run.information.status = .interrupted
    #expect(ReportPage([run]).html().contains("The run was interrupted"))
    run.information.status = .running
    #expect(ReportPage([run]).html().contains("had not ended when the page was made"))
    run.hasVanished = true
    #expect(ReportPage([run]).html().contains("The run stopped without saying so"))
  }

  @Test func `numbers at the ends of what there is are drawn or left out`() throws {
    for values in [
      [-1.7e308, 1.7e308], [1.7e308, 1.7e308, 0], [Double.leastNonzeroMagnitude, 0],
      [-1e300, 1e300],
    ] {
      var run = Self.learning()
      run.weights = [WeightTable(projection: "a->b", shape: [values.count], values: values)]
      try Self.check(ReportPage([run]).html())
      #expect(Figure.histogram(Histogram(weights: run.weights)) != nil)
    }
    for span in [Double.leastNonzeroMagnitude, .leastNormalMagnitude, 1e-300, 1e300, 1.7e308] {
      #expect(Tics.step(span, atMost: 5) > 0)
      #expect(Tics.below(span) > 0 && Tics.below(span).isFinite)
      #expect(Tics.logarithmic(span, 1.7e308).count < 700)
      #expect(Axis(0, span).tics.count < 30)
    }
    #expect(Tics.step(3, atMost: 5) == 1 && abs(Tics.below(3e-9) - 2e-9) < 1e-15)
  }

  @Test func `many spikes become cells, not a drawing of each`() {
    var spikes = SpikeTable(populations: ["a", "b"], sizes: [4000, 10])
    for index in 0..<100_000 {
      spikes.times.append(Double(index) / 100)
      spikes.population.append(index % 100 == 0 ? 1 : 0)
      spikes.unit.append(index % 100 == 0 ? index / 100 % 10 : index * 7919 % 4000)
    }
    var run = RunRecord(path: "runs/m", information: RunInformation())
    run.kind = .simulation
    run.raster = Raster(spikes: spikes, start: 0, end: 1000)
    let html = ReportPage([run]).html()
    #expect(html.utf8.count < 300_000)
    #expect(html.contains("shape-rendering=\"crispEdges\"") && !html.contains("<image"))
    #expect(html.contains("100\u{202F}000 spikes"))
  }

  /// Tags are closed in their order, `id` are unique, references have targets, drawings have words.
  static func check(_ html: String) throws {
    var open: [Substring] = [], ids: Set<Substring> = [], targets: Set<Substring> = []
    let empty: Set<Substring> = [
      "meta", "path", "rect", "circle", "image", "!DOCTYPE", "br", "line",
    ]
    var drawings = 0, titles = 0, level = 0
    for match in html.matches(of: /<(\/?)([a-zA-Z!0-9]+)((?:"[^"]*"|[^">])*)>/) {
      let (_, slash, name, rest) = match.output
      if !slash.isEmpty {
        #expect(open.popLast() == name, "</\(name)> closes something else")
        continue
      }
      for attribute in rest.matches(of: /\s([-a-z:A-Z]+)="([^"]*)"/) {
        let (_, key, value) = attribute.output
        if key == "id" { #expect(ids.insert(value).inserted, "two are called \(value)") }
        if key == "href", value.hasPrefix("#") { targets.insert(value.dropFirst()) }
        if key.hasPrefix("aria-labelledby") { targets.formUnion(value.split(separator: " ")) }
        if key == "mask" { targets.insert(value.dropFirst(5).dropLast()) }
      }
      if name == "svg" {
        drawings += 1
        #expect(rest.contains("role=\"img\""))
      }
      if name == "title", open.last == "svg" { titles += 1 }
      if name.count == 2, name.first == "h", let number = name.last?.wholeNumberValue {
        #expect(number <= level + 1, "a heading of level \(number) after \(level)")
        level = number
      }
      if !empty.contains(name), !rest.hasSuffix("/") { open.append(name) }
    }
    #expect(open.isEmpty, "left open: \(open)")
    #expect(targets.isSubset(of: ids), "no such place: \(targets.subtracting(ids))")
    #expect(drawings == titles)
    #expect(html.components(separatedBy: "<h1>").count == 2)
  }
}
