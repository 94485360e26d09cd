import Datasets
import Engine
import Measurements
import Networks
import Plasticity
import Protocols
import Quantities

/// The part of a network's description that learning needs, checked once: input, output, plastic projections.
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
  /// True if inputs are clamped values; false if they are rates of spike trains.
  let clampsInput: Bool
  /// r_max of each population [1/ms].
  let maximumRates: [Double]
  /// c of each population in the energy (`LayerWeights`): responses to nudging are multiplied by it.
  let layerWeights: [Double]
  /// Sparse projections, which learning keeps as full matrices, 0 where there is no synapse.
  let layouts: [String: SparseLayout]
  /// The geometry of projections whose synapses share weights: learning keeps these weights.
  let maps: [String: KernelMap]

  struct Plastic: Sendable {
    let index: Int
    let name: String
    let isInput: Bool
    /// The values of its source, if these are the same for all samples; else nil.
    let constants: [Double]?
    let isSymmetric: Bool
    let source: Int
    let target: Int
    /// tau_s of the target: the time constant of its rates.
    let settling: Milliseconds
    let bounds: ClosedRange<Double>
  }

  init(_ network: Network, _ settings: LearningSettings, seed: Seed) throws(LearningError) {
    if let problem = settings.problems(for: network).first { throw problem }
    let network = try network.measured()
    self.network = network
    self.settings = settings
    self.seed = seed
    guard let input = network.index(of: settings.input),
      let output = network.index(of: settings.output)
    else { preconditionFailure("The settings were not checked.") }
    self.input = input
    self.output = output
    outputSize = network.populations[output].size
    clampsInput = network.populations[input].isClamped
    stateful = network.populations.indices.filter { !network.populations[$0].isSource }
    var rates = network.populations.map(\.maximumRate)
    if clampsInput { rates[input] = rates[output] }
    maximumRates = rates
    layerWeights = network.layerWeights(output: settings.output).values
    var layouts: [String: SparseLayout] = [:]
    var maps: [String: KernelMap] = [:]
    for projection in network.projections where !projection.isFull {
      let layout: SparseLayout
      do throws(NetworkError) {
        guard projection.connectivity.kernel == nil else {
          maps[projection.name] = try network.map(of: projection)
          continue
        }
        layout = SparseLayout(try network.wiring(of: projection, seed: seed))
      } catch { throw .network([error]) }
      layouts[projection.name] = layout
    }
    self.layouts = layouts
    self.maps = maps
    plastic = network.projections.enumerated().compactMap { index, projection in
      guard settings.learningRates[projection.name] != nil else { return Plastic?.none }
      let target = network.index(of: projection.target)!
      return Plastic(
        index: index, name: projection.name, isInput: projection.source == settings.input,
        constants: settings.clamps[projection.source], isSymmetric: projection.isSymmetric,
        source: network.index(of: projection.source)!,
        target: target,
        settling: network.settling(
          of: network.populations[target], through: Set(settings.learningRates.keys)),
        bounds: network.signed(projection).range(with: settings.rule) ?? projection.bounds)
    }
  }

  /// True if the source of `plastic` has values and no spikes.
  func isHeld(_ plastic: Plastic) -> Bool {
    plastic.isInput && clampsInput || plastic.constants != nil
  }

  /// The phases of a recorded sample whose free phase ends at `freeEnd` [ms]: those of the first copy.
  func phases(freeEnd: Double) -> [Raster.Phase] {
    var phases = [Raster.Phase(name: "free", start: 0, end: freeEnd)]
    let course = settings.nudging.contrast().courses[0]
    func add(_ name: String, _ length: Milliseconds) {
      phases.append(
        Raster.Phase(name: name, start: phases.last!.end, end: phases.last!.end + length.value))
    }
    for branch in course {
      add(
        course.count == 1 ? "nudged" : branch.beta.real > 0 ? "nudged +" : "nudged -",
        settings.phases.nudged)
      if settings.phases.tail > .zero && settings.rule.hasTail { add("tail", settings.phases.tail) }
    }
    return phases
  }

  /// The values at which the source of `plastic` is held for the sample `x`; for an input that spikes, the values that
  /// its rates encode. Nil for membranes.
  func values(_ plastic: Plastic, _ x: ArraySlice<Double>) -> ArraySlice<Double>? {
    plastic.isInput ? x : plastic.constants.map { $0[...] }
  }

  /// Rules by projection, for a simulation.
  var rules: [String: any SpikeTimingRule] {
    Dictionary(uniqueKeysWithValues: plastic.map { ($0.name, settings.rule) })
  }

  /// The magnitude of the change of a weight per change of s_i s_j, for projection `plastic`, over the weight c of its
  /// target in the energy. The sign of the rule stays in its changes: a rule that does the opposite of equilibrium propagation learns the opposite.
  func gain(_ plastic: Plastic) -> Double {
    settings.gain(
      settling: plastic.settling, maximumRate: maximumRates[plastic.target],
      isTied: plastic.isSymmetric) / layerWeights[plastic.target]
  }

  /// The populations whose biases drift to a target rate, by index.
  var homeostatic: [Int] {
    guard let homeostasis = settings.homeostasis else { return [] }
    return stateful.filter {
      homeostasis.populations.isEmpty
        ? $0 != output : homeostasis.populations.contains(network.populations[$0].name)
    }
  }
}
