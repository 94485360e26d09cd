import Quantities
import Testing

@testable import Datasets

/// Samples that are spike trains, from files.
@Suite struct SpikeTrainTests {
  private static let spikes: [[Double]] = [
    [1, 0, 4], [0, 2, 0.5], [0, 0, 9], [0, 0, 3], [2, 1, 0], [3, 2, 1], [3, 2, 2],
  ]
  private static let labels: [Double] = [0, 1, 2, 1]

  /// The split of files with these rows and labels, or its error.
  private func load(
    _ rows: [[Double]] = spikes, labels: [Double] = labels, shape: [Int]? = nil,
    _ change: (inout DatasetRequest) -> Void = { _ in }
  ) throws -> Split {
    let files = try TemporaryFiles()
    let spikePath = try files.write("trains.npy", []), labelPath = try files.write("y.npy", [])
    var request = DatasetRequest(.trains, path: spikePath, labelPath: labelPath)
    request.test = 1
    change(&request)
    return try DatasetCatalog.load(request) { _, path in
      path == labelPath
        ? ([labels.count], labels) : (shape ?? [rows.count, 3], rows.flatMap(\.self))
    }
  }

  @Test func `a file of samples, units and times becomes trains, rates and classes`() throws {
    let split = try load()
    #expect([split.train.count, split.validation.count, split.test.count] == [3, 0, 1])
    #expect(split.train.labels == [0, 1, 2] && split.test.labels == [1])
    #expect(split.train.classes == 3 && split.train.features == 3)
    let trains = try #require(split.train.trains)
    #expect(trains.period == 10 && trains.units == 3)
    #expect(trains.trains(of: 0) == [[3, 9], [], [0.5]])
    #expect(trains.trains(of: 1) == [[4], [], []])
    #expect(Array(split.train.row(0)) == [0.2, 0, 0.1])
    #expect(split.test.trains?.trains(of: 0) == [[], [], [1, 2]])
    #expect(split.train.subset([2, 0]).trains?.trains(of: 1) == [[3, 9], [], [0.5]])
  }

  @Test func `units, period and r_max are those of the request`() throws {
    let split = try load {
      ($0.units, $0.period, $0.maximumRate) = (5, 20, 0.1)
    }
    #expect(split.train.features == 5 && split.train.trains?.period == 20)
    #expect(Array(split.train.row(0)) == [1, 0, 0.5, 0, 0])
  }

  @Test func `files that make no sense are refused by what is wrong in them`() throws {
    func found(
      _ rows: [[Double]] = Self.spikes, labels: [Double] = Self.labels, shape: [Int]? = nil,
      _ change: (inout DatasetRequest) -> Void = { _ in }
    ) throws -> String {
      try #require(throws: DatasetError.self) {
        try load(rows, labels: labels, shape: shape, change)
      }.found
    }
    #expect(try found([[4, 0, 1]]).contains("sample 4"))
    #expect(try found([[0.5, 0, 1]]).contains("sample 0.5"))
    #expect(try found([[0, -1, 1]]).contains("unit -1"))
    #expect(try found([[0, 0, -1]]).contains("time -1"))
    #expect(try found([[0, 0, .nan]]).contains("time nan"))
    #expect(try found { $0.units = 2 }.contains("unit 2"))
    #expect(try found { $0.period = 9 }.contains("time 9"))
    #expect(try found(shape: [21]).contains("shape [21]"))
    #expect(try found([]).contains("no spikes"))
    #expect(try found { $0.labelPath = nil }.contains("labels"))
    #expect(try found { $0.period = 0 }.contains("period"))
    var other = DatasetRequest(.xor)
    other.units = 2
    #expect(throws: DatasetError.self) { try DatasetCatalog.load(other) }
  }
}
