import Datasets
import Engine
import Networks
import Plasticity
import Quantities

/// What learning needs to know of a network, checked once: who is input, output, plastic.
struct LearningPlan: Sendable {
  let network: Network
  let settings: LearningSettings
  let seed: Seed
  /// Populations that have a state, by index.
  let stateful: [Int]
  let input: Int
  let output: Int
  let outputSize: Int
  /// Plastic projections in the order of the network.
  let plastic: [Plastic]
  /// Whether inputs are clamped values; otherwise they are rates of spike trains.
  let clampsInput: Bool
  /// r_max of each population [1/ms].
  let maximumRates: [Double]
  /// Sparse projections, which learning keeps as full matrices, 0 where there is no synapse.
  let layouts: [String: SparseLayout]

  struct Plastic: Sendable {
    let index: Int
    let name: String
    let isInput: Bool
    let isSymmetric: Bool
    let source: Int
    let target: Int
    /// tau_s of the target: how fast its rates approach new values.
    let settling: Milliseconds
    let bounds: ClosedRange<Double>
  }

  init(_ network: Network, _ settings: LearningSettings, seed: Seed) throws(LearningError) {
    let problems = network.problems()
    guard problems.isEmpty else { throw .network(problems) }
    self.network = network
    self.settings = settings
    self.seed = seed
    guard let input = network.index(of: settings.input) else {
      throw .population(
        role: "input", name: settings.input,
        reason: "does not exist; there are: "
          + network.populations.map(\.name).joined(separator: ", "))
    }
    guard let output = network.index(of: settings.output) else {
      throw .population(
        role: "output", name: settings.output,
        reason: "does not exist; there are: "
          + network.populations.map(\.name).joined(separator: ", "))
    }
    if case .source(.spikes) = network.populations[input].units {
      throw .population(
        role: "input", name: settings.input,
        reason: "has given spikes; make it 'clamp', 'regular' or 'poisson'")
    }
    guard network.populations[input].isSource else {
      throw .population(
        role: "input", name: settings.input,
        reason: "is not a source; make it 'clamp', 'regular' or 'poisson'")
    }
    guard !network.populations[output].isSource else {
      throw .population(
        role: "output", name: settings.output, reason: "is a source; make it 'lif'")
    }
    for population in network.populations
    where population.steps != nil || population.deadTime != .zero {
      throw .population(
        role: population.steps == nil ? "Poisson" : "driven", name: population.name,
        reason: population.steps == nil
          ? "has a dead time, 't_ref', which the rate reference does not know; leave it out where a network learns"
          : "has an input that changes in time, and phases begin anew for each sample; give it one value where a network learns"
      )
    }
    self.input = input
    self.output = output
    outputSize = network.populations[output].size
    clampsInput = network.populations[input].isClamped
    stateful = network.populations.indices.filter { !network.populations[$0].isSource }
    var rates = network.populations.map(\.maximumRate)
    let scales = Set(stateful.map { rates[$0] })
    let declaresRates = stateful.allSatisfy {
      guard case .lif(let membrane) = network.populations[$0].units,
        case .perRate = membrane.weightScale
      else { return false }
      return true
    }
    guard scales.count == 1, declaresRates, let scale = scales.first else {
      throw .setting(
        name: "the meaning of weights", value: "per-spike, or unequal r_max",
        expected: "lif populations with weights per-rate and one r_max, on which the rate "
          + "reference rests")
    }
    guard network.populations[input].isClamped || scale == 1 else {
      throw .setting(
        name: "r_max", value: "\(scale) /ms", expected: "1 /ms when the inputs spike")
    }
    rates[input] = scale
    maximumRates = rates
    var layouts: [String: SparseLayout] = [:]
    for projection in network.projections
    where projection.connectivity != .dense || projection.source == projection.target {
      let layout: SparseLayout
      do throws(NetworkError) {
        layout = SparseLayout(try network.wiring(of: projection, seed: seed))
      } catch { throw .network([error]) }
      guard Set(layout.places).count == layout.places.count else {
        throw .setting(
          name: "the connectivity of '\(projection.name)'", value: "a pair more than once",
          expected: "one synapse for each pair, where a network learns")
      }
      layouts[projection.name] = layout
    }
    self.layouts = layouts
    let names = network.projections.map(\.name)
    for name in settings.learningRates.keys.sorted() where !names.contains(name) {
      throw .unknownProjection(name: name, known: names)
    }
    plastic = network.projections.enumerated().compactMap { index, projection in
      guard settings.learningRates[projection.name] != nil else { return nil }
      let target = network.index(of: projection.target)!
      var settling = 10.ms
      if case .lif(let membrane) = network.populations[target].units,
        case .exponential(let tau, _) = membrane.synapse
      {
        settling = tau
      }
      let rule = settings.rule.bounds
      let low = max(projection.bounds.lowerBound, rule.lowerBound)
      let high = max(low, min(projection.bounds.upperBound, rule.upperBound))
      return Plastic(
        index: index, name: projection.name, isInput: projection.source == settings.input,
        isSymmetric: projection.isSymmetric, source: network.index(of: projection.source)!,
        target: target, settling: settling, bounds: low...high)
    }
    try check()
  }

  private func check() throws(LearningError) {
    let phases = settings.phases
    func positive(_ name: String, _ time: Milliseconds) throws(LearningError) {
      guard time.value > 0, time.value.isFinite else {
        throw .setting(name: name, value: time.description, expected: "more than 0 ms")
      }
    }
    try positive("learning.phases.free", phases.free)
    try positive("learning.phases.nudged", phases.nudged)
    try positive("learning.phases.readout", phases.readout)
    guard phases.readout <= phases.free, phases.readout <= phases.nudged else {
      throw .setting(
        name: "learning.phases.readout", value: phases.readout.description,
        expected: "at most the free and the nudged phase")
    }
    guard phases.onset < phases.nudged, phases.onset.value >= 0 else {
      throw .setting(
        name: "learning.phases.onset", value: phases.onset.description,
        expected: "less than the nudged phase")
    }
    guard phases.onset + phases.readout <= phases.nudged else {
      throw .setting(
        name: "learning.phases.readout", value: phases.readout.description,
        expected: "at most the nudged phase less its onset")
    }
    guard phases.onset == .zero || settings.rule.needsBothPhases else {
      throw .setting(
        name: "learning.phases.onset", value: phases.onset.description,
        expected: "0 ms for the rule '\(settings.rule.name)', which reads the transient")
    }
    if settings.nudging.branches(sign: 1).count == 1 {
      if settings.rule.needsBothPhases,
        phases.settlingTolerance != nil || phases.free < phases.nudged - phases.onset
      {
        throw .setting(
          name: "learning.phases.free", value: phases.free.description,
          expected: "at least nudged - onset, and no 'settle': the rule '\(settings.rule.name)' "
            + "acts in both phases")
      }
      let tail = (settings.rule.preTraces.filter(\.isGated).map(\.timeConstant).max() ?? .zero) * 4
      guard phases.tail >= tail else {
        throw .setting(
          name: "learning.phases.tail", value: phases.tail.description,
          expected: "\(tail) or more for the rule '\(settings.rule.name)' with one branch: late "
            + "potentiation must not be cut off")
      }
    }
    for projection in network.projections
    where settings.learningRates[projection.name] != nil || projection.source == settings.input {
      guard projection.source != projection.target else {
        throw .setting(
          name: "the connectivity of '\(projection.name)'", value: "lateral",
          expected: "between two populations, where a network learns")
      }
      if case .list = projection.connectivity {
        throw .setting(
          name: "the connectivity of '\(projection.name)'", value: "a list",
          expected: "dense, or random with one synapse for each pair, where a network learns")
      }
    }
    if let device = settings.device {
      guard device.levels == 0 || device.levels >= 2, device.low < device.high else {
        throw .setting(
          name: "learning.device.levels", value: "\(device.levels)",
          expected: "0, or 2 and more levels in a range from low to high")
      }
    }
    for plastic in plastic {
      let gain = gain(plastic)
      guard gain != 0, gain.isFinite else {
        throw .setting(
          name: "the gain of the rule '\(settings.rule.name)'", value: "\(gain)",
          expected: "a number, not 0; look at its amplitude and time constants")
      }
    }
    let beta = settings.nudging.strength
    guard beta != 0, beta.isFinite else {
      throw .setting(name: "learning.nudging.beta", value: "\(beta)", expected: "a number, not 0")
    }
    if settings.nudging.form == .drive
      && settings.nudging.branches(sign: -1).contains(where: { $0 <= -1 })
    {
      throw .setting(
        name: "learning.nudging.beta", value: "\(beta)",
        expected: "less than 1 when the drive is nudged with both signs")
    }
    guard settings.batch >= 1 else {
      throw .setting(name: "learning.batch", value: "\(settings.batch)", expected: "1 or more")
    }
    guard settings.epochs >= 0 else {
      throw .setting(name: "learning.epochs", value: "\(settings.epochs)", expected: "0 or more")
    }
  }

  /// Rules by projection, for a simulation.
  var rules: [String: any SpikeTimingRule] {
    Dictionary(uniqueKeysWithValues: plastic.map { ($0.name, settings.rule) })
  }

  /// The size of the change of a weight per change of s_i s_j, for projection `plastic`. Its sign is the
  /// rule's own: a rule that does the opposite of equilibrium propagation learns the opposite.
  func gain(_ plastic: Plastic) -> Double {
    let phases = settings.phases
    return settings.rule.gain(
      phase: phases.nudged - phases.onset, after: phases.free + phases.onset,
      settling: plastic.settling, maximumRate: maximumRates[plastic.target]
    ).magnitude
  }
}
