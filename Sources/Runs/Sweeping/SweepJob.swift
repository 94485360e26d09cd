import Foundation
import Measurements
public import Records

/// Runs the points of a sweep that are missing, several at a time, each as a process, together with any other process that
/// works on the same folder.
public struct SweepJob {
  /// The folder of the sweep.
  public let folder: SweepFolder
  /// The points, from 1.
  public let points: [Int]
  /// Changes of the model at a point.
  public let overrides: (Int) -> [String]
  /// The program that runs a point.
  public let launcher: PointLauncher
  /// Number of points that run at a time.
  public var jobs = 1
  /// Number of threads of each point.
  public var threads = 1
  /// True if points that failed earlier run again.
  public var retries = false
  /// True if points that other processes run are waited for.
  public var waits = true

  /// A job.
  ///
  /// - Parameters:
  ///   - folder: The folder of the sweep.
  ///   - points: The points, from 1.
  ///   - launcher: The program that runs a point.
  ///   - overrides: Changes of the model at a point.
  public init(
    _ folder: SweepFolder, points: [Int], launcher: PointLauncher,
    overrides: @escaping (Int) -> [String]
  ) {
    self.folder = folder
    self.points = points
    self.launcher = launcher
    self.overrides = overrides
  }

  /// Runs until no point is left.
  ///
  /// - Parameter observer: Sees the number of points that are done, and can end them.
  ///
  /// *Errors*: `interrupted` when the observer ended it and all runs have written what there is.
  public func run(observer: any RunObserver = QuietObserver()) throws {
    var open = points
    var tried: Set<Int> = []
    var running: [SweepPointRun] = []
    var failed = 0
    var nextLook = ContinuousClock.now
    while true {
      if observer.isCancelled {
        try stop(running)
        throw RunError.interrupted(folder: nil)
      }
      for run in running where !run.isRunning {
        let state = try run.finish(wasStopped: false)
        running.removeAll { $0 === run }
        open.removeAll { $0 == run.point }
        if state == .failed {
          failed += 1
          let error = folder.row(of: run.point).error ?? ""
          observer.noted("point \(run.point) failed: \(error)")
        }
        nextLook = .now
      }
      if running.count < jobs, ContinuousClock.now >= nextLook {
        if let run = try next(&open, &tried, running) {
          try run.start(launcher, overrides: overrides(run.point), threads: threads)
          running.append(run)
          continue
        }
        // Other processes run the points that are left; their states are read again after a while.
        nextLook = .now + .milliseconds(250)
      }
      if running.isEmpty, open.isEmpty || !waits { return }
      show(
        done: points.count - open.count, running: running.count, failed: failed, observer)
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
    for run in running { run.stop() }
    for run in running {
      while run.isRunning { usleep(10_000) }
      _ = try run.finish(wasStopped: true)
    }
  }

  private func show(
    done: Int, running: Int, failed: Int, _ observer: any RunObserver
  ) {
    let failures = failed > 0 ? ", \(failed) failed" : ""
    observer.advanced(
      "\(done) of \(points.count) points done\(failures), \(running) running",
      fraction: Double(done) / Double(max(points.count, 1)))
  }
}
