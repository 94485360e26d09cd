/// Kind and options of a run of a version that did not write them into `run.json`, from its command line and files.
/// No other code reads a saved command line.
enum OlderRun {
  /// `information` with kind and options.
  static func completed(_ information: RunInformation, in folder: RunFolder) -> RunInformation {
    var information = information
    if information.kind == nil { information.kind = kind(of: folder, information) }
    if information.options == nil { information.options = options(in: information.commandLine) }
    return information
  }

  /// The kind by the files of the run, else by the verb, else by the model; nil where none shows it.
  static func kind(of folder: RunFolder, _ information: RunInformation) -> RunKind? {
    if folder.has("rule.json") { return .rule }
    if folder.has("points.jsonl") || folder.has("compare.json") { return .comparison }
    if folder.has("theorems.json") { return .theorems }
    let verb = information.commandLine.dropFirst().first
    if verb == "compare" { return .comparison }
    if verb == "rule" { return .rule }
    let path = folder.path(of: "model.yaml")
    // A link may lead out of the run's folder.
    guard let home = SystemCalls.resolved(folder.path),
      SystemCalls.resolved(path)?.hasPrefix(home + "/") == true,
      let bytes = try? readBytes(of: path)
    else { return nil }
    let model = ModelText(String(decoding: bytes, as: UTF8.self))
    if model.has("theorem") || verb == "verify" { return .theorems }
    if model.has("training") { return .training }
    if model.has("learning") { return .learning }
    return model.has("simulate") ? .simulation : nil
  }

  /// Options whose value is the next word.
  private static let withValue: Set<String> = [
    "--out", "-o", "--seed", "--threads", "--rules", "--samples", "--seeds", "--sweep", "--name",
    "--synapses", "--mnist", "--min-cosine",
  ]

  /// The options in a command line: program, verb, model, then options and changes in any order.
  static func options(in commandLine: [String]) -> RunOptions {
    var options = RunOptions()
    var words = commandLine.dropFirst(2)[...]
    while let word = words.popFirst() {
      guard word.hasPrefix("-") else {
        if word.contains("="), !word.hasPrefix("/"), !word.hasPrefix(".") {
          options.changes.append(word)
        }
        continue
      }
      let name = String(word.prefix { $0 != "=" })
      var value = word == name ? nil : String(word.dropFirst(name.count + 1))
      if value == nil, withValue.contains(name) { value = words.popFirst() }
      switch name {
      case "--train": options.trains = true
      case "--min-cosine": options.minimumCosine = value.flatMap(Double.init)
      case "--synapses": options.synapses = value.flatMap(Int.init)
      default: break
      }
    }
    return options
  }
}
