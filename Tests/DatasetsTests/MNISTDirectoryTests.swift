import Foundation
import Quantities
import Testing

@testable import Datasets

@Suite struct MNISTDirectoryTests {
  let files: TemporaryFiles

  init() throws { files = try TemporaryFiles() }

  /// Writes the four files: 6 training and 4 test pictures of 2 x 3 pixels.
  func writeAll(labels: [UInt8] = [5, 0, 4, 1, 9, 2], _ name: (String) -> String = { $0 }) throws {
    let pictures = (0..<60).map { UInt8($0 * 4) }
    _ = try files.write(name("train-images-idx3-ubyte"), idx(8, [6, 2, 3], Array(pictures[..<36])))
    _ = try files.write(name("train-labels-idx1-ubyte"), idx(8, [labels.count], labels))
    _ = try files.write(name("t10k-images-idx3-ubyte"), idx(8, [4, 2, 3], Array(pictures[36...])))
    _ = try files.write(name("t10k-labels-idx1-ubyte"), idx(8, [4], [7, 2, 1, 0]))
  }

  func error() throws -> DatasetError {
    try #require(throws: DatasetError.self) { try MNISTDirectory(files.directory) }
  }

  @Test func `the four files become a split scaled to 0...1`() throws {
    try writeAll()
    let split = try MNISTDirectory(files.directory).split(train: 3, validation: 2, test: 4)
    #expect(split.train.labels == [5, 0, 4])
    #expect(split.validation.labels == [9, 2])
    #expect(split.test.labels == [7, 2, 1, 0])
    #expect((split.train.width, split.train.height) == (3, 2))
    #expect(Array(split.train.row(1)) == (6..<12).map { Double($0 * 4) / 255 })
    #expect(Array(split.validation.row(0)) == (24..<30).map { Double($0 * 4) / 255 })
  }

  @Test func `names with a dot before idx are found too`() throws {
    try writeAll { $0.replacing("-idx", with: ".idx") }
    #expect(try MNISTDirectory(files.directory).training.count == 6)
  }

  @Test func `shuffling keeps each picture with its label and repeats itself`() throws {
    try writeAll()
    let directory = try MNISTDirectory(files.directory)
    let split = try directory.split(train: 4, validation: 2, test: 4, shuffling: Seed(3))
    #expect(
      try directory.split(train: 4, validation: 2, test: 4, shuffling: Seed(3)) == split)
    let labels = [5, 0, 4, 1, 9, 2]
    for part in [split.train, split.validation] {
      for index in 0..<part.count {
        let original = try #require(labels.firstIndex(of: part.labels[index]))
        #expect(part.row(index).first == Double(original * 24) / 255)
      }
    }
    #expect(Set(split.train.labels).isDisjoint(with: split.validation.labels))
    #expect(split.test.labels == [7, 2, 1, 0])
  }

  @Test func `a missing file is reported with the names that were looked for`() throws {
    let error = try error()
    #expect(error.problem == .missing)
    for name in ["train-images-idx3-ubyte", "train-images.idx3-ubyte.gz"] {
      #expect(error.expected.contains(name))
    }
  }

  @Test func `different numbers of images and labels are refused`() throws {
    try writeAll(labels: [1, 2, 3])
    let error = try error()
    #expect(error.problem == .counts)
    #expect(error.found == "3 labels")
  }

  @Test func `there are as many classes as labels, and ten at least`() throws {
    try writeAll(labels: [5, 0, 46, 1, 9, 2])
    #expect(try MNISTDirectory(files.directory).classes == 47)
    try writeAll(labels: [5, 0, 3, 1, 2, 2])
    #expect(try MNISTDirectory(files.directory).classes == 10)
  }

  @Test func `more samples than there are cannot be had`() throws {
    try writeAll()
    let directory = try MNISTDirectory(files.directory)
    for (train, validation, test) in [(5, 2, 0), (7, 0, 0), (1, 0, 5)] {
      let error = try #require(throws: DatasetError.self) {
        try directory.split(train: train, validation: validation, test: test)
      }
      #expect(error.problem == .request)
    }
  }

  @Test(
    .enabled(
      if: ProcessInfo.processInfo.environment["EQUISPIKE_MNIST"] != nil,
      "EQUISPIKE_MNIST does not name a directory with the four files of MNIST"))
  func `the real MNIST has 60000 and 10000 digits and begins with a five`() throws {
    let path = try #require(ProcessInfo.processInfo.environment["EQUISPIKE_MNIST"])
    let mnist = try MNISTDirectory(path)
    #expect(mnist.training.images.dimensions == [60000, 28, 28])
    #expect(mnist.testing.images.dimensions == [10000, 28, 28])
    #expect(mnist.training.labels.first == 5)
    let split = try mnist.split(train: 100, validation: 100, test: 100)
    #expect(split.train.inputs.allSatisfy { $0 >= 0 && $0 <= 1 })
  }
}
