import Foundation

/// A reference case that cannot be read.
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
    "C_m": ["C", "c_m", "Cm"], "V_reset": ["V_r", "Vr", "Vreset"],
    "V_th": ["theta", "V_threshold", "Vth", "Vt", "VT"], "tau_m": ["taum", "tau_mem", "TM"],
    "t_ref": ["tau_ref", "tref"], "I_e": ["I", "I_dc"], "V_m": ["V_0", "V_init", "V0"],
    "tau_syn_ex": ["tau_ex", "tau_e", "taue", "tau_syn", "tau_s", "taus", "TS"],
    "tau_syn_in": ["tau_in", "tau_i", "taui", "tau_syn", "tau_s", "taus", "TS"],
    "V_T": ["V_soft"], "V_peak": ["V_cut"], "E_L": ["V_rest", "El", "EL"],
    "w_e": ["J_e", "we", "w_ex"], "w_i": ["J_i", "wi", "w_in"],
    "t_stop": ["t_end", "T", "tstop", "duration"], "expected_spikes": ["spike_times"],
    "tolerance_ms": ["tolerance"], "n_spikes": ["spike_count"],
    "delay": ["D", "d"], "lam": ["lambda"], "tp": ["tau_plus"], "tm": ["tau_minus"],
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
    guard let found = value(key) else { throw missing(key) }
    throw CaseError("\(name): '\(key)' is not a number: \(found)")
  }

  private func number(_ value: Any?) -> Double? {
    (value as? NSNumber)?.doubleValue ?? (value as? String).flatMap { Double($0) }
  }

  func numbers(_ key: String) throws -> [Double] {
    guard has(key) else { throw missing(key) }
    guard let list = value(key) as? [Any] else {
      throw CaseError("\(name): '\(key)' is not a list")
    }
    return try list.map {
      guard let value = number($0) else { throw CaseError("\(name): '\(key)' holds \($0)") }
      return value
    }
  }

  /// The error of a file without this key; other words for it are named too.
  func missing(_ key: String) -> CaseError {
    let others = Self.aliases[key].map { " (or \($0.joined(separator: ", ")))" } ?? ""
    return CaseError("\(name): the key '\(key)'\(others) is missing")
  }

  /// All text below this object, and below those inside it, line by line; names of keys are part of it.
  var text: String {
    func words(_ value: Any) -> [String] {
      switch value {
      case let text as String: [text]
      case let list as [Any]: list.flatMap(words)
      case let inner as [String: Any]:
        inner.sorted { $0.key < $1.key }.flatMap { [$0.key] + words($0.value) }
      default: []
      }
    }
    return words(object).joined(separator: "\n")
  }

  func fields(_ key: String) throws -> Fields {
    guard object[key] != nil else { throw missing(key) }
    guard let inner = object[key] as? [String: Any] else {
      throw CaseError("\(name): '\(key)' is not an object")
    }
    return Fields(inner, of: name)
  }

  func list(_ key: String) throws -> [Fields] {
    guard object[key] != nil else { throw missing(key) }
    guard let list = object[key] as? [[String: Any]] else {
      throw CaseError("\(name): '\(key)' is not a list of objects")
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
