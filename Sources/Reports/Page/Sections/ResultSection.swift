import Measurements
import Records

extension PageSection {
  /// Everything about one run. With a `number` it is one of several in the page.
  static func all(of run: RunRecord, number: Int?, names: inout PageNames) -> [PageSection] {
    var sections: [PageSection] = []
    if let number {
      var opening = PageSection(
        "Run \(number): \(run.name)", short: "Run \(number)", names: &names, content: run.state)
      opening.content += expectations(of: run, names: &names)
      sections.append(opening)
    } else {
      sections.append(result(of: run, names: &names))
    }
    let parts = [
      learning(of: run, names: &names), fidelity(of: run, names: &names),
      activity(of: run, names: &names), rule(of: run, names: &names),
      weights(of: run, names: &names), compared(of: run, names: &names),
      theorems(of: run, names: &names),
    ]
    sections += parts.compactMap { $0 }.map { part in
      guard let number else { return part }
      var part = part
      part.title += ", run \(number)"
      part.short = ""
      return part
    }
    sections.append(model(of: run, number: number, names: &names))
    return sections
  }

  /// The result of the run, and the expected result.
  private static func result(of run: RunRecord, names: inout PageNames) -> PageSection {
    var section = PageSection("Result", short: "Result", names: &names, content: run.cards)
    section.content += expectations(of: run, names: &names)
    if let simulation = run.simulation {
      section.content += SummaryTable(simulation).markup(
        caption: "Spikes by population", names: &names)
    }
    if let training = run.training {
      section.content += SummaryTable(training).markup(caption: "Errors by seed", names: &names)
    }
    if let result = run.result {
      section.content += SummaryTable(result).markup(caption: "Result of the run", names: &names)
    }
    if section.content.html.isEmpty {
      section.content = "<p>There is no result yet.</p>\n"
    }
    return section
  }

  /// Expectations of the model file, each with its measured value.
  static func expectations(of run: RunRecord, names: inout PageNames) -> Markup {
    var table = SummaryTable(columns: [
      .text("expected of"), .text("expected"), .text("measured"), .text(""),
    ])
    for one in Verdict.all(of: run) {
      let verdict =
        switch one.isMet {
        case nil: SummaryTable.Cell("")
        case true?: SummaryTable.Cell("met", .good)
        case false?: SummaryTable.Cell("not met", .bad)
        }
      table.add([
        .init(one.name), .init(one.expected), .init(one.measured ?? "-", .strong), verdict,
      ])
    }
    // Expectations in words are not checked by the program.
    for words in Expectation.words(in: run.model) {
      let isTime = words.path.lowercased() == "time"
      let measured = isTime ? run.information.wallSeconds.map(SummaryTable.duration) : nil
      table.add([
        .init(words.path), .init(words.value), .init(measured ?? (isTime ? "-" : ""), .strong),
        .init(""),
      ])
    }
    guard !table.rows.isEmpty else { return Markup() }
    var markup = table.markup(caption: "What the model file expects", names: &names, wraps: true)
    if run.hasChangedModel {
      markup += """
        <p class="note">The expectation is about the model file as it is; this run changed \
        \(run.overrides.joined(separator: ", ")).</p>

        """
    }
    return markup
  }
}

extension ComparisonTable {
  /// The least cosine of each rule over the projections, the best rule first; rules of a sweep have the point in their
  /// names.
  var leastCosines: [(name: String, cosine: Double)] {
    var least: [String: Double] = [:], order: [String] = []
    for row in rows where row.part == "total" && row.rule != "rate EP" {
      guard let cosine = row.cosine("rate EP"), cosine.isFinite else { continue }
      let point = row.point.sorted { $0.key < $1.key }.map {
        "\($0.key.split(separator: ".").last ?? "") \($0.value)"
      }
      let name = ([row.rule] + point).joined(separator: ", ")
      if least[name] == nil { order.append(name) }
      least[name] = min(least[name] ?? 1, cosine)
    }
    return order.map { ($0, least[$0] ?? 0) }.sorted { $0.1 > $1.1 }
  }
}

extension RunRecord {
  /// The few numbers that matter most.
  private var numbers: [(name: String, value: String, more: String)] {
    var cards: [(name: String, value: String, more: String)] = []
    if let result {
      if let error = result.testError {
        cards.append(("test error, spiking network", SummaryTable.percent(error), ""))
      }
      if let error = result.twinTestError {
        cards.append(("test error, rate twin", SummaryTable.percent(error), ""))
      }
      if let error = result.transferTestError {
        cards.append(("its weights in the rate model", SummaryTable.percent(error), ""))
      }
    }
    if let training, let mean = training.meanTestError {
      let spread =
        training.testErrorDeviation.map {
          " ± \(SummaryTable.percent($0)), "
            + SummaryTable.deviation(over: training.seeds.count, "repetitions")
        } ?? ""
      cards.append(("test error", SummaryTable.percent(mean), spread))
    }
    if let simulation {
      cards.append(("spikes", GnuplotText.count(simulation.spikes), ""))
      cards.append(
        (
          "simulated",
          simulation.duration > 20_000
            ? Axis.text(simulation.duration / 1000) : Axis.text(simulation.duration, digits: 7),
          simulation.duration > 20_000 ? " s" : " ms"
        ))
    }
    if let theorems {
      let passed = theorems.checks.count { $0.passed }
      cards.append(("checks passed", "\(passed)", " of \(theorems.checks.count)"))
    }
    if kind == .rule, let rule {
      cards.append(("area of the window", Axis.text(rule.shownArea, digits: 3), " ms"))
      cards.append(
        ("gain of both directions", rule.tiedGain.map { Axis.text($0, digits: 3) } ?? "0", ""))
    }
    if let scores = comparison?.leastCosines, let best = scores.first {
      cards.append(
        (
          "cosine with rate EP, best of \(scores.count) in its worst projection",
          SummaryTable.fixed(best.cosine, abs(best.cosine) > 0.99 ? 4 : 3), " \(best.name)"
        ))
    }
    if cards.isEmpty, let last = epochs.last, let error = last.validationError {
      cards.append(("validation error after epoch \(last.epoch)", SummaryTable.percent(error), ""))
    }
    return cards
  }

  /// The few numbers that matter most, as a part of the page.
  var cards: Markup {
    guard !numbers.isEmpty else { return Markup() }
    var markup: Markup = "<dl class=\"cards\">"
    for (name, value, more) in numbers {
      markup += "<div><dt>\(name)</dt><dd>\(value)<small>\(more)</small></dd></div>"
    }
    return markup + "</dl>\n"
  }

  /// The first two of them in a line.
  var headline: String {
    numbers.isEmpty
      ? "–" : numbers.prefix(2).map { "\($0.name) \($0.value)\($0.more)" }.joined(separator: ", ")
  }
}
