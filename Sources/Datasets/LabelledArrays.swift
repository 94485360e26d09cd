/// Samples and labels from arrays in NumPy's format, or from one table of text.
///
/// An array of images is [samples, values], [samples, rows, columns] or [samples, rows, columns, channels]; its labels
/// are [samples], integers from 0. A table has a head and a column of labels: integers from 0, or words, which become
/// classes in alphabetical order. All other columns are inputs.
struct LabelledArrays {
  /// All inputs, sample after sample.
  let inputs: [Double]
  /// The label of each sample: a class, or its name.
  let labels: Labels
  /// The numbers of rows and columns of a sample.
  private(set) var shape: (height: Int, width: Int)
  /// The names of the inputs of a table; empty for arrays.
  let columns: [String]
  let path: String

  /// Labels before classes are numbered.
  enum Labels {
    case numbers([Int])
    case words([String])

    var count: Int {
      switch self {
      case .numbers(let numbers): numbers.count
      case .words(let words): words.count
      }
    }
  }

  /// The number of samples.
  var count: Int { labels.count }
  /// The number of values of a sample.
  var features: Int { shape.height * shape.width }

  /// The samples in these files.
  ///
  /// - Parameters:
  ///   - path: An array (`.npy`) or a table (any other ending).
  ///   - labels: The array of labels, or the name of the column of labels.
  ///   - decode: Reads arrays in NumPy's format.
  init(_ path: String, labels: String?, decode: ArrayDecoder) throws(DatasetError) {
    self.path = path
    if path.lowercased().hasSuffix(".npy") {
      guard let labels else {
        throw DatasetError(
          .request, in: path, found: "no labels", expected: "a file of labels",
          remedy: "Give it as data.labels: y.npy.")
      }
      (inputs, shape) = try Self.images(path, decode)
      self.labels = try Self.labels(labels, decode)
      columns = []
      let count = inputs.count / (shape.height * shape.width)
      guard self.labels.count == count else {
        throw DatasetError(
          .counts, in: labels, found: "\(self.labels.count) labels",
          expected: "\(count), one for each sample of \(path)",
          remedy: "Give two files that belong together.")
      }
    } else {
      let table = try SampleTable(path, label: labels ?? "label")
      (inputs, self.labels, columns) = (table.inputs, table.labels, table.columns)
      shape = (1, table.columns.count)
    }
  }

  private static func images(
    _ path: String, _ decode: ArrayDecoder
  ) throws(DatasetError) -> ([Double], (height: Int, width: Int)) {
    let array = try read(path, decode)
    let shape = array.shape
    guard (2...4).contains(shape.count), shape.allSatisfy({ $0 > 0 }) else {
      throw DatasetError(
        .rank, in: path, found: "an array of shape \(shape)",
        expected: "[samples, values] or [samples, rows, columns]",
        remedy: "Write the samples along the first dimension.")
    }
    if let index = array.values.firstIndex(where: { !$0.isFinite }) {
      let features = shape.dropFirst().reduce(1, *)
      throw DatasetError(
        .value, in: path, found: "\(array.values[index]) in sample \(index / features)",
        expected: "finite numbers", remedy: "Leave such samples out.")
    }
    let height = shape.count > 2 ? shape[1] : 1
    return (array.values, (height, shape.dropFirst().reduce(1, *) / height))
  }

  static func labels(_ path: String, _ decode: ArrayDecoder) throws(DatasetError) -> Labels {
    let array = try read(path, decode)
    guard array.shape.count(where: { $0 != 1 }) <= 1 else {
      throw DatasetError(
        .rank, in: path, found: "labels of shape \(array.shape)", expected: "[samples]",
        remedy: "Write the number of each sample's class, such as y.argmax(axis=1).")
    }
    var labels: [Int] = []
    for (sample, value) in array.values.enumerated() {
      guard let label = Int(exactly: value), (0..<mostClasses).contains(label) else {
        throw DatasetError(
          .label, in: path, found: "label \(value) of sample \(sample)",
          expected: "a whole number from 0 to \(mostClasses - 1)",
          remedy: "Number the classes from 0 on.")
      }
      labels.append(label)
    }
    return .numbers(labels)
  }

  /// The limit of classes; each needs an output.
  static let mostClasses = 1 << 16

  static func read(
    _ path: String, _ decode: ArrayDecoder
  ) throws(DatasetError) -> (shape: [Int], values: [Double]) {
    let bytes = try allBytes(path)
    do { return try decode(bytes, path) } catch {
      let reason = "\(error)"
      throw DatasetError(
        .corrupt, in: path, found: "no array that can be read (\(reason))",
        expected: "numbers in NumPy's format", remedy: "Write it again with numpy.save.")
    }
  }

  // MARK: - Parts

  /// The three parts of `request`.
  static func split(
    _ request: DatasetRequest, decode: ArrayDecoder
  ) throws(DatasetError) -> Split {
    let training = try LabelledArrays(request.path ?? "", labels: request.labelPath, decode: decode)
    var testing: LabelledArrays?
    if let path = request.testPath {
      testing = try LabelledArrays(
        path,
        labels: request.testLabelPath
          ?? (path.lowercased().hasSuffix(".npy") ? nil : request.labelPath),
        decode: decode)
    }
    if let testing, testing.features != training.features || testing.columns != training.columns {
      throw DatasetError(
        .dimension, in: testing.path,
        found: "\(testing.features) values a sample"
          + (testing.columns.isEmpty ? "" : " (\(testing.columns.joined(separator: ", ")))"),
        expected: "\(training.features)"
          + (training.columns.isEmpty ? "" : " (\(training.columns.joined(separator: ", ")))")
          + ", as in \(training.path)",
        remedy: "Give files that belong together.")
    }
    // Equally many values in the same order are the same picture.
    testing?.shape = training.shape
    let names = try classNames([training] + [testing].compactMap { $0 })
    let parts = try FileParts(
      request, count: training.count, testCount: testing?.count, source: training.path)
    if request.scale == nil {
      for part in [training] + [testing].compactMap({ $0 }) { try part.checkUnit() }
    }
    let features = training.features
    let learned = parts.train.flatMap { training.inputs[$0 * features..<($0 + 1) * features] }
    let ranges = (request.scale ?? .none).ranges(of: learned, columns: features)
    return parts.split { name, indices, isOfTestFile in
      (isOfTestFile ? testing! : training).dataset("arrays/" + name, indices, ranges, names)
    }
  }

  /// The numbers of classes by word, in alphabetical order, or nil if labels are numbers; and the number of classes.
  private static func classNames(
    _ files: [LabelledArrays]
  ) throws(DatasetError) -> (words: [String: Int]?, count: Int) {
    var words: Set<String> = [], most = 0, hasNumbers = false
    for file in files {
      switch file.labels {
      case .numbers(let numbers):
        hasNumbers = true
        most = max(most, numbers.max() ?? 0)
      case .words(let found): words.formUnion(found)
      }
    }
    guard !words.isEmpty else { return (nil, most + 1) }
    if hasNumbers {
      throw DatasetError(
        .label, in: files[0].path,
        found: "labels that are numbers in one file and words in the other",
        expected: "the same in both", remedy: "Give files that belong together.")
    }
    let sorted = words.sorted()
    return (Dictionary(uniqueKeysWithValues: sorted.enumerated().map { ($1, $0) }), sorted.count)
  }

  private func dataset(
    _ name: String, _ indices: [Int], _ ranges: [(low: Double, width: Double)],
    _ names: (words: [String: Int]?, count: Int)
  ) -> Dataset {
    var values: [Double] = []
    values.reserveCapacity(indices.count * features)
    for index in indices {
      for column in 0..<features {
        let range = ranges[column]
        values.append((inputs[index * features + column] - range.low) / range.width)
      }
    }
    let classes: [Int] =
      switch labels {
      case .numbers(let numbers): indices.map { numbers[$0] }
      case .words(let words): indices.map { names.words?[words[$0]] ?? 0 }
      }
    return Dataset(
      name: name, inputs: values, labels: classes, classes: names.count, width: shape.width,
      height: shape.height)
  }

  private func checkUnit() throws(DatasetError) {
    guard let index = inputs.firstIndex(where: { $0 < 0 || $0 > 1 }) else { return }
    throw DatasetError(
      .value, in: path, found: "the input \(inputs[index]) in sample \(index / features)",
      expected: "numbers from 0 to 1",
      remedy:
        "Give data.scale: columns (each column from its least to its greatest training value), all (one "
        + "range for all), or none (as they are).")
  }
}

/// Reads an array in NumPy's format: its shape, and its numbers with the last index fastest.
public typealias ArrayDecoder = (_ bytes: [UInt8], _ path: String) throws -> (
  shape: [Int], values: [Double]
)
