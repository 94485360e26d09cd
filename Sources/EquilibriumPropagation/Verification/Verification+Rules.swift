import Datasets
import Measurements
import Networks
import Plasticity
import Protocols
import Quantities
import RateModel

/// Checks of the sum of each rule's changes in a network with random weights against the update of equilibrium
/// propagation by the rate reference, at the same weights, samples and beta.
extension Verification {
  static func rules(_ scope: Scope) throws(LearningError) -> [Check] {
    let data = try digits(scope)
    let count = data.train.count
    let shape =
      "\(data.train.features)-\(hiddenUnits(scope))-10, \(count) samples of "
      + "\(data.train.name), random weights, symmetric nudging, beta 0.25"
    var checks: [Check] = []

    func measure(
      _ rule: any SpikeTimingRule, _ change: (inout Phases) -> Void
    ) throws(LearningError) -> (found: [String: Agreement], seconds: Double, details: String) {
      let watch = Stopwatch()
      var settings = settings(rule)
      change(&settings.phases)
      let found = try agreements(scope, data, settings)
      let details = found.values.sorted { ($0.projection, $0.part) < ($1.projection, $1.part) }.map
      {
        "\($0.projection) \($0.part): cosine \(Number.text($0.cosine)), signs "
          + "\(Number.text($0.signAgreement)), size \(Number.text($0.relativeSize)), "
          + "RMSE \(Number.text($0.rmse))"
      }
      return (
        Dictionary(uniqueKeysWithValues: found.map { ($0.key, $0.value) }), watch.seconds,
        ([shape, rule.formula] + details).joined(separator: "\n")
      )
    }
    func cosine(_ found: [String: Agreement], _ key: String) -> Double {
      found[key]?.cosine ?? .nan
    }

    let faithful: [(any SpikeTimingRule, (inout Phases) -> Void)] = [
      (ZeroArea(fast: 10.ms, slow: 200.ms), { _ in }),
      (
        GatedPair(tau: 20.ms),
        {
          $0.nudged = 80.ms; $0.tail = 160.ms
        }
      ),
      (
        Contrastive(tau: 20.ms),
        {
          $0.nudged = 160.ms; $0.onset = 60.ms
        }
      ),
    ]
    for (rule, change) in faithful {
      let (found, seconds, details) = try measure(rule, change)
      for (projection, words) in [
        ("hidden->output", "hidden-output"), ("input->hidden", "input-hidden"),
      ] {
        checks.append(
          .atLeast(
            "\(rule.name), \(words): cosine with rate EP", cosine(found, projection + " total"),
            0.98,
            seconds: seconds, details: details))
      }
    }

    let (found, seconds, details) = try measure(PairSTDP(tauPlus: 10.ms, tauMinus: 10.ms)) { _ in }
    let forward = cosine(found, "hidden->output forward")
    let backward = cosine(found, "hidden->output backward")
    checks.append(
      Check(
        name: "pair, hidden-output forward: cosine with rate EP", measured: Number.text(forward),
        bar: "> 0", passed: forward > 0, seconds: seconds, details: details))
    checks.append(
      Check(
        name: "pair, hidden-output backward: cosine with rate EP", measured: Number.text(backward),
        bar: "< 0", passed: backward < 0, seconds: seconds, details: details))
    let symmetric = found["hidden->output symmetric"]?.relativeSize ?? .nan
    let size = found["hidden->output forward"]?.relativeSize ?? .nan
    checks.append(
      .atMost(
        "pair, hidden-output: |symmetric part| / |forward part|", symmetric / size, 1e-9,
        seconds: seconds, details: details))
    return checks
  }

  /// Settings under which the rules are compared.
  static func settings(_ rule: any SpikeTimingRule) -> LearningSettings {
    var settings = LearningSettings()
    settings.rule = rule
    settings.nudging = Nudging(beta: 0.25)
    settings.phases.free = 80.ms
    settings.phases.nudged = 60.ms
    settings.learningRates = ["input->hidden": 1, "hidden->output": 1]
    return settings
  }

  /// The membrane of all comparisons: dimensionless, tau_m = 20 ms, theta = 1 / (2 tau_m), so that
  /// f(u) is nearly u.
  static func membrane(
    bias: Double = 0, settling: Milliseconds = 5.ms, initial: InitialPotential? = nil
  ) -> LIF {
    let threshold = 0.025
    return .dimensionless(
      membraneTimeConstant: 20.ms, threshold: threshold, reset: -threshold,
      refractoryTime: 0.3.ms, bias: bias, initial: initial ?? .uniform(-threshold, threshold),
      synapticTimeConstant: settling)
  }

  /// Clamped inputs, hidden layers and outputs of LIF units, weights symmetric above the inputs.
  static func layered(
    _ features: Int, _ hidden: [Int], _ outputs: Int, settling: Milliseconds = 5.ms,
    inputGain: Double = 0.7, gain: Double = 0.5, hiddenBias: Double = 0, outputBias: Double = 0.1
  ) -> Network {
    var populations = [Population("input", size: features, .source(.clamp))]
    var projections: [Projection] = []
    for (k, size) in (hidden + [outputs]).enumerated() {
      let isOutput = k == hidden.count
      let name = isOutput ? "output" : k == 0 ? "hidden" : "hidden \(k + 1)"
      let bias = isOutput ? outputBias : hiddenBias
      projections.append(
        Projection(
          from: populations.last!.name, to: name,
          weights: .glorotUniform(gain: k == 0 ? inputGain : gain), symmetric: k > 0))
      populations.append(
        Population(
          name, size: size, .lif(membrane(bias: bias, settling: settling)),
          drive: .plain(1)))
    }
    return Network(populations: populations, projections: projections)
  }

  static func hiddenUnits(_ scope: Scope) -> Int { scope.quick ? 100 : 500 }

  /// Digits, drawn or from MNIST; validation and test sets hold one sample.
  static func digits(_ scope: Scope) throws(LearningError) -> Split {
    let count = scope.quick ? 16 : 64
    let request =
      scope.mnist.map {
        DatasetRequest(.mnist, path: $0, train: count, validation: 1, test: 1)
      }
      ?? DatasetRequest(
        .digits, size: scope.quick ? 16 : 28, train: count, validation: 1, test: 1,
        seed: scope.seed.branch("digits"))
    do throws(DatasetError) { return try DatasetCatalog.load(request) } catch {
      throw .data("\(error)")
    }
  }

  /// Agreements of the updates summed over all training samples, by projection and part.
  static func agreements(
    _ scope: Scope, _ data: Split, _ settings: LearningSettings, in network: Network? = nil
  ) throws(LearningError) -> [String: Agreement] {
    let network = network ?? layered(data.train.features, [hiddenUnits(scope)], 10)
    let plan = try LearningPlan(network, settings, seed: scope.seed.branch("rules"))
    let learner = try SpikingLearner(plan, threads: scope.threads)
    let rate = try RateLearner(
      plan, learner.parameters, phases: RatePhases(free: 2000, nudged: 2000, tolerance: 1e-9))
    let all = Array(0..<data.train.count)[...]
    let outcomes = try learner.outcomes(data.train, all, learns: true) { $0 }
    let comparison = try Comparison(plan, data.train, all, outcomes, rate: rate, sign: 1)
    return Dictionary(
      uniqueKeysWithValues: comparison.agreements.map { ("\($0.projection) \($0.part)", $0) })
  }

  /// The synapses of all projections, which a simulation with this seed has.
  static func wirings(_ network: Network, seed: Seed) throws(LearningError) -> [String: Wiring] {
    do throws(NetworkError) { return try network.wirings(seed: seed) } catch {
      throw .network([error])
    }
  }
}
