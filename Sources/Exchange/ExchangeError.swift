public import Records

/// The reason that a file of another program cannot be read, or a part of a network cannot be written. Cases hold the
/// facts; the description says place and remedy.
public enum ExchangeError: Error, Equatable {
  /// The file system failed.
  case record(RecordError)
  /// The content of the file is damaged. `place` is inside the file: `/node/nodes/hidden/tau`.
  case damaged(file: String, place: String, reason: String)
  /// The file is intact, but its content cannot be represented by this program.
  case unsupported(file: String, place: String, what: String)
  /// The process that reads HDF5 files could not be started.
  case noProcess(file: String, reason: SystemReason)
  /// The format cannot express a part of the network.
  case inexpressible(format: String, part: String, reason: String)
}

extension ExchangeError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .record(let error): "\(error) \(error.remedy)"
    case .damaged(let file, let place, let reason):
      "'\(file)' cannot be understood" + (place.isEmpty ? "" : " at \(place)")
        + ": \(reason). Make the file again, or name another one."
    case .unsupported(let file, let place, let what):
      "'\(file)'" + (place.isEmpty ? "" : ", \(place)") + ": \(what)."
    case .noProcess(let file, let reason):
      "'\(file)' cannot be read: the process that reads HDF5 files cannot be started: \(reason). End "
        + "other programs, or allow more processes (ulimit -u) and memory."
    case .inexpressible(let format, let part, let reason):
      "\(part) cannot be written as \(format): \(reason)."
    }
  }
}

/// A reader of a file, or a part of it: makes the errors of that file.
protocol FilePart: ~Copyable {
  /// The path of the file.
  var file: String { get }
}

extension FilePart where Self: ~Copyable {
  /// The error of damage at `place` inside the file.
  func damaged(_ place: String, _ reason: String) -> ExchangeError {
    .damaged(file: file, place: place, reason: reason)
  }

  /// The error of something at `place` that cannot be represented.
  func unsupported(_ place: String, _ what: String) -> ExchangeError {
    .unsupported(file: file, place: place, what: what)
  }
}

/// The bytes of a file; failures are an `ExchangeError`.
func contents(of path: String) throws(ExchangeError) -> [UInt8] {
  do { return try readBytes(of: path) } catch { throw .record(error) }
}

/// Writes a whole file or none; failures are an `ExchangeError`.
func put(_ bytes: [UInt8], to path: String) throws(ExchangeError) {
  do { try AtomicFile.write(bytes, to: path) } catch { throw .record(error) }
}

/// The bytes of the text `file` without a byte order mark, each line ended by LF.
func plain(_ bytes: [UInt8], of file: String) throws(ExchangeError) -> [UInt8] {
  guard let plain = PlainText.normalized(bytes) else {
    throw .damaged(file: file, place: "", reason: PlainText.isUTF16)
  }
  return plain
}
