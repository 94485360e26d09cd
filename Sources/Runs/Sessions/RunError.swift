public import Records

/// A reason why a run cannot begin, cannot go on, or did not come to the end that was asked for.
public enum RunError: Error {
  /// The data set is read from files, whose folder was not given.
  case noDataPath(set: String)
  /// No model of this name or path; the folder of shipped models, and their names.
  case unknownModel(name: String, known: [String], folder: String?)
  /// No number of this name in the results of a sweep.
  case unknownMetric(name: String, known: [String])
  /// The run would not fit into memory. [bytes]
  case tooLarge(needed: Double, limit: MemoryLimit)
  /// Checks did not pass.
  case checksFailed(count: Int, of: Int)
  /// Rules with less than the cosine that was asked for, each with its cosine.
  case belowCosine(Double, [String])
  /// A file that exists, and that is replaced only on request.
  case fileExists(String)
  /// No checkpoint can be read, in the words of the record, and the model to begin anew with.
  case lostCheckpoint(RecordError, model: String)
  /// There were warnings, and they count as errors.
  case warned(count: Int)
  /// A run whose results are not what its model file expects, where that is an error, each in a sentence.
  case unmet([String])
  /// The observer ended the run; results so far are in the folder.
  case interrupted(folder: String?)
  /// A point of a sweep that cannot be run, its values, and the error.
  case point(Int, String, any Error)
  /// Points of a sweep that failed, or were not run.
  case incompleteSweep(failed: Int, left: Int, of: Int)
  /// Two formats that cannot be converted into one another.
  case conversion(from: String, to: String, ConversionProblem)
  /// The run in this folder has come to its end.
  case nothingToResume(String)
  /// More epochs or seeds than the run in this folder can have.
  case prolongation(folder: String, Prolongation.Problem)
  /// The model in this folder is not the one that the run began with.
  case changedModel(String)
  /// Something that this version cannot do.
  case unavailable(String)
}

extension RunError {
  /// True if the run did all its work, and only its findings are an error.
  public var endsCompleteRun: Bool {
    switch self {
    case .checksFailed, .belowCosine: true
    default: false
    }
  }
}

extension RunError: CustomStringConvertible {
  /// One sentence: place, found, expected.
  public var description: String {
    switch self {
    case .noDataPath(let set): "\(set) is read from files; data.path says where they are"
    case .unknownModel(let name, _, _): "there is no model or file '\(name)'"
    case .unknownMetric(let name, let known):
      "no result of the sweep is called '\(name)'; there are: " + known.joined(separator: ", ")
    case .tooLarge(let needed, let limit):
      "the run needs about \(Estimate.bytes(needed)), but \(limit.words) \(Estimate.bytes(limit.bytes))"
    case .checksFailed(let count, let all): "\(count) of \(all) checks failed"
    case .belowCosine(let minimum, let rows):
      "the cosine with rate EP is below \(minimum) in:" + rows.map { "\n  \($0)" }.joined()
    case .fileExists(let file): "there is a file '\(file)' already"
    case .lostCheckpoint(let error, _):
      "\(error) There is no checkpoint before it that can be read"
    case .warned(let count): count == 1 ? "1 warning" : "\(count) warnings"
    case .unmet(let sentences):
      "not what the model file expects:" + sentences.map { "\n  " + $0 }.joined()
    case .interrupted(let folder):
      "interrupted" + (folder.map { "; what there is was written to \($0)" } ?? "")
    case .point(let point, let values, let error):
      "point \(point) of the sweep, \(values), cannot be run: \(error)"
    case .incompleteSweep(let failed, let left, let all):
      "of \(all) points \(failed) failed and \(left) are not finished"
    case .conversion(let input, let output, let problem):
      "'\(input)' cannot become '\(output)': \(problem)"
    case .nothingToResume(let folder): "'\(folder)' has come to its end; there is nothing to resume"
    case .prolongation(let folder, let problem): "'\(folder)' cannot go on: \(problem)"
    case .changedModel(let path): "'\(path)' is not the model that the run began with"
    case .unavailable(let what): what
    }
  }
}
