/// The error of a request for arrays without a decoder.
struct NoDecoder: Error, CustomStringConvertible {
  var description: String { "no reader of arrays was given" }
}

extension DatasetCatalog {
  /// The data of `request`. Equal requests give equal data.
  ///
  /// - `digits`, `moons`, `xor`: each part has its own random numbers.
  /// - `mnist`: training samples come from the train files, validation samples from their end, test samples from the
  ///   t10k files.
  /// - `idx`, `arrays`, `trains`: test samples come from the test files, or from the end of the file, always in file order;
  ///   validation samples come from the end of the rest, training samples from its beginning.
  /// - `bars`: all parts have different patterns as long as there are enough (see `ToyTasks.bars`).
  ///
  /// *Errors*: `DatasetError`, for files that cannot be read or are damaged, more samples than there are, and
  /// properties that the set does not have.
  ///
  /// - Parameters:
  ///   - request: The set, the numbers of samples, and the places of its files.
  ///   - decode: Reads arrays in NumPy's format, which only `arrays` and `trains` have.
  public static func load(
    _ request: DatasetRequest,
    decode: ArrayDecoder? = nil
  ) throws(DatasetError) -> Split {
    try request.check()
    let defaults = request.set.defaults
    let noise = request.noise ?? defaults.noise ?? 0
    let size = request.size ?? defaults.size ?? 0
    let train = request.train ?? defaults.train
    let validation = request.validation ?? defaults.validation
    let test = request.test ?? defaults.test
    let order = request.shuffle ? request.seed : nil
    let toys = ToyTasks(seed: request.seed, noise: noise)

    switch request.set {
    case .digits:
      var hand = DrawnDigits.Hand()
      hand.noise = noise
      return DrawnDigits(seed: request.seed, side: size, hand: hand)
        .split(train: train ?? 0, validation: validation, test: test)
    case .mnist:
      let files = try MNISTDirectory(request.path ?? "")
      return try files.split(
        train: train ?? 0, validation: validation, test: request.test ?? files.testing.count,
        shuffling: order)
    case .idx: return try loadIDX(request)
    case .arrays:
      return try LabelledArrays.split(
        request, decode: decode ?? { _, _ in throw NoDecoder() })
    case .trains:
      return try TrainFiles.split(
        request, decode: decode ?? { _, _ in throw NoDecoder() })
    case .xor, .moons:
      let samples = request.set == .xor ? toys.xor : toys.moons
      return Split(
        train: samples("train", train ?? 0), validation: samples("validation", validation),
        test: samples("test", test))
    case .bars:
      return toys.bars(side: size, train: train ?? 0, validation: validation, test: test)
    }
  }

  /// The paths of the files of `request`; none for data that the program makes.
  ///
  /// *Errors*: a file of MNIST that is not in the directory.
  public static func files(of request: DatasetRequest) throws(DatasetError) -> [String] {
    guard let path = request.path else { return [] }
    switch request.set {
    case .mnist: return try MNISTDirectory.files(in: path)
    case .idx:
      let test = request.testPath
      return [path]
        + [
          request.labelPath ?? labelName(of: path), test,
          request.testLabelPath ?? test.flatMap(labelName),
        ].compactMap { $0 }
    case .trains:
      return [path]
        + [request.labelPath, request.testPath, request.testLabelPath].compactMap(\.self)
    case .arrays:
      // For a table, `labels` is the name of a column.
      let isTable = !path.lowercased().hasSuffix(".npy")
      return [path]
        + (isTable
        ? [request.testPath]
        : [
          request.labelPath, request.testPath, request.testLabelPath,
        ]).compactMap { $0 }
    case .digits, .xor, .moons, .bars: return []
    }
  }

  /// The three parts of a set of IDX files.
  private static func loadIDX(
    _ request: DatasetRequest
  ) throws(DatasetError) -> Split {
    let path = request.path ?? ""
    guard let labelPath = request.labelPath ?? labelName(of: path) else {
      throw request.refusal(
        "no file of labels", "one, since the file name does not contain `images`",
        "Give the file of labels as well.")
    }
    let files = try LabelledImages(images: path, labels: labelPath)
    var testing: LabelledImages?
    if let testPath = request.testPath {
      guard let labels = request.testLabelPath ?? labelName(of: testPath) else {
        throw request.refusal(
          "no file of test labels", "one, since the file name does not contain `images`",
          "Give it as test_labels.")
      }
      testing = try LabelledImages(images: testPath, labels: labels)
      try testing?.checkShape(like: files)
    }
    let classes = max(files.classes, testing?.classes ?? 0)
    return try FileParts(request, count: files.count, testCount: testing?.count, source: path)
      .split { name, indices, isOfTestFile in
        (isOfTestFile ? testing! : files).dataset(indices, name: "idx/" + name, classes: classes)
      }
  }

  /// The name of the file of labels for a file of images: `train-labels-idx1-ubyte.gz` for
  /// `train-images-idx3-ubyte.gz`; nil if the name does not contain `images`.
  static func labelName(of path: String) -> String? {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    guard let file = parts.last, file.contains("images") else { return nil }
    let labels = String(file).replacing("images", with: "labels").replacing("idx3", with: "idx1")
      .replacing("idx2", with: "idx1")
    return (parts.dropLast().map(String.init) + [labels]).joined(separator: "/")
  }
}
