import ArgumentParser
import Datasets
import Experiments
import Foundation
import Runs

/// Completions that a shell offers when Tab is pressed.
enum Completion {
  /// Shipped models, and model files and folders in the typed folder.
  static let models = CompletionKind.custom { _, _, word in
    ModelLocation.names + files(word) { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }
  }

  /// Rules of the program, and model files, which may have rules of their own.
  static let rules = CompletionKind.custom { _, _, word in
    RuleFile.names + files(word) { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }
  }

  /// Rules of the program, after the rules typed already: `pair,triplet`.
  static let listOfRules = CompletionKind.custom { _, _, word in
    let names = word.split(separator: ",", omittingEmptySubsequences: false)
    let before = names.dropLast().map { $0 + "," }.joined()
    return (before.isEmpty ? ["all"] : []) + RuleFile.names.map { before + $0 }
  }

  /// All topics that have a page.
  static let topics = CompletionKind.custom { _, _, _ in
    ModelLocation.names + NeuronModel.names + RuleFile.names + DatasetCatalog.allCases.map(\.name)
      + KeyPage.all.map(\.name) + ["keys"]
  }

  /// Folders of runs: those with a `run.json`.
  static let runs = CompletionKind.custom { _, _, word in
    files(word) { FileManager.default.fileExists(atPath: $0 + "/run.json") }
      + files("runs/") { FileManager.default.fileExists(atPath: $0 + "/run.json") }
  }

  /// Shipped models and runs.
  static let modelsAndRuns = CompletionKind.custom { _, _, word in
    ModelLocation.names + files(word) { $0.hasSuffix(".yaml") }
      + files("runs/") { FileManager.default.fileExists(atPath: $0 + "/run.json") }
  }

  /// Folders, with a slash, and the wanted files, in the folder of `word`.
  private static func files(_ word: String, where isWanted: (String) -> Bool) -> [String] {
    let folder = word.lastIndex(of: "/").map { String(word[...$0]) } ?? ""
    let names =
      (try? FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder)) ?? []
    return names.filter { !$0.hasPrefix(".") }.sorted().compactMap { name in
      let path = folder + name
      if isWanted(path) { return path }
      let isFolder = (try? FileManager.default.contentsOfDirectory(atPath: path)) != nil
      return isFolder ? path + "/" : nil
    }
  }
}
