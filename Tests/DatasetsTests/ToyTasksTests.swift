import Quantities
import Testing

@testable import Datasets

@Suite struct ToyTasksTests {
  @Test func `XOR has four patterns with the right classes`() {
    let data = ToyTasks(seed: Seed(1)).xor("train", count: 8)
    #expect(Set((0..<4).map { Array(data.row($0)) }).count == 4)
    for index in 0..<8 {
      let row = Array(data.row(index))
      #expect(data.labels[index] == (row[0] == row[1] ? 0 : 1))
    }
  }

  @Test func `noisy XOR differs between seeds and stays in 0...1`() {
    let data = ToyTasks(seed: Seed(1), noise: 0.2).xor("train", count: 100)
    #expect(data.inputs.allSatisfy { $0 >= 0 && $0 <= 1 })
    #expect(Set(data.inputs).count > 50)
    #expect(data != ToyTasks(seed: Seed(2), noise: 0.2).xor("train", count: 100))
    #expect(data == ToyTasks(seed: Seed(1), noise: 0.2).xor("train", count: 100))
  }

  @Test func `moons without noise lie on their circles`() {
    let data = ToyTasks(seed: Seed(1)).moons("train", count: 50)
    for index in 0..<data.count {
      let row = Array(data.row(index))
      let (x, y) = (row[0] * 4 - 1.5, row[1] * 2.5 - 1)
      let (dx, dy) = data.labels[index] == 0 ? (x, y) : (x - 1, y - 0.5)
      #expect(abs(dx * dx + dy * dy - 1) < 1e-12)
      #expect(data.labels[index] == 0 ? dy >= 0 : dy <= 1e-12)
    }
    #expect(data.classCounts == [25, 25])
  }

  @Test func `noisy moons hardly ever leave the box`() {
    let data = ToyTasks(seed: Seed(1), noise: 0.1).moons("train", count: 1000)
    #expect(data.inputs.allSatisfy { $0 >= 0 && $0 <= 1 })
    #expect(data.inputs.count { $0 == 0 || $0 == 1 } < 5)
  }

  @Test func `bars are columns, stripes are rows, and none is both`() {
    let data = ToyTasks(seed: Seed(1)).bars(side: 4, train: 28, validation: 0, test: 0).train
    #expect(data.classCounts == [14, 14])
    #expect(Set((0..<28).map { Array(data.row($0)) }).count == 28)
    for index in 0..<28 {
      let picture = Array(data.row(index))
      let rowsEqual = (4..<16).allSatisfy { picture[$0] == picture[$0 - 4] }
      let columnsEqual = (0..<16).allSatisfy { picture[$0] == picture[$0 / 4 * 4] }
      #expect(rowsEqual != columnsEqual)
      #expect(rowsEqual == (data.labels[index] == 0))
    }
  }

  @Test func `parts of bars share no pattern while patterns last`() {
    let split = ToyTasks(seed: Seed(1)).bars(side: 4, train: 16, validation: 4, test: 8)
    let rows = [split.train, split.validation, split.test].flatMap { part in
      (0..<part.count).map { Array(part.row($0)) }
    }
    #expect(Set(rows).count == ToyTasks.patterns(side: 4))
  }
}
