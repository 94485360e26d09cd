import Foundation
import Testing

@testable import Records

/// Kind and options of runs whose `run.json` does not have them.
@Suite struct OlderRunTests {
  private func kind(
    _ words: [String], files: [String: String] = [:]
  ) throws -> RunKind? {
    let scratch = try ScratchFolder()
    var information = RunInformation()
    information.commandLine = ["equispike"] + words
    let run = try RunFolder.create(
      at: scratch.path + "/run", named: "x", information: information)
    for (name, text) in files { try run.folder.write(text, as: name) }
    return try run.folder.information().kind
  }

  @Test func `the kind is that of the files, else of the verb, else of the model`() throws {
    let learning = ["model.yaml": "name: x\nlearning:\n  epochs: 3\n"]
    #expect(try kind(["run", "x"], files: learning) == .learning)
    #expect(try kind(["compare", "x"], files: learning) == .comparison)
    #expect(try kind(["verify", "x"], files: learning) == .theorems)
    #expect(try kind(["run", "x"], files: ["model.yaml": "training: {epochs: 3}\n"]) == .training)
    #expect(try kind(["run", "x"], files: ["model.yaml": "theorem: {betas: [1]}\n"]) == .theorems)
    #expect(
      try kind(["run", "x"], files: ["model.yaml": "simulate: {duration: 3 ms}\n"]) == .simulation)
    #expect(try kind(["rule", "pair"]) == .rule)
    #expect(try kind(["run", "x"], files: ["points.jsonl": ""]) == .comparison)
    #expect(try kind(["run", "x"]) == nil)
  }

  @Test func `options stand in the command line in any order and both ways`() {
    let options = OlderRun.options(in: [
      "equispike", "compare", "x", "a.b=1", "--min-cosine=0.9", "--out", "c=d", "--train",
      "--sweep", "seed=1,2", "e->f.g=2", "./h=i", "-q",
    ])
    #expect(options.changes == ["a.b=1", "e->f.g=2"])
    #expect(options.trains == true && options.minimumCosine == 0.9)
    #expect(OlderRun.options(in: ["equispike", "rule", "x", "--synapses", "9"]).synapses == 9)
    #expect(OlderRun.options(in: []) == RunOptions())
  }

  @Test func `a run that has kind and options keeps them, whatever its command line says`() throws {
    let scratch = try ScratchFolder()
    var information = RunInformation()
    information.kind = .learning
    information.options = RunOptions(changes: ["a=1"])
    information.commandLine = ["equispike", "compare", "x", "b=2"]
    let run = try RunFolder.create(at: scratch.path + "/run", named: "x", information: information)
    #expect(try run.folder.information().kind == .learning)
    #expect(try RunRecord.read(run.folder.path).overrides == ["a=1"])
    #expect(try RunRecord.read(run.folder.path).kind == .learning)
  }
}
