import Dispatch
import Synchronization

/// Work over samples on several threads; results do not depend on their number.
public enum Parallel {
  /// Calls `body(worker, index)` once for each index, on `threads` threads; returns the results in the order of
  /// indices. One thread at a time uses a worker number, which is less than `threads` and than `count`.
  ///
  /// *Errors*: that of the least index that fails.
  ///
  /// - Parameters:
  ///   - count: Number of indices.
  ///   - threads: The greatest number of threads.
  ///   - body: The work on one index.
  public static func map<Value: Sendable, Failure: Error>(
    _ count: Int, threads: Int,
    _ body: @Sendable (_ worker: Int, _ index: Int) throws(Failure) -> Value
  ) throws(Failure) -> [Value] {
    let next = Atomic<Int>(0)
    let results = Mutex<[Value?]>(Array(repeating: nil, count: count))
    let failure = Mutex<(index: Int, error: Failure)?>(nil)
    @Sendable func work(_ worker: Int) {
      while true {
        let index = next.add(1, ordering: .relaxed).oldValue
        guard index < count else { return }
        do throws(Failure) {
          let value = try body(worker, index)
          results.withLock { $0[index] = value }
        } catch {
          // The least failing index is reported, whichever thread fails first.
          failure.withLock { if $0.map({ index < $0.index }) ?? true { $0 = (index, error) } }
          next.store(count, ordering: .relaxed)
          return
        }
      }
    }
    if threads <= 1 || count <= 1 {
      work(0)
    } else {
      DispatchQueue.concurrentPerform(iterations: min(threads, count)) { work($0) }
    }
    if let failure = failure.withLock({ $0 }) { throw failure.error }
    return results.withLock { $0.map { $0! } }
  }
}
