public import Quantities

/// The data set of a run, and its size. Properties that are nil have the values of `DatasetCatalog.defaults`.
public struct DatasetRequest: Sendable, Hashable, Codable {
  /// The set.
  public var set: DatasetCatalog
  /// The directory of `mnist`, or the file of images of `idx` and `arrays`.
  public var path: String?
  /// The file of labels of `idx`; nil for the name of the images with `images` replaced by `labels` and `idx3` or
  /// `idx2` by `idx1`.
  ///
  /// For `arrays` the file of labels, or the name of the column of labels in a table; nil for `label`.
  public var labelPath: String?
  /// The file of test images of `idx` and `arrays`; nil if test samples are the end of the other file.
  public var testPath: String?
  /// The file of test labels.
  public var testLabelPath: String?
  /// The scaling of inputs of `arrays` into [0, 1]; nil if they must be in that range already.
  public var scale: InputScale?
  /// The number of units of `trains`; nil for as many as there are in the file.
  public var units: Int?
  /// The length of a sample of `trains` [ms], after which it begins anew; nil for the last time in the file, in whole ms
  /// above it.
  public var period: Double?
  /// The rate of `trains` whose value is 1 [1/ms]; nil for 1.
  public var maximumRate: Double?
  /// Width and height of the pictures [pixels].
  public var size: Int?
  /// The number of training samples.
  public var train: Int?
  /// The number of validation samples.
  public var validation: Int?
  /// The number of test samples.
  public var test: Int?
  /// The standard deviation of the noise on each input [1].
  public var noise: Double?
  /// True if training and validation samples from files are taken in random order.
  public var shuffle: Bool
  /// The root of all random numbers of the set.
  public var seed: Seed

  /// A request for `set` with these properties.
  public init(
    _ set: DatasetCatalog, path: String? = nil, labelPath: String? = nil, size: Int? = nil,
    train: Int? = nil, validation: Int? = nil, test: Int? = nil, noise: Double? = nil,
    shuffle: Bool = false, seed: Seed = Seed(1)
  ) {
    self.set = set
    self.path = path
    self.labelPath = labelPath
    self.size = size
    self.train = train
    self.validation = validation
    self.test = test
    self.noise = noise
    self.shuffle = shuffle
    self.seed = seed
  }

  /// The limit of input values in one set: 2^30, 8 GiB.
  static let limit = 1 << 30

  /// Throws if the set has no such property, or a number is out of range.
  func check() throws(DatasetError) {
    let defaults = set.defaults
    if path != nil && !defaults.needsPath {
      throw refusal("a path", "none", "Leave `path` out: \(set.name) is made by the program.")
    }
    if path == nil && defaults.needsPath {
      let what = set == .mnist ? "the directory of the four files" : "the file of images"
      throw refusal("no path", "a path", "Give \(what) as `path`.")
    }
    let isFromFiles = [.idx, .arrays, .trains].contains(set)
    if !isFromFiles, [labelPath, testPath, testLabelPath].contains(where: { $0 != nil }) {
      throw refusal(
        "files of labels or of test samples", "none",
        "Leave them out: only idx, arrays and trains have them.")
    }
    if set != .trains, units != nil || period != nil || maximumRate != nil {
      throw refusal("units, period or r_max", "none", "Leave them out: only trains have them.")
    }
    if let units, units < 1 { throw refusal("\(units) units", "1 or more", "Give another number.") }
    for (name, value) in [("period", period), ("r_max", maximumRate)] {
      guard let value, !(value > 0 && value.isFinite) else { continue }
      throw refusal("\(name) \(value)", "more than 0", "Give another number.")
    }
    if testPath == nil, testLabelPath != nil {
      throw refusal("test_labels", "test_images with them", "Give the file of test images as well.")
    }
    if scale != nil && set != .arrays {
      throw refusal("a scale", "none", "Leave it out: only arrays have one.")
    }
    if let size {
      guard let sizes = set.sizes else {
        throw refusal("size \(size)", "none", "Leave `size` out: that of \(set.name) is fixed.")
      }
      guard sizes.contains(size) else {
        throw refusal(
          "size \(size)", "\(sizes.lowerBound) to \(sizes.upperBound)", "Give another `size`.")
      }
    }
    if let noise {
      guard defaults.noise != nil else {
        throw refusal("noise \(noise)", "none", "Leave `noise` out: files are taken as they are.")
      }
      guard noise >= 0 && noise <= 1 else {
        throw refusal("noise \(noise)", "0 to 1", "Give a standard deviation of inputs in [0, 1].")
      }
    }
    let features = (size ?? defaults.size).map { $0 * $0 } ?? 2
    var room = Self.limit / features
    for (name, count) in [("train", train), ("validation", validation), ("test", test)] {
      guard let count else { continue }
      let least = name == "train" ? 1 : 0
      guard count >= least && count <= room else {
        throw refusal(
          "\(name) \(count)", "\(least) to \(room) samples", "Give another number of samples.")
      }
      room -= count
    }
  }

  func refusal(_ found: String, _ expected: String, _ remedy: String) -> DatasetError {
    DatasetError(
      .request, in: path ?? set.name, found: found, expected: expected, remedy: remedy)
  }
}
