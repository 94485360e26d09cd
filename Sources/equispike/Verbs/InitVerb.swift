import ArgumentParser
import Experiments
import Foundation
import Records
import Runs

/// `equispike init`: a commented model file to begin with.
struct InitVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Write a commented model file to begin with.",
    discussion: """
      Each key of the file stands there with its meaning, unit and default, and the
      file runs in seconds as it is. Kinds:

      \(ModelTemplate.allCases.map { "  \($0.rawValue.padded(10))\($0.summary)" }
        .joined(separator: "\n"))

      Examples:
        equispike init my.yaml
        equispike init my-rule.yaml --kind compare
        equispike init --kind rate | less
      """)

  @Argument(
    help: "The file to write. (default: the text goes to stdout)",
    completion: .file(extensions: ["yaml"]))
  var file: String?

  /// The templates.
  enum Kind: String, CaseIterable, ExpressibleByArgument {
    case learn, simulate, rate, compare

    var template: ModelTemplate {
      switch self {
      case .learn: .learn
      case .simulate: .simulate
      case .rate: .rate
      case .compare: .compare
      }
    }
  }

  @Option(name: .long, help: "learn, simulate, rate or compare.")
  var kind = Kind.learn

  @Flag(name: .long, help: "Replace a file that is there.")
  var force = false

  func run() throws {
    guard let file else {
      print(kind.template.text(name: "my-\(kind.rawValue)"), terminator: "")
      return
    }
    if FileManager.default.fileExists(atPath: file), !force { throw RunError.fileExists(file) }
    try AtomicFile.write(
      Array(kind.template.text(name: ModelTemplate.name(forFile: file)).utf8), to: file)
    let next = kind == .compare ? "compare" : "run"
    Terminal.note("wrote \(file); go on with: equispike \(next) \(file)")
  }
}

extension String {
  /// The text with spaces up to this width.
  fileprivate func padded(_ width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}
