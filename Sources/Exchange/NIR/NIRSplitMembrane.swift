import Networks
import Quantities

/// A leaky integrate-and-fire membrane with different excitatory and inhibitory time constants as nodes of NIR: a `LIF`
/// behind two `LI`, one for weights of 0 or more and one for negative weights.
///
///     LI:   tau_k dI_k/dt = -I_k + r_k S_k          LIF:   tau dv/dt = (v_leak - v) + r (I_ex + I_in)
///
/// with r_k = tau_k (weights for each spike) or 1 / r_max (weights for normalised rates), and r = tau_m / C. Clamped
/// inputs are currents and lead to `LIF` without a filter. *Units*: s in NIR.
struct NIRSplitMembrane {
  private let membrane: LIF
  private let drive: DriveScale?
  private let times: (excitatory: Milliseconds, inhibitory: Milliseconds)

  /// The nodes' parameters for `membrane` with weights on this scale; nil unless it has two different synaptic time constants.
  init?(_ membrane: LIF, _ drive: DriveScale?) {
    guard case .exponential(let excitatory, let inhibitory) = membrane.synapse,
      excitatory != inhibitory
    else { return nil }
    self.membrane = membrane
    self.drive = drive
    times = (excitatory, inhibitory)
  }

  /// The `LI` node of the excitatory or inhibitory currents.
  func port(inhibitory: Bool, count: Int) -> NIRNode {
    let tau = (inhibitory ? times.inhibitory : times.excitatory).value / 1000
    var node = NIRNode("LI")
    var r = tau
    if let drive { r = (drive.unit ?? 1) / (1000 * drive.maximumRate) }
    node.parameters = [
      "tau": .init(tau, count: count), "r": .init(r, count: count),
      "v_leak": .init(0, count: count),
    ]
    node.metadata["sign"] = .text(inhibitory ? "inhibitory" : "excitatory")
    return node
  }
}

extension NIRImport {
  /// The properties of an `LI` before a `LIF`.
  struct Port {
    /// The node of the units.
    var unit: String
    /// The time constant [s].
    var tau: Double
    /// True if its weights are negative; nil if it is the only one.
    var isInhibitory: Bool?
  }

  /// The `LI` nodes that lead to one `LIF` and nowhere else, with that `LIF`.
  func findPorts() -> [String: String] {
    var result: [String: String] = [:]
    for (name, node) in graph.nodes where node.type == "LI" {
      if let targets = next[name], targets.count == 1, graph.nodes[targets[0]]?.type == "LIF" {
        result[name] = targets[0]
      }
    }
    return result
  }

  /// The synapses that the `LI` nodes before `name` form; nil if there are none.
  mutating func synapses(of name: String, shape: [Int]) throws(ExchangeError) -> Synapse? {
    let own = portUnits.filter { $0.value == name }.keys.sorted()
    guard !own.isEmpty else { return nil }
    for port in own {
      let node = graph.nodes[port]!, place = "/node/nodes/\(port)"
      guard let tau = node.parameters["tau"]!.spread(over: shape),
        let r = node.parameters["r"]!.spread(over: shape),
        let leak = node.parameters["v_leak"]!.spread(over: shape), let written = tau.first,
        let first = conventions.timeConstant(written), let gain = r.first,
        tau.allSatisfy({ $0 == written && $0 > 0 }),
        r.allSatisfy({ $0 == gain }), leak.allSatisfy({ $0 == 0 })
      else {
        throw unsupported(
          place, "currents before a LIF need one tau and one r for all units, and v_leak 0")
      }
      let sign: Bool? = own.count == 1 && node.metadata["sign"] == nil ? nil : try sign(of: port)
      ports[port] = Port(unit: name, tau: first, isInhibitory: sign)
      words[port] = Words(
        spike: [Double](repeating: gain / first * area, count: tau.count),
        current: [Double](repeating: gain, count: tau.count))
    }
    let signs = own.map { ports[$0]!.isInhibitory }
    guard own.count <= 2, Set(signs).count == own.count else {
      throw unsupported(
        node: name,
        "there are \(own.count) currents before it; the simulator has one for weights of 0 or more "
          + "and one for those below")
    }
    let times = own.map { NIRMembrane.milliseconds(ports[$0]!.tau) }
    if own.count == 1 { return .exponential(excitatory: times[0], inhibitory: times[0]) }
    return signs[0] == true
      ? .exponential(excitatory: times[1], inhibitory: times[0])
      : .exponential(excitatory: times[0], inhibitory: times[1])
  }

  /// True if all weights to a node are negative, false if none is; throws for weights of both signs.
  private func sign(of port: String) throws(ExchangeError) -> Bool {
    if let text = graph.nodes[port]!.metadata["sign"]?.text { return text == "inhibitory" }
    let weights = graph.edges.filter { $0.target == port }.flatMap {
      graph.nodes[$0.source]?.parameters["weight"]?.values ?? [.nan]
    }
    if weights.allSatisfy({ $0 >= 0 }) { return false }
    if weights.allSatisfy({ $0 <= 0 }) { return true }
    throw unsupported(
      node: port,
      "weights of both signs lead to one of two currents; the simulator has one for each sign")
  }
}
