import Exchange
import Foundation
import Solvers

/// Which program this is.
enum Version {
  /// The semantic version.
  static let number = "0.1.0"

  /// The version, with the commit when the program runs from a checkout: `0.1.0+g6b2903a`.
  static let text = number + (commit.map { "+g" + $0.prefix(7) } ?? "")

  /// Versions of the libraries that compute.
  static let libraries = ["gsl": NumericalLibraries.gsl, "hdf5": HDF5.version]

  /// Where the program is, also when it was started through PATH.
  static let programPath: String =
    (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
    ?? CommandLine.arguments.first ?? ""

  /// The commit that is checked out around the program; nil when it is installed elsewhere.
  static let commit: String? = {
    let program = URL(fileURLWithPath: programPath).resolvingSymlinksInPath()
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
