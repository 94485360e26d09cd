public import Records

/// Why a file of another program cannot be read, or something cannot be written for one. Cases hold the
/// facts; the description says place and remedy.
public enum ExchangeError: Error, Equatable {
  /// The file system refused.
  case record(RecordError)
  /// The file is not what it seems to be. `place` is inside the file: `/node/nodes/hidden/tau`.
  case damaged(file: String, place: String, reason: String)
  /// The file is fine, but says something that this program cannot represent.
  case unsupported(file: String, place: String, what: String)
  /// HDF5 files are read by a process of their own, and the system would not start one.
  case noProcess(file: String, reason: SystemReason)
  /// The format has no words for a part of the network.
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

/// Reads a whole file, as `ExchangeError`.
func contents(of path: String) throws(ExchangeError) -> [UInt8] {
  do { return try readBytes(of: path) } catch { throw .record(error) }
}

/// Writes a whole file or none, as `ExchangeError`.
func put(_ bytes: [UInt8], to path: String) throws(ExchangeError) {
  do { try AtomicFile.write(bytes, to: path) } catch { throw .record(error) }
}
