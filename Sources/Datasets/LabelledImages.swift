/// A file of images and the file of their labels, both IDX, checked against each other.
///
/// Inputs become numbers in [0, 1]. Bytes are divided by 255. Other integers, which must not be negative, are divided
/// by the greatest one in the file. Floating-point numbers must be in [0, 1] already.
public struct LabelledImages: Sendable {
  /// The images, along the first dimension.
  public let images: IDXFile
  /// The label of each image.
  public let labels: [Int]
  /// The divisor of the elements of `images`.
  private let scale: Double

  /// The images and labels in these files.
  ///
  /// *Errors*: those of `IDXFile`; images of a rank other than 2 or 3; labels that are not a list of integers from 0,
  /// or not below `classes` if that is given; different numbers of images and labels; inputs that cannot be scaled to
  /// [0, 1].
  public init(images imagePath: String, labels labelPath: String, classes: Int? = nil)
    throws(DatasetError)
  {
    images = try IDXFile(reading: imagePath)
    guard (2...3).contains(images.dimensions.count) else {
      throw Self.error(
        .rank, in: images, at: 3, found: "rank \(images.dimensions.count)",
        expected: "2 (samples x values) or 3 (samples x rows x columns)",
        remedy: "Give the images here and the labels as the other file.")
    }
    let list = try IDXFile(reading: labelPath)
    guard list.dimensions.count == 1 else {
      throw Self.error(
        .rank, in: list, at: 3, found: "rank \(list.dimensions.count)",
        expected: "1, a list of labels",
        remedy: "Give the labels here and the images as the other file.")
    }
    guard list.count == images.count else {
      throw Self.error(
        .counts, in: list, at: 4, found: "\(list.count) labels",
        expected: "\(images.count), one for each image of \(imagePath)",
        remedy: "Give two files that belong together.")
    }
    labels = try Self.labels(list, below: classes)
    scale = try Self.scale(images)
  }

  /// Throws if the images do not have the shape of those of `other`.
  func checkShape(like other: LabelledImages) throws(DatasetError) {
    let shapes = [other, self].map { Array($0.images.dimensions.dropFirst()) }
    guard shapes[0] == shapes[1] else {
      throw DatasetError(
        .dimension, in: images.path, at: 4, inflated: images.compressed,
        found: "test images of \(shapes[1])", expected: "\(shapes[0]), as in the training images",
        remedy: "Give files that belong together.")
    }
  }

  /// The number of images.
  public var count: Int { labels.count }

  /// The number of classes: the greatest label plus one.
  public var classes: Int { (labels.max() ?? 0) + 1 }

  /// The images with these numbers, in this order.
  public func dataset(_ indices: [Int], name: String, classes: Int) -> Dataset {
    var inputs = images.values(rows: indices)
    for index in inputs.indices { inputs[index] /= scale }
    let dimensions = images.dimensions
    return Dataset(
      name: name, inputs: inputs, labels: indices.map { labels[$0] }, classes: classes,
      width: dimensions[dimensions.count - 1], height: dimensions.count == 3 ? dimensions[1] : 1)
  }

  private static func labels(_ list: IDXFile, below classes: Int?) throws(DatasetError) -> [Int] {
    guard list.element.isInteger else {
      throw error(
        .type, in: list, at: 2, found: "labels of type \(list.element)",
        expected: "whole numbers", remedy: "Write the labels as bytes.")
    }
    // The limit of classes, each of which needs an output.
    let bound = classes ?? 1 << 16
    var labels: [Int] = []
    labels.reserveCapacity(list.count)
    for index in 0..<list.count {
      let label = Int(list.value(index))
      guard label >= 0 && label < bound else {
        throw error(
          .label, in: list, at: list.offset(of: index),
          found: "label \(label) of sample \(index)", expected: "a label from 0 to \(bound - 1)",
          remedy: "Number the classes from 0 on, or check that this is the file of labels.")
      }
      labels.append(label)
    }
    return labels
  }

  private static func scale(_ images: IDXFile) throws(DatasetError) -> Double {
    guard images.element != .uint8 else { return 255 }
    let bound = images.element.isInteger ? Double.infinity : 1
    var greatest = 0.0
    for index in 0..<images.count * images.rowLength {
      let value = images.value(index)
      guard value >= 0 && value <= bound else {
        throw error(
          .value, in: images, at: images.offset(of: index), found: "the input \(value)",
          expected: images.element.isInteger ? "a number from 0 on" : "a number from 0 to 1",
          remedy: "Scale the inputs to [0, 1] before writing the file.")
      }
      greatest = max(greatest, value)
    }
    return images.element.isInteger && greatest > 0 ? greatest : 1
  }

  private static func error(
    _ problem: DatasetError.Problem, in file: IDXFile, at offset: Int, found: String,
    expected: String, remedy: String
  ) -> DatasetError {
    DatasetError(
      problem, in: file.path, at: offset, inflated: file.compressed, found: found,
      expected: expected, remedy: remedy)
  }
}
