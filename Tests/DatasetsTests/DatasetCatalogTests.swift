import Quantities
import Testing

@testable import Datasets

@Suite struct DatasetCatalogTests {
  func refusal(_ request: DatasetRequest) throws -> DatasetError {
    try #require(throws: DatasetError.self) { try DatasetCatalog.load(request) }
  }

  @Test func `every set has a name and a summary of one line`() {
    #expect(
      DatasetCatalog.allCases.map(\.name) == [
        "digits", "mnist", "idx", "arrays", "trains", "xor", "moons", "bars",
      ])
    for set in DatasetCatalog.allCases {
      #expect(!set.summary.contains("\n") && set.summary.count < 80)
    }
  }

  @Test(arguments: DatasetCatalog.allCases.filter { !$0.defaults.needsPath })
  func `a set that the program makes has what was asked for`(set: DatasetCatalog) throws {
    let request = DatasetRequest(set, train: 12, validation: 3, test: 5, seed: Seed(4))
    let split = try DatasetCatalog.load(request)
    #expect([split.train, split.validation, split.test].map(\.count) == [12, 3, 5])
    #expect(try DatasetCatalog.load(request) == split)
    for part in [split.train, split.validation, split.test] {
      #expect(part.inputs.allSatisfy { $0 >= 0 && $0 <= 1 })
    }
  }

  @Test func `sizes and noise reach the set`() throws {
    let digits = try DatasetCatalog.load(
      DatasetRequest(.digits, size: 20, train: 10, validation: 0, test: 0, noise: 0))
    #expect(digits.train.features == 400)
    let paper = digits.train.inputs.count { $0 == 0 }
    #expect(paper > 2000)
    #expect(try DatasetCatalog.load(DatasetRequest(.bars, size: 3)).train.features == 9)
  }

  @Test func `properties that a set does not have are refused`() throws {
    #expect(try refusal(DatasetRequest(.xor, size: 4)).found == "size 4")
    #expect(try refusal(DatasetRequest(.digits, path: "/tmp")).found == "a path")
    #expect(try refusal(DatasetRequest(.mnist, path: "/tmp", noise: 0.1)).found == "noise 0.1")
    #expect(try refusal(DatasetRequest(.mnist)).found == "no path")
    #expect(try refusal(DatasetRequest(.idx, path: "/tmp/x")).found == "no file of labels")
  }

  @Test func `numbers out of range are refused`() throws {
    #expect(try refusal(DatasetRequest(.digits, size: 7)).expected == "8 to 128")
    #expect(try refusal(DatasetRequest(.bars, size: 17)).problem == .request)
    #expect(try refusal(DatasetRequest(.digits, train: 0)).found == "train 0")
    #expect(try refusal(DatasetRequest(.digits, train: .max)).problem == .request)
    #expect(try refusal(DatasetRequest(.xor, validation: -1)).problem == .request)
    #expect(try refusal(DatasetRequest(.moons, noise: .nan)).problem == .request)
  }

  @Test func `the file of labels is found by the name of the images`() {
    #expect(
      DatasetCatalog.labelName(of: "/images/train-images-idx3-ubyte.gz")
        == "/images/train-labels-idx1-ubyte.gz")
    #expect(DatasetCatalog.labelName(of: "images/data") == nil)
  }
}
