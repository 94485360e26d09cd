import Quantities
import Testing

@testable import Datasets

@Suite struct DrawnDigitsTests {
  let digits = DrawnDigits(seed: Seed(1))

  @Test func `a sample is the same in any order of drawing and any number of samples`() {
    let data = digits.dataset("train", count: 25)
    for index in [24, 3, 11, 3] {
      #expect(digits.picture(index, of: "train") == Array(data.row(index)))
      #expect(digits.label(index, of: "train") == data.labels[index])
    }
    #expect(digits.dataset("train", count: 40).subset(0..<25) == data)
  }

  @Test func `seeds and splits have different pictures`() {
    let picture = digits.picture(0, of: "train")
    #expect(picture != digits.picture(0, of: "test"))
    #expect(picture != DrawnDigits(seed: Seed(2)).picture(0, of: "train"))
  }

  @Test func `no picture is in two parts or twice in one`() {
    let split = digits.split(train: 100, validation: 50, test: 50)
    let rows = [split.train, split.validation, split.test].flatMap { part in
      (0..<part.count).map { Array(part.row($0)) }
    }
    #expect(Set(rows).count == 200)
  }

  @Test func `classes are balanced up to one sample, in random order`() {
    let data = digits.dataset("train", count: 117)
    #expect(data.classCounts.allSatisfy { $0 == 11 || $0 == 12 })
    #expect(Array(data.labels[..<10]) != Array(data.labels[10..<20]))
  }

  @Test func `all values are from 0 to 1, with paper and ink in each picture`() {
    let data = digits.dataset("train", count: 100)
    #expect(data.inputs.allSatisfy { $0 >= 0 && $0 <= 1 })
    for index in 0..<data.count {
      #expect(data.row(index).max() ?? 0 > 0.6)
      #expect(data.row(index).reduce(0, +) / Double(data.features) < 0.5)
    }
  }

  @Test func `classes can be told apart by their mean pictures`() {
    let split = digits.split(train: 400, validation: 0, test: 200)
    var means = [[Double]](repeating: [Double](repeating: 0, count: 256), count: 10)
    for index in 0..<split.train.count {
      let label = split.train.labels[index]
      for (pixel, value) in split.train.row(index).enumerated() {
        means[label][pixel] += value / 40
      }
    }
    let right = (0..<split.test.count).count { index in
      let picture = Array(split.test.row(index))
      let distances = means.map { mean in
        var sum = 0.0
        for pixel in 0..<256 {
          sum += (mean[pixel] - picture[pixel]) * (mean[pixel] - picture[pixel])
        }
        return sum
      }
      return distances.firstIndex(of: distances.min() ?? 0) == split.test.labels[index]
    }
    #expect(right > 120, "\(right) of 200")
  }

  @Test func `digits can be drawn in any size, from small to large`() {
    for side in [8, 28] {
      let data = DrawnDigits(seed: Seed(1), side: side).dataset("train", count: 10)
      #expect(data.features == side * side)
      #expect(Set(data.labels).count == 10)
    }
  }

  @Test func `the same digit in two sizes has the same share of ink`() {
    var hand = DrawnDigits.Hand()
    hand.noise = 0
    let shares = [32, 96].map { side in
      let picture = DrawnDigits(seed: Seed(1), side: side, hand: hand).picture(4, of: "train")
      return picture.reduce(0, +) / Double(picture.count)
    }
    #expect(abs(shares[0] - shares[1]) < 0.01)
  }

  @Test func `a straight line is as dark as its distance says`() {
    var canvas = Canvas(side: 8)
    canvas.draw([Point(2, 4.5), Point(6, 4.5)], radius: 1)
    // The pixels of column 4 have their centres at x = 4.5, y = 2.5, 3.5, 4.5, 5.5, 6.5.
    let column: [Double] = (2...6).map { row in canvas.ink[row * 8 + 4] }
    #expect(column == [0, 0.5, 1, 0.5, 0])
    // Outside of the picture nothing happens.
    canvas.draw([Point(-50, -50), Point(-20, 90), Point(300, 300)], radius: 1)
    #expect(canvas.ink.count == 64)
  }

  @Test func `pen notation keeps points, corners and strokes`() {
    let strokes = PenStroke.parse("32,28 54,8! 54,94|1,2 3,4")
    #expect(strokes.map(\.points.count) == [3, 2])
    #expect(strokes[0].corners == [1])
    let chain = strokes[0].flattened(pieces: 5)
    #expect(chain.count == 11)
    #expect(chain[5] == Point(54, 8))
    // After the corner the pen goes straight down.
    #expect(chain[6].x == 54)
  }
}
