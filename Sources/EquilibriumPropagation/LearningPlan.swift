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
    guard network.populations[input].isSource else {
      throw .population(
        role: "input", name: settings.input,
        reason: "is not a source; make it 'clamp', 'regular' or 'poisson'")
    }
    guard !network.populations[output].isSource else {
      throw .population(
        role: "output", name: settings.output, reason: "is a source; make it 'lif'")
    }
    self.input = input
    self.output = output
    outputSize = network.populations[output].size
    clampsInput = network.populations[input].isClamped
    stateful = network.populations.indices.filter { !network.populations[$0].isSource }
    maximumRates = network.populations.map(\.maximumRate)
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
      return Plastic(
        index: index, name: projection.name, isInput: projection.source == settings.input,
        isSymmetric: projection.isSymmetric, source: network.index(of: projection.source)!,
        target: target, settling: settling, bounds: projection.bounds)
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

  /// Change of a weight per change of s_i s_j, for projection `plastic`.
  func gain(_ plastic: Plastic) -> Double {
    let phases = settings.phases
    let one = settings.rule.gain(
      phase: phases.nudged - phases.onset, after: phases.free + phases.onset,
      settling: plastic.settling,
      maximumRate: maximumRates[plastic.target])
    return one
  }

  /// Checks that data fit the network.
  func check(_ data: Split) throws(LearningError) {
    let size = network.populations[input].size
    guard data.train.features == size else {
      throw .size(
        what: "values of a sample against units of '\(settings.input)'",
        found: data.train.features, expected: size,
        remedy: "set its size to \(data.train.features), or choose another picture size")
    }
    guard data.train.classes <= outputSize else {
      throw .size(
        what: "classes against units of '\(settings.output)'", found: data.train.classes,
        expected: outputSize, remedy: "set its size to \(data.train.classes)")
    }
  }
}
