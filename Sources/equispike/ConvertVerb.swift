import ArgumentParser
import Exchange
import Experiments
import Foundation
import Networks
import Quantities
import Records

/// `equispike convert`: networks and spikes to and from the formats of other programs.
struct ConvertVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert",
    abstract: "Convert networks and spikes to and from other formats.",
    discussion: """
      Networks: a model, a folder of a run (with what was learned) or a .nir file
      becomes NET.nir, NET.yaml (weights and biases beside it as .npy), or a folder
      of SONATA (a name without an ending). NET.yaml of a training learns on from
      there; with learning.epochs=0 (training.epochs=0) it is only tested. Spikes: .h5 (SONATA), .csv, .gdf, .npy and .npz
      become one another. Times are in ms; in .nir in s.

      Examples:
        equispike convert digits digits.nir
        equispike convert runs/digits chain.nir --feedforward
        equispike convert net.nir net.yaml
        equispike convert runs/digits net.yaml
        equispike run net.yaml learning.epochs=0
        equispike convert brette2007-jump circuit
        equispike convert runs/lif/spikes.h5 spikes.gdf
      """)

  @Argument(help: "A model, a folder of a run, or a file.")
  var input: String

  @Argument(help: "What to write; the ending of its name says the format.")
  var output: String

  @Argument(help: ArgumentHelp("Changes of a model.", valueName: "key=value"))
  var overrides: [String] = []

  @Flag(name: .long, help: "Only forward edges, for simulators that run chains (.nir).")
  var feedforward = false

  @Flag(name: .long, help: "A model that simulates, not learns (.yaml).")
  var simulate = false

  @Flag(name: .long, help: "Replace what is there.")
  var force = false

  @OptionGroup var format: OutputOptions

  func run() throws {
    for text in overrides where !text.contains("=") {
      throw ValidationError("'\(text)' is not of the form key=value; convert takes two names.")
    }
    let job = try ConvertJob(
      input: input, output: output, overrides: overrides, isFeedforward: feedforward,
      isForced: force, isSimulation: simulate)
    let files = try job.run()
    if format.json {
      try Terminal.output(json: Report(input: input, output: output, files: files))
    } else {
      print(files.joined(separator: "\n"))
    }
  }

  /// What `--json` says.
  struct Report: Encodable {
    var input: String
    var output: String
    var files: [String]
  }
}
