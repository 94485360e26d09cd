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

  /// Other words for the same quantity that files of this kind use.
  private static let aliases: [String: [String]] = [
    "C_m": ["C", "c_m"], "V_th": ["theta", "V_threshold"], "V_reset": ["V_r"],
    "t_ref": ["tau_ref"], "I_e": ["I", "I_dc"], "V_m": ["V_0", "V_init"],
    "tau_syn_ex": ["tau_ex", "tau_e", "tau_syn", "tau_s"],
    "tau_syn_in": ["tau_in", "tau_i", "tau_syn", "tau_s"],
    "V_T": ["V_soft"], "V_peak": ["V_cut"], "E_L": ["V_rest"], "w_e": ["J_e"], "w_i": ["J_i"],
    "t_stop": ["t_end", "T"], "expected_spikes": ["spike_times"], "tolerance_ms": ["tolerance"],
    "delay": ["D"], "lam": ["lambda"], "tp": ["tau_plus"], "tm": ["tau_minus"],
    "wmax": ["w_max"], "mup": ["mu_plus"], "mum": ["mu_minus"], "nn": ["pairing"],
    "V_end": ["V_final"],
  ]

  /// The value under `key`, or under another word for it.
  private func value(_ key: String) -> Any? {
    object[key] ?? Self.aliases[key]?.lazy.compactMap { object[$0] }.first
  }

  func has(_ key: String) -> Bool { value(key) != nil }

  func number(_ key: String, default fallback: Double? = nil) throws -> Double {
    if let value = number(value(key)) { return value }
    if value(key) == nil, let fallback { return fallback }
    throw CaseError("\(name): '\(key)' is not a number: \(value(key) ?? "missing")")
  }

  private func number(_ value: Any?) -> Double? {
    (value as? NSNumber)?.doubleValue ?? (value as? String).flatMap { Double($0) }
  }

  func numbers(_ key: String) throws -> [Double] {
    guard let list = value(key) as? [Any] else {
      throw CaseError("\(name): no list '\(key)'")
    }
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

  func string(_ key: String) -> String? { value(key) as? String }

  /// Pairs of numbers, given as arrays or as objects with these keys.
  func pairs(_ key: String, _ first: String, _ second: String) throws -> [(Double, Double)] {
    if let rows = value(key) as? [[Any]] {
      return try rows.map {
        guard $0.count == 2, let a = number($0[0]), let b = number($0[1]) else {
          throw CaseError("\(name): '\(key)' holds \($0)")
        }
        return (a, b)
      }
    }
    return try list(key).map { (try $0.number(first), try $0.number(second)) }
  }
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
