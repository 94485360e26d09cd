import Foundation
import Synchronization

/// Notices Ctrl-C. The first one asks the run to stop at the next batch; the second ends the program.
enum Interrupt {
  private static let seen = Atomic<Bool>(false)

  /// Whether Ctrl-C was pressed.
  static var isRequested: Bool { seen.load(ordering: .relaxed) }

  /// From now on Ctrl-C and SIGTERM end runs gently.
  static func watch() {
    _ = isRequested  // so that the handler need not initialise anything
    for number in [SIGINT, SIGTERM] {
      signal(number) { _ in
        if Interrupt.seen.exchange(true, ordering: .relaxed) { _exit(130) }
      }
    }
  }
}
