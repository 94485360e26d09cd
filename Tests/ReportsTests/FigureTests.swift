import Foundation
import Measurements
import Quantities
import Records
import Testing

@testable import Reports

@Suite struct FigureTests {
  /// A name that would run commands if it reached a shell or gnuplot unescaped.
  static let nastyNames = [
    "a'; system(\"touch PWNED\")", "`touch PWNED`", "b\nsystem(\"touch PWNED\")\n", "@PWNED",
    "x'.system('touch PWNED').'", "c\"; !touch PWNED", "{/:Bold x}_{y}^2~a&{b}\\", "%s %g %n",
  ]

  static let dense = Synthetic.raster(
    sizes: [1600, 400, 100], rates: [70, 90, 120],
    phases: [("free", 120), ("nudged", 80), ("tail", 40)])

  static let figures: [Figure] = {
    var plain = Synthetic.raster(
      names: ["excitatory", "inhibitory"], sizes: [80, 20], rates: [20, 40],
      phases: [("", 500)])
    plain.phases = []
    plain.traces = ["excitatory 3", "inhibitory 4"].map { Synthetic.membrane(of: $0, in: plain) }
    plain.label = ""
    var short = Synthetic.errors(bands: false)
    short.epochs = Array(short.epochs.prefix(4))
    for index in short.series.indices {
      short.series[index].values = Array(short.series[index].values.prefix(4))
    }
    short.series[2].values[1] = nil
    return [
      .raster(Synthetic.raster()), .raster(plain, named: "simulation"),
      .raster(dense, named: "dense"), .curves(Synthetic.errors(bands: true), named: "error"),
      .curves(short, named: "short"), .curves(Synthetic.cosines(), named: "cosine"),
      .scatter(Synthetic.scatter()), .histogram(Synthetic.weights())!,
    ]
  }()

  /// One of each figure in which all names are the same nasty one.
  static func figures(naming name: String) -> [Figure] {
    var raster = Synthetic.raster(
      names: [name, "b \(name)", "c \(name)"], sizes: [300, 10, 5], phases: [(name, 40)])
    raster.traces[0].name = name
    raster.traces[0].axis = name
    raster.label = name
    var curves = Synthetic.errors(bands: true)
    curves.series[0].name = name
    curves.axis = name
    curves.note = name
    curves.level?.name = name
    var weights = Synthetic.weights()
    weights.panels[0].name = name
    weights.axis = name
    return [
      .raster(raster, named: "raster"), .curves(curves, named: "curves"),
      .scatter(Synthetic.scatter(names: [name]), against: name), .histogram(weights)!,
    ]
  }

  @Test(.enabled(if: Gnuplot().executable != nil, "gnuplot is not installed"))
  func `all figures are drawn as SVG, PNG and PDF, the same bytes each time`() throws {
    let folder = try Scratch()
    let outcomes = try Gnuplot().draw(Self.figures, in: folder.path)
    for outcome in outcomes {
      #expect(outcome.problem == nil, "\(outcome.warning ?? "")")
      #expect(outcome.pictures == ["svg", "png", "pdf"].map { "\(outcome.name).\($0)" })
    }
    let other = try Scratch(kept: false)
    _ = try Gnuplot().draw(Array(Self.figures.prefix(2)), in: other.path)
    for name in ["raster", "simulation"] {
      for end in ["svg", "png", "pdf", "gp"] {
        #expect(
          try readBytes(of: "\(folder.path)/\(name).\(end)")
            == readBytes(of: "\(other.path)/\(name).\(end)"), "\(name).\(end)")
      }
    }
  }

  @Test(
    .enabled(if: Gnuplot().executable != nil, "gnuplot is not installed"),
    arguments: [[], ["total"], ["total", "forward"], ["total", "forward", "backward"]])
  func `rules are drawn whether or not their directions were measured`(parts: [String]) throws {
    var record = ComparisonTable(name: "rules")
    for part in parts {
      var row = RuleScore(rule: "pair", projection: "a->b", part: part)
      row.agreements = [
        Agreement(
          projection: "a->b", part: part, reference: "rate EP", cosine: 0.8, signAgreement: 1,
          relativeSize: 1, rmse: 0, count: 4)
      ]
      record.rows.append(row)
    }
    let folder = try Scratch(kept: false)
    let outcome = try Gnuplot().draw([.ruleBars(record)], in: folder.path)[0]
    #expect(outcome.problem == nil, "\(outcome.warning ?? "")")
    #expect(outcome.pictures.count == 3)
  }

  @Test(.enabled(if: Gnuplot().executable != nil, "gnuplot is not installed"))
  func `a folder of figures can be moved and drawn again`() throws {
    let folder = try Scratch(kept: false)
    _ = try Gnuplot().draw([.curves(Synthetic.cosines(), named: "cosine")], in: folder.path)
    let before = try readBytes(of: "\(folder.path)/cosine.png")
    let moved = folder.path + "-moved"
    try FileManager.default.moveItem(atPath: folder.path, toPath: moved)
    defer { try? FileManager.default.removeItem(atPath: moved) }
    try FileManager.default.removeItem(atPath: "\(moved)/cosine.png")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Gnuplot().executable!)
    process.arguments = ["cosine.gp"]
    process.currentDirectoryURL = URL(fileURLWithPath: moved)
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    #expect(try readBytes(of: "\(moved)/cosine.png") == before)
  }

  @Test(
    .enabled(if: Gnuplot().executable != nil, "gnuplot is not installed"), arguments: nastyNames)
  func `names are drawn, never run`(name: String) throws {
    let folder = try Scratch(kept: false)
    for outcome in try Gnuplot().draw(Self.figures(naming: name), in: folder.path) {
      #expect(outcome.problem == nil, "\(outcome.warning ?? "")")
    }
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(!files.contains { $0.hasPrefix("PWNED") })
    #expect(!FileManager.default.fileExists(atPath: "PWNED"))
    let svg = try String(contentsOfFile: "\(folder.path)/curves.svg", encoding: .utf8)
    let words = String(GnuplotText.oneLine(name).prefix(28))
    #expect(svg.replacing(/<[^>]*>/, with: "").contains(Markup.escaped(words)), "\(words)")
    #expect(svg.contains("</svg>") && !svg.contains("<b"))
  }

  @Test(arguments: nastyNames)
  func `names stand in scripts only between single quotes`(name: String) {
    let literal = GnuplotText.quoted(name)
    #expect(literal.hasPrefix("'") && literal.hasSuffix("'"))
    #expect(!literal.contains { $0.isNewline })
    #expect(!literal.dropFirst().dropLast().replacing("''", with: "").contains("'"))
    for figure in Self.figures(naming: name) {
      for line in figure.script.split(separator: "\n") where line.contains("PWNED") {
        // Without what is quoted, nothing of the name is left.
        #expect(!line.replacing("''", with: "").replacing(/'[^']*'/, with: "").contains("PWNED"))
      }
    }
  }

  @Test(arguments: nastyNames)
  func `the files of a figure have safe names`(name: String) {
    let figure = Figure.raster(Synthetic.raster(), named: name)
    let isSafe = figure.name.allSatisfy {
      $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0))
    }
    #expect(isSafe, "\(figure.name)")
  }

  @Test func `without gnuplot figures are SVG, and a warning says what to install`() throws {
    let folder = try Scratch(kept: false)
    let outcomes = try Gnuplot(executable: nil).draw(
      [.scatter(Synthetic.scatter()), .histogram(Synthetic.weights())!], in: folder.path)
    #expect(outcomes.map(\.problem) == [.gnuplotMissing, .gnuplotMissing])
    #expect(outcomes.warnings.count == 1)
    #expect(outcomes.warnings[0].contains("updates, weights"))
    #expect(outcomes.warnings[0].hasSuffix("apt-get install gnuplot-nox"))
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    #expect(files == ["updates.gp", "updates.svg", "weights.gp", "weights.svg"])
  }

  @Test func `a gnuplot that fails, hangs or cannot start is told, and leaves nothing half-drawn`()
    throws
  {
    let folder = try Scratch(kept: false)
    func fake(_ script: String) throws -> Gnuplot {
      let path = "\(folder.path)/fake"
      try AtomicFile.write("#!/bin/sh\n" + script, to: path)
      try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: path)
      var gnuplot = Gnuplot(executable: path)
      gnuplot.limit = 1
      return gnuplot
    }
    let figures = [Figure.histogram(Synthetic.weights())!]
    let failed = try fake("echo half > weights.png; echo 'line 3: no terminal' >&2; exit 1")
      .draw(figures, in: folder.path)[0]
    #expect(failed.problem == .gnuplotFailed(words: "line 3: no terminal"))
    #expect(failed.pictures == ["weights.svg"])
    #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/weights.png"))
    let slow = try fake("exec sleep 30").draw(figures, in: folder.path)[0]
    #expect(slow.problem == .gnuplotTookTooLong(seconds: 1))
    let none = try Gnuplot(executable: "/nonexistent").draw(figures, in: folder.path)[0]
    guard case .gnuplotDidNotStart = none.problem else {
      Issue.record("\(none)")
      return
    }
  }

  @Test(.enabled(if: Gnuplot().executable != nil, "gnuplot is not installed"))
  func `records with next to nothing in them are drawn too`() throws {
    let folder = try Scratch(kept: false)
    let empty = Raster(spikes: SpikeTable(populations: [], sizes: []), start: 0, end: 0)
    var silent = Raster(
      spikes: SpikeTable(populations: ["a", "b"], sizes: [4, 0]), start: 0, end: 10)
    silent.traces = [
      .init(name: "flat", times: [0, 10], values: [1, 1]), .init(name: "", times: [], values: []),
    ]
    let figures: [Figure] = [
      .raster(empty, named: "empty"), .raster(silent, named: "silent"),
      .curves(Curves(epochs: [], series: [], axis: ""), named: "none"),
      .curves(
        Curves(epochs: [1], series: [.init(name: "a", values: [0])], axis: "a"), named: "one"),
      .curves(
        Curves(epochs: [0, 1], series: [.init(name: "a", values: [nil, .nan])], axis: "a"),
        named: "missing"),
      .scatter([]), .scatter([.init(name: "a", reference: [0], update: [0])], named: "zero"),
      .histogram(
        Histogram(weights: [WeightTable(projection: "a", shape: [2], values: [2, 2])]),
        named: "constant")!,
    ]
    #expect(Figure.histogram(Histogram(weights: [])) == nil)
    for outcome in try Gnuplot().draw(figures, in: folder.path) {
      #expect(outcome.problem == nil, "\(outcome.warning ?? "")")
      #expect(outcome.pictures.count == 3)
    }
  }
}

/// A folder that is gone when the test ends; kept at EQUISPIKE_FIGURES where that is set.
final class Scratch {
  let path: String
  private let isKept: Bool

  init(kept mayBeKept: Bool = true) throws {
    let kept = !mayBeKept ? nil : ProcessInfo.processInfo.environment["EQUISPIKE_FIGURES"]
    isKept = kept != nil
    path = kept ?? NSTemporaryDirectory() + "equispike-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { if !isKept { try? FileManager.default.removeItem(atPath: path) } }
}
