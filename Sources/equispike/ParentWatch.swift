import Foundation

/// Ends a run gently, as Ctrl-C does, when the sweep that started it has ended or asks it to stop: both close
/// the pipe that is its standard input.
enum ParentWatch {
  /// Says that standard input is such a pipe.
  static let variable = "EQUISPIKE_STOPS_WITH_STDIN"

  /// From now on, if the environment says so.
  static func begin() {
    guard ProcessInfo.processInfo.environment[variable] == "1" else { return }
    let thread = Thread {
      while let data = try? FileHandle.standardInput.read(upToCount: 4096), !data.isEmpty {}
      // A second signal would end the program at once.
      if !Interrupt.isRequested { kill(getpid(), SIGTERM) }
    }
    thread.start()
  }
}
