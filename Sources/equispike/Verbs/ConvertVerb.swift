import ArgumentParser
import Exchange
import Experiments
import Foundation
import Networks
import Quantities
import Runs

/// `equispike convert`: networks and spikes to and from the formats of other programs.
struct ConvertVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert",
    abstract: "Convert networks and spikes to and from other formats.",
    discussion: """
      Networks: a model, a folder of a run (with what was learned), a .nir file, or
      a circuit of SONATA (its configuration or folder) becomes NET.nir, NET.yaml
      (weights and biases beside it as .npy), or a folder of SONATA (a name without
      an ending). NET.yaml of a training learns on from there; with learning.epochs=0
      (training.epochs=0) it is only tested. Spikes: .h5 (SONATA), .csv, .gdf, .dat
      (NEST), .npy and .npz become one another. Times are in ms; in .nir in s.

      Examples:
        equispike convert digits digits.nir
        equispike convert net.nir net.yaml --step 0.1ms --input spikes
        equispike convert runs/digits net.yaml
        equispike convert brette2007-jump circuit
        equispike convert runs/lif/spikes.h5 spikes.gdf
      """)

  @Argument(help: "A model, a folder of a run, or a file.")
  var input: String

  @Argument(help: "What to write; the ending of its name says the format.")
  var output: String

  @Argument(help: ArgumentHelp("Changes of a model.", valueName: "key=value"))
  var overrides: [String] = []

  @Flag(name: .long, help: "Only forward edges (.nir), for simulators of chains.")
  var feedforward = false

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Step of the clocked framework of a .nir: area of a spike, delay of recurrent connections; V begins at 0. Without it a spike has the area 1 s.",
      valueName: "time"))
  var step: String?

  @Flag(
    name: .long,
    help:
      "With --step: decay as Euler's steps do, and t_ref of half a step, for networks trained with long steps."
  )
  var euler = false

  @Option(name: .customLong("input"), help: "The inputs of a .nir are constant values, or spikes.")
  var inputs: InputKind = .values

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Step of a .dat of NEST with times in steps.", valueName: "ms"))
  var resolution: Double?

  @Flag(name: .long, help: "A model that simulates, not learns (.yaml).")
  var simulate = false

  @Flag(name: .long, help: "Replace what is there.")
  var force = false

  @OptionGroup var format: OutputOptions

  func run() throws {
    for text in overrides where !text.contains("=") {
      throw ValidationError("'\(text)' is not of the form key=value; convert takes two names.")
    }
    if let resolution, !(resolution > 0 && resolution.isFinite) {
      throw ValidationError("--resolution is a length of time above 0 in ms, not \(resolution).")
    }
    var options = ConvertRun.Options()
    options.changes = overrides
    options.isFeedforward = feedforward
    options.resolution = resolution
    options.isReplacing = force
    options.isSimulation = simulate
    options.conventions = NIRConventions(
      step: try stepLength(), inputs: inputs == .spikes ? .spikes : .values, isEuler: euler)
    let outcome = try ConvertRun(from: input, to: output, options: options).run()
    for text in outcome.warnings { Terminal.note(Terminal.warning(text)) }
    for text in outcome.remarks { Terminal.note("note: " + text) }
    if format.json {
      try Terminal.output(
        json: Report(
          input: input, output: output, files: outcome.files, warnings: outcome.warnings,
          remarks: outcome.remarks))
    } else {
      print(outcome.files.joined(separator: "\n"))
    }
  }

  private func stepLength() throws -> Milliseconds? {
    guard let step else {
      if euler { throw ValidationError("--euler needs the length of a step: --step 0.1ms.") }
      return nil
    }
    guard let value = Dimension.time.value(step), value >= 1e-6, value <= 1e6 else {
      throw ValidationError(
        "--step is '\(step)'; expected a time such as 0.1ms, from 1 ns to 1000 s.")
    }
    return Milliseconds(value)
  }

  /// The values of `--input`.
  enum InputKind: String, CaseIterable, ExpressibleByArgument {
    /// Constant values.
    case values
    /// Spikes.
    case spikes
  }

  /// The output of `--json`.
  struct Report: Encodable {
    var input: String
    var output: String
    var files: [String]
    var warnings: [String]
    var remarks: [String]
  }
}
