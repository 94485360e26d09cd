import Measurements
import Records

extension PageSection {
  /// The model file, its origin, and the command that runs it again.
  static func model(of run: RunRecord, number: Int?, names: inout PageNames) -> PageSection {
    let information = run.information
    var keys: [(String, Markup)] = []
    if let path = information.modelPath {
      keys.append(("Model file", "<code>\(path)</code>"))
    }
    if !information.commandLine.isEmpty {
      keys.append(("Command", "<code>\(command(information.commandLine))</code>"))
    }
    if !run.overrides.isEmpty {
      keys.append(("Changed for this run", "<code>\(run.overrides.joined(separator: " "))</code>"))
    }
    func add(_ name: String, _ value: String?) {
      if let value, !value.isEmpty { keys.append((name, "\(value)")) }
    }
    add("Seed", information.seed.map { String($0) })
    add("Threads", "\(information.threads)")
    add("Started", information.start)
    add("Ended", information.end)
    add("Wall time", information.wallSeconds.map(SummaryTable.duration))
    add("Processor time", information.processorSeconds.map(SummaryTable.duration))
    add("Largest memory", information.peakMemoryBytes.map { "\(GnuplotText.count($0 >> 20)) MiB" })
    add(
      "Machine",
      [information.machine.processor, information.machine.system].filter { !$0.isEmpty }.joined(
        separator: ", "))
    add("Host", information.machine.host)
    add(
      "Equispike",
      information.version + (information.commit.isEmpty ? "" : ", commit \(information.commit)"))
    add(
      "Libraries",
      information.libraries.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(
        separator: ", "))
    if let hash = information.modelSHA256 {
      keys.append(("SHA-256 of the model file", "<code>\(hash)</code>"))
    }
    if let hash = information.configurationSHA256 {
      keys.append(("SHA-256 of the resolved model", "<code>\(hash)</code>"))
    }
    for (path, hash) in information.dataSHA256.sorted(by: { $0.key < $1.key }) {
      keys.append(("SHA-256 of \(path)", "<code>\(hash)</code>"))
    }
    var content: Markup = "<dl class=\"keys\">"
    for (name, value) in keys { content += "<dt>\(name)</dt><dd>\(value)</dd>" }
    content += "</dl>\n"
    if let model = run.model {
      content += """
        <details><summary>The model with all defaults (model.yaml)</summary>\
        <pre tabindex="0" aria-label="model.yaml"><code>\(model.text)</code></pre></details>

        """
    }
    let sources = citations(run)
    if !sources.isEmpty {
      content += "<h3>To cite</h3>\n<ul class=\"plain\">"
      for source in sources { content += "<li>\(source)</li>" }
      content += "</ul>\n"
    }
    let suffix = number.map { ", run \($0)" } ?? ""
    return PageSection(
      "Model and provenance" + suffix, short: number == nil ? "Provenance" : "", names: &names,
      content: content)
  }

  /// The command for a shell: words with spaces or special characters are in quotes.
  private static func command(_ words: [String]) -> String {
    words.enumerated().map { index, word in
      // The folder of the program is of no use to others.
      if index == 0 { return word.split(separator: "/").last.map(String.init) ?? word }
      let isPlain =
        !word.isEmpty && word.allSatisfy { $0.isLetter || $0.isNumber || "-_./=,:+%@".contains($0) }
      return isPlain ? word : "'" + word.replacing("'", with: "'\\''") + "'"
    }.joined(separator: " ")
  }

  /// Sources of the model, the rule and the method.
  private static func citations(_ run: RunRecord) -> [String] {
    if !run.citations.isEmpty { return run.citations }
    var all: [String] = []
    if let source = run.model?["source"], !source.isEmpty { all.append("The model: \(source)") }
    if let citation = run.rule?.citation, !citation.isEmpty { all.append("The rule: \(citation)") }
    guard [.learning, .training, .comparison, .theorems].contains(run.kind) else { return all }
    all.append(
      "Equilibrium propagation: B. Scellier & Y. Bengio. Front Comput Neurosci 11:24, 2017")
    if run.model?["learning.nudging.scheme"] == "symmetric"
      || run.model?["training.nudging.scheme"] == "symmetric"
    {
      all.append("Symmetric nudging: A. Laborieux et al. Front Neurosci 15:633674, 2021")
    }
    if run.kind == .theorems {
      all.append(
        "EP and recurrent backpropagation: B. Scellier & Y. Bengio. Neural Comput 31:312, 2019")
      all.append("EP and backpropagation through time: M. Ernoult et al. NeurIPS 2019")
    }
    return all
  }
}
