import Foundation
import Networks
import Records
import Runs
import Testing

@testable import Experiments

/// Weights and spikes from files beside the model file.
@Suite struct FileReadingTests {
  private func experiment(
    _ projection: String, source: String = "{size: 2, kind: clamp}", _ fill: (String) throws -> Void
  ) throws -> Experiment {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("files-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try fill(folder.path)
    let path = folder.appendingPathComponent("m.yaml").path
    let clamps = source.contains("clamp") ? ", clamps: {a: 1}" : ""
    let text = """
      name: m
      network:
        populations:
          a: \(source)
          b: {size: 3, kind: lif, tau_m: 10 ms, tau_syn: 2 ms, r_max: 1 /ms}
        projections:
          - {from: a, to: b, \(projection)}
      simulate: {duration: 1 ms\(clamps)}
      """
    let experiment = try ModelFile.parse(text, file: path)
    // The written model is read back as long as the file is unchanged.
    let again = try ModelFile.parse(experiment.yaml, file: "elsewhere.yaml")
    #expect(again.yaml == experiment.yaml)
    return experiment
  }

  private func matrix(_ folder: String) throws {
    let array = NumPyArray(shape: [2, 3], values: [1, 0, 3, 4, 5, 0])
    try AtomicFile.write(array.encoded(), to: folder + "/w.npy")
  }

  private func message(_ body: () throws -> Experiment) -> String {
    do { _ = try body() } catch ModelError.problems(let problems) {
      return problems.map(\.message).joined(separator: "; ")
    } catch { return "\(error)" }
    return ""
  }

  /// A recurrent network of two units whose matrix has this diagonal.
  private func recurrent(_ projection: String, diagonal: [Double]) throws -> Experiment {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("files-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let array = NumPyArray(shape: [2, 2], values: [diagonal[0], 0.25, 0.125, diagonal[1]])
    try AtomicFile.write(array.encoded(), to: folder.path + "/r.npy")
    let text = """
      name: m
      network:
        populations: {n: {size: 2, kind: lif, tau_m: 10 ms, tau_syn: 2 ms, r_max: 1 /ms}}
        projections: [{from: n, to: n, weights: {file: r.npy}\(projection)}]
      simulate: {duration: 1 ms}
      """
    let experiment = try ModelFile.parse(text, file: folder.path + "/m.yaml")
    let again = try ModelFile.parse(experiment.yaml, file: "elsewhere.yaml")
    #expect(again.yaml == experiment.yaml)
    return experiment
  }

  @Test func `the diagonal of a matrix from a file is taken as it is`() throws {
    let whole = try recurrent("", diagonal: [0.5, 0.75])
    #expect(whole.network.projections[0].weights == .explicit([0.5, 0.25, 0.125, 0.75]))
    #expect(whole.network.projections[0].isFull)
    let sparse = try recurrent(", connect: nonzero", diagonal: [0.5, 0])
    #expect(sparse.network.projections[0].weights == .explicit([0.5, 0.25, 0.125]))
    let without = try recurrent(", self_connections: false", diagonal: [0, 0])
    #expect(without.network.projections[0].weights == .explicit([0.25, 0.125]))
    for connect in ["", ", connect: nonzero"] {
      #expect(
        message { try recurrent(", self_connections: false" + connect, diagonal: [0, 0.75]) }
          == "'self_connections' is false, but the file holds 0.75 from unit 1 to itself; put zeros on its "
          + "diagonal, or allow self-connections")
    }
  }

  @Test func `a matrix has its sources first`() throws {
    let dense = try experiment("weights: {file: w.npy}", matrix)
    #expect(dense.network.projections[0].weights == .explicit([1, 0, 3, 4, 5, 0]))
    #expect(dense.network.projections[0].connectivity == .dense)
    let sparse = try experiment("connect: nonzero, weights: {file: w.npy}", matrix)
    #expect(sparse.network.projections[0].weights == .explicit([1, 3, 4, 5]))
    #expect(
      sparse.network.projections[0].connectivity
        == .list([.init(0, 0), .init(0, 2), .init(1, 0), .init(1, 1)]))
  }

  @Test func `what is wrong with a file of weights is told`() throws {
    #expect(
      message { try experiment("weights: {file: w.npy}") { _ in } }.contains("cannot read '"))
    #expect(
      message { try experiment("weights: {file: /dev/zero}") { _ in } }
        .contains("it is a pipe or a device"))
    #expect(
      message { try experiment("weights: {file: w.npy, sha256: abc}", matrix) }
        .hasPrefix("'w.npy' has changed since this was written: its SHA-256 is "))
    let wrong = { (folder: String) in
      try AtomicFile.write(
        NumPyArray(shape: [3, 2], values: [1, 2, 3, 4, 5, 6]).encoded(), to: folder + "/w.npy")
    }
    #expect(
      message { try experiment("weights: {file: w.npy}", wrong) }
        == "the shape of the array in the file is [3, 2]; expected [2, 3] or [6], sources first")
    #expect(
      message { try experiment("connect: nonzero, weights: 1") { _ in } }
        == "'connect: nonzero' needs weights from a file: {file: W.npy}")
  }

  @Test func `spikes come from files, by name or by global id`() throws {
    let csv = try experiment("weights: 1", source: "{size: 2, kind: spikes, file: s.csv}") {
      try AtomicFile.write(
        "timestamps population node_ids\n2.5 x 1\n1.5 a 0\n3 a 1\n", to: $0 + "/s.csv")
    }
    #expect(trains(csv) == [[1.5], [3]])
    let gdf = try experiment(
      "weights: 1", source: "{size: 2, kind: spikes, file: s.gdf, first_id: 4}"
    ) { try AtomicFile.write("1 0.5\n4 1\n5 2\n5 3\n6 4\n", to: $0 + "/s.gdf") }
    #expect(trains(gdf) == [[1], [2, 3]])
  }

  @Test func `what is wrong with a file of spikes is told`() {
    func told(_ keys: String, _ text: String) -> String {
      message {
        try experiment("weights: 1", source: "{size: 2, kind: spikes, file: s.csv\(keys)}") {
          try AtomicFile.write("timestamps population node_ids\n" + text, to: $0 + "/s.csv")
        }
      }
    }
    #expect(
      told("", "1 x 0\n1 y 0\n")
        == "the file has no population 'a', but x, y; name one with 'population'")
    #expect(told(", population: z", "1 x 0\n").hasPrefix("the file has no population 'z'"))
    #expect(told("", "1 a 2\n") == "the file has spikes of unit 2, but there are 2 units (from 0)")
    #expect(
      told(", first_id: 3", "1 a 1\n") == "'first_id' belongs to .gdf files, whose ids are global")
    #expect(told("", "1 a one\n").contains("line 2: 'one' is not an id of 0 or more"))
    #expect(told(", times: [1]", "1 a 1\n").contains("'file' already gives the times"))
  }

  private func trains(_ experiment: Experiment) -> [[Double]] {
    guard case .source(.spikes(let trains)) = experiment.network.populations[0].units else {
      return []
    }
    return trains
  }
}
