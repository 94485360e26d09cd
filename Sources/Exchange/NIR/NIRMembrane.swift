import Networks
import Quantities

/// A leaky integrate-and-fire membrane as a node of NIR.
///
///     exponential synapses, `CubaLIF`:  tau_syn dI/dt = -I + w_in S,   tau_mem dv/dt = (v_leak - v) + r I
///     voltage jumps, `LIF`:             tau dv/dt = (v_leak - v) + r S
///     two time constants, `LIF`:        behind the `LI` nodes of `NIRSplitMembrane`
///
/// S is the sum of weighted spikes, each a Dirac impulse of area 1. A spike of weight w makes I jump by w w_in /
/// tau_syn, and V by r w / tau. The weights are those of the simulator for r = tau_m / C and w_in = tau_syn (weights
/// for each spike) or 1 / r_max (weights for normalised rates); for voltage jumps, for r = tau. Constant currents are
/// part of v_leak = E_L + (tau_m / C) I_e.
///
/// A clamped value x is a current w x in the simulator; x times `clampScale` is the density of spikes with the same
/// effect. (`CubaLIF` filters it with tau_syn; the simulator begins in the settled state.)
///
/// *Units*: s in NIR, ms in the simulator; potentials and currents are equal.
struct NIRMembrane {
  let type: String
  /// Parameters with one value for all units.
  let common: [String: Double]
  let clampScale: Double
  private let membrane: LIF
  private let drive: DriveScale?

  /// The node's parameters for `membrane` with weights on this scale.
  init(_ membrane: LIF, _ drive: DriveScale?) {
    self.membrane = membrane
    self.drive = drive
    let tau = membrane.membraneTimeConstant.value / 1000  // [s]
    let resistance = membrane.membraneTimeConstant.value / membrane.capacitance
    let unit = drive?.unit ?? 1
    let ends = ["v_threshold": membrane.threshold, "v_reset": membrane.reset]
    switch membrane.synapse {
    case .exponential(let excitatory, let inhibitory) where excitatory == inhibitory:
      let synaptic = excitatory.value / 1000  // [s]
      let input: Double =
        drive.map { ($0.unit ?? 1) / (1000 * $0.maximumRate) } ?? synaptic
      type = "CubaLIF"
      common = ["tau_syn": synaptic, "tau_mem": tau, "r": resistance, "w_in": input]
        .merging(ends) { $1 }
      clampScale = unit / input
    case .exponential:
      type = "LIF"
      common = ["tau": tau, "r": resistance].merging(ends) { $1 }
      clampScale = unit
    case .receptors: preconditionFailure("The export refuses receptors with names.")
    case .jump:
      let r = drive.map { ($0.unit ?? 1) / (1000 * $0.maximumRate) } ?? tau
      type = "LIF"
      common = ["tau": tau, "r": r].merging(ends) { $1 }
      clampScale = unit * resistance / r
    }
  }

  /// v_leak for the constant current `current`.
  func leak(_ current: Double) -> Double {
    membrane.rest + (membrane.membraneTimeConstant.value / membrane.capacitance) * current
  }

  /// The node of units with these constant currents.
  func node(currents: [Double]) -> NIRNode {
    var node = NIRNode(type)
    let count = currents.count
    for (name, value) in common { node.parameters[name] = .init(value, count: count) }
    node.parameters["v_leak"] = .init(shape: [count], currents.map(leak))
    node.metadata = Self.facts(membrane, drive, currents)
    if case .exponential(let excitatory, let inhibitory) = membrane.synapse {
      let isOne = excitatory == inhibitory
      node.metadata[isOne ? "tau_syn_ms" : "tau_syn_ex_ms"] = .number(excitatory.value)
      if !isOne { node.metadata["tau_syn_in_ms"] = .number(inhibitory.value) }
    }
    return node
  }

  /// Metadata: values that parameters in s and v_leak do not give to the last bit, and properties that NIR cannot
  /// express.
  private static func facts(
    _ membrane: LIF, _ drive: DriveScale?, _ currents: [Double]
  ) -> [String: NIRValue] {
    var facts: [String: NIRValue] = [
      "tau_m_ms": .number(membrane.membraneTimeConstant.value), "C": .number(membrane.capacitance),
      "E_L": .number(membrane.rest), "t_ref_ms": .number(membrane.refractoryTime.value),
      "I_e": Set(currents).count == 1 ? .number(currents[0]) : .numbers(currents),
    ]
    if let drive {
      facts["r_max_per_ms"] = .number(drive.maximumRate)
      if let unit = drive.unit, unit != 1 { facts["drive_scale"] = .number(unit) }
      if let zero = drive.zero, zero != 0 { facts["drive_zero"] = .number(zero) }
    }
    switch membrane.initial {
    case .value(let value): facts["V_0"] = .number(value)
    case .perUnit(let values): facts["V_0"] = .numbers(values)
    case .uniform(let low, let high):
      facts["V_0_low"] = .number(low)
      facts["V_0_high"] = .number(high)
    }
    return facts
  }
}

extension NIRMembrane {
  /// The membrane and the constant currents in the metadata of a node; nil unless they give exactly its parameters. So
  /// a user who changes parameters by hand need not know of metadata.
  static func remembered(_ node: NIRNode) -> (
    membrane: LIF, drive: DriveScale?, currents: [Double]
  )? {
    func number(_ name: String) -> Double? { node.metadata[name]?.number }
    guard let count = node.parameters["v_leak"]?.values.count, count > 0,
      let tau = number("tau_m_ms"), let capacitance = number("C"), let rest = number("E_L"),
      let refractory = number("t_ref_ms"), let current = node.metadata["I_e"]?.numbers,
      current.count == 1 || current.count == count,
      let threshold = node.parameters["v_threshold"]?.values.first,
      let reset = node.parameters["v_reset"]?.values.first ?? number("V_reset")
    else { return nil }
    let isUniform = current.count == 1
    var membrane = LIF(
      membraneTimeConstant: tau.ms, capacitance: capacitance, rest: rest, threshold: threshold,
      reset: reset, refractoryTime: refractory.ms, current: isUniform ? current[0] : 0,
      synapse: number("tau_syn_ms").map { .exponential(excitatory: $0.ms, inhibitory: $0.ms) }
        ?? .jump)
    let drive = number("r_max_per_ms").map {
      DriveScale(
        maximumRate: $0, unit: number("drive_scale") ?? 1, zero: number("drive_zero") ?? 0)
    }
    if let low = number("V_0_low"), let high = number("V_0_high") {
      membrane.initial = .uniform(low, high)
    } else if let values = node.metadata["V_0"]?.numbers {
      guard values.count == 1 || values.count == count else { return nil }
      membrane.initial = values.count == 1 ? .value(values[0]) : .perUnit(values)
    }
    let currents = isUniform ? [Double](repeating: current[0], count: count) : current
    if let excitatory = number("tau_syn_ex_ms"), let inhibitory = number("tau_syn_in_ms") {
      membrane.synapse = .exponential(excitatory: excitatory.ms, inhibitory: inhibitory.ms)
    }
    let words = NIRMembrane(membrane, drive).node(currents: currents)
    var same = words.parameters
    if node.parameters["v_reset"] == nil { same["v_reset"] = nil }
    // Units in maps have parameters in their shape.
    guard words.type == node.type, same.mapValues(\.values) == node.parameters.mapValues(\.values)
    else { return nil }
    return (membrane, drive, currents)
  }

  /// `seconds` in ms, by the shortest decimal number that gives it on division by 1000.
  static func milliseconds(_ seconds: Double) -> Milliseconds {
    let product = seconds * 1000
    let near = [product, product.nextUp, product.nextDown].filter { $0 / 1000 == seconds }
    return (near.min { "\($0)".count < "\($1)".count } ?? product).ms
  }
}
