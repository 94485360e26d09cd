import Foundation
import Testing

/// Files of other programs, through the built program: read as what they are, or refused with the remedy.
@Suite struct ExchangeTests {
  private static let files = Tool.package.appendingPathComponent("Tests/ExchangeTests/Files")

  private func fine(_ arguments: String..., in folder: URL) throws -> Tool.Outcome {
    let outcome = try Tool.run(arguments: arguments, in: folder)
    #expect(outcome.status == 0, "\(arguments): \(outcome.errors)")
    return outcome
  }

  // MARK: Circuits of SONATA

  private static let small = """
    name: small
    network:
      populations:
        e: {size: 2, kind: spikes, times: [[0.3], [0.4]]}
        i: {size: 2, kind: spikes, times: [[0.1], [0.2]]}
        n: {size: 2, kind: lif, tau_m: 10 ms, threshold: 1, reset: 0, t_ref: 0 ms, synapse: jump, weights: per-spike}
      projections:
        - {from: e, to: n, connect: one-to-one, weights: 2}
        - {from: i, to: n, connect: one-to-one, weights: -2, delay: 0.2 ms}
    simulate: {duration: 1 ms}
    """

  @Test(arguments: ["circuit", "circuit/circuit_config.json", "circuit/simulation_config.json"])
  func `a circuit that was written becomes the model that it was`(_ name: String) throws {
    try Tool.withFolder { folder in
      try Tool.write(Self.small, as: "small.yaml", in: folder)
      _ = try fine("convert", "small.yaml", "circuit", in: folder)
      let outcome = try fine("convert", name, "back.yaml", in: folder)
      #expect(outcome.errors == "")
      let text = try Tool.text("back.yaml", in: folder)
      #expect(text.contains("synapse: jump") && text.contains("threshold: 1"))
      for model in ["small", "back"] {
        _ = try fine("run", model + ".yaml", "--out", model, "-q", in: folder)
      }
      let spikes = try Tool.text("small/spikes.csv", in: folder)
      // Four of the sources; the excitation of unit 0 at 0.3 ms comes with its inhibition, that of unit 1 too.
      #expect(spikes.split(separator: "\n").count >= 5)
      #expect(try Tool.text("back/spikes.csv", in: folder) == spikes)
    }
  }

  @Test func `the layout of the Allen Institute's examples becomes a model that runs`() throws {
    try Tool.withFolder { folder in
      let circuit = Self.files.appendingPathComponent("aibs-circuit").path
      _ = try fine("convert", circuit, "v1.yaml", in: folder)
      _ = try fine("run", "v1.yaml", "--out", "v1", "-q", in: folder)
      let spikes = try Tool.text("v1/spikes.csv", in: folder)
      #expect(spikes.contains("4.5 v1_Inh 1\n") || spikes.contains("4.5,v1_Inh,1\n"))
    }
  }

  @Test func `wrong input is answered with what is possible`() throws {
    try Tool.withFolder { folder in
      try Tool.write(Self.small, as: "small.yaml", in: folder)
      _ = try fine("convert", "small.yaml", "circuit", in: folder)
      try FileManager.default.createDirectory(
        at: folder.appendingPathComponent("empty"), withIntermediateDirectories: true)
      let mistakes: [([String], [String])] = [
        (
          ["run", "circuit/circuit_config.json"],
          ["circuit of SONATA", "equispike convert circuit/circuit_config.json net.yaml"]
        ),
        (["check", "circuit"], ["circuit of SONATA", "equispike convert circuit net.yaml"]),
        (["convert", "circuit/nodes.h5", "x.csv"], ["nodes of a network", "circuit_config.json"]),
        (["convert", "circuit", "x.csv"], ["a network becomes .nir, .yaml or a folder of SONATA"]),
        (["convert", "empty", "x.yaml"], ["a run (with run.json)", "circuit of SONATA"]),
      ]
      for (arguments, words) in mistakes {
        let outcome = try Tool.run(arguments: arguments, in: folder)
        #expect(outcome.status >= 64, "\(arguments)")
        for word in words { #expect(outcome.errors.contains(word), "\(outcome.errors)") }
      }
    }
  }

  @Test func `virtual nodes without spikes are told`() throws {
    try Tool.withFolder { folder in
      try Tool.write(Self.small, as: "small.yaml", in: folder)
      _ = try fine("convert", "small.yaml", "circuit", in: folder)
      try FileManager.default.removeItem(
        at: folder.appendingPathComponent("circuit/simulation_config.json"))
      let outcome = try fine("convert", "circuit", "back.yaml", in: folder)
      #expect(outcome.errors.contains("warning: population 'e' is virtual"))
      #expect(outcome.errors.contains("simulate.duration"))
    }
  }

  // MARK: Text

  @Test func `spikes of NEST 3 become any others, in steps too`() throws {
    try Tool.withFolder { folder in
      let head = "# NEST version: 3.8.0\n# RecordingBackendASCII version: 2\n"
      try Tool.write(head + "sender\ttime_ms\n5\t9.3\n6\t10.1\n", as: "a.dat", in: folder)
      try Tool.write(
        head + "sender\ttime_step\ttime_offset\n5\t93\t0.000\n6\t101\t0.000\n", as: "b.dat",
        in: folder)
      _ = try fine("convert", "a.dat", "a.csv", in: folder)
      let spikes = "time_ms,population,unit\n9.3,spikes,4\n10.1,spikes,5\n"
      #expect(try Tool.text("a.csv", in: folder) == spikes)
      let refused = try Tool.run("convert", "b.dat", "b.csv", in: folder)
      #expect(refused.status == 65 && refused.errors.contains("--resolution 0.1"))
      _ = try fine("convert", "b.dat", "b.csv", "--resolution", "0.1", in: folder)
      #expect(try Tool.text("b.csv", in: folder) == spikes)
      #expect(
        try Tool.run("convert", "b.dat", "c.csv", "--resolution", "0", in: folder).status == 64)
    }
  }

  @Test func `a model takes spikes of NEST with a resolution, and says which ids are left out`()
    throws
  {
    try Tool.withFolder { folder in
      try Tool.write(
        "sender\ttime_step\ttime_offset\n5\t93\t0\n6\t101\t0\n9\t1\t0\n", as: "b.dat", in: folder)
      func model(_ keys: String) throws -> Tool.Outcome {
        try Tool.write(
          """
          name: replay
          network:
            populations:
              x: {size: 2, kind: spikes, file: b.dat\(keys)}
          simulate: {duration: 20 ms}
          """, as: "replay.yaml", in: folder)
        return try Tool.run("run", "replay.yaml", "--out", "replay", "--force", "-q", in: folder)
      }
      #expect(try model("").errors.contains("resolution: 0.1 ms"))
      #expect(try model(", resolution: -1 ms").errors.contains("resolution"))
      let outside = try model(", resolution: 0.1 ms")
      #expect(outside.status == 65 && outside.errors.contains("first_id"), "\(outside.errors)")
      let outcome = try model(", resolution: 0.1 ms, first_id: 5")
      #expect(outcome.status == 0, "\(outcome.errors)")
      // The full model that the run keeps is read again.
      #expect(try Tool.run("check", "replay/model.yaml", in: folder).status == 0)
      let spikes = try Tool.text("replay/spikes.csv", in: folder)
      #expect(spikes.contains("9.3") && spikes.contains("10.1"))
    }
  }

  @Test func `a model file may have a byte order mark and ends of lines of Windows`() throws {
    try Tool.withFolder { folder in
      let text = "\u{FEFF}" + Self.small.replacingOccurrences(of: "\n", with: "\r\n") + "\r\n"
      try Tool.write(text, as: "small.yaml", in: folder)
      _ = try fine("check", "small.yaml", in: folder)
      let wrong = text.replacingOccurrences(of: "duration: 1 ms", with: "duraton: 1 ms")
      try Tool.write(wrong, as: "wrong.yaml", in: folder)
      let outcome = try Tool.run("check", "wrong.yaml", in: folder)
      #expect(outcome.status == 65)
      #expect(
        outcome.errors.contains("wrong.yaml:10:") || outcome.output.contains("wrong.yaml:10:"))
      try #require(Self.small.data(using: .utf16)).write(
        to: folder.appendingPathComponent("wide.yaml"))
      let wide = try Tool.run("check", "wide.yaml", in: folder)
      #expect(wide.status == 65 && (wide.errors + wide.output).contains("UTF-16"))
    }
  }

  // MARK: Damage

  /// The number of damaged files; EQUISPIKE_DAMAGE=100000 gives many.
  private static let changes =
    ProcessInfo.processInfo.environment["EQUISPIKE_DAMAGE"].flatMap { Int($0) } ?? 120

  @Test func `no damaged HDF5 file ends the program by a signal`() throws {
    try Tool.withFolder { folder in
      try Tool.write(Self.small, as: "small.yaml", in: folder)
      _ = try fine("convert", "small.yaml", "circuit", in: folder)
      func bytes(_ url: URL) throws -> [UInt8] { [UInt8](try Data(contentsOf: url)) }
      let circuit = folder.appendingPathComponent("circuit")
      let seeds: [(URL, String)] = [
        (Self.files.appendingPathComponent("fixed-strings.nir"), "damaged.nir"),
        (circuit.appendingPathComponent("edges.h5"), "circuit/edges.h5"),
        (Self.files.appendingPathComponent("bmtk-spikes.h5"), "damaged.h5"),
        (circuit.appendingPathComponent("nodes.h5"), "circuit/nodes.h5"),
      ]
      let contents = try seeds.map { try bytes($0.0) }
      var refused = 0
      for number in 0..<Self.changes {
        let (_, name) = seeds[number % seeds.count]
        let sound = contents[number % seeds.count]
        var damage = Damage(number: number)
        let file = folder.appendingPathComponent(name)
        try Data(damage.changed(sound)).write(to: file)
        let isCircuit = name.hasPrefix("circuit/")
        let outcome = try Tool.run(
          "convert", isCircuit ? "circuit" : name, name == "damaged.h5" ? "x.csv" : "x.yaml",
          "--force", in: folder)
        #expect([0, 65].contains(outcome.status), "change \(number): \(outcome)")
        if outcome.status == 65 {
          refused += 1
          #expect(outcome.errors.contains("error:"), "change \(number)")
        }
        if isCircuit { try Data(sound).write(to: file) }
      }
      #expect(refused > Self.changes / 10, "only \(refused) were refused")
    }
  }
}
