/// Labelled samples: row k of `inputs` is a picture of `width` x `height` values in [0, 1] and belongs to the class
/// `labels[k]` in 0..<`classes`.
///
/// Samples that are not pictures have `height` 1.
///
/// *Edge cases*: a set may be empty (`count` 0), for example an unused validation set; it still has a width, a height
/// and classes.
public struct Dataset: Sendable, Hashable {
  /// The name of the set in reports, for example `digits/train`.
  public let name: String
  /// All values, row after row: `count` x `features` numbers in [0, 1].
  public let inputs: [Double]
  /// The class of each sample, in 0..<`classes`.
  public let labels: [Int]
  /// The number of classes.
  public let classes: Int
  /// The number of columns of a picture [pixels].
  public let width: Int
  /// The number of rows of a picture [pixels]; 1 for samples that are not pictures.
  public let height: Int
  /// The spike trains of the samples, whose rates `inputs` are; nil for samples that are values.
  public let trains: SpikeTrains?

  /// The set with these samples.
  ///
  /// *Edge cases*: shapes that do not agree, or a label outside 0..<`classes`, stop the program: readers of files check
  /// first and throw.
  public init(
    name: String, inputs: [Double], labels: [Int], classes: Int, width: Int, height: Int = 1
  ) {
    precondition(width > 0 && height > 0 && classes > 0, "A data set has a shape and classes.")
    precondition(
      inputs.count == labels.count * width * height,
      "\(labels.count) labels need \(labels.count * width * height) inputs, not \(inputs.count).")
    precondition(labels.allSatisfy { $0 >= 0 && $0 < classes }, "Labels are in 0..<\(classes).")
    self.name = name
    self.inputs = inputs
    self.labels = labels
    self.classes = classes
    self.width = width
    self.height = height
    trains = nil
  }

  /// The set whose samples are these spike trains; a value is the rate of a unit as a part of the trains' `maximumRate`.
  ///
  /// - Parameters:
  ///   - name: The name of the set in reports.
  ///   - trains: The trains of each sample.
  ///   - labels: The class of each sample, in 0..<`classes`.
  ///   - classes: The number of classes.
  public init(name: String, trains: SpikeTrains, labels: [Int], classes: Int) {
    precondition(trains.count == labels.count && trains.units > 0, "One label for each sample.")
    precondition(labels.allSatisfy { $0 >= 0 && $0 < classes }, "Labels are in 0..<\(classes).")
    (self.name, self.labels, self.classes, self.trains) = (name, labels, classes, trains)
    inputs = labels.indices.flatMap(trains.values)
    (width, height) = (trains.units, 1)
  }

  /// The number of samples.
  public var count: Int { labels.count }

  /// The number of values of one sample: `width` x `height`.
  public var features: Int { width * height }

  /// The range of sample `index` in `inputs`: `inputs.span.extracting(data.range(of: 3))` is its row without a copy and
  /// without reference counting.
  public func range(of index: Int) -> Range<Int> {
    precondition(index >= 0 && index < count, "Sample \(index) is not in 0..<\(count).")
    return index * features..<(index + 1) * features
  }

  /// The values of sample `index`. The slice keeps the indices of `inputs`.
  public func row(_ index: Int) -> ArraySlice<Double> { inputs[range(of: index)] }

  /// The samples with these indices, in this order; an index may occur more than once.
  public func subset(_ indices: some Sequence<Int>, name: String? = nil) -> Dataset {
    if let trains {
      return Dataset(
        name: name ?? self.name, trains: trains.subset(indices),
        labels: indices.map { self.labels[$0] },
        classes: classes)
    }
    var inputs: [Double] = []
    var labels: [Int] = []
    inputs.reserveCapacity(indices.underestimatedCount * features)
    labels.reserveCapacity(indices.underestimatedCount)
    for index in indices {
      inputs.append(contentsOf: row(index))
      labels.append(self.labels[index])
    }
    return Dataset(
      name: name ?? self.name, inputs: inputs, labels: labels, classes: classes, width: width,
      height: height)
  }

  /// The number of samples of each class.
  public var classCounts: [Int] {
    labels.reduce(into: [Int](repeating: 0, count: classes)) { $0[$1] += 1 }
  }
}
