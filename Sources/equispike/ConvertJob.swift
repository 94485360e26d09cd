import EquilibriumPropagation
import Exchange
import Experiments
import Foundation
import Measurements
import Networks
import Protocols
import Quantities
import RateModel
import Records

/// One conversion.
struct ConvertJob {
  let input: String
  let output: String
  let overrides: [String]
  let isFeedforward: Bool
  /// How long a step of the spikes is [ms].
  let resolution: Double?
  let isForced: Bool
  let isSimulation: Bool
  let conventions: NIRConventions
  private let source: Source
  private let target: Target

  /// What is read.
  private enum Source { case model, run, nir, sonata, spikes }
  /// What is written.
  private enum Target { case nir, yaml, sonata, spikes }

  init(
    input: String, output: String, overrides: [String], isFeedforward: Bool, resolution: Double?,
    isForced: Bool, isSimulation: Bool, conventions: NIRConventions
  ) throws {
    self.input = input
    self.output = output
    self.overrides = overrides
    self.isFeedforward = isFeedforward
    self.resolution = resolution
    self.isForced = isForced
    self.isSimulation = isSimulation
    self.conventions = conventions
    source = Self.source(input)
    guard let target = Self.target(output) else {
      throw ToolError.conversion(from: input, to: output, Self.possible(source))
    }
    self.target = target
    if source == .run, Self.isFolder(input),
      !FileManager.default.fileExists(atPath: input + "/run.json")
    {
      throw ToolError.conversion(
        from: input, to: output,
        "a folder must be a run (with run.json) or a circuit of SONATA (with circuit_config.json, or "
          + "nodes.h5 and edges.h5)")
    }
    switch (source, target) {
    case (.spikes, .spikes), (.nir, .nir), (.nir, .yaml), (.nir, .sonata),
      (.sonata, .nir), (.sonata, .yaml), (.sonata, .sonata), (.run, .nir),
      (.run, .yaml), (.run, .sonata), (.run, .spikes), (.model, .nir), (.model, .yaml),
      (.model, .sonata):
      break
    case (.spikes, _), (_, .spikes):
      throw ToolError.conversion(from: input, to: output, Self.possible(source))
    }
    if isFeedforward && target != .nir {
      throw ToolError.conversion(
        from: input, to: output, "--feedforward belongs to networks that become .nir")
    }
    if isSimulation && target != .yaml {
      throw ToolError.conversion(
        from: input, to: output, "--simulate belongs to models, whose names end in .yaml")
    }
    if conventions != NIRConventions() && source != .nir {
      throw ToolError.conversion(
        from: input, to: output,
        "--step, --euler and --input belong to networks that come from .nir")
    }
    if !overrides.isEmpty && source != .model {
      throw ToolError.conversion(
        from: input, to: output, "key=value changes models, and this is none")
    }
  }

  private static func source(_ name: String) -> Source {
    if name.hasSuffix(".nir") { return .nir }
    // A run that is here goes before a shipped model of the same name.
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

  private static func possible(_ source: Source) -> String {
    switch source {
    case .spikes: "spikes become .h5, .csv, .gdf, .npy or .npz"
    case .model, .nir, .sonata:
      "a network becomes .nir, .yaml or a folder of SONATA (a name without ending)"
    case .run:
      "a run becomes .nir, .yaml or a folder of SONATA (a name without ending); its spikes .h5, .csv, "
        + ".gdf, .npy or .npz"
    }
  }

  private static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      && isFolder.boolValue
  }

  // MARK: Work

  /// What was written, and what is to be told.
  struct Outcome {
    var files: [String]
    var warnings: [String] = [], remarks: [String] = []
  }

  /// Converts, and says what was written.
  func run() throws -> Outcome {
    try refuseToReplace(output)
    if target == .spikes {
      let spikes = source == .run ? input + "/spikes.h5" : input
      try SpikeFile.write(try SpikeFile.read(spikes, resolution: resolution), to: output)
      return Outcome(files: [output])
    }
    // A model that learns stays one.
    if target == .yaml, source == .model || source == .run, !isSimulation {
      var experiment = try experiment()
      experiment.expected = [:]
      return Outcome(files: try write(&experiment, madeBy: "equispike convert"))
    }
    let network = try network()
    let files: [String]
    switch target {
    case .spikes: files = []
    case .nir:
      try Estimate.check(matrices: network.network)
      try NIRFile.write(try NIRExport.graph(network, feedforward: isFeedforward), to: output)
      files = [output]
    case .sonata:
      try makeFolder(output)
      files = try SONATANetwork.write(network, to: output).map { output + "/" + $0 }
    case .yaml:
      var experiment = Experiment(network.described, name: "", description: "")
      files = try write(&experiment, madeBy: command, parts: network.parts)
    }
    return Outcome(files: files, warnings: network.warnings, remarks: network.remarks)
  }

  private func refuseToReplace(_ path: String) throws {
    guard !isForced, FileManager.default.fileExists(atPath: path) else { return }
    let isEmpty =
      (try? FileManager.default.contentsOfDirectory(atPath: path))?.isEmpty ?? false
    if !isEmpty { throw ToolError.fileExists(path) }
  }

  private func makeFolder(_ path: String) throws {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw RecordError.refused(.createFolder, path: path, reason: SystemReason(errno))
    }
  }

  private func network() throws -> ExchangedNetwork {
    switch source {
    case .nir:
      return try NIRImport.network(
        try NIRFile.read(input), file: input, conventions: conventions)
    case .sonata: return try SONATANetwork.read(input)
    case .run, .model, .spikes: return try experiment().exchanged()
    }
  }

  /// The model that is read; that of a run with what it has learned.
  private func experiment() throws -> Experiment {
    if source == .run {
      let learned = try LearnedParameters(ofRun: input)
      if case .train(_, let settings, _) = learned.experiment.task, settings.seeds > 1 {
        Terminal.note(
          Terminal.warning(
            "the weights in '\(input)' are those of the last of \(settings.seeds) repetitions"))
      }
      return learned.learned
    }
    let path = try ModelLocation.resolve(input)
    let experiment = try ModelFile.load(path, overrides: overrides)
    try Estimate(experiment, threads: 1).check()
    return experiment
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

extension ConvertJob {
  /// Where the units of nodes are that became several populations.
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

  /// The verb with the options that a network of NIR was read with.
  private var command: String {
    var words = "equispike convert"
    if let step = conventions.step { words += " --step \(Dimension.time.text(step.value))" }
    if conventions.isEuler { words += " --euler" }
    if conventions.inputs != .values { words += " --input \(conventions.inputs.rawValue)" }
    return words
  }
}

/// Weights, biases and initial potentials of a model as files beside it.
struct ModelArrays {
  /// The folder that the model file names.
  let folder: String
  /// The files, in the order of the model.
  private(set) var arrays: [(name: String, bytes: [UInt8])] = []

  init(folder: String) { self.folder = folder }

  /// Puts the names of files into `experiment` in place of numbers.
  mutating func take(from experiment: inout Experiment) throws {
    let source = ExchangedNetwork(
      name: experiment.name, network: experiment.network, seed: experiment.seed)
    let files = experiment.network.weightFiles
    for (index, projection) in source.network.projections.enumerated() {
      let (array, isSparse) = try source.weightArray(of: projection)
      var origin = add(array, files.weights(of: projection.name))
      origin.isSparse = isSparse
      experiment.network.projections[index].origin = origin
      if !isSparse, projection.connectivity.isRandom {
        // Some weights are 0, so that a matrix does not say who is connected.
        experiment.network.projections[index].connectivity = .list(
          try source.pairs(of: projection))
      }
    }
    for (index, population) in source.network.populations.enumerated() {
      guard let values = population.currents else { continue }
      experiment.network.populations[index].currentOrigin = add(
        NumPyArray(shape: [values.count], values: values), files.currents(of: population.name))
    }
    guard case .train(var model, let settings, let data) = experiment.task else { return }
    let shapes = model.architecture.parameterShapes(
      classes: model.dynamics.cost == .crossEntropy ? 0 : nil)
    let names = WeightFiles(projections: shapes.map(\.name))
    for (name, shape) in shapes {
      guard let values = model.initialization.given[name] else { continue }
      // Of a readout, the data say how many classes there are.
      let whole = shape.count == 1 ? [values.count] : [shape[0], values.count / shape[0]]
      model.origins[name] = add(
        NumPyArray(shape: whole, values: values), names.weights(of: name))
    }
    experiment.task = .train(model, settings, data)
  }

  private mutating func add(_ array: NumPyArray, _ file: String) -> FileOrigin {
    let name = String(file.dropFirst("weights/".count)), bytes = array.encoded()
    arrays.append((name, bytes))
    return FileOrigin(path: folder + "/" + name, sha256: SHA256.digest(of: bytes))
  }
}
