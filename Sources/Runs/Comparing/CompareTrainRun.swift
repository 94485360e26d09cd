public import Datasets
import EquilibriumPropagation
public import Experiments
public import Measurements
public import Protocols
import Quantities
import Records
import Reports

/// Training of the same network with each rule from the same starts, and the errors side by side.
public struct CompareTrainRun: Run {
  /// The model, which learns.
  public let experiment: Experiment
  /// The rules, and the number of seeds of each.
  public let settings: ComparisonSettings
  /// The model's data.
  public let data: Split
  /// Threads; results do not depend on it.
  public let threads: Int
  /// The lines of `points.jsonl` of a comparison that goes on.
  public var earlier: [ComparedTraining] = []

  /// A comparison from its beginning.
  ///
  /// - Parameters:
  ///   - experiment: The model, which learns.
  ///   - settings: The rules, and the number of seeds of each.
  ///   - data: The model's data.
  ///   - threads: Threads.
  public init(
    _ experiment: Experiment, settings: ComparisonSettings, data: Split, threads: Int
  ) {
    self.experiment = experiment
    self.settings = settings
    self.data = data
    self.threads = threads
  }

  /// The name, in the table, of the rate network that learns beside.
  private static let twin = "rate twin"

  public func measure(_ session: RunSession) throws -> [ComparedTraining] {
    guard case .learn(let learning, _) = experiment.task else { return [] }
    let metrics = try session.folder?.metrics(named: "points.jsonl")
    var done = earlier
    let total = settings.candidates.count * settings.seeds
    for (index, candidate) in settings.candidates.enumerated() {
      for number in 0..<settings.seeds {
        let seed = Seed(experiment.seed.value &+ UInt64(number))
        if done.contains(where: { $0.rule == candidate.label && $0.seed == seed.value }) {
          continue
        }
        var own = RuleComparison.settings(learning, for: candidate)
        own.trainsTwin = index == 0
        own.compareEvery = 0
        let position = index * settings.seeds + number
        let watcher = CompareWatcher(
          session, label: "\(candidate.label), seed \(seed.value)", from: position, of: total)
        var training = ComparedTraining(rule: candidate.label, seed: seed.value)
        do {
          let result = try Learning(
            network: experiment.network, settings: own, data: data, seed: seed, threads: threads
          ).run(observer: watcher)
          if result.summary.wasCancelled { throw session.interruption }
          training.validationErrors = result.epochs.compactMap(\.selectionError)
          training.trainErrors = result.epochs.compactMap(\.trainError)
          training.testError = result.summary.testError
          training.warnings = result.findings.map(experiment.advice)
          training.processorSeconds = result.summary.processorSeconds
          let hasTwin = done.contains { $0.rule == Self.twin && $0.seed == seed.value }
          if index == 0, !hasTwin {
            var twin = ComparedTraining(rule: Self.twin, seed: seed.value)
            twin.validationErrors = result.epochs.compactMap(\.twinSelectionError)
            twin.trainErrors = result.epochs.compactMap(\.twinTrainError)
            twin.testError = result.summary.twinTestError
            done.append(twin)
            try metrics?.append(record: twin)
          }
        } catch let error as LearningError {
          // A rule that makes weights explode is a result, so the comparison goes on.
          training.failure = "\(error)"
        }
        done.append(training)
        try metrics?.append(record: training)
      }
    }
    try metrics?.close()
    return done
  }

  public func report(_ trainings: [ComparedTraining], _ session: RunSession) throws -> RunOutcome {
    for training in trainings {
      for warning in training.warnings ?? [] {
        session.warn("\(training.rule), seed \(training.seed): \(warning)")
      }
    }
    let chosen = data.validation.count > 0 ? "validation" : "training"
    var table = SummaryTable(trainings: trainings, by: chosen)
    table.title = experiment.name
    table.notes.insert(
      "\(data.test.count) test samples of \(data.test.name); weights of the epoch with the least "
        + "\(chosen) error; ±: standard deviation (n - 1) over seeds.", at: 0)
    try session.writeJSON(trainings, as: "compare.json")
    try session.write(table.text(), as: "compare.txt")
    try session.write(Self.csv(trainings, chosen), as: "compare.csv")
    try session.draw([
      Curves.trainings(trainings, by: chosen).map { .curves($0, named: "learning") }
    ])
    return RunOutcome(.trainings(trainings), [table], session)
  }

  /// The table with all digits and without units.
  private static func csv(_ trainings: [ComparedTraining], _ chosen: String) -> String {
    var table = SummaryTable(
      columns: [
        "rule", "testError", "testError sd", "least \(chosen)Error", "seeds", "processorSeconds",
      ].map { .text($0) })
    for (rule, own) in trainings.byRule {
      let errors = Spread(own.compactMap(\.testError))
      let seconds = rule == twin ? nil : Spread(own.map(\.processorSeconds))?.mean
      let least = Spread(own.compactMap { $0.validationErrors.min() })?.mean
      table.add(
        [.init(rule)]
          + [errors?.mean, errors?.deviation, least, Double(own.count), seconds].map {
            .init(SummaryTable.plain($0))
          })
    }
    return table.csv()
  }
}

/// Progress of one training among several.
final class CompareWatcher: TrainingObserver {
  private let session: RunSession
  private let label: String
  private let position: Double
  private let total: Double

  init(_ session: RunSession, label: String, from position: Int, of total: Int) {
    self.session = session
    self.label = label
    self.position = Double(position)
    self.total = Double(total)
  }

  var isCancelled: Bool { session.observer.isCancelled }

  func advanced(_ state: TrainingProgress) {
    session.observer.advanced(
      "\(label), \(state.stage), epoch \(state.epoch)/\(state.epochs), error "
        + SummaryTable.percent(state.error), fraction: (position + state.fraction) / total)
  }

  func finished(_ epoch: Epoch) {
    session.observer.noted(
      "\(label), epoch \(epoch.epoch): \(epoch.validationError == nil ? "training" : "validation") error "
        + SummaryTable.percent(epoch.selectionError)
    )
  }
}
