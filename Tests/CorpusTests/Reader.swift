import Equations
import EquilibriumPropagation
import Foundation
import Measurements
import Networks
import Plasticity
import Quantities

@testable import Datasets
@testable import Exchange
@testable import Experiments
@testable import Records
@testable import Reports
import Runs

/// Whatever reads bytes that a stranger may have made. The tests give each what once broke one, the package `Fuzzing`
/// gives them what a fuzzer thinks of; both through `read`.
enum Reader: String, CaseIterable, Sendable {
  /// A model file, as `equispike check --resolved` treats it: what was read must be read again from its full text.
  case model
  /// `key=value` on the first line, for the model in the other ones.
  case override
  /// `key=a,b,range(1,3)`, the values of a sweep.
  case sweep
  /// The value of `rule:`.
  case rule
  /// Equations of a rule or a membrane, in parts with a line `--` between them.
  case equations
  /// IDX, plain or compressed.
  case idx
  /// A checkpoint, with the check sum it has and with the right one.
  case checkpoint
  /// `.npy`.
  case npy
  /// `.npz`, with the check sums it has and with the right ones.
  case npz
  /// Spikes as text: `.csv` and `.gdf`.
  case spikes
  /// `spikes.csv` and `traces.csv` of a run folder.
  case tables
  /// `raster.json`, and the pictures that are made of it.
  case raster
  /// A NIR file and the network in it.
  case nir
  /// A NIR graph and the network in it: the part of a NIR file that is not HDF5, in words of a text.
  case graph
  /// SONATA spikes.
  case sonata

  /// Reads `bytes`. Refusing them is fine, with an error that `isClear`; all else is a fault.
  func read(_ bytes: [UInt8]) throws {
    switch self {
    case .model: try readModel(text(bytes))
    case .override: try readOverride(text(bytes))
    case .sweep:
      // One value is that of an override.
      guard let axis = try SweepAxis(text(bytes)) else { return }
      var stream = Seed(1).stream()
      _ = axis.draw(&stream)
    case .rule: _ = RuleFile.text(of: try RuleFile.rule(named: text(bytes)))
    case .equations: try readEquations(text(bytes))
    case .idx: try readIDX(bytes)
    case .checkpoint: try readCheckpoint(bytes)
    case .npy:
      let array = try NumPyArray(decoding: bytes, path: file)
      try agree(NumPyArray(decoding: array.encoded(), path: file).shape == array.shape)
    case .npz: try readArchive(bytes)
    case .spikes:
      try either({ _ = try SpikeText.csv(bytes, file: file) }) {
        _ = try SpikeText.gdf(bytes, file: file)
      }
    case .tables:
      let path = try onDisk(bytes)
      try either({ _ = try SpikeTable(csv: path, populations: [("hidden", 4)]) }) {
        _ = try TraceTable(csv: path)
      }
    case .raster:
      let record = try JSONText.decode(Raster.self, from: bytes)
      _ = record.unitRates
      let drawing = RasterDrawing(record, width: 1000, nil)
      _ = SVGWriter.drawing(drawing.layout).html + drawing.summary
      _ = Figure.raster(record)
    case .nir:
      try readGraph(try NIRFile.decode(bytes, file: file))
    case .graph: try readGraph(GraphText.graph(text(bytes)))
    case .sonata: _ = try SONATASpikes.decode(bytes, file: file)
    }
  }

  /// The name of the file in messages.
  private var file: String { "hostile." + rawValue }

  private func text(_ bytes: [UInt8]) throws -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else { throw NotText() }
    return text
  }

  /// The error of bytes that are not text: readers of text get text only, because their callers check the file.
  struct NotText: Error, CustomStringConvertible { let description = "not UTF-8 text" }

  /// The error of a written file that cannot be read, or is read differently.
  struct Disagreement: Error, CustomStringConvertible { let description: String }

  private func agree(_ isSo: Bool, _ what: String = "what was written is read differently") throws {
    if !isSo { throw Disagreement(description: what) }
  }

  /// Both, and the second one's error.
  private func either(_ first: () throws -> Void, _ second: () throws -> Void) throws {
    do { try first() } catch { guard Self.isClear(error) else { throw error } }
    try second()
  }

  /// True if an error is one that tells users their mistake.
  static func isClear(_ error: any Error) -> Bool {
    switch error {
    case is ModelError, is SweepError, is RuleEquationError, is EquationError, is DatasetError,
      is RecordError, is ExchangeError, is DecodingError, is NotText:
      (1..<1 << 20).contains("\(error)".utf8.count)
    case let error as MembraneTextError: !error.error.message.isEmpty
    default: false
    }
  }

  // MARK: - Text

  private func readModel(_ text: String, overrides: [String] = []) throws {
    let experiment = try ModelFile.parse(text, file: "/nowhere/hostile.yaml", overrides: overrides)
    let full = experiment.yaml
    do {
      try agree(ModelFile.parse(full, file: "/nowhere/hostile.yaml").yaml == full)
    } catch {
      throw Disagreement(description: "\(error)\n\(full)")
    }
  }

  private func readOverride(_ text: String) throws {
    let lines = text.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
    try readModel(lines.count > 1 ? String(lines[1]) : "", overrides: [String(lines[0])])
  }

  private func readEquations(_ text: String) throws {
    let parts = text.components(separatedBy: "\n--\n") + ["", "", "", ""]
    var rule = RuleEquations(
      name: "hostile", equations: parts[0], onPre: parts[1], onPost: parts[2])
    rule.parameters = [.init("A", 0.5), .init("tau", 20, .time)]
    rule.lowest = parts[3].isEmpty ? nil : parts[3]
    var membrane = MembraneText()
    membrane.parameters = [
      .init("a", 0.5, .plain), .init("tau", 20, .time), .init("E", -70, .voltage),
      .init("R", 0.1, .init(voltage: 1, current: -1)),
    ]
    membrane.initial = [.init("V", -70, .voltage), .init("u", 0, .current)]
    membrane.equations = parts[0]
    membrane.threshold = parts[1]
    membrane.reset = parts[2]
    membrane.onArrival = parts[3]
    try either({ _ = try EquationRule(rule) }) { _ = try EquationMembrane(membrane) }
  }

  // MARK: - Bytes

  private func readIDX(_ bytes: [UInt8]) throws {
    let file = try IDXFile(reading: onDisk(bytes))
    for k in [0, file.bytes.count / file.element.size - 1] {
      try agree(file.value(k) == file.value(k) || !file.element.isInteger)
    }
    try agree(
      file.values(rows: 0..<min(2, file.count)).count == min(2, file.count) * file.rowLength)
  }

  private func readCheckpoint(_ bytes: [UInt8]) throws {
    let sealed = bytes + Array(SHA256.digest(of: bytes).utf8)
    try either({ _ = try CheckpointFile(bytes, path: file) }) {
      let found = try CheckpointFile(sealed, path: file)
      try agree(found.encoded.count <= sealed.count)
      _ = try JSONText.decode(TrainingCourse.self, from: found.facts)
    }
  }

  private func readArchive(_ bytes: [UInt8]) throws {
    try either({ _ = try NumPyArchive(decoding: bytes, path: file) }) {
      _ = try NumPyArchive(decoding: ZIPSeals.renewed(bytes), path: file)
    }
  }

  private func readGraph(_ graph: NIRGraph) throws {
    let network = try NIRImport.network(graph, file: file)
    _ = network.described
  }

  /// A file with these bytes; the next one takes its place.
  private func onDisk(_ bytes: [UInt8]) throws -> String {
    let path = Self.folder + "/" + file
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    return path
  }

  private static let folder: String = {
    let memory = "/dev/shm"
    let isThere = FileManager.default.isWritableFile(atPath: memory)
    let folder = (isThere ? memory : NSTemporaryDirectory()) + "/equispike-\(getpid())"
    try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    return folder
  }()
}
