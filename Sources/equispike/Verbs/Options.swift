import ArgumentParser
import Foundation

/// Options of verbs whose output programs can read.
struct OutputOptions: ParsableArguments {
  @Flag(name: .long, help: "Print one JSON object instead of text.")
  var json = false
}

/// Options for the amount of output during a run.
struct VerbosityOptions: ParsableArguments {
  @Flag(name: .shortAndLong, help: "No progress on stderr.")
  var quiet = false

  @Flag(name: .shortAndLong, help: "More about each epoch on stderr.")
  var verbose = false
}

/// Options for the effect of warnings on the exit code.
struct WarningOptions: ParsableArguments {
  @Flag(
    name: .long,
    help: "Warnings and unmet expectations are errors (exit 1).")
  var strict = false
}

/// Options for the use of the machine.
struct ThreadOptions: ParsableArguments {
  @Option(name: .long, help: "Threads; results do not depend on it. (default: all cores)")
  var threads: Int?

  /// Number of threads.
  var count: Int { threads ?? ProcessInfo.processInfo.activeProcessorCount }

  func validate() throws {
    if let threads, !(1...1024).contains(threads) {
      throw ValidationError("--threads is \(threads); expected 1 to 1024.")
    }
  }
}

/// The arguments of a verb, divided into models and overrides: an argument with an equals sign that is no path is an
/// override.
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
