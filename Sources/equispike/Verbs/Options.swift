import ArgumentParser
import Foundation

/// Options of verbs that can answer to programs.
struct OutputOptions: ParsableArguments {
  @Flag(name: .long, help: "Print one JSON object instead of text.")
  var json = false
}

/// How much is said while a run goes on.
struct VerbosityOptions: ParsableArguments {
  @Flag(name: .shortAndLong, help: "No progress on stderr.")
  var quiet = false

  @Flag(name: .shortAndLong, help: "More about each epoch on stderr.")
  var verbose = false
}

/// What warnings do to the exit code.
struct WarningOptions: ParsableArguments {
  @Flag(
    name: .long,
    help: "Warnings and unmet expectations are errors (exit 1).")
  var strict = false
}

/// How a run uses the machine.
struct ThreadOptions: ParsableArguments {
  @Option(name: .long, help: "Threads; results do not depend on it. (default: all cores)")
  var threads: Int?

  /// How many threads to use.
  var count: Int { threads ?? ProcessInfo.processInfo.activeProcessorCount }

  func validate() throws {
    if let threads, !(1...1024).contains(threads) {
      throw ValidationError("--threads is \(threads); expected 1 to 1024.")
    }
  }
}

/// Tells models from overrides among the arguments: what has an equals sign and is no path changes a
/// value.
enum ModelArguments {
  static func split(_ arguments: [String]) throws -> (models: [String], overrides: [String]) {
    func isOverride(_ text: String) -> Bool {
      guard let equals = text.firstIndex(of: "=") else { return false }
      return !text[..<equals].contains("/")
    }
    let overrides = arguments.filter(isOverride)
    let models = arguments.filter { !isOverride($0) }
    guard !models.isEmpty else {
      throw ValidationError("Name a model, such as digits or Models/digits.yaml.")
    }
    return (models, overrides)
  }
}
