import Foundation
import Records
import Reports
import Runs

/// An observer that writes the progress of a run to stderr, and ends the run after Ctrl-C.
final class TerminalObserver: RunObserver {
  private let progress: ProgressLine

  /// - Parameter isQuiet: True if only warnings at the end are shown.
  init(quiet isQuiet: Bool) { progress = ProgressLine(quiet: isQuiet) }

  var isCancelled: Bool { Interrupt.isRequested }
  func advanced(_ text: String, fraction: Double) { progress.show(text, fraction: fraction) }
  func noted(_ text: String) { progress.note(text) }
  func warned(_ text: String) { progress.note(Terminal.warning(text)) }
  func words(for error: any Error) -> String { ErrorText.describe(error).text }

  /// Shows all warnings once more, with the number of times that each came, even if progress is not shown.
  func ended(_ warnings: [String: Int]) {
    progress.clear()
    let warnings = warnings.sorted { $0.key < $1.key }
    guard !warnings.isEmpty else { return }
    let count = warnings.reduce(0) { $0 + $1.value }
    Terminal.note(count == 1 ? "1 warning:" : "\(count) warnings:")
    for (text, count) in warnings {
      Terminal.note("  " + Terminal.warning(text) + (count > 1 ? " (\(count) times)" : ""))
    }
  }

  /// Removes the live line.
  func clear() { progress.clear() }
}

/// The observer of ranks besides the first, without output; Ctrl-C reaches all ranks.
final class RankObserver: RunObserver {
  var isCancelled: Bool { Interrupt.isRequested }
}

extension Run {
  /// Does the work, together with other ranks if there are any, and prints the results.
  ///
  /// - Parameters:
  ///   - session: The session; nil for ranks besides the first, which compute only.
  ///   - observer: The observer of the session.
  ///   - output: The format of results.
  func perform(_ session: RunSession?, _ observer: TerminalObserver, _ output: OutputOptions) throws
  {
    guard let session else {
      _ = try Ranks.together { try measure(RunSession(observer: RankObserver())) }
      return
    }
    session.checkpointPause = Self.checkpointPause
    if !looksUp { session.endAtInterrupt() }
    try session.perform {
      let measured = try Ranks.together { try measure(session) }
      if let traffic = Ranks.traffic { observer.noted(traffic) }
      let outcome = try report(measured, session)
      if case .interrupted = outcome.failure, outcome.measured.isTraining,
        let folder = session.folder
      {
        observer.noted("go on with: equispike resume \(folder.path)")
      }
      if output.json {
        try Terminal.output(json: JudgedOutcome(outcome.measured, session.verdicts))
      } else {
        observer.clear()
        print(outcome.text(isStyled: Terminal.hasStyledOutput))
        print(session.places)
      }
      if let failure = outcome.failure { throw failure }
    }
    if session.hasLeniency {
      Terminal.note(
        "--strict judges no expectation here: they are about the model file, and this run changed the model"
      )
    }
  }

  /// The time between checkpoints: EQUISPIKE_CHECKPOINT_SECONDS, else a minute.
  private static var checkpointPause: Duration {
    let text = ProcessInfo.processInfo.environment["EQUISPIKE_CHECKPOINT_SECONDS"] ?? ""
    let seconds = Double(text).flatMap { $0 >= 0 && $0 <= 1e9 ? $0 : nil }
    if seconds == nil, !text.isEmpty {
      Terminal.note(
        Terminal.warning(
          "EQUISPIKE_CHECKPOINT_SECONDS is '\(text)'; expected 0 to 1e9 seconds, so it is 60"))
    }
    return .seconds(seconds ?? 60)
  }
}

/// The measurements of a run with `expectations`, the verdicts on what its model file expects, if it expects any.
private struct JudgedOutcome: Encodable {
  let measured: RunOutcome.Measured
  let verdicts: [Verdict]

  init(_ measured: RunOutcome.Measured, _ verdicts: [Verdict]) {
    (self.measured, self.verdicts) = (measured, verdicts)
  }

  enum CodingKeys: String, CodingKey { case expectations }

  func encode(to encoder: any Encoder) throws {
    try measured.encode(to: encoder)
    // The trainings of a comparison are a list, which has no keys.
    if case .trainings = measured { return }
    if verdicts.isEmpty { return }
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(verdicts, forKey: .expectations)
  }
}

extension RunOutcome.Measured {
  /// True for trainings, which `resume` can continue.
  fileprivate var isTraining: Bool {
    switch self {
    case .learning, .training: true
    case .simulation, .theorems, .comparison, .trainings, .rule: false
    }
  }
}

extension RunSession {
  /// The last lines of the output: expectations, and the paths of results.
  fileprivate var places: String {
    (verdicts.map { "expected " + $0.sentence } + ["results  " + (folder?.path ?? "")]
      + pictures.map { "figure   " + $0 })
      .joined(separator: "\n")
  }

  /// Makes Ctrl-C end the program at any time of the work, with the status `interrupted` in `run.json`.
  fileprivate func endAtInterrupt() {
    Interrupt.watch()
    let (end, folder) = (endFromOutside(), folder?.path)
    Thread.detachNewThread {
      while !Interrupt.isRequested { usleep(50_000) }
      if end() { ErrorText.exit(with: RunError.interrupted(folder: folder)) }
    }
  }
}

extension RunPlace {
  /// The place that a command line names, over all ranks.
  init(
    _ out: String?, force: Bool, threads: Int = 1, _ warnings: WarningOptions, kind: RunKind? = nil,
    options: RunOptions = RunOptions()
  ) {
    self.init(folder: out, isReplacing: force, threads: threads)
    ranks = Ranks.count
    isStrict = warnings.strict
    self.kind = kind
    self.options = options
  }
}
