import Foundation
import Measurements
import Records

/// Runs the points of a sweep that are missing, several at a time, together with any other process that works
/// on the same folder.
struct SweepJob {
  let folder: SweepFolder
  /// Which points, from 1.
  let points: [Int]
  /// Changes of the model at a point.
  let overrides: (Int) -> [String]
  /// How many run at a time.
  let jobs: Int
  /// Threads of each.
  let threads: Int
  /// Whether points that failed earlier run again.
  let retries: Bool
  /// Whether to wait for points that other processes run.
  let waits: Bool
  let progress: ProgressLine

  /// Runs until no point is left.
  ///
  /// *Errors*: `interrupted` after Ctrl-C, when all runs have written what there is.
  func run() throws {
    var open = points
    var tried: Set<Int> = []
    var running: [SweepPointRun] = []
    var failed = 0
    var nextLook = ContinuousClock.now
    while true {
      if Interrupt.isRequested {
        try stop(running)
        throw ToolError.interrupted(folder: nil)
      }
      for run in running where !run.isRunning {
        let state = try run.finish(wasStopped: false)
        running.removeAll { $0 === run }
        open.removeAll { $0 == run.point }
        if state == .failed {
          failed += 1
          let error = folder.row(of: run.point).error ?? ""
          progress.note("point \(run.point) failed: \(error)")
        }
        nextLook = .now
      }
      if running.count < jobs, ContinuousClock.now >= nextLook {
        if let run = try next(&open, &tried, running) {
          try run.start(overrides: overrides(run.point), threads: threads)
          running.append(run)
          continue
        }
        // What is left is run by others; they are asked again in a while.
        nextLook = .now + .milliseconds(250)
      }
      if running.isEmpty, open.isEmpty || !waits { return }
      show(done: points.count - open.count, running: running.count, failed: failed)
      usleep(10_000)
    }
  }

  /// The first point that has to be run and is free, locked; points that are done are no longer open.
  private func next(
    _ open: inout [Int], _ tried: inout Set<Int>, _ running: [SweepPointRun]
  ) throws -> SweepPointRun? {
    var done: Set<Int> = []
    defer { open.removeAll { done.contains($0) } }
    for point in open where !running.contains(where: { $0.point == point }) {
      guard let run = try SweepPointRun(point, in: folder) else { continue }
      switch run.state {
      case .finished: done.insert(point)
      case .failed where !retries || tried.contains(point): done.insert(point)
      case .missing, .begun, .failed:
        tried.insert(point)
        return run
      }
    }
    return nil
  }

  /// Asks all runs to end and waits until they have.
  private func stop(_ running: [SweepPointRun]) throws {
    progress.clear()
    for run in running { run.stop() }
    for run in running {
      while run.isRunning { usleep(10_000) }
      _ = try run.finish(wasStopped: true)
    }
  }

  private func show(done: Int, running: Int, failed: Int) {
    let failures = failed > 0 ? ", \(failed) failed" : ""
    progress.show(
      "\(done) of \(points.count) points done\(failures), \(running) running",
      fraction: Double(done) / Double(max(points.count, 1)))
  }
}
