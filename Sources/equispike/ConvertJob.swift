import EquilibriumPropagation
import Exchange
import Experiments
import Foundation
import Networks
import RateModel
import Records

/// One conversion.
struct ConvertJob {
  let input: String
  let output: String
  let overrides: [String]
  let isFeedforward: Bool
  let isForced: Bool
  let isSimulation: Bool
  private let source: Source
  private let target: Target

  /// What is read.
  private enum Source { case model, run, nir, spikes }
  /// What is written.
  private enum Target { case nir, yaml, sonata, spikes }

  init(
    input: String, output: String, overrides: [String], isFeedforward: Bool, isForced: Bool,
    isSimulation: Bool
  ) throws {
    self.input = input
    self.output = output
    self.overrides = overrides
    self.isFeedforward = isFeedforward
    self.isForced = isForced
    self.isSimulation = isSimulation
    source = Self.source(input)
    guard let target = Self.target(output) else {
      throw ToolError.conversion(from: input, to: output, Self.possible(source))
    }
    self.target = target
    switch (source, target) {
    case (.spikes, .spikes), (.nir, .nir), (.nir, .yaml), (.nir, .sonata), (.run, .nir),
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
    if !overrides.isEmpty && source != .model {
      throw ToolError.conversion(
        from: input, to: output, "key=value changes models, and this is none")
    }
  }

  private static func source(_ name: String) -> Source {
    if name.hasSuffix(".nir") { return .nir }
    // A run that is here goes before a shipped model of the same name.
    let isRun = FileManager.default.fileExists(atPath: name + "/run.json")
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
    case .model, .nir: "a network becomes .nir, .yaml or a folder of SONATA (a name without ending)"
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

  /// Converts, and says what was written.
  func run() throws -> [String] {
    try refuseToReplace(output)
    switch target {
    case .spikes:
      let spikes = source == .run ? input + "/spikes.h5" : input
      try SpikeFile.write(try SpikeFile.read(spikes), to: output)
      return [output]
    case .nir:
      let network = try network()
      try Estimate.check(matrices: network.network)
      try NIRFile.write(try NIRExport.graph(network, feedforward: isFeedforward), to: output)
      return [output]
    case .sonata:
      let network = try network()
      try makeFolder(output)
      return try SONATANetwork.write(network, to: output).map { output + "/" + $0 }
    case .yaml: return try writeModel()
    }
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
    case .nir: return try NIRImport.network(try NIRFile.read(input), file: input)
    case .run, .model, .spikes: return try experiment().exchanged()
    }
  }

  /// The model that is read; that of a run with what it has learned.
  private func experiment() throws -> Experiment {
    if source == .run { return try LearnedParameters(ofRun: input).learned }
    let path = try ModelLocation.resolve(input)
    let experiment = try ModelFile.load(path, overrides: overrides)
    try Estimate(experiment, threads: 1).check()
    return experiment
  }

  /// The model file, with weights and biases in a folder beside it.
  private func writeModel() throws -> [String] {
    var experiment: Experiment
    if source == .nir || isSimulation {
      experiment = Experiment(try network().described, name: "", description: "")
    } else {
      experiment = try self.experiment()
      experiment.expected = [:]
    }
    let stem = String(output[..<output.lastIndex(of: ".")!])
    experiment.name = safeFileName(URL(fileURLWithPath: stem).lastPathComponent)
    experiment.description = "Made from \(input) by equispike convert."
    let folder = stem + "-weights"
    try refuseToReplace(folder)
    var files = ModelArrays(folder: URL(fileURLWithPath: folder).lastPathComponent)
    try files.take(from: &experiment)
    if !files.arrays.isEmpty { try makeFolder(folder) }
    for (name, bytes) in files.arrays { try AtomicFile.write(bytes, to: folder + "/" + name) }
    try AtomicFile.write(try ModelFile.text(of: experiment, file: output), to: output)
    return [output] + files.arrays.map { folder + "/" + $0.name }
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
