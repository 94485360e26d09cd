import Foundation
import Synchronization

/// The handler of Ctrl-C. The first signal asks the run to stop at the next batch; the second ends the program.
enum Interrupt {
  private static let seen = Atomic<Bool>(false)

  /// True if Ctrl-C was pressed.
  static var isRequested: Bool { seen.load(ordering: .relaxed) }

  /// Makes Ctrl-C and SIGTERM end runs gently from now on.
  static func watch() {
    _ = isRequested  // so that the handler need not initialise anything
    // The parent process may have blocked or ignored these signals.
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    for number in [SIGINT, SIGTERM] { unsafe sigaddset(&signals, number) }
    unsafe pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    for number in [SIGINT, SIGTERM] {
      signal(number) { _ in
        if Interrupt.seen.exchange(true, ordering: .relaxed) { _exit(130) }
      }
    }
  }
}
