public import Measurements
import RateModel

/// The state of a training between two batches. With the model and the data it is all that resuming needs, with the
/// same result, bit for bit.
public struct TrainingCheckpoint: Sendable {
  /// Numbers and their name, `SET/NAME`.
  public typealias Entry = (name: String, values: Numbers)

  /// The progress of the training, and its tallies.
  public var course: TrainingCourse
  /// Parameters and other states.
  public var arrays: [Entry]

  /// A checkpoint of these parts.
  public init(course: TrainingCourse, arrays: [Entry]) {
    self.course = course
    self.arrays = arrays
  }

  /// The numbers `name`, `count` of them unless it is nil.
  func numbers(_ name: String, _ count: Int? = nil) throws(LearningError) -> Numbers {
    let found = arrays.first { $0.name == name }?.values
    guard let found, found.count == count ?? found.count else {
      throw .checkpoint(name: name, found: found?.count ?? 0, expected: count ?? 1)
    }
    return found
  }

  /// The parameters of one set of a spiking network, in the shape of `like`.
  func parameters(_ set: String, like: Parameters) throws(LearningError) -> Parameters {
    var result = like
    for (name, old) in like.weights {
      result.weights[name] = try numbers("\(set)/weights/\(name)", old.count).doubles
    }
    for (name, old) in like.biases {
      result.biases[name] = try numbers("\(set)/biases/\(name)", old.count).doubles
    }
    result.rounds = Int(try numbers("\(set)/rounds", 1).doubles[0])
    return result
  }

  /// The parameters of one set of a rate model, in the shape of `like`.
  func parameters(
    _ set: String, like: ParameterSet<Float>
  ) throws(LearningError) -> ParameterSet<Float> {
    var result = like
    for (k, name) in like.names.enumerated() {
      result.values[k] = try numbers("\(set)/\(name)", like.values[k].count).floats
    }
    return result
  }
}

extension Parameters {
  /// All numbers, for a checkpoint.
  func arrays(_ set: String) -> [TrainingCheckpoint.Entry] {
    weights.sorted { $0.key < $1.key }.map { ("\(set)/weights/\($0)", .doubles($1)) }
      + biases.sorted { $0.key < $1.key }.map { ("\(set)/biases/\($0)", .doubles($1)) }
      + [("\(set)/rounds", .doubles([Double(rounds)]))]
  }
}

extension ParameterSet<Float> {
  /// All numbers, for a checkpoint.
  func arrays(_ set: String) -> [TrainingCheckpoint.Entry] {
    zip(names, values).map { ("\(set)/\($0)", .floats($1)) }
  }
}

/// The progress of a training, and its tallies: the facts of a checkpoint.
public struct TrainingCourse: Sendable, Codable {
  /// Trainings of the same model that are over.
  public internal(set) var trainings: [RateTrainingResult.Training] = []
  /// The present epoch; 0 is the network before learning.
  public internal(set) var epoch: Int
  /// Number of samples of the epoch that are done, in its order.
  public internal(set) var done = 0
  /// Epochs of the present training that are over.
  public internal(set) var finished: [Epoch] = []
  var batches = 0
  var wrong = 0, twinWrong = 0
  var record = Epoch()
  var tally: EpochTally
  var bestEpoch = 0
  var bestError: Double?, bestTwinError: Double?

  /// A training that begins with this epoch.
  init(epoch: Int, tally: EpochTally) {
    self.epoch = epoch
    self.tally = tally
    record.epoch = epoch
  }

  /// The epochs of all trainings that are over, and of the present one.
  public var epochs: [Epoch] { trainings.flatMap(\.epochs) + finished }

  mutating func begin(_ epoch: Int, tally: EpochTally) {
    self.epoch = epoch
    self.tally = tally
    (done, batches, wrong, twinWrong) = (0, 0, 0, 0)
    record = Epoch()
    record.epoch = epoch
  }
}
