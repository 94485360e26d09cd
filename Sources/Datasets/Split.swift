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
