import Testing

@testable import Datasets

@Suite struct LabelledImagesTests {
  let files: TemporaryFiles

  init() throws { files = try TemporaryFiles() }

  func load(_ images: [UInt8], _ labels: [UInt8]) throws -> LabelledImages {
    try LabelledImages(
      images: files.write("images", images), labels: files.write("labels", labels))
  }

  func error(_ images: [UInt8], _ labels: [UInt8]) throws -> DatasetError {
    try #require(throws: DatasetError.self) { try load(images, labels) }
  }

  @Test func `16-bit images are divided by their greatest value`() throws {
    let images = try load(idx(0x0B, [2, 2], [0, 1, 0, 2, 0, 4, 0, 0]), idx(8, [2], [0, 2]))
    #expect(images.classes == 3)
    let data = images.dataset([0, 1], name: "test", classes: 3)
    #expect(data.inputs == [0.25, 0.5, 1, 0])
    #expect((data.width, data.height) == (2, 1))
  }

  @Test func `negative numbers and floating-point numbers beyond 0...1 are refused`() throws {
    let labels = idx(8, [1], [0])
    let negative = try error(idx(0x0B, [1, 2], [0, 1, 0xff, 0xff]), labels)
    #expect(negative.problem == .value)
    #expect(negative.offset == 14)
    #expect(try error(idx(0x0D, [1, 1], [0x40, 0, 0, 0]), labels).problem == .value)
    // Not a number.
    #expect(try error(idx(0x0D, [1, 1], [0x7f, 0xc0, 0, 0]), labels).problem == .value)
  }

  @Test func `images and labels in the wrong order are refused`() throws {
    let images = idx(8, [2, 1], [1, 2])
    let labels = idx(8, [2], [1, 0])
    #expect(try error(labels, images).problem == .rank)
    #expect(try error(images, images).problem == .rank)
  }

  @Test func `labels must be whole numbers from zero on`() throws {
    let images = idx(8, [1, 1], [1])
    #expect(try error(images, idx(0x0D, [1], [0, 0, 0, 0])).problem == .type)
    #expect(try error(images, idx(0x09, [1], [0xff])).problem == .label)
  }

  @Test func `the three parts of one pair of files share no sample`() throws {
    let images = try files.write("my-images.idx2", idx(8, [10, 1], [UInt8](0..<10)))
    _ = try files.write("my-labels.idx1", idx(8, [10], [UInt8](0..<10)))
    for shuffle in [false, true] {
      let split = try DatasetCatalog.load(
        DatasetRequest(.idx, path: images, validation: 2, test: 3, shuffle: shuffle))
      #expect(split.train.count == 5)
      #expect(split.test.labels == [7, 8, 9])
      let all = split.train.labels + split.validation.labels + split.test.labels
      #expect(all.sorted() == Array(0..<10))
    }
  }
}
