import Foundation

/// Ends a run gently, as Ctrl-C does, when the sweep that started it has ended or asks it to stop: both close
/// the pipe that is its standard input.
enum ParentWatch {
  /// Says that standard input is such a pipe.
  static let variable = "EQUISPIKE_STOPS_WITH_STDIN"

  /// Gives standard input, output and error that are closed a place: else the next files that are opened would get
  /// their numbers, and words for people would be written into them. Writing to a closed output stays an error.
  static func openStandardFiles() {
    for number in Int32(0)...2 where fcntl(number, F_GETFD) < 0 {
      _ = unsafe open("/dev/null", number == 2 ? O_WRONLY : O_RDONLY)
    }
  }

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
