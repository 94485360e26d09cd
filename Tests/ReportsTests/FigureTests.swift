import Foundation
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

  static let figures: [Figure] = {
    var plain = Synthetic.raster(
      names: ["excitatory", "inhibitory"], sizes: [80, 20], rates: [20, 40],
      phases: [("", 500)])
    plain.phases = []
    plain.traces = ["excitatory 3", "inhibitory 4"].map { Synthetic.membrane(of: $0, in: plain) }
    plain.label = ""
    let dense = Synthetic.raster(
      sizes: [3000, 1000, 100], rates: [50, 90, 120],
      phases: [("free", 120), ("nudged", 80), ("tail", 40)])
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
      .scatter(Synthetic.scatter()), .histogram(Synthetic.weights()),
    ]
  }()

  @Test(.enabled(if: Gnuplot().executable != nil, "gnuplot is not installed"))
  func `all figures are drawn as SVG, PNG and PDF, the same bytes each time`() throws {
    let folder = try Scratch()
    let outcomes = try Gnuplot().draw(Self.figures, in: folder.path)
    for outcome in outcomes {
      #expect(outcome.problem == nil, "\(outcome.warning ?? "")")
      #expect(outcome.pictures == ["svg", "png", "pdf"].map { "\(outcome.name).\($0)" })
    }
    let other = try Scratch()
    _ = try Gnuplot().draw(Array(Self.figures.prefix(2)), in: other.path)
    for name in ["raster", "simulation"] {
      for end in ["svg", "png", "pdf", "gp"] {
        #expect(
          try readBytes(of: "\(folder.path)/\(name).\(end)")
            == readBytes(of: "\(other.path)/\(name).\(end)"), "\(name).\(end)")
      }
    }
  }
}

/// A folder that is gone when the test ends; kept at EQUISPIKE_FIGURES where that is set.
final class Scratch {
  let path: String
  private let isKept: Bool

  init() throws {
    let kept = ProcessInfo.processInfo.environment["EQUISPIKE_FIGURES"]
    isKept = kept != nil
    path = kept ?? NSTemporaryDirectory() + "equispike-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { if !isKept { try? FileManager.default.removeItem(atPath: path) } }
}
