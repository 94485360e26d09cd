/// The provenance and the course of a run: `run.json`.
///
/// It is written with the status `running` when the run starts, and again when it ends in any way. If the status is
/// `running` but the process has ended, the run was killed.
public struct RunInformation: Sendable, Codable, Equatable {
  /// The program of the run; folders with another value are never replaced.
  public private(set) var program = Self.programName
  /// The name of this program, `equispike`.
  public static let programName = "equispike"

  /// The state of a run.
  public enum Status: String, Sendable, Codable {
    /// The run has not ended.
    case running
    /// The run is complete.
    case finished
    /// An error ended the run.
    case failed
    /// The user ended the run.
    case interrupted
  }

  /// The version of the program.
  public var version = ""
  /// The commit from which the program was built; empty if unknown.
  public var commit = ""
  /// The work of the run; nil in runs of earlier versions until their folder is opened, and where nothing tells it.
  public var kind: RunKind?
  /// Choices besides the model; nil in runs of earlier versions until their folder is opened.
  public var options: RunOptions?
  /// The command line that began it, word by word: for people. No program reads it, except of earlier versions' runs.
  public var commandLine: [String] = []
  /// The command lines that resumed it after an interruption; nil if there was none.
  public var resumes: [[String]]?
  /// The path of the model file as the user named it; nil if there is none.
  public var modelPath: String?
  /// SHA-256 of the model file.
  public var modelSHA256: String?
  /// SHA-256 of the configuration with all defaults and changes in it.
  public var configurationSHA256: String?
  /// The root of all random numbers, drawn or given.
  public var seed: UInt64?
  /// Threads used.
  public var threads = 1
  /// Processes that computed together, each with these threads; nil in runs of earlier versions.
  public var ranks: Int?
  /// Versions of libraries, by name.
  public var libraries: [String: String] = [:]
  /// SHA-256 of data files, by path.
  public var dataSHA256: [String: String] = [:]
  /// The machine.
  public var machine = Machine()
  /// Start, ISO 8601, UTC.
  public var start = ""
  /// End, ISO 8601, UTC; nil while it runs.
  public var end: String?
  /// Wall time [s].
  public var wallSeconds: Double?
  /// Processor time of all threads [s].
  public var processorSeconds: Double?
  /// Largest memory in use [bytes].
  public var peakMemoryBytes: Int?
  /// The state of the run.
  public var status = Status.running
  /// The error that ended the run.
  public var error: String?
  /// The number of times that each warning was shown, by its text.
  public var warnings: [String: Int] = [:]
  /// The warnings about the end of the run. A run that is resumed replaces them by those about its next end. Nil if
  /// there are none.
  public var endings: [String]?

  /// The process that runs it, or ran it last; nil in runs of earlier versions.
  public var process: ProcessPlace?

  /// The information of a run that has just started.
  public init() {}

  /// True if the run was killed: its status is `running`, but its process on this machine has ended.
  public var hasVanished: Bool { status == .running && process?.isGone == true }

  /// Counts a warning.
  ///
  /// - Parameter isEnding: True if it is about the end of the run.
  public mutating func warn(_ text: String, isEnding: Bool = false) {
    warnings[text, default: 0] += 1
    if isEnding { endings = (endings ?? []) + [text] }
  }

  /// Removes the warnings about an end after which the run is resumed.
  public mutating func reopen() {
    for text in endings ?? [] { warnings[text] = nil }
    endings = nil
  }
}

/// A computer and its operating system.
public struct Machine: Sendable, Codable, Equatable {
  /// The name on the network.
  public var host = ""
  /// The processor's name.
  public var processor = ""
  /// The number of processors that this process may use.
  public var cores = 0
  /// The operating system and its kernel.
  public var system = ""

  /// An unknown machine.
  public init() {}
}
