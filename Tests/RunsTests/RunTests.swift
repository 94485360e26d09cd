import EquilibriumPropagation
import Experiments
import Foundation
import Measurements
import Protocols
import Records
import Runs
import Testing

/// Runs as a program without a command line has them.
@Suite struct RunTests {
  private static let changes = ["learning.epochs=2", "data.train=8"]

  private func scratch() throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("runs-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }

  /// Ends a run after the first epoch from 1 on.
  private final class Impatient: RunObserver {
    private(set) var notes: [String] = []
    private(set) var warnings: [String] = []
    var isCancelled: Bool { notes.contains { $0.hasPrefix("epoch 1:") } }
    func noted(_ text: String) { notes.append(text) }
    func warned(_ text: String) { warnings.append(text) }
  }

  @Test func `a run without a folder measures what one with a folder writes`() throws {
    let scratch = try scratch()
    defer { try? FileManager.default.removeItem(at: scratch) }
    let model = try Model(file: "xor", changes: Self.changes)
    let bare = try model.run(threads: 1)
    let folder = scratch.appendingPathComponent("run").path
    let kept = try model.run(folder: folder, threads: 2)
    #expect(bare.testError != nil && bare.testError == kept.testError)
    #expect(bare.weights == kept.weights && !bare.weights.isEmpty)
    let record = try RunRecord.read(folder)
    #expect(record.problems.isEmpty && record.kind == .learning)
    #expect(record.information.status == .finished)
    #expect(record.overrides == Self.changes)
    #expect(record.result?.testError == bare.testError)
    #expect(record.epochs.map(\.epoch) == [0, 1, 2])
    #expect(throws: RecordError.self) { _ = try model.run(folder: folder) }
  }

  @Test func `a run that its observer ended goes on to the same end`() throws {
    let scratch = try scratch()
    defer { try? FileManager.default.removeItem(at: scratch) }
    let model = try Model(file: "xor", changes: Self.changes)
    let folder = scratch.appendingPathComponent("run").path
    let observer = Impatient()
    let part = try model.run(folder: folder, threads: 1, observer: observer)
    guard case .interrupted(folder)? = part.failure else {
      Issue.record("it ended with \(String(describing: part.failure))")
      return
    }
    #expect(observer.notes.contains { $0.hasPrefix("epoch 0:") })
    #expect(try RunRecord.read(folder).information.status == .interrupted)
    let resumption = try Resumption(folder: folder)
    let start = try resumption.start()
    let run = try resumption.run(start, threads: 2)
    let rest = try run.run(try #require(start.session))
    let whole = try model.run(threads: 2)
    #expect(rest.failure == nil && rest.weights == whole.weights && !whole.weights.isEmpty)
    #expect(try RunRecord.read(folder).information.status == .finished)
    do {
      _ = try Resumption(folder: folder)
      Issue.record("it has come to its end")
    } catch RunError.nothingToResume(let path) { #expect(path == folder) }
    do {
      _ = try Resumption(folder: folder, raising: ["learning.epochs=1"])
      Issue.record("it has two epochs already")
    } catch RunError.prolongation(_, .notMore(let key, let old, let new)) {
      #expect(key == "learning.epochs" && old == 2 && new == 1)
    }
  }

  @Test func `a simulation without a folder has its spikes`() throws {
    let model = try Model(file: "lif-dc", changes: ["simulate.duration=200 ms"])
    let result = try model.run()
    guard case .simulation(let summary) = result.measured else {
      Issue.record("lif-dc simulates")
      return
    }
    #expect(summary.duration == 200 && summary.spikes > 0)
    #expect(result.spikes?.count == summary.spikes)
    #expect(result.text().contains("population"))
    #expect(result.testError == nil)
  }

  @Test func `data of another size are a mistake at the key that asks for them`() throws {
    let folder = try scratch()
    defer { try? FileManager.default.removeItem(at: folder) }
    let table = folder.appendingPathComponent("points.csv").path
    try "a,b,c,label\n0,1,0,0\n1,0,1,1\n0,0,1,1\n1,1,0,0\n"
      .write(toFile: table, atomically: true, encoding: .utf8)
    let text = """
      name: own
      network:
        populations:
          input: {size: 2, kind: clamp}
          output: {size: 2, kind: lif, tau_m: 10 ms, tau_syn: 10 ms, r_max: 1 /ms}
        projections:
          - {from: input, to: output, weights: glorot_uniform}
      data:
        set: csv
        path: \(table)
        test: 1
      learning: {rates: {input->output: 0.1}}
      """
    let experiment = try ModelFile.parse(text, file: "own.yaml")
    let error = #expect(throws: ModelError.self) { try RunData.load(for: experiment) }
    let told = error?.description ?? ""
    #expect(told.hasPrefix("own.yaml:10:9: error: values of a sample against units of 'input': "))
    #expect(told.contains("found 3, expected 2; set 'network.populations.input.size' to 3\n"))
  }

  @Test func `rules of a model are compared and measured`() throws {
    let experiment = try ModelFile.parse(
      ModelTemplate.compare.text(name: "m"), file: "m.yaml",
      overrides: ["data.train=8", "data.validation=4", "data.test=4"])
    let settings = try ComparisonSettings(
      of: experiment, rules: "zero-area", samples: 2, seeds: 1,
      sweep: ["learning.nudging.beta=linspace(0.1,0.2,2)"])
    let data = try #require(try RunData.load(for: experiment))
    var run = CompareRun(experiment, settings: settings, data: data, threads: 2)
    run.minimumCosine = 1
    let outcome = try run.run(RunSession())
    guard case .comparison(let record) = outcome.measured else {
      Issue.record("it compares")
      return
    }
    #expect(Set(record.rows.map { $0.point["learning.nudging.beta"] }) == ["0.1", "0.2"])
    guard case .belowCosine(1, let rows)? = outcome.failure else {
      Issue.record("no rule is as good as that")
      return
    }
    #expect(rows.count == 4)

    let rule = try RuleRun.rule(of: experiment, named: "mine")
    let measured = try RuleRun(rule, synapses: 20).run(RunSession())
    guard case .rule(let found) = measured.measured else {
      Issue.record("it measures a rule")
      return
    }
    #expect(found.name == "mine" && abs(found.area) < 1e-9)
  }

  @Test(arguments: ["xor", "bars"])
  func `an estimate has half to twice the arrivals that a training has`(_ name: String) throws {
    let model = try Model(file: name, changes: ["learning.epochs=2"])
    let estimate = Estimate(model.experiment, threads: 1)
    guard case .learning(let measured) = try model.run(threads: 1).measured else {
      Issue.record("\(name) learns")
      return
    }
    let ratio = estimate.synapticEvents / Double(measured.synapticEvents)
    #expect((0.5...2).contains(ratio), "\(ratio)")
  }

  @Test func `mistakes are facts, in words of the library`() throws {
    do {
      _ = try Model(file: "xorr")
      Issue.record("there is no such model")
    } catch RunError.unknownModel(let name, let known, _) {
      #expect(name == "xorr" && known.contains("xor"))
    }
    do {
      _ = try ConvertRun(from: "spikes.csv", to: "net.nir")
      Issue.record("spikes are no network")
    } catch RunError.conversion(_, _, let problem) { #expect(problem == .formats(.spikes)) }
    for error: RunError in [
      .nothingToResume("f"), .warned(count: 2), .interrupted(folder: "f"),
      .conversion(from: "a", to: "b", .feedforward), .fileExists("f"),
      .prolongation(folder: "f", .otherKey("seed", change: "seed=2")),
    ] {
      #expect(!"\(error)".contains("--") && !"\(error)".contains("equispike"))
    }
  }

  @Test func `clamped values that change in time are currents that do`() throws {
    func spikes(_ input: String, _ cell: String, _ projections: String, _ clamps: String) throws
      -> SpikeTable
    {
      let cell = "{size: 2, kind: lif, tau_m: 10 ms, tau_syn: 5 ms, r_max: 0.1 /ms, \(cell)}"
      let text = """
        name: steps
        network:
          populations: {\(input)cell: \(cell)}
          projections: [\(projections)]
        simulate: {duration: 200 ms\(clamps)}
        """
      let folder = try scratch()
      defer { try? FileManager.default.removeItem(at: folder) }
      let file = folder.appendingPathComponent("steps.yaml")
      try text.write(to: file, atomically: true, encoding: .utf8)
      return try #require(try Model(file: file.path).run().spikes)
    }
    let clamped = try spikes(
      "a: {size: 2, kind: clamp}, b: {size: 1, kind: clamp}, ", "V_0: 0",
      "{from: a, to: cell, connect: one-to-one, weights: 1}, {from: b, to: cell, weights: 1}",
      ", clamps: {a: {times: [0, 50 ms, 120 ms], values: [2, [3, 0.5], 0]}, "
        + "b: {times: [20 ms, 120 ms], values: [0.5, 2.5]}}")
    let driven = try spikes(
      "",
      "V_0: 0, bias: [{times: [0, 20, 50, 120], values: [2, 2.5, 3.5, 2.5]}, "
        + "{times: [0, 20, 50, 120], values: [2, 2.5, 1, 2.5]}]", "", "")
    #expect(driven.count > 10)
    #expect(clamped.times == driven.times && clamped.unit == driven.unit)
  }
}
