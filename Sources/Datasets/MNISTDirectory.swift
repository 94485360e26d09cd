import Foundation
public import Quantities

/// The four files of MNIST, or of a set in its form such as Fashion-MNIST, in one directory.
///
/// The files are `train-images-idx3-ubyte`, `train-labels-idx1-ubyte`, `t10k-images-idx3-ubyte` and
/// `t10k-labels-idx1-ubyte`, each with `-` or `.` before `idx`, with or without `.gz`. Inputs are
/// bytes divided by 255.
///
/// > Y. LeCun, L. Bottou, Y. Bengio & P. Haffner. *Gradient-based learning applied to document
/// > recognition.* Proc. IEEE 86, 1998.
public struct MNISTDirectory: Sendable {
  /// Where the files are.
  public let path: String
  /// The training samples (60000 in MNIST).
  public let training: LabelledImages
  /// The test samples (10000 in MNIST).
  public let testing: LabelledImages

  /// The files in the directory at `path`.
  ///
  /// *Errors*: those of `LabelledImages`; a missing file, with the names that were looked for;
  /// labels from 10 on; images of different sizes.
  public init(_ path: String) throws(DatasetError) {
    self.path = path
    let files = try Self.files(in: path)
    training = try LabelledImages(images: files[0], labels: files[1], classes: 10)
    testing = try LabelledImages(images: files[2], labels: files[3], classes: 10)
    let shapes = [training, testing].map { Array($0.images.dimensions.dropFirst()) }
    guard shapes[0] == shapes[1] else {
      throw DatasetError(
        .dimension, in: testing.images.path, at: 4, inflated: testing.images.compressed,
        found: "test images of \(shapes[1])", expected: "\(shapes[0]), as in the training images",
        remedy: "Give four files that belong together.")
    }
  }

  /// The first `train` and the last `validation` training samples, in the order of the file or, with
  /// a seed, in random order; and the first `test` test samples.
  ///
  /// *Errors*: more samples than there are.
  public func split(train: Int, validation: Int, test: Int, shuffling seed: Seed? = nil)
    throws(DatasetError) -> Split
  {
    try Self.check(train, validation, of: training.count, "training", in: path)
    try Self.check(test, 0, of: testing.count, "test", in: path)
    let order = TrainingOrder(
      count: training.count, train: train, validation: validation, shuffling: seed)
    return Split(
      train: training.dataset(order.train, name: "mnist/train", classes: 10),
      validation: training.dataset(order.validation, name: "mnist/validation", classes: 10),
      test: testing.dataset(Array(0..<test), name: "mnist/test", classes: 10))
  }

  /// Whether so many samples can be taken from `count`.
  static func check(
    _ first: Int, _ last: Int, of count: Int, _ kind: String, in source: String
  ) throws(DatasetError) {
    guard first <= count && last <= count - first else {
      let sum = last > 0 ? "\(first) + \(last)" : "\(first)"
      throw DatasetError(
        .request, in: source, found: "a request for \(sum) \(kind) samples",
        expected: "at most \(count)", remedy: "Ask for fewer samples.")
    }
  }

  /// The paths of the four files in `directory`: training images and labels, test images and labels.
  ///
  /// *Errors*: a missing file, with the names that were looked for.
  public static func files(in directory: String) throws(DatasetError) -> [String] {
    var files: [String] = []
    for set in ["train", "t10k"] {
      files.append(try find(set, "images", 3, in: directory))
      files.append(try find(set, "labels", 1, in: directory))
    }
    return files
  }

  /// The first of the possible names that exists.
  private static func find(_ set: String, _ kind: String, _ rank: Int, in directory: String)
    throws(DatasetError) -> String
  {
    let names = ["-", "."].flatMap { dot in
      ["", ".gz"].map { "\(set)-\(kind)\(dot)idx\(rank)-ubyte\($0)" }
    }
    for name in names {
      let path = directory + "/" + name
      if FileManager.default.fileExists(atPath: path) { return path }
    }
    throw DatasetError(
      .missing, in: directory, found: "no file of the \(set) \(kind)",
      expected: "one of " + names.joined(separator: ", "),
      remedy: "Put the four files of MNIST into this directory, or give another one.")
  }
}
