/// The data sets that a model file can name.
public enum DatasetCatalog: String, Sendable, Hashable, Codable, CaseIterable {
  /// Handwritten digits that the program draws itself: `DrawnDigits`.
  case digits
  /// The files of MNIST in a directory: `MNISTDirectory`.
  case mnist
  /// Any images and labels in IDX files: `LabelledImages`.
  case idx
  /// Any numbers and labels in `.npy` or `.csv` files: `LabelledArrays`.
  case arrays
  /// Exclusive or: `ToyTasks.xor`.
  case xor
  /// Two half circles: `ToyTasks.moons`.
  case moons
  /// Bars and stripes: `ToyTasks.bars`.
  case bars

  /// The name in model files.
  public var name: String { rawValue }

  /// What the set is, in one line.
  public var summary: String {
    switch self {
    case .digits: "handwritten digits drawn by the program, any number in any square size"
    case .mnist:
      "the four files of MNIST, 70000 digits of 28 x 28 pixels, or of EMNIST"
    case .idx: "images and labels from IDX files; test files, or the end of the file"
    case .arrays: "your own numbers and labels, from .npy files or a table in .csv"
    case .xor: "exclusive or of two inputs, learned by heart: all parts hold the same patterns"
    case .moons: "points on two half circles that reach into each other"
    case .bars: "pictures of whole columns (bars) or whole rows (stripes)"
    }
  }

  /// What is loaded where a request says nothing; nil where the set has no such property.
  ///
  /// *Edge cases*: for `idx` and `arrays`, whose size the files decide, nil counts take all that is left after
  /// 0 validation and 0 test samples; with test files, all of these.
  public var defaults: Defaults {
    switch self {
    case .digits: Defaults(train: 4000, validation: 500, test: 1000, size: 16, noise: 0.05)
    case .mnist: Defaults(train: 50_000, validation: 10_000, test: 10_000, needsPath: true)
    case .idx: Defaults(train: nil, validation: 0, test: 0, needsPath: true)
    case .arrays: Defaults(train: nil, validation: 0, test: 0, needsPath: true)
    case .xor: Defaults(train: 4, validation: 0, test: 4, noise: 0)
    case .moons: Defaults(train: 500, validation: 100, test: 500, noise: 0.1)
    case .bars: Defaults(train: 16, validation: 4, test: 8, size: 4, noise: 0)
    }
  }

  /// What a set has where a request says nothing.
  public struct Defaults: Sendable, Hashable {
    /// The number of training samples; nil takes all that are left.
    public let train: Int?
    /// The number of validation samples.
    public let validation: Int
    /// The number of test samples.
    public let test: Int
    /// Width and height of the pictures, if they can be chosen. [pixels]
    public let size: Int?
    /// The standard deviation of the noise, if it can be chosen. [1]
    public let noise: Double?
    /// Whether the set is read from files.
    public let needsPath: Bool

    init(
      train: Int?, validation: Int, test: Int, size: Int? = nil, noise: Double? = nil,
      needsPath: Bool = false
    ) {
      self.train = train
      self.validation = validation
      self.test = test
      self.size = size
      self.noise = noise
      self.needsPath = needsPath
    }
  }

  /// The sizes that pictures can have, if they can be chosen. [pixels]
  public var sizes: ClosedRange<Int>? {
    switch self {
    case .digits: 8...128
    case .bars: 2...16
    case .mnist, .idx, .arrays, .xor, .moons: nil
    }
  }
}
