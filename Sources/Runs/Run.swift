/// The work that a verb does, without its command line: `measure` computes, `report` writes the results into the folder of
/// the session, where it has one, and makes tables of them.
public protocol Run {
  /// The result of the work in memory.
  associatedtype Measured

  /// True if the work checks `isCancelled` often; false if it cannot be ended early.
  var looksUp: Bool { get }

  /// Does the work. Checkpoints and lines of metrics are kept in the folder while it goes on.
  func measure(_ session: RunSession) throws -> Measured

  /// Writes files and figures of `measured`.
  func report(_ measured: Measured, _ session: RunSession) throws -> RunOutcome
}

extension Run {
  public var looksUp: Bool { true }

  /// Does the work and reports it; `run.json` in the folder says how the run ended.
  ///
  /// *Errors*: those of the work; a run that the observer ended, and checks that did not pass, are in `failure`.
  public func run(_ session: RunSession) throws -> RunOutcome {
    var outcome: RunOutcome?
    do {
      try session.perform {
        let reported = try report(try measure(session), session)
        outcome = reported
        if let failure = reported.failure { throw failure }
      }
    } catch let error as RunError {
      guard let outcome, outcome.failure != nil else { throw error }
    }
    return outcome!
  }
}
