import Foundation
import Testing

/// A reference case as it stands in its file; each kind reads the keys it needs.
struct ReferenceCase: CustomTestStringConvertible, Sendable {
  let file: URL
  var testDescription: String { file.lastPathComponent }

  /// The folder of the fixtures, and the one named by EQUISPIKE_CASES.
  static let folders: [URL] = {
    var folders = [Bundle.module.resourceURL!.appendingPathComponent("Cases")]
    if let path = ProcessInfo.processInfo.environment["EQUISPIKE_CASES"] {
      folders.append(URL(fileURLWithPath: path))
    }
    return folders
  }()

  /// The cases in a folder; none where it cannot be read.
  static func cases(in folder: URL) -> [ReferenceCase] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.sorted().filter { $0.hasSuffix(".json") || $0.hasSuffix(".json.gz") }
      .map { ReferenceCase(file: folder.appendingPathComponent($0)) }
  }

  /// All cases of all folders.
  static let all = folders.flatMap { cases(in: $0) }

  func contents() throws -> Fields {
    var data = try Data(contentsOf: file)
    if data.starts(with: [0x1f, 0x8b]) { data = try gunzip(file) }
    guard let object = try JSONSerialization.jsonObject(with: data) as? [String: Any] else {
      throw CaseError("\(file.path): the top level is not an object")
    }
    return Fields(object, of: file.lastPathComponent)
  }
}

/// The kinds of reference cases.
enum CaseKind { case rule, neuron, network }

extension Fields {
  /// The kind of the case, according to the keys of the file.
  func kind() throws -> CaseKind {
    if has("rule") { return .rule }
    let isNetwork = ["N", "NH", "NO"].contains { (try? parameters().has($0)) ?? false }
    if isNetwork || (object["spikes"] != nil && !has("inputs")) { return .network }
    if has("inputs") || has("expected_spikes") {
      for key in ["inputs", "expected_spikes"] where !has(key) { throw missing(key) }
      return .neuron
    }
    throw CaseError(
      "\(name): of no kind that this reader knows: the keys 'rule' (a rule), 'inputs' and 'expected_spikes' "
        + "(one neuron) and 'spikes' (a network) are missing")
  }

  /// The parameters; those of a file without that section stand at its top.
  func parameters() throws -> Fields { has("parameters") ? try fields("parameters") : self }
}

private func gunzip(_ file: URL) throws -> Data {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/bin/gzip")
  process.arguments = ["-dc", file.path]
  let pipe = Pipe()
  process.standardOutput = pipe
  try process.run()
  let data = pipe.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  guard process.terminationStatus == 0 else { throw CaseError("\(file.path): gzip failed") }
  return data
}
