import Networks
import Quantities

/// The units of one node: their parameters, one value for each unit, and the membranes that they become.
///
///     LIF:  tau dv/dt = (v_leak - v) + r I          IF:  dv/dt = r I          I: IF without threshold
///     CubaLIF: LIF with tau_syn dI/dt = -I + w_in S;   LI, CubaLI: LIF and CubaLIF without threshold
///
/// A population has one value of each of tau, tau_syn, r, v_threshold and v_reset; units that differ in these become
/// several populations. v_leak and w_in may differ within one. `LI`, `CubaLI`, `I`, units with an infinite threshold,
/// and `IF` are integrated numerically (`lif_ode`): the solver keeps V itself, not its distance from a threshold of
/// 1e300, and with a time constant of 1e300 ms the leak is below the last bit. *Units*: s.
struct NIRUnits {
  /// Node types of units.
  static let types: Set<String> = ["LIF", "CubaLIF", "IF", "LI", "CubaLI", "I"]
  /// Node types of units that never fire; their potential is the output.
  static let readouts: Set<String> = ["LI", "CubaLI", "I"]

  private let type: String
  private let refractoryTime: Milliseconds
  /// The number of units.
  let count: Int
  private var columns: [String: [Double]] = [:]

  /// The reason that a node cannot be used, and the parameter at fault.
  struct Problem: Error {
    var key: String?
    var words: String
  }

  /// The units of `node` in `shape`.
  init(
    _ node: NIRNode, shape: [Int], _ conventions: NIRConventions = NIRConventions()
  ) throws(Problem) {
    type = node.type
    count = shape.reduce(1, *)
    refractoryTime = max(
      (node.metadata["t_ref_ms"]?.number ?? 0).ms, conventions.leastRefractoryTime)
    for key in Self.keys {
      guard let numbers = node.parameters[key] else { continue }
      guard let values = numbers.spread(over: shape) else {
        throw Problem(
          key: key, words: "values in shape \(numbers.shape) for \(count) units in shape \(shape)")
      }
      columns[key] = values
    }
    if tau.contains(where: { $0 <= 0 }) || resistance.contains(where: { $0 <= 0 }) {
      throw Problem(words: "tau and r must be more than 0")
    }
    if isCurrentBased, synaptic.contains(where: { $0 <= 0 }) {
      throw Problem(words: "tau_syn must be more than 0")
    }
    for key in ["tau", "tau_mem", "tau_syn"] {
      guard let values = columns[key] else { continue }
      let effective = values.map(conventions.timeConstant)
      guard !effective.contains(nil) else {
        throw Problem(key: key, words: "it is not longer than a step, which Euler's method needs")
      }
      columns[key] = effective.map { $0! }
    }
  }

  private static let keys = [
    "tau", "tau_mem", "tau_syn", "r", "v_leak", "v_threshold", "v_reset", "w_in",
  ]

  private func column(_ key: String, or standard: Double) -> [Double] {
    columns[key] ?? [Double](repeating: standard, count: count)
  }

  /// True if spikes act through a current.
  var isCurrentBased: Bool { type == "CubaLIF" || type == "CubaLI" }
  /// True if the membrane has no leak.
  private var isIntegrator: Bool { type == "IF" || type == "I" }

  private var tau: [Double] { column(type.hasPrefix("Cuba") ? "tau_mem" : "tau", or: 1) }
  private var synaptic: [Double] { column("tau_syn", or: 1) }
  private var resistance: [Double] { column("r", or: 1) }
  private var input: [Double] { column("w_in", or: 1) }
  private var leak: [Double] { isIntegrator ? column("", or: 0) : column("v_leak", or: 0) }
  private var threshold: [Double] {
    Self.readouts.contains(type) ? column("", or: .infinity) : column("v_threshold", or: .infinity)
  }
  private var reset: [Double] {
    Self.readouts.contains(type) ? column("", or: 0) : column("v_reset", or: 0)
  }

  /// The units of one population.
  struct Group {
    /// The numbers of the units in ascending order.
    var units: [Int]
    var membrane: LIF
    /// True if the membrane is integrated numerically.
    var isIntegrated: Bool
    /// The parameters in which the groups differ.
    var differences: [String] = []
  }

  /// The populations in the order of their first units, and the constant current of each unit that its v_leak amounts
  /// to.
  ///
  /// - Parameter startsAtZero: True if potentials begin at 0 instead of v_leak.
  func groups(startsAtZero: Bool) -> (groups: [Group], currents: [Double]) {
    let tau = tau, synaptic = synaptic, resistance = resistance, leak = leak
    let threshold = threshold, reset = reset
    var members: [[UInt64]: Int] = [:], units: [[Int]] = []
    var names: Set<String> = []
    func row(_ i: Int) -> [(String, Double)] {
      let isIntegrated = isIntegrator || threshold[i] == .infinity
      return [
        ("tau", isIntegrator ? 0 : tau[i]), ("tau_syn", isCurrentBased ? synaptic[i] : 0),
        ("r", resistance[i]), ("v_threshold", threshold[i]), ("v_reset", reset[i]),
        ("v_leak", isIntegrated ? leak[i] : 0),
      ]
    }
    let first = row(0)
    for i in 0..<count {
      let row = row(i)
      for (own, other) in zip(row, first) where own.1 != other.1 { names.insert(own.0) }
      let number = members[row.map(\.1.bitPattern), default: units.count]
      members[row.map(\.1.bitPattern)] = number
      if number == units.count { units.append([]) }
      units[number].append(i)
    }
    var currents = [Double](repeating: 0, count: count)
    let groups = units.map { units in
      let i = units[0]
      let time = isIntegrator ? LIF.endless : NIRMembrane.milliseconds(tau[i])
      let r = resistance[i]
      let capacitance = isIntegrator ? 1000 / r : r == 1 ? time.value : time.value / r
      var synapse = Synapse.jump
      if isCurrentBased {
        let constant = NIRMembrane.milliseconds(synaptic[i])
        synapse = .exponential(excitatory: constant, inhibitory: constant)
      }
      var membrane = LIF(
        membraneTimeConstant: time, capacitance: capacitance, rest: leak[i],
        threshold: min(threshold[i], LIF.unreachable), reset: reset[i],
        refractoryTime: refractoryTime, synapse: synapse)
      let isUniform = units.allSatisfy { leak[$0] == leak[i] }
      if !isUniform { for k in units { currents[k] = (leak[k] - leak[i]) / r } }
      if startsAtZero {
        membrane.initial = .value(0)
      } else if !isUniform {
        membrane.initial = .perUnit(units.map { leak[$0] })
      }
      return Group(
        units: units, membrane: membrane,
        isIntegrated: isIntegrator || threshold[i] == .infinity,
        differences: Self.keyOrder.filter(names.contains))
    }
    return (groups, currents)
  }

  private static let keyOrder = ["tau", "tau_syn", "r", "v_threshold", "v_reset", "v_leak"]

  /// The factors of weights and of analogue inputs.
  ///
  /// A spike of weight w and area `area` [s] makes I jump by w w_in area / tau_syn, or V by w r area / tau (w r area
  /// without a leak).
  func words(area: Double) -> NIRImport.Words {
    let spike: [Double], current: [Double]
    if isCurrentBased {
      spike = zip(input, synaptic).map { $0 / $1 * area }
      current = input
    } else {
      spike =
        isIntegrator ? resistance.map { $0 * area } : zip(resistance, tau).map { $0 / $1 * area }
      current = [Double](repeating: 1, count: count)
    }
    return NIRImport.Words(spike: spike, current: current)
  }

  /// The length of a step [s] that exporters of discrete networks encode by r = tau / dt and w_in = tau_syn / dt; nil
  /// if the parameters suggest none, or several.
  var impliedStep: Double? {
    var steps =
      isIntegrator || resistance.allSatisfy { $0 == 1 } ? [] : zip(tau, resistance).map { $0 / $1 }
    if isCurrentBased, input.contains(where: { $0 != 1 }) {
      steps += zip(synaptic, input).map { $0 / $1 }
    }
    guard let step = steps.first, step > 0,
      steps.allSatisfy({ ($0 - step).magnitude <= 1e-5 * step })
    else { return nil }
    return step
  }
}
