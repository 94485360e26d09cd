import Dispatch
import Foundation
import Measurements
import Records
import Synchronization
import Testing

/// Numbers from the results of runs, and the tables of sweeps made of them.
@Suite struct SweepTableTests {
  @Test func `numbers are found in results of all kinds, times of the clock are left out`() throws {
    let learned = """
      {"name": "x", "testError": 0.25, "seconds": 3, "processorSeconds": 4, "wasCancelled": false,
       "agreements": [{"projection": "a->b", "part": "total", "reference": "rate EP", "cosine": 0.5}]}
      """
    #expect(
      try HeadlineNumbers(json: Array(learned.utf8)).values
        == ["testError": 0.25, "cosine a->b total rate EP": 0.5])
    let simulated =
      #"{"spikes": 7, "populations": [{"name": "e", "rate": 5.5}, {"name": "i", "rate": 2}]}"#
    #expect(
      try HeadlineNumbers(json: Array(simulated.utf8)).values
        == ["spikes": 7, "rate e": 5.5, "rate i": 2])
    let trained = #"{"seeds": [{"seed": 1, "testError": 0.1}, {"seed": 2, "testError": 0.3}]}"#
    let values = try HeadlineNumbers(json: Array(trained.utf8)).values
    #expect(values["testError"] == 0.2)
    #expect(abs((values["testError sd"] ?? 0) - 0.02.squareRoot()) < 1e-15)
    // Two lists with numbers of one name, whatever the order in which their keys are met.
    let both =
      #"{"courses": [{"scheme": "s", "error": 1}], "errors": [{"scheme": "s", "error": 2}]}"#
    for _ in 0..<20 {
      #expect(
        try HeadlineNumbers(json: Array(both.utf8)).values == ["error s": 1, "errors error s": 2])
    }
    let theory =
      #"{"checks": [{"name": "a", "passed": true}, {"name": "b", "passed": false}], "curve": [1, 2]}"#
    #expect(try HeadlineNumbers(json: Array(theory.utf8)).values == ["failedChecks": 1])
  }

  @Test func `points that differ in their seed are taken together`() {
    func row(_ point: Int, _ values: [String], _ error: Double?) -> SweepTable.Row {
      var row = SweepTable.Row(
        point: point, values: values, status: error == nil ? "failed" : "finished")
      if let error { row.numbers["testError"] = error }
      return row
    }
    let record = SweepTable(
      name: "x", keys: ["seed", "a"],
      rows: [
        row(1, ["1", "p"], 0.1), row(2, ["1", "q"], 0.5), row(3, ["2", "p"], 0.3),
        row(4, ["2", "q"], nil),
      ])
    #expect(record.groupKeys == ["a"])
    #expect(record.groups.map(\.values) == [["p"], ["q"]])
    #expect(record.groups.map(\.count) == [2, 1])
    #expect(record.groups[0].numbers["testError"]?.mean == 0.2)
    #expect(record.groups[1].numbers["testError"]?.deviation == nil)
    #expect(Spread([0.1, 0.1, 0.1])?.mean == 0.1)
    #expect(Spread([]) == nil)
  }

  @Test func `the best point is that of the least validation error, whatever the test says`() {
    func row(_ point: Int, _ values: [String], _ numbers: [String: Double]) -> SweepTable.Row {
      var row = SweepTable.Row(point: point, values: values, status: "finished")
      row.numbers = numbers
      return row
    }
    var record = SweepTable(
      name: "x", keys: ["a", "seed"],
      rows: [
        row(1, ["p", "1"], ["validationError": 0.1, "testError": 0.3]),
        row(2, ["p", "2"], ["validationError": 0.5, "testError": 0.3]),
        row(3, ["q", "1"], ["validationError": 0.2, "testError": 0.4]),
        row(4, ["q", "2"], ["validationError": 0.3, "testError": 0.4]),
      ])
    #expect(
      record.leastValidationError == .init(points: [3, 4], values: ["q"], validationError: 0.25))
    record.keys = ["a", "b"]
    #expect(record.leastValidationError?.points == [1])
    for index in record.rows.indices { record.rows[index].numbers["validationError"] = nil }
    #expect(record.leastValidationError == nil)
  }

  @Test func `a number of any size can be part of a name`() throws {
    let huge = #"{"curves": [{"beta": 1e20, "cosine": 0.5}, {"beta": 3, "cosine": 0.25}]}"#
    #expect(
      try HeadlineNumbers(json: Array(huge.utf8)).values == ["cosine 1e+20": 0.5, "cosine 3": 0.25])
  }

  @Test
  func `of different sweeps that begin in one folder at once, one has it, with its own model`()
    throws
  {
    for round in 0..<20 {
      let path = FileManager.default.temporaryDirectory.appendingPathComponent("race-\(UUID())")
        .path
      defer { try? FileManager.default.removeItem(atPath: path) }
      let outcomes = Mutex<[Int: Bool]>([:])
      DispatchQueue.concurrentPerform(iterations: 8) { number in
        let model = Array("name: m\(number)\n".utf8)
        let plan = SweepPlan(
          name: "m", model: model, overrides: [], keys: ["seed"], points: [["1"], ["2"]])
        do {
          _ = try SweepFolder.claim(path, plan: plan, model: model)
          outcomes.withLock { $0[number] = true }
        } catch {
          outcomes.withLock {
            $0[number] = error as? RecordError == .otherSweep(path: path) ? false : nil
          }
        }
      }
      let found = outcomes.withLock { $0 }
      #expect(found.count == 8 && found.values.count { $0 } == 1, "round \(round): \(found)")
      let folder = try SweepFolder.open(path)
      #expect(try folder.plan.modelSHA256 == SHA256.digest(ofFile: folder.model))
    }
  }

  @Test func `a lock is held by one and ends with it`() throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("lock-\(UUID())").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    var first = try FileLock(path)
    #expect(first != nil)
    #expect(try FileLock(path) == nil)
    first = nil
    #expect(try FileLock(path) != nil)
  }
}
