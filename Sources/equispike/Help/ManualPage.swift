/// The manual page in the macros of man(7), made from the argument parser's description of all verbs.
struct ManualPage {
  /// The parser's description of all verbs, in JSON.
  struct Help: Decodable {
    var command: Command
  }

  /// A verb, or the whole program.
  struct Command: Decodable {
    var commandName: String
    var abstract: String?
    var discussion: String?
    var shouldDisplay: Bool?
    var arguments: [Argument]?
    var subcommands: [Command]?
  }

  /// An argument, option or flag.
  struct Argument: Decodable {
    var kind: String
    var abstract: String?
    var names: [Name]?
    var valueName: String?
    var defaultValue: String?
    var isOptional: Bool
    var isRepeating: Bool
    var shouldDisplay: Bool?

    struct Name: Decodable {
      var kind: String
      var name: String
      var text: String { (kind == "long" ? "--" : "-") + name }
    }
  }

  private let command: Command
  private var lines: [String] = []

  /// The whole page.
  var text: String { lines.joined(separator: "\n") + "\n" }

  init(_ command: Command) {
    self.command = command
    let verbs = (command.subcommands ?? []).filter {
      $0.shouldDisplay != false && $0.commandName != "help"
    }
    lines.append(".TH EQUISPIKE 1 \"\" \"Equispike \(Version.number)\" \"User Commands\"")
    lines += [".nh", ".ad l"]
    section("NAME")
    lines.append("equispike \\- " + Self.escaped(Self.lowered(command.abstract ?? "")))
    section("SYNOPSIS")
    for verb in verbs {
      lines += [".B equispike \(verb.commandName)", Self.synopsis(verb), ".br"]
    }
    lines += [".B equispike", "[\\fB\\-\\-version\\fR [\\fB\\-\\-json\\fR]] [\\fB\\-\\-help\\fR]"]
    section("DESCRIPTION")
    discussion(command.discussion ?? "")
    section("VERBS")
    for verb in verbs { add(verb) }
    for (title, entries) in Self.facts {
      section(title)
      for (term, meaning) in entries {
        lines += [".TP", ".B " + Self.escaped(term), Self.escaped(meaning)]
      }
    }
    section("NOTES")
    paragraph(
      "The same model, seed and version give the same bytes on the same machine, whatever the number of "
        + "threads; only measured times differ. A run never overwrites another one without --force."
    )
    section("SEE ALSO")
    paragraph(
      "Documentation/keys.md has all keys of model files. gnuplot(1) makes PNG and PDF.")
  }

  // MARK: - Parts

  private mutating func section(_ title: String) { lines.append(".SH " + title) }

  private mutating func paragraph(_ text: String) { lines += [".PP", Self.escaped(text)] }

  private mutating func add(_ verb: Command) {
    lines.append(".SS equispike \(verb.commandName)")
    lines.append(Self.escaped(verb.abstract ?? ""))
    discussion(verb.discussion ?? "")
    for argument in (verb.arguments ?? []) where argument.shouldDisplay != false {
      if argument.names?.contains(where: { $0.name == "help" || $0.name == "version" }) == true {
        continue
      }
      lines += [".TP", Self.term(argument)]
      var text = argument.abstract ?? ""
      if let standard = argument.defaultValue, !text.contains("(default:") {
        text += " (default: \(standard))"
      }
      lines.append(Self.escaped(text))
    }
  }

  /// Adds paragraphs; indented lines stay unchanged.
  private mutating func discussion(_ text: String) {
    var isExample = false, begins = true
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      let isIndented = line.hasPrefix("  ")
      if isIndented != isExample {
        lines.append(isIndented ? ".PP\n.nf" : ".fi")
        isExample = isIndented
        begins = true
      }
      if line.isEmpty {
        begins = true
        continue
      }
      if begins && !isExample { lines.append(".PP") }
      begins = false
      lines.append(Self.escaped(isExample ? String(line.dropFirst(2)) : String(line)))
    }
    if isExample { lines.append(".fi") }
  }

  // MARK: - Text

  /// `[--seed <seed>] [--force] <model>`, in bold and italics.
  private static func synopsis(_ verb: Command) -> String {
    (verb.arguments ?? []).filter { $0.shouldDisplay != false }.compactMap { argument in
      let value = "\\fI\(escaped(argument.valueName ?? ""))\\fR"
      guard let name = argument.names?.last(where: { $0.kind == "long" }) ?? argument.names?.last
      else {
        let text = value + (argument.isRepeating ? " ..." : "")
        return argument.isOptional ? "[\(text)]" : text
      }
      if ["help", "version"].contains(name.name) { return nil }
      let flag = "\\fB\(escaped(name.text))\\fR"
      return argument.kind == "flag" ? "[\(flag)]" : "[\(flag) \(value)]"
    }.joined(separator: " ")
  }

  /// The term of a list: the names of an argument.
  private static func term(_ argument: Argument) -> String {
    let value = "\\fI\(escaped(argument.valueName ?? ""))\\fR"
    guard let names = argument.names, !names.isEmpty else {
      return value + (argument.isRepeating ? " ..." : "")
    }
    let text = names.map { "\\fB\(escaped($0.text))\\fR" }.joined(separator: ", ")
    return argument.kind == "flag" ? text : "\(text) \(value)"
  }

  /// `text` with commands of roff escaped.
  private static func escaped(_ text: String) -> String {
    let plain = text.replacing("\\", with: "\\e").replacing("-", with: "\\-")
      .replacing("~", with: "\\(ti").replacing("^", with: "\\(ha").replacing("`", with: "\\(ga")
    return plain.hasPrefix(".") || plain.hasPrefix("'") ? "\\&" + plain : plain
  }

  /// `text` without a capital at the start and a full stop at the end, for the section NAME.
  private static func lowered(_ text: String) -> String {
    text.prefix(1).lowercased() + text.dropFirst().prefix { $0 != "." }
  }

  /// Sections on facts that all verbs share.
  private static let facts: [(String, [(String, String)])] = [
    (
      "EXIT STATUS",
      [
        ("0", "fine"), ("1", "a check failed, or there were warnings and --strict"),
        ("2", "the run failed"), ("64", "wrong usage"), ("65", "bad model or data"),
        ("66", "no such file"), ("73", "cannot write"),
        ("130", "interrupted; what there is was written, and resume goes on from it"),
      ]
    ),
    (
      "ENVIRONMENT",
      [
        (
          "EQUISPIKE_MODELS",
          "Folder of the shipped models. (default: Models here or above, beside the checkout of the "
            + "program, or in ../share/equispike)"
        ),
        ("EQUISPIKE_MNIST", "Folder of the files of MNIST, where no data.path is given."),
        ("EQUISPIKE_CHECKPOINT_SECONDS", "Time between checkpoints of a training. (default: 60)"),
        ("NO_COLOR", "Not empty: no colour and no bold text."),
        ("TERM", "dumb: the same."), ("PATH", "Where gnuplot is looked for."),
        (
          "OMPI_COMM_WORLD_SIZE",
          "Set by mpirun: how many ranks there are. PMI's and PMIx's are read too."
        ),
        (
          "SLURM_STEP_ID",
          "Set by srun: with it, SLURM_PROCID and SLURM_NTASKS say which rank this is."
        ),
        ("SLURM_STEPID", "Its older name."),
        (
          "OPENBLAS_CORETYPE",
          "Read by OpenBLAS: the processor that rate models are computed for. The last digits depend "
            + "on it."
        ),
      ]
    ),
    (
      "FILES",
      [
        ("run.json", "in the folder of a run: where it comes from and how it went"),
        ("model.yaml", "the model with every default and change filled in; it can be run again"),
        ("result.json", "what is printed at the end"),
        ("metrics.jsonl", "a line of JSON for each epoch"),
        ("weights/", "weights of each projection as npy"),
        ("spikes.h5", "spikes of a simulation, in SONATA's format"),
        ("events.out.tfevents.*", "the course of a training, for TensorBoard"),
        ("figures/", "figures as svg, png and pdf, with scripts and data"),
        ("checkpoint.bin", "where an interrupted training goes on"),
      ]
    ),
  ]
}
