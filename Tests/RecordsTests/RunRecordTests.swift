import Foundation
import Measurements
import Testing

@testable import Records

@Suite struct RunRecordTests {
  @Test func `a model file becomes settings with their places`() {
    let model = ModelText(
      """
      name: digits
      source: "A \\"quoted\\" text, with: signs"
      expected:
        test error: "<= 5 %, or so"
      network:
        projections:
          - {from: a, to: b, weights: {uniform: [0 nS, 0.3 nS]}, symmetric: false}
          - {from: b, to: a, delay: 1 ms}
      learning:
        rates: {a->b: 0.2}
      """)
    #expect(model["source"] == "A \"quoted\" text, with: signs")
    #expect(model.below("expected").map(\.value) == ["<= 5 %, or so"])
    #expect(model["network.projections.a->b.weights.uniform"] == "[0 nS, 0.3 nS]")
    #expect(model["network.projections.b->a.delay"] == "1 ms")
    #expect(model["learning.rates.a->b"] == "0.2")
    #expect(model.has("learning") && !model.has("training"))
  }

  @Test func `spikes and traces are read as they were written`() throws {
    try withScratch { folder in
      let spikes = SpikeTable(
        populations: ["a b", "c"], sizes: [3, 2], times: [0.1, 55.451774444795625, 1e-7],
        population: [0, 1, 0], unit: [2, 1, 0])
      try spikes.writeCSV(to: folder + "/spikes.csv")
      let read = try SpikeTable(
        csv: folder + "/spikes.csv", populations: [("a b", 3), ("c", 2)])
      #expect(read == spikes)
      // Runs of earlier versions have bmtk's header.
      try AtomicFile.write(
        "timestamps population node_ids\n0.1 a_b 2\n55.451774444795625 c 1\n1e-07 a_b 0\n",
        to: folder + "/old.csv")
      #expect(
        try SpikeTable(csv: folder + "/old.csv", populations: [("a b", 3), ("c", 2)]) == spikes)
      // Populations that nobody has named are found out.
      let unknown = try SpikeTable(csv: folder + "/spikes.csv", populations: [])
      #expect(unknown.populations == ["a_b", "c"] && unknown.sizes == [3, 2])
      var traces = TraceTable(times: [0, 0.5])
      traces.columns = [.init(name: "V a, \"b\" (mV)", values: [1, -2.5])]
      try traces.writeCSV(to: folder + "/traces.csv")
      #expect(try TraceTable(csv: folder + "/traces.csv") == traces)
    }
  }

  @Test(arguments: [
    "", "nonsense\n", "timestamps population node_ids\n1.0 a\n",
    "timestamps population node_ids\nnan a 1\n", "time_ms,population,unit\n1.0 a 1\n",
    "time_ms,population,unit\n1.0,a\n",
  ])
  func `spikes that are damaged are told by line`(text: String) throws {
    try withScratch { folder in
      try AtomicFile.write(text, to: folder + "/spikes.csv")
      #expect(throws: RecordError.self) {
        try SpikeTable(csv: folder + "/spikes.csv", populations: [])
      }
    }
  }

  @Test func `an epoch is read as far as it goes`() throws {
    let line = """
      {"epoch":3,"trainError":null,"validationError":0.25,"agreements":[{"cosine":null},\
      {"projection":"a","part":"total","reference":"rate EP","cosine":0.5,"signAgreement":1,\
      "relativeSize":1,"rmse":0,"count":2}],"meanActivity":{"a":0.5,"b":null},"new":[1]}
      """
    let epoch = try JSONDecoder().decode(Epoch.self, from: Data(line.utf8))
    #expect(epoch.epoch == 3 && epoch.trainError == nil && epoch.validationError == 0.25)
    #expect(epoch.agreements.map(\.cosine) == [0.5])
    #expect(epoch.meanActivity == ["a": 0.5])
    // Earlier versions counted trainings as seeds, from 0.
    let old = #"{"epoch":1,"seed":2,"trainError":0.5}"#
    #expect(try JSONDecoder().decode(Epoch.self, from: Data(old.utf8)).repetition == 3)
  }

  @Test func `a folder with damaged files is read as far as it goes`() throws {
    try withScratch { folder in
      var information = RunInformation()
      information.commandLine = ["equispike", "run", "x", "a.b=1", "--seed", "2", "--out", "c=d"]
      let run = try RunFolder.create(at: folder + "/run", named: "x", information: information)
      try run.folder.write("name: x\nlearning:\n  epochs: 3\n", as: "model.yaml")
      try run.folder.write("{\"epoch\":1}\nnonsense\n", as: "metrics.jsonl")
      try run.folder.write("{}", as: "result.json")
      try run.folder.write("no numbers", as: "weights/a.npy")
      let record = try RunRecord.read(folder + "/run")
      #expect(record.kind == .learning)
      #expect(record.name == "x")
      #expect(record.overrides == ["a.b=1"])
      #expect(record.problems.count == 3)
      #expect(throws: RecordError.self) { try RunRecord.read(folder) }
    }
  }

  @Test(arguments: [
    (#""population":[0]"#, #""population":[9]"#, "spikes are of units"),
    (#""population":[0]"#, #""population":[-1]"#, "spikes are of units"),
    (#""unit":[2]"#, #""unit":[3]"#, "spikes are of units"),
    (#""unit":[2]"#, #""unit":[]"#, "each spike has"),
    (#""sizes":[3]"#, #""sizes":[-3]"#, "sizes are from 0"),
    (#""sizes":[3]"#, #""sizes":[9000000000000000000]"#, "sizes are from 0"),
    (#""sizes":[3]"#, #""sizes":[]"#, "each population has a size"),
    (#""end":10"#, #""end":-1"#, "what is shown has an end"),
    (#""values":[1,2]"#, #""values":[1]"#, "each value of a trace"),
  ])
  func `a raster whose numbers do not fit together is told, and left out`(
    good: String, bad: String, words: String
  ) throws {
    var raster = Raster(
      spikes: SpikeTable(
        populations: ["a"], sizes: [3], times: [1.5], population: [0], unit: [2]),
      start: 0, end: 10)
    raster.traces = [.init(name: "a 2", times: [0, 1], values: [1, 2])]
    raster.phases = [.init(name: "free", start: 0, end: 10)]
    let text = String(decoding: try JSONText.encode(raster, as: .line), as: UTF8.self)
    #expect(text.contains(good))
    try withScratch { folder in
      let run = try RunFolder.create(at: folder + "/run", named: "x", information: .init())
      try run.folder.write("name: x\nlearning:\n  epochs: 3\n", as: "model.yaml")
      try run.folder.write(text, as: "raster.json")
      #expect(try RunRecord.read(folder + "/run").raster == raster)
      try run.folder.write(text.replacing(good, with: bad), as: "raster.json")
      let record = try RunRecord.read(folder + "/run")
      #expect(record.raster == nil)
      #expect(record.problems.count == 1 && record.problems[0].contains(words))
    }
  }
}

/// Calls `body` with an empty folder that is removed afterwards.
private func withScratch(_ body: (String) throws -> Void) throws {
  let path = NSTemporaryDirectory() + "equispike-" + UUID().uuidString
  try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(atPath: path) }
  try body(path)
}
