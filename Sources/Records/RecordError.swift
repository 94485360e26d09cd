import Foundation
import Measurements

/// The reason that a record cannot be written or read, with the place and the remedy.
public enum RecordError: Error, Sendable, Equatable {
  /// The folder contains files, and their replacement was not allowed.
  case folderNotEmpty(path: String)
  /// The folder should be replaced, but it is not a run: it has no `run.json` of this program.
  case notARun(path: String)
  /// The folder that should be replaced is or contains the current one.
  case holdsCurrent(path: String)
  /// Another process writes into the folder.
  case inUse(path: String)
  /// The folder contains a sweep of another model, other keys or other values.
  case otherSweep(path: String)
  /// A file that the model names has changed since the sweep began.
  case changedFile(path: String, sweep: String)
  /// An operation of the file system failed.
  case refused(Operation, path: String, reason: SystemReason)
  /// The file system has less free space than needed [bytes].
  case noSpace(path: String, needed: Int, available: Int)
  /// The content of a file does not have the format of its name.
  case damaged(path: String, reason: String)

  /// The operation that failed.
  public enum Operation: String, Sendable {
    case createFolder = "create the folder"
    case replaceFolder = "replace the folder"
    case listFolder = "list the folder"
    case create = "create"
    case write = "write"
    case finish = "finish writing"
    case rename = "put in place"
    case read = "read"
  }
}

extension RecordError: CustomStringConvertible {
  /// One sentence with the failed operation, the place, and the reason.
  public var description: String {
    switch self {
    case .folderNotEmpty(let path): "'\(path)' already holds files."
    case .notARun(let path) where Self.isSweep(path):
      "'\(path)' is the folder of a sweep, not of a run."
    case .notARun(let path):
      "'\(path)' is not a run of this program (it has no run.json of ours), so it is left alone."
    case .holdsCurrent(let path):
      "'\(path)' cannot be replaced from inside: the current directory is in it."
    case .inUse(let path): "another run is writing into '\(path)'."
    case .otherSweep(let path):
      "'\(path)' holds another sweep: its plan.json has another model, other keys or other values."
    case .changedFile(let path, let sweep):
      "'\(path)' has changed since the sweep in '\(sweep)' began, whose points would not be of one network."
    case .refused(let operation, let path, let reason):
      "cannot \(operation.rawValue) '\(path)': \(reason)."
    case .noSpace(let path, let needed, let available):
      "not enough space for '\(path)': \(Self.size(needed)) needed, \(Self.size(available)) free."
    case .damaged(let path, let reason): "'\(path)' cannot be understood: \(reason)."
    }
  }

  /// The remedy for the user.
  public var remedy: String {
    switch self {
    case .folderNotEmpty:
      "Name another folder with --out, or replace the run that is there with --force."
    case .holdsCurrent: "Go to another directory first (cd ..), or name another folder with --out."
    case .inUse: "Wait until it has ended, or name another folder with --out."
    case .notARun(let path) where Self.isSweep(path):
      "Its runs are \(path)/points/*. The command that made the sweep, typed again, runs what is missing."
    case .notARun:
      "A run's folder has a run.json. For a new run name another folder with --out; --force replaces only "
        + "earlier runs."
    case .otherSweep: "Name another folder with --out."
    case .changedFile: "Put the file back, or name another folder with --out."
    case .noSpace: "Free some space, or write somewhere else with --out."
    case .damaged: "Make the file again, or name another one."
    case .refused(_, _, let reason):
      switch reason.code {
      case EACCES, EPERM, EROFS: "Choose a folder in which you may write, with --out."
      case ENOSPC, EDQUOT, EFBIG: "Free some space, or write somewhere else with --out."
      case ENOTDIR, EEXIST: "A file is in the way: name another folder with --out."
      case ENOENT: "Check the path."
      case ENAMETOOLONG: "Choose a shorter name with --out."
      case EIO: "The disk or network drive reports a fault; write somewhere else with --out."
      case EPIPE: "The program that was reading has ended."
      default: "Write somewhere else with --out."
      }
    }
  }

  private static func isSweep(_ path: String) -> Bool { (try? SweepFolder.open(path)) != nil }

  private static func size(_ bytes: Int) -> String {
    let units = ["bytes", "KiB", "MiB", "GiB", "TiB"]
    var value = Double(bytes)
    var unit = 0
    while value >= 1024, unit < units.count - 1 {
      value /= 1024
      unit += 1
    }
    let digits = unit == 0 ? 1.0 : 10.0
    let rounded = (value * digits).rounded() / digits
    return "\(unit == 0 ? "\(Int(rounded))" : "\(rounded)") \(units[unit])"
  }
}

/// A reason from the operating system, errno.
public struct SystemReason: Sendable, Equatable, CustomStringConvertible {
  /// The value of errno.
  public let code: Int32

  /// The reason with this errno.
  public init(_ code: Int32) { self.code = code }

  /// The reason for which the last system call of this thread failed.
  static var last: SystemReason { SystemReason(errno) }

  /// The system's message in small letters: `permission denied`.
  public var description: String {
    switch code {
    case EACCES, EPERM: "permission denied"
    case ENOSPC: "no space left on device"
    case EDQUOT: "disk quota exceeded"
    case EFBIG: "file too large"
    case ENOTDIR: "not a directory"
    case EEXIST: "it exists already"
    case ENOENT: "no such file or directory"
    case EROFS: "the file system is read-only"
    case EIO: "input/output error"
    case EPIPE: "broken pipe"
    case EISDIR: "it is a directory"
    case ENAMETOOLONG: "the name is too long"
    case ELOOP: "too many symbolic links"
    case EMFILE, ENFILE: "too many open files"
    case EBUSY: "it is in use"
    default: "error \(code) of the operating system"
    }
  }
}
