import Glibc

/// Seconds that `work` takes on the processor, on this thread.
///
/// Time on the clock would count other tests and other programs too: a machine that is busy makes no test fail.
public func processorSeconds(_ work: () throws -> Void) rethrows -> Double {
  let start = processorSeconds()
  try work()
  return processorSeconds() - start
}

/// Processor time of this thread so far [s].
private func processorSeconds() -> Double {
  var time = timespec()
  unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
}
