import Foundation
public import Quantities

/// The four files of MNIST, or of a set in its form such as Fashion-MNIST, in one directory.
///
/// The files are `train-images-idx3-ubyte`, `train-labels-idx1-ubyte`, `t10k-images-idx3-ubyte` and
/// `t10k-labels-idx1-ubyte`, each with `-` or `.` before `idx`, with or without `.gz`. If these do not exist, names may
/// have a prefix as in EMNIST: `emnist-balanced-train-images-idx3-ubyte.gz` and
/// `emnist-balanced-test-images-idx3-ubyte.gz`. Inputs are bytes divided by 255.
///
/// > G. Cohen, S. Afshar, J. Tapson & A. van Schaik. *EMNIST: extending MNIST to handwritten letters.* IJCNN 2017.
///
/// > Y. LeCun, L. Bottou, Y. Bengio & P. Haffner. *Gradient-based learning applied to document
/// > recognition.* Proc. IEEE 86, 1998.
public struct MNISTDirectory: Sendable {
  /// The path of the directory.
  public let path: String
  /// The training samples (60000 in MNIST).
  public let training: LabelledImages
  /// The test samples (10000 in MNIST).
  public let testing: LabelledImages
  /// The number of classes: 10, or the greatest label plus one if that is more, as in EMNIST.
  public let classes: Int

  /// The files in the directory at `path`.
  ///
  /// *Errors*: those of `LabelledImages`; a missing file, with the possible names; images of different sizes.
  public init(_ path: String) throws(DatasetError) {
    self.path = path
    let files = try Self.files(in: path)
    training = try LabelledImages(images: files[0], labels: files[1])
    testing = try LabelledImages(images: files[2], labels: files[3])
    classes = max(10, training.classes, testing.classes)
    try testing.checkShape(like: training)
  }

  /// The first `train` and the last `validation` training samples, in the order of the file or, with a seed, in random
  /// order; and the first `test` test samples.
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
      train: training.dataset(order.train, name: "mnist/train", classes: classes),
      validation: training.dataset(order.validation, name: "mnist/validation", classes: classes),
      test: testing.dataset(Array(0..<test), name: "mnist/test", classes: classes))
  }

  /// Throws if `first` and `last` samples together exceed `count`.
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
  /// *Errors*: a missing file, with the possible names.
  public static func files(in directory: String) throws(DatasetError) -> [String] {
    var files: [String] = []
    for set in ["train", "t10k"] {
      files.append(try find(set, "images", 3, in: directory))
      files.append(try find(set, "labels", 1, in: directory))
    }
    return files
  }

  /// The path of a file of the set, by the first of the possible names that exists.
  private static func find(_ set: String, _ kind: String, _ rank: Int, in directory: String)
    throws(DatasetError) -> String
  {
    let names = names(set, kind, rank)
    for name in names {
      let path = directory + "/" + name
      if FileManager.default.fileExists(atPath: path) { return path }
    }
    let others = try longerNames(set, kind, rank, in: directory)
    if others.count == 1 { return directory + "/" + others[0] }
    if others.count > 1 {
      throw DatasetError(
        .request, in: directory,
        found: "several files of the \(set) \(kind): " + others.joined(separator: ", "),
        expected: "one, or \(names[0])",
        remedy:
          "Name them: data: {set: idx, path: ..., labels: ..., test_images: ..., test_labels: ...}."
      )
    }
    throw DatasetError(
      .missing, in: directory, found: "no file of the \(set) \(kind)",
      expected: "one of " + names.joined(separator: ", "),
      remedy: "Put the four files of MNIST into this directory, or give another one.")
  }

  /// The possible names of a file of a set.
  private static func names(_ set: String, _ kind: String, _ rank: Int) -> [String] {
    ["-", "."].flatMap { dot in
      ["", ".gz"].map { "\(set)-\(kind)\(dot)idx\(rank)-ubyte\($0)" }
    }
  }

  /// The names in the directory that end like those of MNIST but have a prefix.
  private static func longerNames(
    _ set: String, _ kind: String, _ rank: Int, in directory: String
  ) throws(DatasetError) -> [String] {
    let parts = set == "t10k" ? ["t10k", "test"] : [set]
    let endings = parts.flatMap { names($0, kind, rank) }
    let all = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    return all.filter { name in
      !name.hasPrefix(".") && endings.contains { name == $0 || name.hasSuffix("-" + $0) }
    }.sorted()
  }
}
