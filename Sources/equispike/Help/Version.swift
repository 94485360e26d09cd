import Foundation
import Runs

/// The version of the program, and facts about its build.
enum Version {
  /// The semantic version. All others, but that of CITATION.cff, are taken from here.
  static let number = "0.2.0"
  /// The year of that version, for citations.
  static let year = 2026
  /// The abstract, as in CITATION.cff.
  static let abstract =
    "An event-driven simulator of spiking neurons that learn by equilibrium propagation"
  /// The licence, by its SPDX name.
  static let license = "GPL-3.0-or-later"

  /// The version, with the commit where that is known: `0.2.0+g6b2903a`.
  static let text =
    number + (commit.map { "+g" + $0.prefix(7) + (isModified ? ".modified" : "") } ?? "")

  /// Versions of the libraries that compute.
  static let libraries = RunProgram.numericalLibraries.merging(["swift": swift]) { $1 }

  /// Versions of the Swift packages in the program; empty where the build file does not have them.
  static let packages = BuildFile.known?.packages ?? [:]

  /// The program, as `run.json` names it.
  static let program = RunProgram(version: number, commit: commit ?? "", libraries: libraries)

  /// The output of `--version`: the program, then a library on each line.
  static var page: String {
    (["equispike " + text]
      + libraries.merging(packages) { mine, _ in mine }.sorted { $0.key < $1.key }
      .map { "\($0.key) \($0.value)" })
      .joined(separator: "\n")
  }

  /// The output of `--version --json`.
  struct Report: Encodable {
    var version = Version.number
    var commit = Version.commit
    var modified = Version.isModified
    var libraries = Version.libraries
    var packages = Version.packages
  }

  /// The version of the Swift compiler; without a build file, only the range that conditional compilation can tell.
  static let swift: String = {
    if let swift = BuildFile.known?.swift { return swift }
    #if compiler(>=6.4)
      return "6.4 or later"
    #elseif compiler(>=6.3)
      return "6.3"
    #else
      return "6.2"
    #endif
  }()

  /// The commit from which the program was built: that of the build file, else the commit that is checked
  /// out around the program; nil if it is installed elsewhere.
  static let commit: String? = BuildFile.known?.commit ?? checkedOut

  /// True if sources differed from the commit when the program was built; false if unknown.
  static let isModified = BuildFile.known?.modified ?? false

  private static let checkedOut: String? = {
    let program = URL(fileURLWithPath: RunProgram.path).resolvingSymlinksInPath()
    var folder = program.deletingLastPathComponent()
    while folder.path.count > 1 {
      if let head = head(of: folder.appendingPathComponent(".git")) { return head }
      folder.deleteLastPathComponent()
    }
    return nil
  }()

  /// Reads HEAD of a repository or of a work tree.
  private static func head(of git: URL) -> String? {
    guard FileManager.default.fileExists(atPath: git.path) else { return nil }
    var folder = git
    if let text = read(git), text.hasPrefix("gitdir: ") {
      folder = URL(fileURLWithPath: String(text.dropFirst("gitdir: ".count)))
    }
    guard let head = read(folder.appendingPathComponent("HEAD")) else { return nil }
    guard head.hasPrefix("ref: ") else { return head }
    let reference = String(head.dropFirst("ref: ".count))
    let common =
      read(folder.appendingPathComponent("commondir"))
      .map { folder.appendingPathComponent($0) } ?? folder
    if let loose = read(common.appendingPathComponent(reference)) { return loose }
    let packed = read(common.appendingPathComponent("packed-refs")) ?? ""
    return packed.split(separator: "\n").first { $0.hasSuffix(" " + reference) }
      .map { String($0.prefix(40)) }
  }

  private static func read(_ file: URL) -> String? {
    (try? String(contentsOf: file, encoding: .utf8))?.trimmingCharacters(
      in: .whitespacesAndNewlines)
  }
}

/// Facts about the build, which `make build` writes beside the program and `make install` into share/equispike.
private struct BuildFile: Decodable {
  var commit: String?
  var modified: Bool?
  var swift: String?
  /// The versions of the Swift packages.
  var packages: [String: String]?

  /// The file of this program; nil for a file beside it that is older, as the program was then built by other means. An
  /// installed file came with its program.
  static let known: BuildFile? = {
    let program = URL(fileURLWithPath: RunProgram.path)
    let folder = program.deletingLastPathComponent()
    let installed = folder.deletingLastPathComponent()
      .appendingPathComponent("share/equispike/build.json")
    let beside = folder.appendingPathComponent("equispike.build.json")
    func date(_ file: URL) -> Date? {
      let attributes = try? FileManager.default.attributesOfItem(atPath: file.path)
      return attributes?[.modificationDate] as? Date
    }
    var files: [URL] = []
    if let built = date(program), let written = date(beside), written >= built {
      files.append(beside)
    }
    for file in files + [installed] {
      guard let data = try? Data(contentsOf: file) else { continue }
      if let known = try? JSONDecoder().decode(BuildFile.self, from: data) { return known }
    }
    return nil
  }()
}
