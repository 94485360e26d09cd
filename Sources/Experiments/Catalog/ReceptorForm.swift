import Networks
import Quantities

/// Receptors with names in the form of model files: `receptors` of a membrane, and `receptor` of a projection.
enum ReceptorForm {
  /// The key `receptors` of a membrane.
  ///
  /// - Parameters:
  ///   - path: The receptors of the membrane; empty without the key.
  ///   - hasReversal: True if receptors are conductances with a reversal potential.
  static func membrane<Root, Context>(
    _ path: any WritableKeyPath<Root, [Receptor]> & Sendable, hasReversal: Bool = false
  ) -> Parameter<Root, Context> {
    Parameter(
      "receptors",
      hasReversal
        ? "conductances g_name instead of g_ex and g_in: {gaba: {tau: 10 ms, E: -80 mV}}"
        : "currents I_name instead of I_ex and I_in: {nmda: {tau: 100 ms}}"
    ) { section, root, _ in
      guard let group = section.item("receptors")?.section("'receptors'") else { return }
      root[keyPath: path] = read(group, hasReversal: hasReversal)
    } write: { root, _ in
      let receptors = root[keyPath: path]
      return receptors.isEmpty
        ? nil
        : .flow(receptors.map { ($0.name, .flow(table(hasReversal: hasReversal).write($0))) })
    }.standing("none")
  }

  /// The reason that a membrane with receptors lacks the keys of I_ex and I_in.
  static let reason = "'receptors' already gives the synapses"

  private static func read(_ group: Section, hasReversal: Bool) -> [Receptor] {
    if group.keys.isEmpty {
      group.log.error(group.place, "'receptors' is empty; name one or more, or leave it out")
    }
    return group.all().compactMap { name, place, item in
      guard NetworkReading.isName(name) else {
        group.log.error(
          place, "'\(name)' cannot be the name of a receptor: use letters, digits and _")
        return nil
      }
      var receptor = Receptor(
        name, timeConstant: Milliseconds(1), reversal: hasReversal ? 0 : nil)
      guard let section = item.section("receptor '\(name)'") else { return receptor }
      table(hasReversal: hasReversal).take(section, into: &receptor)
      if !hasReversal {
        section.hint(["E"], "this membrane has synaptic currents; 'lif_cond' has conductances")
      }
      section.finish()
      return receptor
    }
  }

  private static func table(hasReversal: Bool) -> Table<Receptor, Void> {
    hasReversal ? conductances : currents
  }

  private static let currents = Table<Receptor, Void> { timeConstant }
  private static let conductances = Table<Receptor, Void> {
    timeConstant
    Parameter(optional: "E", .number(.voltage), "reversal potential", \.reversal).required
  }
  private static let timeConstant = Parameter<Receptor, Void>(
    "tau", .time, .positive, "time constant", \.timeConstant.value
  ).required

  // MARK: - Projections

  /// The value of `receptor`: a name, or fractions by name.
  static func shares(_ item: Item) -> [ReceptorShare] {
    if item.isScalar { return item.text().map { [ReceptorShare($0)] } ?? [] }
    guard let group = item.section("'receptor'") else { return [] }
    if group.keys.isEmpty {
      item.error("'receptor' is empty; name a receptor, or give fractions of several")
    }
    return group.all().compactMap { name, _, item in
      item.quantity(.fraction, .unit).map { ReceptorShare(name, fraction: $0) }
    }
  }

  /// The value of `receptor`; nil without one.
  static func output(_ shares: [ReceptorShare]) -> Output? {
    if shares.isEmpty { return nil }
    if shares.count == 1, shares[0].fraction == 1 { return .string(shares[0].receptor) }
    return .flow(shares.map { ($0.receptor, .number($0.fraction, .fraction)) })
  }
}
