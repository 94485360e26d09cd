import Foundation
import Testing

@Suite struct ConvertTests {
  private func text(_ file: String, in folder: URL) throws -> String {
    try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
  }

  @Test func `a learned network through NIR gives the spikes that it gives without`() throws {
    try Tool.withFolder { folder in
      let learned = try Tool.run(
        "run", "xor", "learning.epochs=2", "learning.bias_rates.hidden=0.001", "--out", "xor", "-q",
        in: folder)
      #expect(learned.status == 0)
      let inputs = "simulate.clamps.input=[0.25, 1]"
      for arguments in [["xor", "a.yaml", "--simulate"], ["xor", "b.nir"], ["b.nir", "b.yaml"]] {
        let outcome = try Tool.run(arguments: ["convert"] + arguments, in: folder)
        #expect(outcome.status == 0 && outcome.errors == "")
      }
      for name in ["a", "b"] {
        let outcome = try Tool.run(
          "run", name + ".yaml", inputs, "simulate.duration=200 ms", "--out", name, "-q", in: folder
        )
        #expect(outcome.status == 0)
      }
      let spikes = try text("a/spikes.csv", in: folder)
      #expect(spikes.split(separator: "\n").count > 100)
      #expect(try text("b/spikes.csv", in: folder) == spikes)
    }
  }

  @Test func `spikes go through all formats`() throws {
    try Tool.withFolder { folder in
      #expect(try Tool.run("run", "lif-dc", "--out", "lif", "-q", in: folder).status == 0)
      let steps = ["lif", "a.h5", "b.npz", "c.csv", "d.npy", "e.gdf", "f.csv"]
      for (source, target) in zip(steps, steps.dropFirst()) {
        let outcome = try Tool.run("convert", source, target, in: folder)
        #expect(outcome.output == target + "\n" && outcome.errors == "")
      }
      let spikes = try text("lif/spikes.csv", in: folder)
      #expect(try text("c.csv", in: folder) == spikes)
      #expect(
        try text("f.csv", in: folder)
          == spikes.replacingOccurrences(of: ",neuron,", with: ",spikes,"))
      // As bmtk writes it, too.
      let words = spikes.replacingOccurrences(of: ",", with: " ")
        .replacingOccurrences(of: "time_ms population unit", with: "timestamps population node_ids")
      try Tool.write(words, as: "bmtk.csv", in: folder)
      #expect(try Tool.run("convert", "bmtk.csv", "again.csv", in: folder).status == 0)
      #expect(try text("again.csv", in: folder) == spikes)
    }
  }

  @Test func `a model becomes a folder of SONATA, and nothing is replaced unasked`() throws {
    try Tool.withFolder { folder in
      let first = try Tool.run("convert", "xor", "circuit", "--json", in: folder)
      #expect(first.status == 0)
      let object =
        try JSONSerialization.jsonObject(with: Data(first.output.utf8)) as? [String: Any]
      #expect(
        object?["files"] as? [String] == [
          "circuit/nodes.h5", "circuit/edges.h5", "circuit/circuit_config.json",
          "circuit/simulation_config.json", "circuit/node_sets.json",
        ])
      let second = try Tool.run("convert", "xor", "circuit", in: folder)
      #expect(second.status == 73)
      #expect(
        second.errors
          == "error: there is a file 'circuit' already; choose another name, or replace it with --force\n"
      )
      #expect(try Tool.run("convert", "xor", "circuit", "--force", in: folder).status == 0)
    }
  }

  @Test func `mistakes are answered with what is possible`() throws {
    try Tool.withFolder { folder in
      try Data("\u{89}HDF\r\n\u{1A}\n".utf8).write(to: folder.appendingPathComponent("cut.h5"))
      try Data("nothing".utf8).write(to: folder.appendingPathComponent("net.nir"))
      let mistakes: [([String], Int32, String)] = [
        (
          ["xor", "x.png"], 64,
          "error: 'xor' cannot become 'x.png': a network becomes .nir, .yaml or a folder of SONATA (a "
            + "name without ending)\n"
        ),
        (
          ["cut.h5", "x.nir"], 64,
          "error: 'cut.h5' cannot become 'x.nir': spikes become .h5, .csv, .gdf, .npy or .npz\n"
        ),
        (
          ["net.nir", "x.yaml"], 65,
          "error: 'net.nir' cannot be understood: it is not an HDF5 file. Make the file again, or name "
            + "another one.\n"
        ),
        (
          ["no.nir", "x.yaml"], 66,
          "error: cannot read 'no.nir': no such file or directory. Check the path.\n"
        ),
        (
          ["theorems", "x.nir"], 65,
          "error: model 'theorems' cannot be written as a spiking network: it is a rate model; choose a "
            + "model with 'network'.\n"
        ),
        (
          ["song2000", "x.nir"], 65,
          "error: population 'neuron' cannot be written as NIR: NIR has no node for its kind, 'lif_cond'; "
            + "it has LIF neurons only.\n"
        ),
      ]
      for (arguments, status, words) in mistakes {
        let outcome = try Tool.run(arguments: ["convert"] + arguments, in: folder)
        #expect(outcome.status == status)
        #expect(outcome.errors == words)
      }
      #expect(try Tool.run("convert", "cut.h5", "x.csv", in: folder).status == 65)
      #expect(
        Set(try FileManager.default.contentsOfDirectory(atPath: folder.path)) == [
          "cut.h5", "net.nir",
        ])
    }
  }

  @Test func `a network of a clocked framework is read with the length of its step`() throws {
    let files = Tool.package.appendingPathComponent("Tests/ExchangeTests/Files").path
    try Tool.withFolder { folder in
      let arguments = ["convert", files + "/taus.nir", "taus.yaml", "--step", "0.1ms", "--json"]
      let taus = try Tool.run(arguments: arguments, in: folder)
      #expect(taus.status == 0, "\(taus.errors)")
      let object = try JSONSerialization.jsonObject(with: Data(taus.output.utf8)) as? [String: Any]
      #expect(object?["warnings"] as? [String] == [])
      #expect((object?["remarks"] as? [String])?.count == 2)
      #expect(
        try text("taus-weights/units.csv", in: folder) == """
          node,unit,population,index
          lif-\u{e4}.0,0,lif___0_0,0
          lif-\u{e4}.0,2,lif___0_0,1
          lif-\u{e4}.0,1,lif___0_1,0
          lif-\u{e4}.0,3,lif___0_2,0

          """)
      #expect(try text("taus.yaml", in: folder).contains("equispike convert --step 0.1 ms."))
      #expect(try Tool.run("run", "taus.yaml", "-q", "--out", "taus", in: folder).status == 0)
      // The potential of a readout is recorded, and its silence is no warning.
      let readout = try Tool.run(
        "convert", files + "/readout.nir", "readout.yaml", "--step", "1ms", in: folder)
      #expect(readout.errors.contains("record V of node_3, simulate.probes=[{population: node_3}]"))
      let run = try Tool.run(
        "run", "readout.yaml", "simulate.probes=[{population: node_3}]", "simulate.duration=20 ms",
        "-q", "--out", "readout", in: folder)
      #expect(run.status == 0 && !run.errors.contains("silent"), "\(run.errors)")
      #expect(try text("readout/traces.csv", in: folder).split(separator: "\n").count == 22)
      // A file of spikes takes the place of empty trains.
      let recurrent = try Tool.run(
        arguments: ["convert", files + "/recurrent.nir", "recurrent.yaml"]
          + ["--step", "0.1ms", "--euler", "--input", "spikes"], in: folder)
      #expect(recurrent.status == 0 && !recurrent.errors.contains("warning"))
      try Data("timestamps population node_ids\n1 input 0\n1.1 input 2\n".utf8).write(
        to: folder.appendingPathComponent("in.csv"))
      let driven = try Tool.run(
        "run", "recurrent.yaml", "network.populations.input.times=null",
        "network.populations.input.file=in.csv", "simulate.duration=25.6 ms", "-q", "--out", "r",
        in: folder)
      #expect(driven.status == 0, "\(driven.errors)")
      #expect(try text("r/spikes.csv", in: folder).contains("1.1,input,2\n"))
      // Without the length of a step there is a warning, which names it where the file hints at it, or a refusal.
      let bare = try Tool.run("convert", files + "/recurrent.nir", "bare.yaml", in: folder)
      #expect(bare.status == 0 && bare.errors.contains("warning: spikes are taken as impulses"))
      #expect(bare.errors.contains("--step 0.1ms, to which r and w_in of its units hint"))
      let loop = try Tool.run("convert", files + "/taus.nir", "loop.yaml", in: folder)
      #expect(loop.status == 65 && loop.errors.contains("say how long that is, --step 1ms"))
      for (arguments, words) in [
        (["xor", "x.nir", "--step", "1ms"], "belong to networks that come from .nir"),
        ([files + "/taus.nir", "x.yaml", "--step", "1 mV"], "--step is '1 mV'; expected a time"),
        ([files + "/taus.nir", "x.yaml", "--step", "0"], "--step is '0'; expected a time"),
        ([files + "/taus.nir", "x.yaml", "--euler"], "--euler needs the length of a step"),
      ] {
        let outcome = try Tool.run(arguments: ["convert"] + arguments, in: folder)
        #expect(outcome.status == 64 && outcome.errors.contains(words), "\(outcome.errors)")
      }
    }
  }

  @Test func `a training leaves TensorBoard's events`() throws {
    try Tool.withFolder { folder in
      #expect(
        try Tool.run("run", "xor", "learning.epochs=2", "--out", "xor", "-q", in: folder).status
          == 0)
      let run = folder.appendingPathComponent("xor")
      let names = try FileManager.default.contentsOfDirectory(atPath: run.path)
      let events = names.filter { $0.hasPrefix("events.out.tfevents.") }
      #expect(events.count == 1)
      let bytes = try Data(contentsOf: run.appendingPathComponent(events[0]))
      for tag in [
        "brain.Event:2", "error/validation", "cosine/hidden->output/", "weights/input->hidden",
      ] {
        #expect(bytes.range(of: Data(tag.utf8)) != nil, "\(tag)")
      }
    }
  }

  @Test func `biases of another size than the population are refused`() throws {
    try Tool.withFolder { folder in
      let learned = try Tool.run(
        "run", "xor", "learning.epochs=1", "learning.bias_rates.hidden=0.001", "--out", "xor", "-q",
        in: folder)
      #expect(learned.status == 0)
      let weights = folder.appendingPathComponent("xor/weights")
      let names = try FileManager.default.contentsOfDirectory(atPath: weights.path)
      let other = try #require(names.first { !$0.hasSuffix(".bias.npy") })
      let bias = weights.appendingPathComponent("hidden.bias.npy")
      try Data(contentsOf: weights.appendingPathComponent(other)).write(to: bias)
      for target in ["circuit", "a.yaml", "b.nir"] {
        let outcome = try Tool.run("convert", "xor", target, in: folder)
        #expect(outcome.status == 65 && outcome.errors.contains("units"), "\(outcome.errors)")
      }
    }
  }
}
