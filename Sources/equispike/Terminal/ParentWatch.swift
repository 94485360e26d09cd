import Foundation

/// A watch on the sweep that started this run. When the sweep ends, or asks the run to stop, the pipe at standard input
/// closes, and the run ends gently as with Ctrl-C.
enum ParentWatch {
  /// The environment variable that is 1 if standard input is such a pipe.
  static let variable = "EQUISPIKE_STOPS_WITH_STDIN"

  /// Opens standard input, output and error if they are closed. Otherwise the next files would get their numbers, and
  /// messages would be written into these files. Writing to a closed output stays an error.
  static func openStandardFiles() {
    for number in Int32(0)...2 where fcntl(number, F_GETFD) < 0 {
      _ = unsafe open("/dev/null", number == 2 ? O_WRONLY : O_RDONLY)
    }
  }

  /// Begins to watch, if the environment variable is set.
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
