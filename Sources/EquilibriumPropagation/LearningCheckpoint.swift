public import Measurements

/// The state of learning between two batches. With the model and the data it is all that resuming needs, with the
/// same result, bit for bit.
public struct LearningCheckpoint: Sendable {
  /// The progress of learning, and its tallies.
  public var course: LearningCourse
  /// Weights and biases, by set (`present`, `best`, `twin`, `best twin`), kind and name, in this order.
  public var arrays: [(name: String, values: [Double])] = []

  /// A checkpoint without numbers.
  public init(course: LearningCourse) { self.course = course }

  mutating func add(_ parameters: Parameters, as set: String) {
    for (name, values) in parameters.weights.sorted(by: { $0.key < $1.key }) {
      arrays.append(("\(set)/weights/\(name)", values))
    }
    for (name, values) in parameters.biases.sorted(by: { $0.key < $1.key }) {
      arrays.append(("\(set)/biases/\(name)", values))
    }
    arrays.append(("\(set)/rounds", [Double(parameters.rounds)]))
  }

  /// The parameters of one set, in the shape of `like`.
  func parameters(_ set: String, like: Parameters) throws(LearningError) -> Parameters {
    func values(_ name: String, _ count: Int) throws(LearningError) -> [Double] {
      let found = arrays.first { $0.name == "\(set)/\(name)" }?.values ?? []
      guard found.count == count else {
        throw .checkpoint(name: "\(set)/\(name)", found: found.count, expected: count)
      }
      return found
    }
    var result = like
    for (name, old) in like.weights {
      result.weights[name] = try values("weights/\(name)", old.count)
    }
    for (name, old) in like.biases { result.biases[name] = try values("biases/\(name)", old.count) }
    result.rounds = Int(try values("rounds", 1)[0])
    return result
  }
}

/// The progress of learning, and its tallies: the facts of a checkpoint.
public struct LearningCourse: Sendable, Codable {
  /// The present epoch; 0 is the network before learning.
  public internal(set) var epoch = 0
  /// Number of samples of the epoch that are done, in its order.
  public internal(set) var done = 0
  /// Epochs that are over.
  public internal(set) var finished: [Epoch] = []
  var batches = 0
  var wrong = 0, twinWrong = 0
  var record = Epoch()
  var tally: EpochTally
  var bestEpoch = 0
  var bestError: Double?, bestTwinError: Double?

  init(tally: EpochTally) { self.tally = tally }

  mutating func begin(epoch: Int, tally: EpochTally) {
    self.epoch = epoch
    self.tally = tally
    done = 0
    batches = 0
    wrong = 0
    twinWrong = 0
    record = Epoch()
  }
}
