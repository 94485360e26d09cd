import Networks
import Records

/// A reader of the initial weights and biases of a rate model: drawn, from files, or from a run.
struct RateParameterReading {
  let log: ProblemLog
  /// Layers and connections; nil if they are wrong, so that names cannot be checked.
  let architecture: Architecture?
  /// True for cost cross-entropy.
  let hasReadout: Bool
  /// The result so far.
  var result: ParameterInitialization
  var origins: [String: FileOrigin]

  /// Reads `weights`.
  mutating func weights(_ section: Section) {
    if let item = section.item("weights") { weights(item) }
  }

  /// Reads `gains`.
  mutating func gains(_ section: Section) {
    guard let gains = section.item("gains")?.section("'gains'") else { return }
    for (name, place, item) in gains.all() {
      check(name, at: place, in: connections, "connection")
      result.gains[name] = item.quantity(.number, .nonnegative)
      if result.given[name] != nil {
        log.error(place, "'\(name)' is not drawn but given, so a gain has no effect; leave it out")
      }
    }
  }

  /// Reads `biases`.
  mutating func biases(_ section: Section) {
    guard let item = section.item("biases") else { return }
    if item.isScalar {
      result.drawsBiases = item.choice(["drawn", "zero"]) == "drawn"
      if result.drawsBiases, let name = layers.first(where: { result.given[$0] != nil }) {
        item.error(
          "the biases of '\(name)' come from a run, so they cannot be drawn; leave 'biases' out")
      } else if !result.drawsBiases {
        for name in layers + ["readout bias"] {
          result.given[name] = nil
          origins[name] = nil
        }
      }
    } else if let biases = item.section("'biases'") {
      for (name, place, item) in biases.all() { bias(name, place, item) }
    }
  }

  private var layers: [String] { architecture?.layers.map(\.name) ?? [] }
  /// Names of arrays of weights.
  private var connections: [String] {
    let known = architecture?.connections ?? []
    return known.map(\.name) + known.filter(\.hasOwnFeedback).map { $0.name + " (back)" }
      + (hasReadout ? ["readout"] : [])
  }

  private func check(
    _ name: String, at place: ModelProblem.Place, in names: [String], _ what: String
  ) {
    if architecture == nil || names.contains(name) { return }
    log.error(place, "there is no \(what) '\(name)'" + Suggestion.hint(name, in: names))
  }

  // MARK: - Weights

  private static let distributions = ["glorot_uniform", "fan_in_uniform"]

  private mutating func weights(_ item: Item) {
    if item.isScalar {
      if let word = item.choice(Self.distributions) {
        result.distribution = word == "glorot_uniform" ? .glorot(gain: 1) : .fanIn(gain: 1)
      }
      return
    }
    guard let section = item.section("'weights'") else { return }
    if section.has("run") { return run(section) }
    if section.has("file") {
      guard let architecture else { return _ = section.all() }
      guard connections.count == 1 else {
        item.error(
          "a file holds the weights of one connection, but there are \(connections.count); name each: "
            + "weights: {\(architecture.connections[0].name): {file: W.npy}}")
        return
      }
      given(connections[0], item)
      return
    }
    var drawn: [String] = []
    for (name, place, item) in section.all() {
      if Self.distributions.contains(name) {
        drawn.append(name)
        guard let group = item.section("'\(name)'") else { continue }
        let gain = group.value("gain", or: 1) { $0.quantity(.number, .nonnegative) }
        group.finish()
        result.distribution = name == "glorot_uniform" ? .glorot(gain: gain) : .fanIn(gain: gain)
      } else {
        check(
          name, at: place, in: connections + Self.distributions + ["run"], "connection")
        if connections.contains(name) { given(name, item) }
      }
    }
    if drawn.count > 1 || section.keys.isEmpty {
      item.error(
        "'weights' must be one of {glorot_uniform}, {fan_in_uniform}, {run: FOLDER}, or name connections: "
          + "{input->output: {file: W.npy}}")
    }
  }

  /// Reads `{file: W.npy}` or `{list: [...]}`.
  private mutating func given(_ name: String, _ item: Item) {
    guard let section = item.section(item.name) else { return }
    guard let shape = shape(of: name) else { return _ = section.all() }
    if section.has("list") {
      if let values = section.item("list")?.quantities(.number),
        fits(item, name, [values.count], shape)
      {
        result.given[name] = values
      }
      section.finish()
      return
    }
    let origin = FileReading(section: section).origin()
    section.finish()
    guard let origin, let array = item.array(in: origin), fits(item, name, array.shape, shape)
    else { return }
    result.given[name] = array.values
    origins[name] = origin
  }

  /// The shape [rows, columns] of an array; the columns of a readout are unknown before the data are read.
  private func shape(of name: String) -> [Int?]? {
    guard let architecture else { return nil }
    let shapes = architecture.parameterShapes(classes: hasReadout ? 0 : nil)
    guard let shape = shapes.first(where: { $0.name == name })?.shape else { return nil }
    return shape.enumerated().map { name.hasPrefix("readout") && $0 == shape.count - 1 ? nil : $1 }
  }

  /// True if an array has this shape, or is a plain list of as many numbers.
  private func fits(_ item: Item, _ name: String, _ found: [Int], _ shape: [Int?]) -> Bool {
    let known = shape.compactMap(\.self)
    let isSame =
      found.count == shape.count && zip(found, shape).allSatisfy { $1 == nil || $0 == $1 }
    let count = known.count == shape.count ? known.reduce(1, *) : nil
    if isSame || found.count == 1 && (count == nil || found[0] == count) { return true }
    let words = shape.map { $0.map(String.init) ?? "classes" }.joined(separator: ", ")
    item.error(
      "'\(name)' has the shape \(found); expected [\(words)]"
        + (shape.count > 1 ? ", what is read first" : ""))
    return false
  }

  // MARK: - Biases

  private mutating func bias(_ name: String, _ place: ModelProblem.Place, _ item: Item) {
    check(name, at: place, in: layers + (hasReadout ? ["readout bias"] : []), "layer")
    if item.isScalar {
      if name == "readout bias" {
        item.error("'readout bias' must be a list with one number for each class, or {file: B.npy}")
      }
      result.given[name] = nil
      origins[name] = nil
      result.biases[name] = item.quantity(.number)
      return
    }
    if item.isList {
      if let values = item.quantities(.number), let shape = shape(of: name),
        fits(item, name, [values.count], shape)
      {
        result.given[name] = values
        origins[name] = nil
      }
      return
    }
    given(name, item)
  }

  // MARK: - Runs

  /// Reads `{run: FOLDER}`: all final weights and biases of the run.
  private mutating func run(_ section: Section) {
    guard let item = section.item("run"), let folder = item.text() else { return section.finish() }
    section.finish()
    if log.isNested {
      item.error("the model of a run names files, not runs; run it again, or name the files")
      return
    }
    guard let architecture else { return }
    let path = FileReading.path(folder, in: log)
    let learned: LearnedParameters
    do { learned = try LearnedParameters(ofRun: path) } catch {
      item.error(FileReading.sentence("\(error)", in: log))
      return
    }
    let shapes = architecture.parameterShapes(classes: hasReadout ? 0 : nil)
    for (name, _) in shapes {
      guard let array = learned.arrays[name] else {
        item.error(
          "run '\(folder)' has no '\(name)', only \(learned.names); name the files of those that it has"
        )
        return
      }
      guard let shape = shape(of: name), fits(item, name, array.shape, shape) else { return }
      result.given[name] = array.values
      origins[name] = learned.origins[name]
    }
    for name in learned.arrays.keys.sorted() where !shapes.contains(where: { $0.name == name }) {
      item.error(
        "run '\(folder)' has '\(name)', for which this model has no place; name the files of the others"
      )
      return
    }
  }
}
