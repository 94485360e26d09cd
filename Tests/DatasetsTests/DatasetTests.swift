import Quantities
import Testing

@testable import Datasets

@Suite struct DatasetTests {
  /// Ten samples of two values, sample k holding k / 10.
  let ten = Dataset(
    name: "ten", inputs: (0..<20).map { Double($0 / 2) / 10 }, labels: (0..<10).map { $0 % 3 },
    classes: 3, width: 2)

  let two = Dataset(name: "two", inputs: [1, 1, 1, 1], labels: [0, 1], classes: 3, width: 2)

  @Test func `rows are slices of the inputs`() {
    #expect(ten.count == 10)
    #expect(ten.features == 2)
    #expect(Array(ten.row(7)) == [0.7, 0.7])
    #expect(ten.inputs.span.extracting(ten.range(of: 3))[1] == 0.3)
    #expect(ten.classCounts == [4, 3, 3])
  }

  @Test func `a subset keeps each row with its label, in the order asked for`() {
    let subset = ten.subset([9, 0, 9])
    #expect(subset.inputs == [0.9, 0.9, 0, 0, 0.9, 0.9])
    #expect(subset.labels == [0, 0, 0])
    #expect(ten.subset([]).count == 0)
    #expect(ten.subset([]).classes == 3)
  }

  @Test func `validation is the end of the training set`() {
    let split = Split(training: ten, train: 6, validation: 3, test: two)
    #expect(split.train == ten.subset(0..<6))
    #expect(split.validation.inputs == ten.subset(7..<10).inputs)
    #expect(split.test == two)
  }

  @Test func `shuffling is the same for the same seed and mixes no parts`() {
    let split = Split(training: ten, train: 6, validation: 4, test: two, shuffling: Seed(5))
    #expect(split == Split(training: ten, train: 6, validation: 4, test: two, shuffling: Seed(5)))
    #expect(split != Split(training: ten, train: 6, validation: 4, test: two, shuffling: Seed(6)))
    #expect((split.train.inputs + split.validation.inputs).sorted() == ten.inputs)
    #expect(split.train.inputs != Array(ten.inputs[..<12]))
  }

  @Test func `fewer training samples are the first of more`() {
    let few = Split(training: ten, train: 2, validation: 4, test: two, shuffling: Seed(5))
    let many = Split(training: ten, train: 6, validation: 4, test: two, shuffling: Seed(5))
    #expect(few.train == many.train.subset(0..<2))
    #expect(few.validation == many.validation)
  }
}
