extension DatasetCatalog {
  /// The data that `request` asks for. The same request gives the same data.
  ///
  /// - `digits`, `moons`, `xor`: the parts have random numbers of their own.
  /// - `mnist`: training from the train files, validation from their end, test from the t10k files.
  /// - `idx`: test from the end of the file, in file order whatever the seed; validation from the end
  ///   of the rest; training from its beginning.
  /// - `bars`: different patterns in all parts as long as they last (see `ToyTasks.bars`).
  ///
  /// *Errors*: `DatasetError`, for files that cannot be read or are damaged, more samples than there
  /// are, and properties that the set does not have.
  public static func load(_ request: DatasetRequest) throws(DatasetError) -> Split {
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
      return try MNISTDirectory(request.path ?? "").split(
        train: train ?? 0, validation: validation, test: test, shuffling: order)
    case .idx:
      return try loadIDX(request, train: train, validation: validation, test: test)
    case .xor:
      return Split(
        train: toys.xor("train", count: train ?? 0),
        validation: toys.xor("validation", count: validation),
        test: toys.xor("test", count: test))
    case .moons:
      return Split(
        train: toys.moons("train", count: train ?? 0),
        validation: toys.moons("validation", count: validation),
        test: toys.moons("test", count: test))
    case .bars:
      return toys.bars(side: size, train: train ?? 0, validation: validation, test: test)
    }
  }

  /// The files that `request` is read from; none for data that the program makes.
  ///
  /// *Errors*: a file of MNIST that is not in the directory.
  public static func files(of request: DatasetRequest) throws(DatasetError) -> [String] {
    guard let path = request.path else { return [] }
    switch request.set {
    case .mnist: return try MNISTDirectory.files(in: path)
    case .idx: return [path] + [request.labelPath ?? labelName(of: path)].compactMap { $0 }
    case .digits, .xor, .moons, .bars: return []
    }
  }

  /// The three parts of one pair of files.
  private static func loadIDX(
    _ request: DatasetRequest, train: Int?, validation: Int, test: Int
  ) throws(DatasetError) -> Split {
    let path = request.path ?? ""
    guard let labelPath = request.labelPath ?? labelName(of: path) else {
      throw request.refusal(
        "no file of labels", "one, since the file name does not contain `images`",
        "Give the file of labels as well.")
    }
    let files = try LabelledImages(images: path, labels: labelPath)
    try MNISTDirectory.check(validation, test, of: files.count, "held out", in: path)
    let rest = files.count - test
    let first = train ?? rest - validation
    try MNISTDirectory.check(first, validation, of: rest, "training and validation", in: path)
    guard first > 0 else {
      throw request.refusal(
        "no training samples", "at least one of the \(files.count) samples of the file",
        "Ask for fewer validation and test samples.")
    }
    let order = TrainingOrder(
      count: rest, train: first, validation: validation,
      shuffling: request.shuffle ? request.seed : nil)
    func part(_ name: String, _ indices: [Int]) -> Dataset {
      files.dataset(indices, name: "idx/" + name, classes: files.classes)
    }
    return Split(
      train: part("train", order.train), validation: part("validation", order.validation),
      test: part("test", Array(rest..<files.count)))
  }

  /// `train-images-idx3-ubyte.gz` becomes `train-labels-idx1-ubyte.gz`; nil without `images` in the
  /// file name.
  static func labelName(of path: String) -> String? {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    guard let file = parts.last, file.contains("images") else { return nil }
    let labels = String(file).replacing("images", with: "labels").replacing("idx3", with: "idx1")
      .replacing("idx2", with: "idx1")
    return (parts.dropLast().map(String.init) + [labels]).joined(separator: "/")
  }
}
