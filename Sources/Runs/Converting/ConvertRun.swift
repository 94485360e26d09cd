import EquilibriumPropagation
public import Exchange
import Experiments
import Foundation
import Measurements
import Networks
import Protocols
import Quantities
import RateModel
import Records

/// A conversion of a network or of spikes from one format to another.
public struct ConvertRun {
  /// A model, a folder of a run, or a file.
  public let input: String
  /// The file or folder that is written.
  public let output: String
  /// Choices of a conversion.
  public struct Options: Sendable {
    /// Changes of a model, `key=value`.
    public var changes: [String] = []
    /// True if only forward edges are written.
    public var isFeedforward = false
    /// Length of a step [ms], for spikes whose times are counted in steps.
    public var resolution: Double?
    /// True if existing files are replaced.
    public var isReplacing = false
    /// True if the model that is written simulates and does not learn.
    public var isSimulation = false
    /// The reading of NIR.
    public var conventions = NIRConventions()
    /// No choices.
    public init() {}
  }
  private let options: Options
  private let source: Source
  private let target: Target

  /// The kinds of input.
  public enum Source: Sendable { case model, run, nir, sonata, spikes }
  /// The kinds of output.
  private enum Target { case nir, yaml, sonata, spikes }

  /// A conversion; nothing is read yet.
  ///
  /// - Parameters:
  ///   - input: A model, a folder of a run, or a file.
  ///   - output: The file or folder to write; the ending of its name says the format.
  ///   - options: Choices.
  ///
  /// *Errors*: `RunError.conversion` for formats that cannot be converted into one another.
  public init(from input: String, to output: String, options: Options = Options()) throws {
    self.input = input
    self.output = output
    self.options = options
    source = Self.source(input)
    func refusal(_ problem: ConversionProblem) -> RunError {
      .conversion(from: input, to: output, problem)
    }
    guard let target = Self.target(output) else { throw refusal(.formats(source)) }
    self.target = target
    if source == .run, Self.isFolder(input),
      !FileManager.default.fileExists(atPath: input + "/run.json")
    {
      throw refusal(.noRun)
    }
    switch (source, target) {
    case (.spikes, .spikes), (.nir, .nir), (.nir, .yaml), (.nir, .sonata),
      (.sonata, .nir), (.sonata, .yaml), (.sonata, .sonata), (.run, .nir),
      (.run, .yaml), (.run, .sonata), (.run, .spikes), (.model, .nir), (.model, .yaml),
      (.model, .sonata):
      break
    case (.spikes, _), (_, .spikes):
      throw refusal(.formats(source))
    }
    if options.isFeedforward && target != .nir { throw refusal(.feedforward) }
    if options.isSimulation && target != .yaml { throw refusal(.simulation) }
    if options.conventions != NIRConventions() && source != .nir { throw refusal(.conventions) }
    if !options.changes.isEmpty && source != .model { throw refusal(.changes) }
  }

  private static func source(_ name: String) -> Source {
    if name.hasSuffix(".nir") { return .nir }
    // A run in the current folder goes before a shipped model of the same name.
    let isRun = FileManager.default.fileExists(atPath: name + "/run.json")
    if !isRun, SONATANetwork.isCircuit(name) { return .sonata }
    if isFolder(name), isRun || ModelLocation.path(of: name) == nil { return .run }
    return SpikeFile.Format(path: name) == nil ? .model : .spikes
  }

  private static func target(_ name: String) -> Target? {
    if name.hasSuffix(".nir") { return .nir }
    if name.hasSuffix(".yaml") || name.hasSuffix(".yml") { return .yaml }
    if SpikeFile.Format(path: name) != nil { return .spikes }
    let last = name.split(separator: "/").last ?? ""
    return last.contains(".") && last.first != "." ? nil : .sonata
  }

  private static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      && isFolder.boolValue
  }

  // MARK: Work

  /// Files that were written, with warnings and remarks.
  public struct Outcome: Sendable {
    /// Paths.
    public var files: [String]
    /// Losses that were probably not meant.
    public var warnings: [String] = []
    /// Other things to know.
    public var remarks: [String] = []
  }

  /// Converts.
  public func run() throws -> Outcome {
    try refuseToReplace(output)
    if target == .spikes {
      let spikes = source == .run ? input + "/spikes.h5" : input
      try SpikeFile.write(try SpikeFile.read(spikes, resolution: options.resolution), to: output)
      return Outcome(files: [output])
    }
    // A model that learns stays a model that learns.
    if target == .yaml, source == .model || source == .run, !options.isSimulation {
      var (experiment, warnings) = try experiment()
      experiment.expected = [:]
      experiment.expectations = []
      return Outcome(
        files: try write(&experiment, madeBy: "equispike convert"), warnings: warnings)
    }
    let (network, warnings) = try network()
    let files: [String]
    switch target {
    case .spikes: files = []
    case .nir:
      try Estimate.check(matrices: network.network)
      try NIRFile.write(
        try NIRExport.graph(network, feedforward: options.isFeedforward), to: output)
      files = [output]
    case .sonata:
      try makeFolder(output)
      files = try SONATANetwork.write(network, to: output).map { output + "/" + $0 }
    case .yaml:
      var experiment = Experiment(network.described, name: "", description: "")
      files = try write(&experiment, madeBy: command, parts: network.parts)
    }
    return Outcome(files: files, warnings: warnings + network.warnings, remarks: network.remarks)
  }

  private func refuseToReplace(_ path: String) throws {
    guard !options.isReplacing, FileManager.default.fileExists(atPath: path) else { return }
    let isEmpty =
      (try? FileManager.default.contentsOfDirectory(atPath: path))?.isEmpty ?? false
    if !isEmpty { throw RunError.fileExists(path) }
  }

  private func makeFolder(_ path: String) throws {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw RecordError.refused(.createFolder, path: path, reason: SystemReason(errno))
    }
  }

  private func network() throws -> (ExchangedNetwork, warnings: [String]) {
    switch source {
    case .nir:
      let network = try NIRImport.network(
        try NIRFile.read(input), file: input, conventions: options.conventions)
      return (network, [])
    case .sonata: return (try SONATANetwork.read(input), [])
    case .run, .model, .spikes:
      let (experiment, warnings) = try experiment()
      var exchanged = try experiment.exchanged()
      // Other programs have effects of spikes and currents, not plain numbers on a scale.
      if target != .yaml { exchanged.network = try exchanged.network.measured() }
      return (exchanged, warnings)
    }
  }

  /// The model of the input; the model of a run has its learned parameters.
  private func experiment() throws -> (Experiment, warnings: [String]) {
    if source == .run {
      let learned = try LearnedParameters(ofRun: input)
      var warnings: [String] = []
      if case .train(_, let settings, _) = learned.experiment.task, settings.seeds > 1 {
        warnings.append(
          "the weights in '\(input)' are those of the last of \(settings.seeds) repetitions")
      }
      return (learned.learned, warnings)
    }
    let path = try ModelLocation.resolve(input)
    let experiment = try ModelFile.load(path, overrides: options.changes)
    try Estimate(experiment, threads: 1).check()
    return (experiment, [])
  }

  /// Writes the model file, with weights, biases, long trains of spikes and the table of `parts` in a folder
  /// beside it; returns all files.
  private func write(
    _ experiment: inout Experiment, madeBy command: String,
    parts: [ExchangedNetwork.NodePart] = []
  ) throws -> [String] {
    let stem = String(output[..<output.lastIndex(of: ".")!])
    experiment.name = safeFileName(URL(fileURLWithPath: stem).lastPathComponent)
    experiment.description = "Made from \(input) by \(command)."
    let folder = stem + "-weights"
    try refuseToReplace(folder)
    let inside = URL(fileURLWithPath: folder).lastPathComponent
    var arrays = ModelArrays(folder: inside)
    try arrays.take(from: &experiment)
    if !arrays.arrays.isEmpty || !parts.isEmpty { try makeFolder(folder) }
    for (name, bytes) in arrays.arrays { try AtomicFile.write(bytes, to: folder + "/" + name) }
    var files = [output] + arrays.arrays.map { folder + "/" + $0.name }
    if !parts.isEmpty {
      let path = folder + "/units.csv"
      try AtomicFile.write(unitTable(parts), to: path)
      files.append(path)
    }
    for index in experiment.network.populations.indices {
      guard let file = try writeSpikes(of: experiment.network.populations[index], folder, &files)
      else { continue }
      experiment.network.populations[index].origin = FileOrigin(
        path: inside + "/" + file.name, sha256: file.sha256)
    }
    try AtomicFile.write(try ModelFile.text(of: experiment, file: output), to: output)
    return files
  }

  /// Writes the spikes of a source beside the model, where they are too many for its text; nil where they are not.
  private func writeSpikes(
    of population: Population, _ folder: String, _ files: inout [String]
  ) throws -> (name: String, sha256: String)? {
    guard population.origin == nil, case .source(.spikes(let trains)) = population.units else {
      return nil
    }
    let count = trains.reduce(0) { $0 + $1.count }
    guard count > 10_000 || population.size > 10_000 else { return nil }
    var table = SpikeTable(populations: [population.name], sizes: [population.size])
    for (unit, train) in trains.enumerated() {
      table.times += train
      table.unit += [Int](repeating: unit, count: train.count)
    }
    table.population = [Int](repeating: 0, count: count)
    var name = safeFileName(population.name) + ".npz", number = 2
    while files.contains(folder + "/" + name) {
      name = "\(safeFileName(population.name))-\(number).npz"
      number += 1
    }
    try makeFolder(folder)
    try SpikeFile.write(table, to: folder + "/" + name)
    files.append(folder + "/" + name)
    return (name, SHA256.digest(of: try readBytes(of: folder + "/" + name)))
  }
}

extension ConvertRun {
  /// A table of the places of units, for nodes that became several populations.
  private func unitTable(_ parts: [ExchangedNetwork.NodePart]) -> String {
    var lines = ["node,unit,population,index"]
    for part in parts {
      // As in RFC 4180: a name may hold commas and quotation marks.
      let isPlain = !part.node.contains { ",\"\n\r".contains($0) }
      let name = isPlain ? part.node : "\"" + part.node.replacing("\"", with: "\"\"") + "\""
      for (index, unit) in part.units.enumerated() {
        lines.append("\(name),\(unit),\(part.population),\(index)")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The command line with the options by which a network of NIR was read.
  private var command: String {
    var words = "equispike convert"
    if let step = options.conventions.step { words += " --step \(Dimension.time.text(step.value))" }
    if options.conventions.isEuler { words += " --euler" }
    if options.conventions.inputs != .values {
      words += " --input \(options.conventions.inputs.rawValue)"
    }
    return words
  }
}
