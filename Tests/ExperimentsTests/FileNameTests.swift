import Foundation
import Runs
import Testing

@testable import Experiments

/// Messages call files as the author of a model does.
@Suite struct FileNameTests {
  /// Every key that names a file or a run.
  private static let networks = [
    "a: {size: 2, kind: spikes, file: NAME}",
    "a: {size: 2, kind: lif, C_m: 1 nF, I_e: {file: NAME}}",
    "a: {size: 2, kind: lif_ode, C_m: 1 nF, V_0: {file: NAME}}",
    "a: {size: 2, kind: lif, tau_m: 10 ms, tau_syn: 2 ms, r_max: 1 /ms, bias: {file: NAME}}",
    "a: {size: 2, kind: lif, C_m: 1 nF}\n  projections: [{from: a, to: a, weights: {file: NAME}}]",
    "a: {size: 2, kind: clamp}\nsimulate: {duration: 1 ms, clamps: {a: {file: NAME}}}",
  ]
  private static let rates = [
    "weights: {run: NAME}", "weights: {input->output: {file: NAME}}",
    "biases: {output: {file: NAME}}",
  ]

  private static var models: [String] {
    networks.map { network in
      let text = "name: m\nnetwork:\n  populations:\n    \(network)\n"
      return network.contains("simulate") ? text : text + "simulate: {duration: 1 ms}\n"
    }
      + rates.map {
        "name: m\nrate: {input: 4, layers: [2], \($0)}\ndata: {set: xor}\n"
          + "training: {rates: {input->output: 0.1}}\n"
      }
  }

  @Test(arguments: [
    ("m.yaml", "gone.npy", "'gone.npy'"), ("m.yaml", "../x/gone.npy", "'../x/gone.npy'"),
    ("sub/m.yaml", "gone.npy", "'sub/gone.npy'"),
    ("../sub/m.yaml", "./data/gone.npy", "'../sub/./data/gone.npy'"),
    ("sub/m.yaml", "/nowhere/gone.npy", "'/nowhere/gone.npy'"),
  ])
  func `a file that is missing is called what it is called in the model`(
    _ file: String, _ name: String, _ shown: String
  ) {
    for model in Self.models {
      do {
        _ = try ModelFile.parse(model.replacing("NAME", with: name), file: file)
        Issue.record("no problem: \(model)")
      } catch {
        let text = error.description.split(separator: "\n").first.map(String.init) ?? ""
        #expect(text.contains(shown), "\(model)")
        #expect(!text.contains(FileManager.default.currentDirectoryPath), "\(text)")
      }
    }
  }
}
