import Foundation
import Testing

/// Networks in mV and pA, whose weights are plain numbers, through simulation, other formats and learning.
@Suite struct DriveScaleTests {
  private static let cell =
    "kind: lif, tau_m: 20 ms, C_m: 250 pF, E_L: -70 mV, V_th: -55 mV, V_reset: -70 mV, t_ref: 3 ms, "
    + "tau_syn: 5 ms, r_max: 100 Hz, drive: measured"

  @Test func `a network of plain numbers goes through NIR with the same spikes`() throws {
    try Tool.withFolder { folder in
      try Data(
        """
        name: scaled
        network:
          populations:
            in: {size: 4, kind: regular, rate: 80 Hz, phase: 0.5, r_max: 100 Hz}
            cell: {size: 3, \(Self.cell), bias: [0.2, 0.3, 0.4]}
          projections:
            - {from: in, to: cell, weights: 0.05}
        simulate: {duration: 200 ms}
        """.utf8
      ).write(to: folder.appendingPathComponent("a.yaml"))
      func spikes(_ model: String) throws -> [Substring] {
        let run = try Tool.run(
          "run", model, "simulate.duration=200 ms", "--out", "r-\(model)", "-q", in: folder)
        #expect(run.status == 0, "\(run.errors)")
        return try Tool.text("r-\(model)/spikes.csv", in: folder).split(separator: "\n")
          .filter { $0.contains(",cell,") }
      }
      let own = try spikes("a.yaml")
      #expect(own.count > 20)
      #expect(try Tool.run("convert", "a.yaml", "a.nir", in: folder).status == 0)
      #expect(try Tool.run("convert", "a.nir", "back.yaml", in: folder).status == 0)
      #expect(try spikes("back.yaml") == own)
    }
  }

  @Test func `what a network of plain numbers has learned is tested again with the same error`()
    throws
  {
    try Tool.withFolder { folder in
      try Data(
        """
        name: scaled
        network:
          populations:
            input: {size: 64, kind: clamp}
            hidden: {size: 12, \(Self.cell), bias: 0.3}
            output: {size: 10, \(Self.cell)}
          projections:
            - {from: input, to: hidden, weights: glorot_uniform}
            - {from: hidden, to: output, symmetric: true, weights: glorot_uniform}
        data: {set: digits, size: 8, train: 40, validation: 10, test: 30}
        learning:
          rule: {name: zero-area, tau_fast: 20 ms, tau_slow: 200 ms}
          phases: {free: 60 ms, nudged: 60 ms, readout: 20 ms}
          batch: 4
          epochs: 1
          rates: {input->hidden: 0.1, hidden->output: 0.1}
          bias_rates: {hidden: 0.1, output: 0.1}
        """.utf8
      ).write(to: folder.appendingPathComponent("a.yaml"))
      #expect(try Tool.run("run", "a.yaml", "--out", "r", "-q", in: folder).status == 0)
      #expect(try Tool.text("r/curves.json", in: folder).contains("\"zero\""))
      #expect(try Tool.run("convert", "r", "b.yaml", in: folder).status == 0)
      #expect(
        try Tool.run("run", "b.yaml", "learning.epochs=0", "--out", "s", "-q", in: folder).status
          == 0
      )
      func testError(_ run: String) throws -> Double? {
        let data = Data(try Tool.text("\(run)/result.json", in: folder).utf8)
        let record = try JSONSerialization.jsonObject(with: data) as? [String: Any]
        return record?["testError"] as? Double
      }
      let first = try #require(try testError("r"))
      #expect(try testError("s") == first)
    }
  }

  @Test func `silence that the model claims is no warning, other silence is`() throws {
    try Tool.withFolder { folder in
      for (name, claim) in [
        ("claimed", "spikes of cell: {equals: 0}"), ("other", "time: a second"),
      ] {
        try Data(
          """
          name: quiet
          expected: {\(claim)}
          network: {populations: {cell: {size: 1, \(Self.cell), bias: -1}}}
          simulate: {duration: 50 ms}
          """.utf8
        ).write(to: folder.appendingPathComponent("\(name).yaml"))
      }
      #expect(try Tool.run("run", "claimed.yaml", "--strict", "-q", in: folder).status == 0)
      let other = try Tool.run("run", "other.yaml", "--strict", "-q", in: folder)
      #expect(other.status != 0 && other.errors.contains("is silent"))
    }
  }

  @Test func `a target rate of homeostasis leaves the output and its r_max out`() throws {
    try Tool.withFolder { folder in
      func model(_ populations: String) throws -> String {
        try Data(
          """
          name: small
          network:
            populations:
              input: {size: 2, kind: clamp}
              hidden: {size: 3, \(Self.cell)}
              output: {size: 2, \(Self.cell.replacing("100 Hz", with: "50 Hz"))}
            projections:
              - {from: input, to: hidden, weights: glorot_uniform}
              - {from: hidden, to: output, symmetric: true, weights: glorot_uniform}
          data: {set: xor}
          learning:
            rates: {input->hidden: 0.1, hidden->output: 0.1}
            homeostasis: {target: 10 Hz\(populations)}
          """.utf8
        ).write(to: folder.appendingPathComponent("a.yaml"))
        return try Tool.run("check", "a.yaml", in: folder).errors
      }
      let alone = try model("")
      #expect(alone == "")
      let both = try model(", populations: [hidden, output]")
      #expect(both.contains("different r_max"))
    }
  }
}
