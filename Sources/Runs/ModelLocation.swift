import Exchange
import Experiments
import Foundation

/// Finds model files: by path, or the shipped ones by name.
public enum ModelLocation {
  /// The folder of shipped models: EQUISPIKE_MODELS, else that below the prefix in which the program is installed, else
  /// Models here or in a folder above, else in the checkout that the program was built in.
  public static let folder: String? = {
    if let given = ProcessInfo.processInfo.environment["EQUISPIKE_MODELS"], !given.isEmpty {
      return given
    }
    let here = URL(fileURLWithPath: FileManager.default.currentDirectoryPath)
    let program = URL(fileURLWithPath: RunProgram.path).resolvingSymlinksInPath()
    // An installed program has models of its own, whatever folder it is called from.
    let installed = program.deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("share/equispike/Models")
    if isThere(installed) { return installed.path }
    for start in [here, program.deletingLastPathComponent()] {
      var folder = start
      while folder.path.count > 1 {
        let models = folder.appendingPathComponent("Models")
        if isThere(models) { return start == here && folder == here ? "Models" : models.path }
        folder.deleteLastPathComponent()
      }
    }
    return nil
  }()

  private static func isThere(_ models: URL) -> Bool {
    FileManager.default.fileExists(atPath: models.appendingPathComponent("README.md").path)
  }

  /// Names of the shipped models, sorted; those in folders after the rest, as `compare/NAME`.
  public static var names: [String] {
    guard let folder else { return [] }
    return ["", "papers/", "compare/", "plausibility/"].flatMap {
      models(in: folder + "/" + $0, prefix: $0)
    }
  }

  private static func models(in folder: String, prefix: String) -> [String] {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return files.filter { $0.hasSuffix(".yaml") }.map { prefix + $0.dropLast(5) }.sorted()
  }

  /// The path of a shipped model.
  public static func path(of name: String) -> String? {
    guard let folder, names.contains(name) else { return nil }
    return folder + "/" + name + ".yaml"
  }

  /// The path that `argument` means: an existing file, else the shipped model of that name.
  public static func resolve(_ argument: String) throws -> String {
    if FileManager.default.fileExists(atPath: argument) {
      // A folder called `digits` must not hide the model `digits`.
      if (try? FileManager.default.contentsOfDirectory(atPath: argument)) == nil { return argument }
    }
    if let shipped = path(of: argument) { return shipped }
    // The reader of models tells the user what to do with a circuit.
    if SONATANetwork.isCircuit(argument) { return argument }
    if argument.contains("/") || argument.hasSuffix(".yaml") || argument.hasSuffix(".yml") {
      return argument  // the reader says that it is missing
    }
    throw RunError.unknownModel(name: argument, known: names, folder: folder)
  }
}
