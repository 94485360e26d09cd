import Foundation
import Records

extension RunRecord {
  /// The kind of the run, in words.
  var kindInWords: String {
    switch kind {
    case .learning: "a spiking network learns"
    case .training: "a rate model learns"
    case .simulation: "simulation"
    case .rule: "a spike-timing rule, measured"
    case .comparison: "spike-timing rules compared"
    case .theorems: "theorems, measured"
    case nil: "a run"
    }
  }

  /// The state in a word.
  var statusWord: String {
    switch information.status {
    case .running where hasVanished: "killed"
    case .running: information.start.isEmpty ? "not begun" : "running"
    case .finished: "finished"
    case .failed: "failed"
    case .interrupted: "interrupted"
    }
  }

  /// The state of the run, when and how it was made, and notices to the reader.
  var state: Markup {
    var facts: [(String, Markup)] = [
      (
        "Status",
        "<span class=\"status \(hasVanished ? "failed" : information.status.rawValue)\">\(statusWord)</span>"
      )
    ]
    if !information.start.isEmpty { facts.append(("Started", "\(Self.time(information.start))")) }
    if let seconds = information.wallSeconds {
      facts.append(("Took", "\(SummaryTable.duration(seconds))"))
    }
    if let seed = information.seed { facts.append(("Seed", "\(String(seed))")) }
    if !information.version.isEmpty {
      let commit = information.commit.isEmpty ? "" : " (" + information.commit.prefix(7) + ")"
      facts.append(("Version", "\(information.version + commit)"))
    }
    facts.append(("Folder", "<code>\(folderName)</code>"))
    var markup: Markup = "<dl class=\"facts\">"
    for (name, value) in facts { markup += "<div><dt>\(name)</dt><dd>\(value)</dd></div>" }
    markup += "</dl>\n"
    return markup + notices
  }

  /// Notices to the reader: a run that has not come to its end, warnings, damage.
  var notices: Markup {
    let resume: Markup = "goes on with <code>equispike resume \(path)</code>."
    var markup = Markup()
    func say(_ text: Markup, isBad: Bool = true) {
      markup += "<div class=\"say\(isBad ? " bad" : "")\"><p>\(text)</p></div>\n"
    }
    func list(_ title: Markup, _ items: [Markup], isBad: Bool) {
      guard !items.isEmpty else { return }
      markup += "<div class=\"say\(isBad ? " bad" : "")\"><p><strong>\(title)</strong></p><ul>"
      for item in items { markup += "<li>\(item)</li>" }
      markup += "</ul></div>\n"
    }
    switch information.status {
    case .running where hasVanished:
      say(
        "<strong>The run stopped without saying so</strong>: its process is gone. A training or comparison \(resume)"
      )
    case .running:
      let when = lastWritten.isEmpty ? "" : " Last written \(Self.time(lastWritten))."
      say(
        "This run had not ended when the page was made.\(when) If nothing runs any more, it was killed; a training or comparison \(resume)",
        isBad: false)
    case .failed:
      say("<strong>The run failed.</strong> \(information.error ?? "It does not say why.")")
    case .interrupted:
      say("<strong>The run was interrupted</strong> before its end; what there is, is shown.")
    case .finished: break
    }
    let warnings = information.warnings.sorted { $0.key < $1.key }
    list(
      "Warnings",
      warnings.map { text, count in "\(text)\(count > 1 ? " (\(count) times)" : "")" }, isBad: false
    )
    list("Files that could not be read", problems.map { "\($0)" }, isBad: true)
    return markup
  }

  /// `2026-01-31 14:05 UTC` of ISO 8601.
  static func time(_ iso: String) -> String {
    guard iso.count >= 16 else { return iso }
    return iso.prefix(10) + " " + iso.dropFirst(11).prefix(5) + " UTC"
  }

  /// The name of this run among `runs`: the settings that set it apart.
  func label(among runs: [RunRecord]) -> String {
    var words: [String] = []
    if Set(runs.map(\.name)).count > 1 { words.append(name) }
    words += RunDifferences(runs).inWords(of: self)
    if words.isEmpty || Set(runs.map { $0.folderName }).count == runs.count && words.count > 3 {
      return folderName
    }
    return words.joined(separator: ", ")
  }
}
