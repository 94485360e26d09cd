import Foundation
import Testing

/// Faults that were found by reading the program, each with what it did.
@Suite struct TrustTests {
  @Test func `projections whose names are alike keep their own weights`() throws {
    try Tool.withFolder { folder in
      try Tool.write(
        """
        name: alike
        network:
          populations:
            a: {kind: poisson, size: 2, rate: 50 Hz}
            b: {kind: lif, size: 2, tau_m: 20 ms, tau_syn: 5 ms, r_max: 1 /ms}
          projections:
            - {from: a, to: b, weights: 0.1}
            - {from: a, to: b, name: a-b, weights: 0.7}
        simulate: {duration: 20 ms, plasticity: {a->b: pair, a-b: pair}}

        """, as: "m.yaml", in: folder)
      let run = try Tool.run("run", "m.yaml", "-q", "--out", "r", in: folder)
      #expect(run.status == 0, "\(run.errors)")
      // The page knows which is whose.
      #expect(try Tool.run("report", "r", "--out", "r.html", in: folder).status == 0)
      let page = try Tool.text("r.html", in: folder)
      #expect(page.contains("a-&gt;b<") && page.contains("a-b<") && !page.contains("a-b-2<"))
      let files = try FileManager.default.contentsOfDirectory(
        atPath: folder.appendingPathComponent("r/weights").path)
      #expect(Set(files) == ["a-b.npy", "a-b-2.npy"])
      #expect(try Tool.run("convert", "r", "again.yaml", in: folder).status == 0)
      let sizes = try ["a-b", "a-b-2"].map { name in
        let bytes = [UInt8](
          try Data(contentsOf: folder.appendingPathComponent("again-weights/\(name).npy")))
        return bytes.suffix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      }.map(Double.init(bitPattern:))
      #expect(abs(sizes[0] - 0.1) < 0.05 && abs(sizes[1] - 0.7) < 0.2, "\(sizes)")
    }
  }

  @Test(arguments: ["verify big.yaml -q --out a", "convert sparse.yaml a.nir"])
  func `what does not fit into memory is refused by all commands`(_ arguments: String) throws {
    try Tool.withFolder { folder in
      try Tool.write(
        """
        name: big
        rate: {input: 64, layers: [300000, 300000, 10], order: asynchronous, cost: matching}
        data: {set: digits, size: 8, train: 100, validation: 20, test: 20}
        training: {phases: {free: 10, nudged: 6}, rates: {input->hidden1: 0.1}}

        """, as: "big.yaml", in: folder)
      try Tool.write(
        """
        name: sparse
        network:
          populations:
            a: {kind: poisson, size: 200000, rate: 1 Hz}
            b: {kind: lif, size: 200000, tau_m: 20 ms, tau_syn: 5 ms, r_max: 1 /ms}
          projections:
            - {from: a, to: b, connect: {in_degree: 1}, weights: 0.1}
        simulate: {duration: 1 ms}

        """, as: "sparse.yaml", in: folder)
      let outcome = try Tool.run(
        shell: "ulimit -v 4000000; exec \"$0\" \(arguments)", in: folder)
      #expect(outcome.status == 65, "\(outcome.status) \(outcome.errors)")
      #expect(outcome.errors.contains("ulimit -v allows"), "\(outcome.errors)")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 2)
    }
  }

  @Test func `a comparison with more points than can be listed is refused`() throws {
    try Tool.withFolder { folder in
      let model = try Tool.run("init", "--kind", "compare").output
      let keys = (0..<28).map { "    key.\($0): [1, 2, 3]\n" }.joined()
      try Tool.write(
        model.replacing(/\ncomparison:[^\n]*\n/) { _ in "\ncomparison:\n  sweep:\n" + keys },
        as: "m.yaml", in: folder)
      let outcome = try Tool.run("compare", "m.yaml", "-q", in: folder)
      #expect(outcome.status == 65 || outcome.status == 64, "\(outcome.status) \(outcome.errors)")
      #expect(outcome.errors.contains("points; expected at most 100000"), "\(outcome.errors)")
    }
  }

  @Test func `a key of ever so many parts is refused`() throws {
    let path = Array(repeating: "a", count: 30_000).joined(separator: ".")
    let outcome = try Tool.run("check", "xor", path + "=1")
    #expect(
      outcome.status == 65 && outcome.errors.contains("30000 keys in a row"), "\(outcome.status)")
  }

  @Test
  func
    `a model that is too long in full is refused before it runs, one value for all units is short`()
    throws
  {
    try Tool.withFolder { folder in
      let model = """
        name: long
        network:
          populations:
            a: {kind: clamp, size: SIZE}
            b: {kind: lif, size: 1, tau_m: 20 ms, tau_syn: 5 ms, r_max: 1 /ms}
          projections: [{from: a, to: b, weights: 1e-9}]
        simulate: {duration: 1 ms, clamps: {a: VALUE}}

        """
      try Tool.write(
        model.replacing("SIZE", with: "2000000").replacing("VALUE", with: "0.125"), as: "one.yaml",
        in: folder)
      #expect(try Tool.run("run", "one.yaml", "-q", "--out", "one", in: folder).status == 0)
      #expect(try Tool.run("check", "one/model.yaml", in: folder).status == 0)
      // Each '.5' becomes ' 0.5,'.
      let list = "[" + Array(repeating: ".5", count: 1_700_000).joined(separator: ",") + ",1]"
      try Tool.write(
        model.replacing("SIZE", with: "1700001").replacing("VALUE", with: list), as: "many.yaml",
        in: folder)
      let outcome = try Tool.run("run", "many.yaml", "-q", "--out", "many", in: folder)
      #expect(outcome.status == 65 && outcome.errors.contains("in full it has"), "\(outcome)")
      #expect(!FileManager.default.fileExists(atPath: folder.appendingPathComponent("many").path))
    }
  }

  @Test func `a free phase of next to nothing does not hold up the end`() throws {
    try Tool.withFolder { folder in
      let outcome = try Tool.run(
        "run", "xor", "learning.epochs=1", "learning.phases.free=1e-7 ms",
        "learning.phases.readout=1e-7 ms", "-q", "--out", "r", in: folder)
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(try Tool.text("r/activity.json", in: folder).utf8.count < 100_000)
    }
  }

  @Test func `a training goes on with the model that it began with, or not at all`() throws {
    try Tool.withFolder { folder in
      try Tool.write(SmallModel.text(epochs: 200, seeds: 3), as: "m.yaml", in: folder)
      let run = try Tool.run(
        arguments: ["run", "m.yaml", "-q", "--out", "r"], in: folder
      ) { process in
        process.wait(for: "r/metrics.jsonl") { $0.contains(#""repetition":2"#) }
        process.interrupt()
      }
      #expect(run.status == 130)
      let model = try Tool.text("r/model.yaml", in: folder)
      #expect(model.contains("seeds: 3"))
      try Tool.write(model.replacing("seeds: 3", with: "seeds: 1"), as: "r/model.yaml", in: folder)
      let resumed = try Tool.run("resume", "r", "-q", in: folder)
      #expect(
        resumed.status == 65 && resumed.errors.contains("is not the model that the run began with"),
        "\(resumed.errors)")
      try Tool.write(model, as: "r/model.yaml", in: folder)
      #expect(try Tool.run("resume", "r", "-q", in: folder).status == 0)
    }
  }

  @Test func `a name of many bytes in few letters is a name`() throws {
    try Tool.withFolder { folder in
      let name = String(repeating: "ä", count: 122) + ".yaml"
      let outcome = try Tool.run("init", name, in: folder)
      #expect(outcome.status == 0, "\(outcome.errors)")
    }
  }
}
