/// Where a run comes from and how it went: `run.json`.
///
/// Written with the status `running` when the run starts, and again, whole, when it ends in whatever
/// way. A `run.json` that says `running` after its process is gone is a run that was killed.
public struct RunInformation: Sendable, Codable, Equatable {
  /// The program whose run it is; folders with another value here are never replaced.
  public private(set) var program = Self.programName
  /// `equispike`.
  public static let programName = "equispike"

  /// How a run stands.
  public enum Status: String, Sendable, Codable {
    /// It has not ended.
    case running
    /// It came to its end.
    case finished
    /// An error ended it.
    case failed
    /// The user ended it.
    case interrupted
  }

  /// Version of the program.
  public var version = ""
  /// Commit it was built from; empty if unknown.
  public var commit = ""
  /// The work of the run; nil in runs of earlier versions until their folder is opened, and where nothing tells it.
  public var kind: RunKind?
  /// Choices besides the model; nil in runs of earlier versions until their folder is opened.
  public var options: RunOptions?
  /// The command line that began it, word by word: for people. No program reads it, except of earlier versions' runs.
  public var commandLine: [String] = []
  /// The command lines that went on with it after an interruption; nil if there was none.
  public var resumes: [[String]]?
  /// The model file as it was named; nil if there is none.
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
  /// How the run stands.
  public var status = Status.running
  /// Why it failed.
  public var error: String?
  /// The warnings that the user was told, with how often, by text.
  public var warnings: [String: Int] = [:]
  /// Those of `warnings` that are about how the run ended: when it goes on, its next end is told instead; nil if there
  /// are none.
  public var endings: [String]?

  /// The process that runs it, or ran it last; nil in runs of earlier versions.
  public var process: ProcessPlace?

  /// Nothing known yet, running.
  public init() {}

  /// Whether the run says that it goes on, but its process, on this machine, is gone: it was killed.
  public var hasVanished: Bool { status == .running && process?.isGone == true }

  /// Counts a warning.
  ///
  /// - Parameter isEnding: True if it is about how the run ended.
  public mutating func warn(_ text: String, isEnding: Bool = false) {
    warnings[text, default: 0] += 1
    if isEnding { endings = (endings ?? []) + [text] }
  }

  /// Forgets what was told of an end after which the run goes on.
  public mutating func reopen() {
    for text in endings ?? [] { warnings[text] = nil }
    endings = nil
  }
}

/// A computer and its operating system.
public struct Machine: Sendable, Codable, Equatable {
  /// Its name on the network.
  public var host = ""
  /// The processor's name.
  public var processor = ""
  /// Processors that this process may use.
  public var cores = 0
  /// Operating system and kernel.
  public var system = ""

  /// An unknown machine.
  public init() {}
}
