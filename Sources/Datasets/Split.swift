public import Quantities

/// A data set in three parts: for learning (`train`), for choices such as when to stop (`validation`), and for the
/// reported errors (`test`).
public struct Split: Sendable, Hashable {
  /// The samples that change weights.
  public let train: Dataset
  /// The samples that choose among models; part of the training set, never of the test set.
  public let validation: Dataset
  /// The samples on which no choice depends.
  public let test: Dataset

  /// The split with these parts, which must agree in shape and classes.
  public init(train: Dataset, validation: Dataset, test: Dataset) {
    for part in [validation, test] {
      precondition(
        part.width == train.width && part.height == train.height && part.classes == train.classes,
        "\(part.name) and \(train.name) differ in shape or classes.")
    }
    self.train = train
    self.validation = validation
    self.test = test
  }

  /// The first `train` and the last `validation` samples of `training`, and all of `test`.
  ///
  /// *Edge cases*: samples in between are left out. Without `shuffling` the order is that of `training`; with it, a
  /// permutation that depends on the seed and `training.count` only.
  public init(
    training: Dataset, train: Int, validation: Int, test: Dataset, shuffling seed: Seed? = nil
  ) {
    let order = TrainingOrder(
      count: training.count, train: train, validation: validation, shuffling: seed)
    self.init(
      train: training.subset(order.train),
      validation: training.subset(order.validation, name: training.name + " (held out)"),
      test: test)
  }
}

/// The indices of training and validation samples in a training set; the latter come from its end.
struct TrainingOrder: Hashable {
  let train: [Int]
  let validation: [Int]

  init(count: Int, train: Int, validation: Int, shuffling seed: Seed?) {
    precondition(
      train >= 0 && validation >= 0 && train <= count && validation <= count - train,
      "\(train) + \(validation) samples cannot be taken from \(count).")
    var order = Array(0..<count)
    if let seed {
      var stream = seed.branch("split").stream()
      order = stream.shuffled(order)
    }
    self.train = Array(order.prefix(train))
    self.validation = Array(order.suffix(validation))
  }
}

/// The indices of training, validation and test samples in files.
struct FileParts {
  let train: [Int], validation: [Int], test: [Int]
  /// True if the test samples have a file of their own.
  private let hasTestFile: Bool

  /// - Parameter testCount: The number of samples of the test file; nil if test samples are the end of the training
  ///   file.
  init(
    _ request: DatasetRequest, count: Int, testCount: Int?, source: String
  ) throws(DatasetError) {
    let validation = request.validation ?? request.set.defaults.validation
    var rest = count
    if let testCount {
      let number = request.test ?? testCount
      try MNISTDirectory.check(number, 0, of: testCount, "test", in: request.testPath ?? source)
      test = Array(0..<number)
    } else {
      let number = request.test ?? request.set.defaults.test
      try MNISTDirectory.check(validation, number, of: count, "held out", in: source)
      rest -= number
      test = Array(rest..<count)
    }
    let train = request.train ?? rest - validation
    try MNISTDirectory.check(train, validation, of: rest, "training and validation", in: source)
    guard train > 0 else {
      throw request.refusal(
        "no training samples", "at least one of the \(count) samples of the file",
        "Ask for fewer validation and test samples.")
    }
    let order = TrainingOrder(
      count: rest, train: train, validation: validation,
      shuffling: request.shuffle ? request.seed : nil)
    (self.train, self.validation) = (order.train, order.validation)
    hasTestFile = testCount != nil
  }

  /// The data sets that `part` makes of the name and the indices of each part.
  func split(
    _ part: (_ name: String, _ indices: [Int], _ isOfTestFile: Bool) -> Dataset
  ) -> Split {
    Split(
      train: part("train", train, false), validation: part("validation", validation, false),
      test: part("test", test, hasTestFile))
  }
}
