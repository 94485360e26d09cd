import Foundation
import Testing

@Suite struct RunTests {
  @Test func `a simulation ends with a table, and leaves a folder with everything`() throws {
    try Tool.withFolder { folder in
      let outcome = try Tool.run("run", "lif-dc", "--out", "out", "-q", in: folder)
      #expect(outcome.status == 0)
      #expect(outcome.output.hasPrefix("lif-dc\npopulation  units  spikes  rate (Hz)     CV"))
      #expect(outcome.output.contains("neuron          1      17     17.000  0.000     55.4518"))
      let files = try FileManager.default.contentsOfDirectory(
        atPath: folder.appendingPathComponent("out").path)
      for file in ["model.yaml", "result.json", "run.json", "spikes.csv", "traces.csv"] {
        #expect(files.contains(file))
      }
      let run = try text("out/run.json", in: folder)
      for part in [#""status" : "finished""#, #""version" : "0.2.0""#, "modelSHA256"] {
        #expect(run.contains(part))
      }
    }
  }

  @Test func `nothing is overwritten without force`() throws {
    try Tool.withFolder { folder in
      #expect(try Tool.run("run", "lif-dc", "--out", "out", "-q", in: folder).status == 0)
      let spikes = try text("out/spikes.csv", in: folder)
      let second = try Tool.run(
        "run", "lif-dc", "simulate.duration=0.1 s", "--out", "out", "-q", in: folder)
      #expect(second.status == 73)
      #expect(
        second.errors == """
          error: 'out' already holds files. Name another folder with --out, or replace the run that \
          is there with --force.

          """)
      #expect(try text("out/spikes.csv", in: folder) == spikes)
      let third = try Tool.run(
        "run", "lif-dc", "simulate.duration=0.1 s", "--out", "out", "--force", "-q", in: folder)
      #expect(third.status == 0)
      #expect(try text("out/spikes.csv", in: folder) != spikes)
    }
  }

  @Test func `the resolved model of a run gives the same run again`() throws {
    try Tool.withFolder { folder in
      let first = try Tool.run(
        "run", "adex-adaptation", "--seed", "5", "--out", "a", "-q", in: folder)
      let second = try Tool.run("run", "a/model.yaml", "--out", "b", "-q", in: folder)
      #expect(first.status == 0 && second.status == 0)
      for file in ["model.yaml", "spikes.csv", "traces-neuron-V.csv"] {
        #expect(try text("a/" + file, in: folder) == text("b/" + file, in: folder))
      }
    }
  }

  @Test func `heads of traces have the unit that the equations say`() throws {
    try Tool.withFolder { folder in
      let outcome = try Tool.run(
        "run", "izhikevich", "simulate.duration=1 ms", "--out", "out", "-q", in: folder)
      #expect(outcome.status == 0)
      // Whatever the files are called.
      let files = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/out")
        .filter { $0.hasPrefix("traces") && $0.hasSuffix(".csv") }
      let heads = try Set(files.map { try text("out/" + $0, in: folder).prefix { $0 != "\n" } })
      #expect(heads == ["time_ms,V regular_spiking 0 (mV)", "time_ms,u fast_spiking 0 (mV/ms)"])
    }
  }

  @Test func `a dry run says what it would do, and does nothing`() throws {
    try Tool.withFolder { folder in
      let outcome = try Tool.run("run", "brette2007-jump", "-n", "--threads", "2", in: folder)
      #expect(outcome.status == 0)
      #expect(outcome.errors == "")
      #expect(outcome.output.hasPrefix("name: brette2007-jump\n"))
      #expect(
        outcome.output.hasSuffix(
          """
          # units            4000
          # synapses         319920
          # memory           about 55 MiB
          # synaptic events  about 3.2e+06
          # time             about 1 s on 2 threads

          """))
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }
  }

  @Test func `with json, stdout is one object`() throws {
    try Tool.withFolder { folder in
      let outcome = try Tool.run("run", "lif-dc", "--json", "--out", "out", "-q", in: folder)
      let value = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
      let object = try #require(value as? [String: Any])
      #expect(object["spikes"] as? Int == 17)
      #expect(
        Set(object.keys) == [
          "name", "duration", "spikes", "synapticEvents", "seconds", "folder", "populations",
          "warnings", "expectations",
        ])
    }
  }

  @Test func `an interrupted run keeps what there is and says so`() throws {
    try Tool.withFolder { folder in
      let outcome = try Tool.run(
        arguments: [
          "run", "brette2007-jump", "simulate.duration=1000 s", "--out", "out", "-q",
        ], in: folder
      ) { process in
        process.wait(for: "out/model.yaml")
        process.interrupt()
      }
      #expect(outcome.status == 130)
      #expect(outcome.errors == "interrupted; what there is was written to out\n")
      #expect(try text("out/run.json", in: folder).contains(#""status" : "interrupted""#))
      #expect(try text("out/result.json", in: folder).contains("brette2007-jump"))
    }
  }

  private func text(_ file: String, in folder: URL) throws -> String {
    try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
  }
}
