import Foundation
public import Records

/// A page of HTML about one run, or about several side by side. It needs no other files.
///
///     let page = ReportPage([try RunRecord.read("runs/digits-20260101-120000")])
///     try AtomicFile.write(page.html(), to: "report.html")
public struct ReportPage: Sendable {
  private let runs: [RunRecord]
  private let version: String
  /// True if the page asks the server that shows it for changes.
  public var isLive = false

  /// A page about these runs; one at least.
  ///
  /// - Parameter version: The version of the program that makes the page, for its foot.
  public init(_ runs: [RunRecord], version: String = "") {
    precondition(!runs.isEmpty, "A page is about something.")
    self.runs = runs
    self.version = version
  }

  /// The title of the page: `digits, run digits-20260101-120000`.
  public var title: String {
    guard runs.count > 1 else {
      let run = runs[0]
      return run.folderName.hasPrefix(run.name) ? run.folderName : "\(run.name), \(run.folderName)"
    }
    let names = Set(runs.map(\.name)).sorted()
    return "\(runs.count) runs of \(names.prefix(3).joined(separator: ", "))"
  }

  /// The whole file.
  public func html() -> String {
    let script: Markup = isLive ? .own("<script>\(PageScript.live)</script>\n") : Markup()
    let page: Markup = """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <meta http-equiv="Content-Security-Policy" content="\(policy)">
      <meta name="generator" content="Equispike \(version)">
      <meta name="runs" content="\(identity)">
      <title>\(title) – Equispike</title>
      <style>\(Markup.own(PageStyle.css))</style>
      </head>
      <body>
      <a class="skip" href="#main">Skip to the content</a>
      <div id="page">
      \(body())</div>
      \(script)</body>
      </html>

      """
    return page.html
  }

  /// True if the file at `path` is an earlier page about the same runs, in any order and by any version of the
  /// program.
  public func isAbout(_ path: String) -> Bool {
    guard let file = FileHandle(forReadingAtPath: path),
      let head = try? file.read(upToCount: 4096)
    else { return false }
    let text = String(decoding: head, as: UTF8.self)
    return text.contains("<meta name=\"generator\" content=\"Equispike ")
      && text.contains("<meta name=\"runs\" content=\"\(identity)\">")
  }

  /// A digest that identifies the runs: of the names of their folders and the times when they began.
  private var identity: String {
    let runs = runs.map { "\($0.folderName)/\($0.name)/\($0.information.start)" }
    return String(
      SHA256.digest(of: Array(runs.sorted().joined(separator: "\n").utf8)).prefix(16))
  }

  /// The content security policy of the page: it may use its own styles and pictures, and a live page its one script
  /// and its server. Nothing that came from a file of the run can be executed.
  public var policy: String {
    var policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    if isLive {
      let hash = SHA256.digest(of: Array(PageScript.live.utf8))
      let bytes = stride(from: 0, to: 64, by: 2).compactMap { at -> UInt8? in
        let start = hash.index(hash.startIndex, offsetBy: at)
        return UInt8(hash[start..<hash.index(start, offsetBy: 2)], radix: 16)
      }
      policy += "; script-src 'sha256-\(Data(bytes).base64EncodedString())'; connect-src 'self'"
    }
    return policy
  }

  /// The content of the body, the part that changes while a run goes on.
  public func body() -> Markup {
    var names = PageNames()
    for taken in ["main", "page", "top"] { _ = names.name(taken) }
    var sections: [PageSection] = []
    if runs.count > 1 { sections += PageSection.comparison(of: runs, names: &names) }
    for (index, run) in runs.enumerated() {
      sections += PageSection.all(of: run, number: runs.count > 1 ? index + 1 : nil, names: &names)
    }
    var markup = header
    markup += "<nav aria-label=\"Sections\"><ul tabindex=\"-1\">"
    for section in sections where !section.short.isEmpty {
      markup += "<li><a href=\"#\(section.id)\">\(section.short)</a></li>"
    }
    markup += "</ul></nav>\n<main id=\"main\" tabindex=\"-1\">\n"
    for section in sections { markup += section.markup }
    markup +=
      "</main>\n<footer>Made by Equispike \(version). All numbers are from the files of the run"
    markup += runs.count > 1 ? "s" : ""
    markup += "; nothing was fetched from elsewhere.</footer>\n"
    return markup
  }

  private var header: Markup {
    if runs.count > 1 {
      return """
        <header><p class="over-title">Equispike, runs side by side</p>
        <h1>\(title)</h1></header>

        """
    }
    let run = runs[0]
    var markup: Markup = """
      <header><p class="over-title">Equispike, \(run.kindInWords)</p>
      <h1>\(run.name)</h1>

      """
    if let description = run.model?["description"], !description.isEmpty {
      markup += "<p class=\"lead\">\(description)</p>\n"
    }
    markup += run.state
    return markup + "</header>\n"
  }
}

/// A section of the page.
struct PageSection {
  let id: String
  /// Its name in the list of sections; empty to leave it out.
  var short: String
  var title: String
  var content: Markup

  init(_ title: String, short: String, names: inout PageNames, content: Markup) {
    id = names.name(short.isEmpty ? title : short)
    self.title = title
    self.short = short
    self.content = content
  }

  var markup: Markup {
    """
    <section id="\(id)" aria-labelledby="\(id)-h">
    <h2 id="\(id)-h">\(title)</h2>
    \(content)</section>

    """
  }
}
