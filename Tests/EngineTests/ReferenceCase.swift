import Foundation
import Testing

/// A reference case as it stands in its file; each kind reads the keys it needs.
struct ReferenceCase: CustomTestStringConvertible, Sendable {
  let file: URL
  var testDescription: String { file.lastPathComponent }

  /// All cases among the fixtures, and in the folder named by EQUISPIKE_CASES.
  static let all: [ReferenceCase] = {
    var folders = [Bundle.module.resourceURL!.appendingPathComponent("Cases")]
    if let path = ProcessInfo.processInfo.environment["EQUISPIKE_CASES"] {
      folders.append(URL(fileURLWithPath: path))
    }
    return folders.flatMap { folder -> [ReferenceCase] in
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
      return names.sorted().filter { $0.hasSuffix(".json") || $0.hasSuffix(".json.gz") }
        .map { ReferenceCase(file: folder.appendingPathComponent($0)) }
    }
  }()

  func contents() throws -> Fields {
    var data = try Data(contentsOf: file)
    if data.starts(with: [0x1f, 0x8b]) { data = try gunzip(file) }
    guard let object = try JSONSerialization.jsonObject(with: data) as? [String: Any] else {
      throw CaseError("\(file.path): the top level is not an object")
    }
    return Fields(object, of: file.lastPathComponent)
  }
}

struct CaseError: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}

/// The keys of one JSON object, numbers given as numbers or as decimal strings.
struct Fields {
  let object: [String: Any]
  let name: String

  init(_ object: [String: Any], of name: String) {
    self.object = object
    self.name = name
  }

  func has(_ key: String) -> Bool { object[key] != nil }

  func number(_ key: String, default fallback: Double? = nil) throws -> Double {
    if let value = number(object[key]) { return value }
    if object[key] == nil, let fallback { return fallback }
    throw CaseError("\(name): '\(key)' is not a number: \(object[key] ?? "missing")")
  }

  private func number(_ value: Any?) -> Double? {
    (value as? NSNumber)?.doubleValue ?? (value as? String).flatMap { Double($0) }
  }

  func numbers(_ key: String) throws -> [Double] {
    guard let list = object[key] as? [Any] else { throw CaseError("\(name): no list '\(key)'") }
    return try list.map {
      guard let value = number($0) else { throw CaseError("\(name): '\(key)' holds \($0)") }
      return value
    }
  }

  func fields(_ key: String) throws -> Fields {
    guard let inner = object[key] as? [String: Any] else {
      throw CaseError("\(name): no object '\(key)'")
    }
    return Fields(inner, of: name)
  }

  func list(_ key: String) throws -> [Fields] {
    guard let list = object[key] as? [[String: Any]] else {
      throw CaseError("\(name): no list of objects '\(key)'")
    }
    return list.map { Fields($0, of: name) }
  }

  func string(_ key: String) -> String? { object[key] as? String }
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
