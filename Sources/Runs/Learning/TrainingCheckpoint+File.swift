import EquilibriumPropagation
import Measurements
import Records

/// Checkpoints of trainings as files.
extension TrainingCheckpoint {
  /// The facts of the file: the progress of the training, and the names of the arrays.
  private struct Facts: Codable {
    var course: TrainingCourse
    var names: [String]
  }

  /// The checkpoint as a file.
  func file() throws -> CheckpointFile {
    try CheckpointFile(
      encoding: Facts(course: course, names: arrays.map(\.name)), arrays: arrays.map(\.values))
  }

  /// The checkpoint in `file`, which was read from `path`.
  init(_ file: CheckpointFile, path: String) throws {
    guard let facts = file.facts(as: Facts.self), facts.names.count == file.arrays.count else {
      throw RecordError.damaged(path: path, reason: "its facts cannot be read")
    }
    self.init(
      course: facts.course, arrays: zip(facts.names, file.arrays).map { (name: $0, values: $1) })
  }
}
