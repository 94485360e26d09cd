import Datasets
import Measurements
import Networks
import Plasticity
import Protocols
import Quantities

/// Checks of the update of networks of each kind of membrane, at rates below 100 Hz, against the rate reference with its
/// measured f-I curve.
extension Verification {
  static func membranes(_ scope: Scope) throws(LearningError) -> [Check] {
    var small = scope
    (small.mnist, small.quick) = (nil, true)
    let data = try digits(small).train
    let count = scope.quick ? 4 : 16, cells = scope.quick ? 30 : 100
    let samples = Split(
      train: data.subset(Array(0..<count)), validation: data.subset([0]), test: data.subset([0]))
    var checks: [Check] = []
    for (name, units, bars) in kinds {
      let watch = Stopwatch()
      let network = physical(data.features, cells, units)
      var settings = settings(ZeroArea(fast: 100.ms, slow: 1000.ms))
      (settings.phases.free, settings.phases.nudged) = (400.ms, 400.ms)
      settings.phases.readout = 100.ms
      settings.nudging.beta = 0.4
      let found = try agreements(scope, samples, settings, in: network)
      let known = try network.measured()
      let scales = known.populations.compactMap { population in
        population.drive.flatMap { drive in
          drive.unit.map {
            "\(population.name): a = \(Number.text($0)), u_0 = \(Number.text(drive.zero ?? 0)), charges "
              + (population.charges ?? []).map(Number.text).joined(separator: " and ")
          }
        }
      }
      for (projection, words, bar) in [
        ("hidden->output", "hidden-output", bars.output),
        ("input->hidden", "input-hidden", bars.hidden),
      ] {
        let agreement = found[projection + " total"]
        let cosine = agreement?.cosine ?? .nan
        let title = "\(name), \(words): cosine with rate EP"
        let details =
          ([
            "\(data.features)-\(cells)-10, \(count) drawn digits, random weights, r_max 100 Hz, "
              + "tau_syn 50 ms, zero-area 100 and 1000 ms, phases of 400 ms, beta 0.4",
            "size \(Number.text(agreement?.relativeSize ?? .nan))",
          ] + scales).joined(separator: "\n")
        checks.append(
          .atLeast(
            title, cosine, scope.quick ? bar - 0.06 : bar, seconds: watch.seconds / 2,
            details: details))
      }
    }
    return checks
  }

  /// The membranes, and the least cosines onto outputs and onto hidden units.
  ///
  /// The current of a conductance depends on V, and the cell of Izhikevich jumps to its least rate: below the jump no
  /// gradient flows.
  private static var kinds:
    [(name: String, units: Population.Units, bars: (output: Double, hidden: Double))]
  {
    let time = 50.ms
    let lif = LIF(
      membraneTimeConstant: 20.ms, capacitance: 250, rest: -70, threshold: -55, reset: -70,
      refractoryTime: 3.ms, initial: .uniform(-70, -55),
      synapse: .exponential(excitatory: time, inhibitory: time))
    var eif = ExponentialIF()
    (eif.capacitance, eif.leak, eif.rest, eif.reset) = (250, 12.5, -70, -70)
    (eif.softThreshold, eif.refractoryTime) = (-55, 3.ms)
    (eif.excitatoryTimeConstant, eif.inhibitoryTimeConstant) = (time, time)
    var adex = AdaptiveExponentialIF()
    (adex.capacitance, adex.leak, adex.rest, adex.reset) = (250, 12.5, -70, -70)
    (adex.softThreshold, adex.refractoryTime) = (-55, 3.ms)
    (adex.subthresholdAdaptation, adex.spikeAdaptation) = (2, 20)
    adex.adaptationTimeConstant = 100.ms
    (adex.excitatoryTimeConstant, adex.inhibitoryTimeConstant) = (time, time)
    var conductance = ConductanceLIF()
    (conductance.capacitance, conductance.leak, conductance.rest) = (250, 12.5, -70)
    (conductance.threshold, conductance.reset, conductance.refractoryTime) = (-55, -58, 3.ms)
    conductance.inhibitoryReversal = -85
    (conductance.excitatoryTimeConstant, conductance.inhibitoryTimeConstant) = (time, time)
    return [
      ("LIF in mV and pA", .lif(lif), (0.99, 0.95)),
      ("exponential (EIF)", .membrane(eif, .taylor), (0.99, 0.95)),
      ("adaptive exponential (AdEx)", .membrane(adex, .taylor), (0.97, 0.9)),
      ("LIF with conductances", .membrane(conductance, .quadrature), (0.95, 0.9)),
      (
        "Izhikevich, fast spiking",
        .membrane(
          EquationMembrane.izhikevich(synapse: time),
          Integration(stepper: "rkck", absoluteTolerance: 1e-7, relativeTolerance: 1e-7)),
        (0.95, 0.8)
      ),
    ]
  }

  /// Clamped inputs, hidden units and outputs with these membranes.
  private static func physical(
    _ features: Int, _ hidden: Int, _ units: Population.Units
  ) -> Network {
    func cells(_ name: String, _ size: Int, bias: Double) -> Population {
      var drive = DriveScale(maximumRate: 0.1)
      drive.biases = [bias]
      return Population(name, size: size, units, drive: drive)
    }
    return Network(
      populations: [
        Population("input", size: features, .source(.clamp)),
        cells("hidden", hidden, bias: 0.3), cells("output", 10, bias: 0.1),
      ],
      projections: [
        Projection(from: "input", to: "hidden", weights: .glorotUniform(gain: 0.5)),
        Projection(
          from: "hidden", to: "output", weights: .glorotUniform(gain: 0.3), symmetric: true),
      ])
  }
}
