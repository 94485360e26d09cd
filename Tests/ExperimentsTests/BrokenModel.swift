import Foundation
import Testing

/// A model file with a mistake, `Broken/TOPIC/NAME.yaml`, and all that is said about it, `NAME.txt` beside it.
struct BrokenModel: Sendable, CustomTestStringConvertible {
  let name: String
  let text: String
  let message: String
  var testDescription: String { name }

  /// All of them, by topic and name.
  static let all: [BrokenModel] = {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Broken")
    let paths =
      FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
    return paths.filter { $0.hasSuffix(".yaml") }.sorted().map { path in
      let file = folder.appendingPathComponent(path).deletingPathExtension()
      func text(_ ending: String) -> String {
        (try? String(contentsOf: file.appendingPathExtension(ending), encoding: .utf8))
          ?? "\(path): there is no .\(ending)"
      }
      return BrokenModel(
        name: file.lastPathComponent, text: text("yaml"),
        message: String(text("txt").dropLast()))
    }
  }()

  /// The one whose file has this name, written with spaces for hyphens, commas and apostrophes; nil if there is none.
  static func named(_ name: String) -> BrokenModel? {
    let file = name.filter { !",'".contains($0) }.replacing(" ", with: "-")
    return all.first { $0.name == file }
  }
}

/// Overrides of the model `learning` with a mistake, and what is said about them.
struct BrokenOverride: Sendable, CustomTestStringConvertible {
  let name: String
  let overrides: [String]
  let message: String
  var testDescription: String { name }

  init(_ name: String, _ overrides: String..., is message: String) {
    self.name = name
    self.overrides = overrides
    self.message = message
  }
}

/// Small models without mistakes.
enum SoundModel: String, CaseIterable {
  case learning, simulation, rate, theorem

  var text: String {
    switch self {
    case .learning: Self.learningText
    case .simulation: Self.simulationText
    case .rate: Self.rateText
    case .theorem: Self.theoremText
    }
  }

  private static let learningText = """
    name: small
    network:
      populations:
        input: {size: 2, kind: clamp}
        hidden: {size: 3, kind: lif, tau_m: 10 ms, tau_syn: 10 ms, r_max: 1 /ms}
        output: {size: 2, kind: lif, tau_m: 10 ms, tau_syn: 10 ms, r_max: 1 /ms}
      projections:
        - {from: input, to: hidden, weights: glorot_uniform}
        - {from: hidden, to: output, symmetric: true, weights: glorot_uniform}
    data: {set: xor}
    learning:
      rule: zero-area
      rates: {input->hidden: 0.1, hidden->output: 0.05}

    """
  private static let simulationText = """
    name: net
    network:
      populations:
        a: {size: 2, kind: lif, tau_m: 10 ms, r_max: 1 /ms, synapse: jump}
        b: {size: 2, kind: lif, E_L: -70 mV, tau_syn: 5 ms}
      projections:
        - {from: a, to: b, weights: 1 pA}
    simulate: {duration: 1 s}

    """
  private static let rateText = """
    name: small
    rate:
      input: [16, 16]
      layers:
        - {name: conv, channels: 4, kernel: 5, pool: max, window: 2}
        - {size: 8}
        - {size: 10}
      formulation: prototypical
      activation: tanh
      cost: squared-error
    data: {set: digits}
    training:
      nudging: {scheme: symmetric, beta: 0.5}
      phases: {free: 20, nudged: 10}
      rates: {input->conv: 0.1, conv->hidden2: 0.1, hidden2->output: 0.05}

    """
  private static let theoremText = """
    name: small
    rate: {input: 256, layers: [8, 10], formulation: hopfield, activation: sigmoid}
    data: {set: digits}
    theorem: {betas: [0.1], samples: 2}

    """
}
