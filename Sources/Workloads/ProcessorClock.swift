#if canImport(Glibc)
  import Glibc
#else
  import Foundation
#endif

/// Processor time of a thread, and the peak memory of the process.
public enum ProcessorClock {
  /// Processor time of the calling thread so far [s]; time of threads that libraries started is not included.
  public static func now() -> Double {
    var time = timespec()
    unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
  }

  /// Largest resident set so far [bytes].
  public static func peakMemory() -> Int {
    var usage = rusage()
    #if canImport(Glibc)
      unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
      return usage.ru_maxrss * 1024
    #else
      unsafe getrusage(RUSAGE_SELF, &usage)
      return usage.ru_maxrss
    #endif
  }
}
