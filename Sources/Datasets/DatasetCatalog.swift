/// The data sets that a model file can name.
public enum DatasetCatalog: String, Sendable, Hashable, Codable, CaseIterable {
  /// Handwritten digits drawn by the program: `DrawnDigits`.
  case digits
  /// The files of MNIST in a directory: `MNISTDirectory`.
  case mnist
  /// Any images and labels in IDX files: `LabelledImages`.
  case idx
  /// Any numbers and labels in `.npy` or `.csv` files: `LabelledArrays`.
  case arrays
  /// Spike trains and labels in `.npy` files: `SpikeTrains`.
  case trains
  /// Exclusive or: `ToyTasks.xor`.
  case xor
  /// Two half circles: `ToyTasks.moons`.
  case moons
  /// Bars and stripes: `ToyTasks.bars`.
  case bars

  /// The name in model files.
  public var name: String { rawValue }

  /// A description of the set in one line.
  public var summary: String {
    switch self {
    case .digits: "handwritten digits drawn by the program, any number in any square size"
    case .mnist:
      "the four files of MNIST, 70000 digits of 28 x 28 pixels, or of EMNIST"
    case .idx: "images and labels from IDX files; test files, or the end of the file"
    case .arrays: "your own numbers and labels, from .npy files or a table in .csv"
    case .trains:
      "your own spike trains and labels, from .npy files"
    case .xor: "exclusive or of two inputs, learned by heart: all parts hold the same patterns"
    case .moons: "points on two half circles that reach into each other"
    case .bars: "pictures of whole columns (bars) or whole rows (stripes)"
    }
  }

  /// The values of properties that a request leaves out; nil for properties that the set does not have.
  ///
  /// *Edge cases*: the files decide the sizes of `idx`, `arrays` and `trains`. A nil count of training samples takes all that
  /// remain after the validation and test samples. With test files, all their samples are test samples.
  public var defaults: Defaults {
    switch self {
    case .digits: Defaults(train: 4000, validation: 500, test: 1000, size: 16, noise: 0.05)
    case .mnist: Defaults(train: 50_000, validation: 10_000, test: 10_000, needsPath: true)
    case .idx: Defaults(train: nil, validation: 0, test: 0, needsPath: true)
    case .arrays, .trains: Defaults(train: nil, validation: 0, test: 0, needsPath: true)
    case .xor: Defaults(train: 4, validation: 0, test: 4, noise: 0)
    case .moons: Defaults(train: 500, validation: 100, test: 500, noise: 0.1)
    case .bars: Defaults(train: 16, validation: 4, test: 8, size: 4, noise: 0)
    }
  }

  /// The values of properties that a request leaves out.
  public struct Defaults: Sendable, Hashable {
    /// The number of training samples; nil for all that remain.
    public fileprivate(set) var train: Int?
    /// The number of validation samples.
    public fileprivate(set) var validation: Int
    /// The number of test samples.
    public fileprivate(set) var test: Int
    /// Width and height of the pictures [pixels]; nil if they cannot be chosen.
    public fileprivate(set) var size: Int?
    /// The standard deviation of the noise [1]; nil if it cannot be chosen.
    public fileprivate(set) var noise: Double?
    /// True if the set is read from files.
    public fileprivate(set) var needsPath = false
  }

  /// The range of widths and heights of the pictures [pixels]; nil if they cannot be chosen.
  public var sizes: ClosedRange<Int>? {
    switch self {
    case .digits: 8...128
    case .bars: 2...16
    case .mnist, .idx, .arrays, .trains, .xor, .moons: nil
    }
  }
}
