import Foundation
import Testing

/// Small files that claim to be huge, given to the program as users give them: it says so with status 65, soon, and in
/// the memory that any sound small file needs.
@Suite struct ClaimTests {
  /// Address space that the program may have. It starts with less than half of this. [MB]
  static let megabytes = 2048

  /// Runs the program in `folder`; what it wrote, when it ended as it should.
  private func refused(_ arguments: [String], in folder: URL) throws -> String {
    let outcome = try Tool.run(arguments: arguments, in: folder, megabytes: Self.megabytes)
    #expect(outcome.status == 65, "\(arguments): \(outcome.status) \(outcome.errors)")
    return outcome.errors
  }

  @Test func `sound files are read within that memory`() throws {
    try Tool.withFolder { folder in
      try Data("1 0.5\n2 1.5\n".utf8).write(to: folder.appendingPathComponent("x.gdf"))
      let arguments = ["convert", "x.gdf", "x.h5"]
      let outcome = try Tool.run(arguments: arguments, in: folder, megabytes: Self.megabytes)
      #expect(outcome.status == 0, "\(outcome.errors)")
    }
  }

  @Test func `arrays of 10¹⁸ elements`() throws {
    try Tool.withFolder { folder in
      let header =
        "{'descr': '<f8', 'fortran_order': False, 'shape': (500000000000000000, 2), }\n"
      let bytes =
        [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.utf8.count), 0] + Array(header.utf8)
      try Data(bytes).write(to: folder.appendingPathComponent("x.npy"))
      let errors = try refused(["convert", "x.npy", "x.csv"], in: folder)
      #expect(errors.contains("[500000000000000000, 2] needs 8000000000000000000 bytes of values"))
    }
  }

  @Test func `images of 10¹⁸ pixels`() throws {
    try Tool.withFolder { folder in
      let million: [UInt8] = [0, 0x0F, 0x42, 0x40]
      let image = Data([0, 0, 8, 3] + million + million + million + [7])
      try image.write(to: folder.appendingPathComponent("x.idx"))
      try Data([0, 0, 8, 1, 0, 0, 0, 1, 7]).write(to: folder.appendingPathComponent("y.idx"))
      let data = "data={set: idx, path: x.idx, labels: y.idx, train: 1}"
      let errors = try refused(["run", "digits", data, "--out", "r"], in: folder)
      #expect(errors.contains("1000000 x ... elements of 1 bytes"), "\(errors)")
    }
  }

  @Test func `populations of 10⁹ units, and 10¹⁴ synapses`() throws {
    try Tool.withFolder { folder in
      let size = "network.populations.hidden.size=1000000000"
      #expect(try refused(["check", "digits", size], in: folder).contains("from 1 to 10000000"))
      let model = """
        name: big
        network:
          populations: {a: {kind: poisson, size: 10000000, rate: 1 Hz}, b: {kind: lif, size: 10000000, C_m: 1 pF}}
          projections: [{from: a, to: b, weights: 1 pA}]
        simulate: {duration: 1 ms}
        """
      try Data(model.utf8).write(to: folder.appendingPathComponent("big.yaml"))
      let errors = try refused(["run", "big.yaml", "--out", "r"], in: folder)
      #expect(errors.contains("the run needs about"), "\(errors)")
    }
  }

  @Test func `formulas in brackets without end`() throws {
    try Tool.withFolder { folder in
      let brackets = String(repeating: "(", count: 50_000)
      let model = """
        name: deep
        rules: {mine: {equations: "dx/dt = -x/(20 ms) : pre", on_pre: "x += \(brackets)1"}}
        """
      try Data(model.utf8).write(to: folder.appendingPathComponent("deep.yaml"))
      let errors = try refused(["check", "deep.yaml"], in: folder)
      #expect(errors.contains("a formula of more than 1000 names, numbers and signs"), "\(errors)")
    }
  }
}
