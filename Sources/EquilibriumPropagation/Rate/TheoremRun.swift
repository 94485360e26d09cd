public import Datasets
public import Measurements
public import Networks
public import Protocols
public import Quantities
import RateModel
import RealModule

/// A measurement of statements of theory on a rate model.
public struct TheoremRun: Sendable {
  /// The model.
  public var experiment: RateExperiment
  /// The statements that are measured, with the settings of the measurement.
  public var settings: TheoremSettings
  /// The samples.
  public var data: Dataset
  /// The root seed of the weights.
  public var seed: Seed

  /// A run of these parts.
  public init(
    _ experiment: RateExperiment, settings: TheoremSettings, data: Dataset, seed: Seed
  ) {
    self.experiment = experiment
    self.settings = settings
    self.data = data
    self.seed = seed
  }

  /// Measures; `progress` is called with the present work in words, and the fraction that is done.
  public func run(
    progress: (String, Double) -> Void
  ) throws(LearningError) -> TheoremReport {
    try experiment.check(data)
    var report = TheoremReport()
    let count = Double(settings.theorems.count)
    for (index, theorem) in settings.theorems.enumerated() {
      let begin = Double(index) / count
      progress(theorem.rawValue, begin)
      switch theorem {
      case .stepByStep:
        try stepByStep(&report) { progress("step-by-step, \($0)", begin + $1 / count) }
      case .timeCourse: try timeCourse(&report)
      case .gradients: try gradients(&report)
      case .energy: try energy(&report)
      }
    }
    return report
  }

  /// The problem with the first `samples` samples.
  func problem(samples: Int, phases: RatePhases) -> RateProblem {
    let count = min(samples, data.count)
    let targets = data.labels.prefix(count).flatMap {
      settings.targets.values(label: $0, classes: data.classes)
    }
    return RateProblem(
      experiment.architecture, experiment.dynamics,
      parameters: experiment.parameters(classes: data.classes, seed: seed),
      inputs: Array(data.inputs.prefix(count * data.features)), targets: targets, batch: count,
      classes: data.classes, phases: phases)
  }

  /// True if, by theory, EP and BPTT agree exactly for small beta.
  var isExact: Bool {
    experiment.dynamics.cost != .outside
      && experiment.architecture.connections.allSatisfy {
        $0.pre == nil || $0.feedback == .tied
      }
  }

  // MARK: - Step by step

  private func stepByStep(
    _ report: inout TheoremReport, progress: (String, Double) -> Void
  ) throws(LearningError) {
    let total = settings.phases.count * settings.schemes.count * settings.betas.count
    var done = 0
    for phases in settings.phases {
      let problem = problem(samples: settings.samples, phases: phases)
      for beta in settings.betas {
        for scheme in settings.schemes where scheme != .circle {
          let words =
            "T/K \(phases.free)/\(phases.nudged), beta \(Number.text(beta)), \(scheme.rawValue)"
          progress(words, Double(done) / Double(total))
          let watch = Stopwatch()
          let nudging = Nudging(scheme, beta: beta)
          let comparison = try reference { () throws(RateModelError) in
            try StepByStep(problem, nudging: nudging, precision: settings.precision)
          }
          report.steps += comparison.parameters + comparison.units
          judge(comparison, problem, nudging, words, watch.seconds, &report)
          done += 1
        }
      }
    }
  }

  private func judge(
    _ comparison: StepByStep, _ problem: RateProblem, _ nudging: Nudging, _ words: String,
    _ seconds: Double, _ report: inout TheoremReport
  ) {
    let drift = comparison.drift
    let isPaired = nudging.contrast().isPaired
    if drift > 0.1 {
      report.warnings.append(
        "\(words): the free phase had not settled: in \(problem.phases.nudged) steps a free branch moves "
          + "\(Number.text(drift)) times as far as the nudged one does. "
          + (isPaired
            ? "Both branches share that drift, and their difference is still usable."
            : "The updates of one branch show that drift, not the gradient: let the free phase last "
              + "longer, or compare two branches (symmetric or twin)."))
    }
    // The beta up to which the error of first order in beta, or of second order, is below the bar.
    guard isExact, nudging.beta <= (nudging.scheme == .symmetric ? 0.1 : 0.01), drift <= 0.01
    else { return }
    guard let worst = comparison.parameters.min(by: { $0.cosine < $1.cosine }) else { return }
    report.checks.append(
      .atLeast(
        "EP = BPTT step by step (\(words)): least cosine", worst.cosine, 0.9995,
        measured: worst.cosine > 0.9995 ? "1 - \(Number.text(max(1 - worst.cosine, 0)))" : nil,
        seconds: seconds,
        details: (comparison.parameters + comparison.units).map {
          "\($0.name): RMSE \(Number.text($0.rmse)), cosine \(Number.text($0.cosine)), "
            + "sign error \(Number.text($0.signError)), size \(Number.text($0.relativeSize))"
        }.joined(separator: "\n")))
  }

  // MARK: - Over time

  private func timeCourse(_ report: inout TheoremReport) throws(LearningError) {
    let watch = Stopwatch()
    let problem = problem(samples: 1, phases: RatePhases(free: 1, nudged: 1))
    guard experiment.dynamics.cost != .outside else {
      report.warnings.append("Nudging outside of rho has no continuous time; left out.")
      return
    }
    let betas = TheoremSettings.courseBetas
    let course = try reference { () throws(RateModelError) in
      try TimeCourse(problem, betas: betas, schemes: [.oneSided, .symmetric])
    }
    report.courses += course.courses
    guard isExact else { return }
    for (scheme, order) in [(Nudging.Scheme.oneSided, 1.0), (.symmetric, 2.0)] {
      let errors = course.courses.filter { $0.scheme == scheme.rawValue }
      let pair = errors.filter { $0.beta == 0.01 || $0.beta == 0.001 }
      let slope = Self.order(pair.map { ($0.beta, $0.error) })
      report.checks.append(
        .within(
          "EP derivative = RBP over time, \(scheme.rawValue): order in beta", slope,
          order - 0.1...order + 0.1, seconds: watch.seconds / 2,
          details: errors.map {
            "relative error \(Number.text($0.error)) at beta \(Number.text($0.beta))"
          }.joined(separator: "\n")))
    }
    let least = course.courses.map(\.error).min() ?? 1
    report.checks.append(
      .atMost(
        "EP derivative = RBP over time: least relative error", least, 1e-8, seconds: 0,
        details: "8 time constants, 33 moments, all units of one sample, rk8pd at 1e-13"))
  }

  /// The order p of errors ~ beta^p between the first and the last of these.
  static func order(_ errors: [(beta: Double, error: Double)]) -> Double {
    guard let first = errors.first, let last = errors.last, first.beta != last.beta,
      first.error > 0, last.error > 0
    else { return .nan }
    return Double.log(first.error / last.error) / Double.log(first.beta / last.beta)
  }

  // MARK: - Energy

  private func energy(_ report: inout TheoremReport) throws(LearningError) {
    guard isExact else {
      report.warnings.append("Without tied weights there is no energy; left out.")
      return
    }
    let watch = Stopwatch()
    var problem = problem(
      samples: min(settings.samples, 5), phases: RatePhases(free: 1, nudged: 1))
    if problem.dynamics.formulation == .prototypical { problem.dynamics.formulation = .graded }
    problem.dynamics.step = 0.02 * problem.architecture.fastest
    problem.dynamics.order = .synchronous
    let machine = problem.machine()
    var before = machine.energies(problem.parameters)
    let start = before
    var (rises, steps, largest) = (0, 0, 0.0)
    for _ in 0..<1000 {
      machine.relax(problem.parameters, limit: 1)
      let now = machine.energies(problem.parameters)
      for (old, new) in zip(before, now) {
        steps += 1
        let rise = new - old
        if rise > 1e-12 * max(old.magnitude, 1) { rises += 1 }
        largest = max(largest, rise)
      }
      before = now
    }
    let fall = zip(start, before).reduce(0) { $0 + $1.0 - $1.1 } / Double(start.count)
    report.checks.append(
      .atMost(
        "energy never rises: rises in \(steps) steps of 0.02 tau", Double(rises), 0,
        seconds: watch.seconds,
        details: "mean fall \(Number.text(fall)), largest rise \(Number.text(largest))"))
  }
}
