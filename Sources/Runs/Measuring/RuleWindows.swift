import EquilibriumPropagation
import Experiments
import Foundation
import Measurements
import Quantities
public import Records

/// The windows of the rules of some models, as far as they have been measured.
public struct RuleWindows {
  /// A table without windows.
  public init() {}

  private var known: [String: (signature: String, rule: RuleProfile?)] = [:]
  private var cited: [String: (signature: String, list: [String])] = [:]

  /// Citations of the model in a file, each with its uses; none for a version that is not understood.
  private mutating func citations(ofModel path: String) -> [String] {
    // A link may lead out of the run's folder, so only regular files are read.
    guard let signature = FileSignature.text(path) else { return [] }
    if let cited = cited[path], cited.signature == signature { return cited.list }
    let methods = (try? ModelFile.load(path).citedMethods) ?? []
    var uses: [String: [String]] = [:], order: [String] = []
    for method in methods {
      for line in method.references.map(\.text) + [method.source].compactMap(\.self) {
        if uses[line] == nil { order.append(line) }
        uses[line, default: []].append(method.use)
      }
    }
    let list = order.map { line in
      let words = (uses[line] ?? []).joined(separator: ", ")
      return "\(words.prefix(1).uppercased() + words.dropFirst()): \(line)"
    }
    cited[path] = (signature, list)
    return list
  }

  /// The rule of the model in a file; nil for a model without one, or of a version that is not understood.
  private mutating func rule(ofModel path: String) -> RuleProfile? {
    let signature = FileSignature.text(path)
    if let known = known[path], known.signature == signature ?? "" { return known.rule }
    // A link may lead out of the run's folder, so only regular files are read.
    let rule = signature == nil ? nil : try? Self.window(ofModel: path)
    known[path] = (signature ?? "", rule)
    return rule
  }

  /// The folder of a run read back, with the window of the rule that its model uses and what to cite.
  ///
  /// - Parameter path: The folder.
  public mutating func record(of path: String) throws -> RunRecord {
    var record = try RunRecord.read(path)
    if record.rule == nil, [.learning, .simulation].contains(record.kind) {
      record.rule = rule(ofModel: record.path + "/model.yaml")
    }
    record.citations = citations(ofModel: record.path + "/model.yaml")
    return record
  }

  private static func window(ofModel path: String) throws -> RuleProfile? {
    guard let rule = RuleRun.used(in: try ModelFile.load(path)) else { return nil }
    return try RuleRun.window(of: rule, in: RuleLaboratory(rule, synapses: 2, seed: Seed(1)))
  }
}

/// The mark of a file that changes when the file is written.
public enum FileSignature {
  /// Size and modification time of a file; nil for anything but a file.
  public static func text(_ path: String) -> String? {
    guard let facts = try? FileManager.default.attributesOfItem(atPath: path),
      facts[.type] as? FileAttributeType == .typeRegular
    else { return nil }
    let time = (facts[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
    return "\((facts[.size] as? NSNumber)?.intValue ?? 0) \(time)"
  }
}
