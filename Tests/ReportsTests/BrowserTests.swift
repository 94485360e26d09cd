import Dispatch
import Foundation
import Records
import Testing

@testable import Reports

/// The page in a real browser, where there is one: Chromium, found in PATH or named by EQUISPIKE_BROWSER.
@Suite(.serialized) struct BrowserTests {
  static let browser: String? = {
    let environment = ProcessInfo.processInfo.environment
    if let named = environment["EQUISPIKE_BROWSER"] { return named }
    let folders = (environment["PATH"] ?? "").split(separator: ":")
    return folders.flatMap { folder in
      ["chromium", "chromium-browser", "google-chrome"].map { "\(folder)/\($0)" }
    }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }()

  /// Pages of several kinds in a frame as wide as a telephone and as a desk's screen: nothing is wider than the
  /// frame, everything that is referred to is there, nothing was complained of.
  @Test(
    .enabled(if: browser != nil, "there is no Chromium in PATH"), arguments: [390, 1400])
  func `a page fits its screen and nothing is complained of`(width: Int) throws {
    let folder = try Scratch(kept: false)
    var simulation = RunRecord(path: "runs/simulation", information: RunInformation())
    simulation.kind = .simulation
    simulation.raster = FigureTests.dense
    let nasty = PageTests.learning(named: PageTests.nasty)
    let pages = [
      [PageTests.learning()], [PageTests.learning(), PageTests.learning(seed: 2)], [simulation],
      [nasty],
    ]
    for (index, runs) in pages.enumerated() {
      let page = ReportPage(runs).html()
      let found = try probe(page, width: width, in: folder.path, name: "page\(index)")
      #expect(
        found.page <= width,
        "page \(index) is \(found.page) wide, its frame \(width): \(found.wide)")
      #expect(found.errors == "", "page \(index)")
      #expect(
        found.drawings > 0 && found.flat == 0, "page \(index): \(found.flat) drawings have no size")
      // Markup in names did not become elements.
      #expect(found.scripts == 0)
    }
  }

  private struct Found: Decodable {
    var page: Int
    var wide: String
    var errors: String
    var drawings: Int
    var flat: Int
    var scripts: Int
  }

  /// Shows `page` in a frame of this width and asks it; the answer is the title of the page around it.
  private func probe(_ page: String, width: Int, in folder: String, name: String) throws -> Found {
    // The page forbids scripts: the probe asks from outside.
    try AtomicFile.write(page, to: "\(folder)/\(name).html")
    let around = """
      <!DOCTYPE html><title>nothing</title><body style="margin:0">
      <iframe id="f" width="\(width)" height="800" style="border:0" src="\(name).html"></iframe><pre id="out"></pre>
      <script>document.getElementById("f").onload = () => {
        const d = document.getElementById("f").contentDocument, root = d.documentElement;
        const drawings = [...d.querySelectorAll("svg")];
        const wide = [...d.body.querySelectorAll("*")].filter(e => !e.closest(".scroll,pre,nav,svg")
          && e.getBoundingClientRect().right > \(width) + 1).map(e => e.tagName + "." + e.className).join(" ");
        document.getElementById("out").textContent = JSON.stringify({page: root.scrollWidth, wide, errors: "",
          drawings: drawings.length, flat: drawings.filter(s => !s.closest("details") && s.getBoundingClientRect().height < 20).length,
          scripts: d.scripts.length});
      }</script>
      """
    let outer = "\(folder)/\(name)-\(width)-around.html"
    try AtomicFile.write(around, to: outer)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Self.browser!)
    process.arguments = [
      "--headless=new", "--no-sandbox", "--disable-gpu", "--allow-file-access-from-files",
      "--enable-logging=stderr", "--virtual-time-budget=4000", "--user-data-dir=\(folder)/profile",
      "--window-size=1500,1000", "--dump-dom", "file://\(outer)",
    ]
    for name in ["out", "log"] {
      _ = FileManager.default.createFile(atPath: "\(folder)/\(name)", contents: nil)
    }
    process.standardOutput = FileHandle(forWritingAtPath: "\(folder)/out")
    process.standardError = FileHandle(forWritingAtPath: "\(folder)/log")
    try process.run()
    // A browser that hangs must not hang the tests.
    let identifier = process.processIdentifier
    let watchdog = DispatchWorkItem { _ = kill(identifier, SIGKILL) }
    DispatchQueue.global().asyncAfter(deadline: .now() + 600, execute: watchdog)
    defer { watchdog.cancel() }
    process.waitUntilExit()
    let text = try String(contentsOfFile: "\(folder)/out", encoding: .utf8)
    let log = try String(contentsOfFile: "\(folder)/log", encoding: .utf8)
    let answer = try #require(
      text.firstMatch(of: /<pre id="out">(\{.*\})<\/pre>/), "\(log.suffix(600))")
    let json = String(answer.1).replacing("&lt;", with: "<").replacing("&gt;", with: ">")
      .replacing("&amp;", with: "&")
    var found = try JSONDecoder().decode(Found.self, from: Data(json.utf8))
    found.errors = log.split(separator: "\n").filter { $0.contains("CONSOLE") }.joined(
      separator: "\n")
    return found
  }
}
