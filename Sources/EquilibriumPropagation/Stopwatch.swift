import Measurements
#if canImport(Glibc)
  import Glibc
#else
  import Foundation
#endif

/// A clock of the time since it was made.
struct Stopwatch {
  private let start = ContinuousClock.now
  private let processor = Self.processorTime

  /// Wall time [s].
  var seconds: Double { (ContinuousClock.now - start) / .seconds(1) }

  /// Processor time of all threads [s].
  var processorSeconds: Double { Self.processorTime - processor }

  /// Adds both times to those of an epoch.
  func add(to record: inout Epoch) {
    record.seconds = (record.seconds ?? 0) + seconds
    record.processorSeconds = (record.processorSeconds ?? 0) + processorSeconds
  }

  private static var processorTime: Double {
    var time = timespec()
    unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
  }
}
