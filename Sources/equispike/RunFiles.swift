import Foundation

/// The folder that a run writes to. Nothing is overwritten without `--force`; each file appears whole
/// or not at all.
struct RunFiles {
  /// The folder.
  let path: String

  /// Makes the folder: `requested`, or `runs/NAME`, `runs/NAME-2`, ...
  init(requested: String?, name: String, force: Bool) throws {
    if let requested {
      if !force, !Self.isFree(requested) { throw ToolError.folderExists(path: requested) }
      path = requested
    } else {
      var candidate = "runs/\(name)"
      var number = 2
      while !Self.isFree(candidate) {
        candidate = "runs/\(name)-\(number)"
        number += 1
      }
      path = candidate
    }
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw ToolError.cannotWrite(path: path, reason: Self.reason(error))
    }
    guard FileManager.default.isWritableFile(atPath: path) else {
      throw ToolError.cannotWrite(path: path, reason: "permission denied")
    }
  }

  /// Whether nothing is there, or an empty folder.
  private static func isFree(_ path: String) -> Bool {
    guard FileManager.default.fileExists(atPath: path) else { return true }
    return (try? FileManager.default.contentsOfDirectory(atPath: path))?.isEmpty ?? false
  }

  /// Writes one file.
  func write(_ text: String, to name: String) throws {
    let file = path + "/" + name
    do {
      try Data(text.utf8).write(to: URL(fileURLWithPath: file), options: .atomic)
    } catch {
      throw ToolError.cannotWrite(path: file, reason: Self.reason(error))
    }
  }

  private static func reason(_ error: any Error) -> String {
    let error = error as NSError
    if let cause = error.userInfo[NSUnderlyingErrorKey] as? NSError {
      return cause.localizedDescription
    }
    return error.localizedDescription
  }
}
