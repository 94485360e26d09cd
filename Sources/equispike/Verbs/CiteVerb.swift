import ArgumentParser
import Experiments
import Foundation
import Records
import Runs

/// `equispike cite`: publications to cite for the program, and for the methods that a model or a run uses.
struct CiteVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cite",
    abstract: "Print what to cite, for a model or a run too.",
    discussion: """
      The program comes first; then the publications behind the neurons, rules,
      nudging, theorems, data and libraries that the model uses. What the file
      itself names as the source of a model or a rule is printed as it stands.

      Examples:
        equispike cite
        equispike cite digits >methods.bib
        equispike cite runs/digits-20261121-120000 --format text
      """)

  @Argument(
    help: "A model or the folder of a run. (default: the program alone)",
    completion: Completion.modelsAndRuns)
  var model: String?

  @Argument(help: ArgumentHelp("Changes of the model.", valueName: "key=value"))
  var overrides: [String] = []

  /// The format of references.
  enum Format: String, CaseIterable, ExpressibleByArgument {
    case bibtex, text, json
  }

  @Option(name: .long, help: "bibtex, text or json.")
  var format = Format.bibtex

  func run() throws {
    for text in overrides where !text.contains("=") {
      throw ValidationError("'\(text)' is not of the form key=value; cite takes one model.")
    }
    var program = CitedMethod(use: "the program", references: [Self.program()])
    var methods: [CitedMethod] = []
    if let model {
      let isFolder = (try? FileManager.default.contentsOfDirectory(atPath: model)) != nil
      let path: String
      if isFolder, ModelLocation.path(of: model) == nil {
        let folder = try RunFolder.open(model)
        let information = try folder.information()
        program.references = [
          Self.program(
            version: information.version, commit: information.commit,
            year: Int(information.start.prefix(4)))
        ]
        path = folder.path(of: "model.yaml")
        // This refuses a path that is no file.
        _ = try SHA256.digest(ofFile: path)
      } else {
        path = try ModelLocation.resolve(model)
      }
      methods = try ModelFile.load(path, overrides: overrides, check: nil).citedMethods
    }
    let list = [program] + methods
    switch format {
    case .json: try Terminal.output(json: list)
    case .bibtex: print(Self.bibTeX(list))
    case .text: print(Self.text(list))
    }
  }

  /// The program itself, as in CITATION.cff.
  static func program(
    version: String = Version.number, commit: String? = Version.commit, year: Int? = nil
  ) -> Reference {
    var reference = Reference(
      key: "equispike", kind: .software, authors: ["{Equispike contributors}"],
      title: "Equispike: \(Version.abstract)", venue: "",
      details: ["version": version, "license": Version.license], year: year ?? Version.year)
    if let commit, !commit.isEmpty {
      reference.details.insert(.init(name: "note", value: "Commit \(commit)"), at: 1)
    }
    return reference
  }

  /// Entries, each once, below the methods for which they are cited.
  static func bibTeX(_ list: [CitedMethod]) -> String {
    var known: Set<String> = []
    return list.map { method in
      let use = method.use + (method.source.map { ": \($0)" } ?? "")
      // Text after a newline would not be part of the comment.
      var lines = ["% " + use.split(whereSeparator: \.isNewline).joined(separator: " ")]
      for reference in method.references {
        if known.insert(reference.key).inserted {
          lines.append(reference.bibTeX)
        } else {
          lines.append("% see \(reference.key) above")
        }
      }
      return lines.joined(separator: "\n")
    }.joined(separator: "\n\n")
  }

  /// One publication a line, each once, with the methods for which it is cited; then the sources that the file names.
  static func text(_ list: [CitedMethod]) -> String {
    var order: [String] = []
    var uses: [String: [String]] = [:]
    for method in list {
      for line in method.references.map(\.text) + [method.source].compactMap(\.self) {
        if uses[line] == nil { order.append(line) }
        uses[line, default: []].append(method.use)
      }
    }
    return order.map { "\($0)\n  [\((uses[$0] ?? []).joined(separator: ", "))]" }
      .joined(separator: "\n")
  }
}
