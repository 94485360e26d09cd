import Exchange
import Foundation
import Measurements
import Networks
import Records

/// A reader of the name of a file, which is relative to the model file. The file's bytes are compared with `sha256`,
/// which resolved models contain.
struct FileReading {
  let section: Section

  /// The file; nil, with a problem in the log, if it does not exist or has changed.
  func origin() -> FileOrigin? {
    guard let item = section.require("file"), let name = item.text() else { return nil }
    let digest = section.item("sha256")?.text()
    let path = Self.path(name, in: section.log)
    do {
      let found = try SHA256.digest(ofFile: path)
      if let digest, digest != found {
        item.error("'\(name)' has changed since this was written: its SHA-256 is \(found)")
        return nil
      }
      return FileOrigin(path: path, sha256: found)
    } catch {
      item.error(Self.sentence("\(error)", in: section.log))
      return nil
    }
  }

  /// The absolute path of the file that a model file calls `name`.
  static func path(_ name: String, in log: ProblemLog) -> String {
    let path = URL(fileURLWithPath: name, relativeTo: URL(fileURLWithPath: log.folder + "/"))
      .standardizedFileURL.path
    log.fileNames[path] = name.hasPrefix("/") ? name : log.namedFolder + name
    return path
  }

  /// The text as a message after `error:`: without a full stop, and with the author's names of files.
  static func sentence(_ text: String, in log: ProblemLog) -> String {
    var text = text.hasSuffix(".") ? String(text.dropLast()) : text
    for (path, name) in log.fileNames.sorted(by: { $0.key.count > $1.key.count }) {
      text = text.replacing(path, with: name)
    }
    return text
  }
}

/// A reader of weights `{file: W.npy}`: [sources, targets], or one for each synapse, sorted by source, then target; of a
/// convolution [channels of the target, channels of the source, rows, columns].
struct WeightFileReading {
  let item: Item
  let sources: Int
  let targets: Int
  /// The shape of weights that synapses share; nil if each has its own.
  var shared: [Int]?

  /// The weights of a file.
  struct Found {
    var origin: FileOrigin
    var values: [Double]
    /// The connected pairs; nil unless zeros mean absent synapses.
    var pairs: [Connectivity.Pair]?
  }

  /// True if the weights are in a file.
  static func isMeant(by item: Item) -> Bool {
    guard case .mapping(let entries) = item.node.content else { return false }
    return entries.contains { $0.key == "file" }
  }

  /// True if `connect` is `nonzero`: zeros are absent synapses.
  static func isNonzero(_ item: Item) -> Bool {
    if case .scalar("nonzero", _) = item.node.content { true } else { false }
  }

  /// The weights; nil, with a problem in the log, if they do not fit.
  ///
  /// - Parameter omitsSelf: True if no unit is connected to itself; the diagonal of a matrix must then be zero.
  func read(omitsSelf: Bool, isNonzero: Bool, count: Int?) -> Found? {
    guard let section = item.section("'weights'") else { return nil }
    let origin = FileReading(section: section).origin()
    section.finish()
    guard var origin else { return nil }
    origin.isSparse = isNonzero
    guard let array = item.array(in: origin) else { return nil }
    if let shared {
      guard array.shape == shared || array.shape == [shared.reduce(1, *)] else {
        item.error(
          "the shape of the array in the file is \(array.shape); expected \(shared)"
            + (shared.count == 4
              ? ", the channels of the target, of the source, and the kernel" : ""))
        return nil
      }
      return Found(origin: origin, values: array.values)
    }
    let isMatrix = array.shape == [sources, targets]
    if omitsSelf, isMatrix,
      let unit = (0..<sources).first(where: { array.values[$0 * (targets + 1)] != 0 })
    {
      item.error(
        "'self_connections' is false, but the file holds \(array.values[unit * (targets + 1)]) from unit \(unit) "
          + "to itself; put zeros on its diagonal, or allow self-connections")
      return nil
    }
    if isNonzero {
      guard isMatrix else { return mismatch(array, "[\(sources), \(targets)]") }
      var pairs: [Connectivity.Pair] = [], values: [Double] = []
      for (k, value) in array.values.enumerated() where value != 0 {
        pairs.append(.init(k / targets, k % targets))
        values.append(value)
      }
      return Found(origin: origin, values: values, pairs: pairs)
    }
    guard let count else {
      item.error("a file needs a known number of synapses, but 'connect' is random")
      return nil
    }
    if omitsSelf, isMatrix, count == array.values.count - sources {
      let values = array.values.enumerated().filter { $0.offset % (sources + 1) != 0 }
      return Found(origin: origin, values: values.map(\.element))
    }
    guard array.values.count == count, isMatrix || array.shape == [count] else {
      // A matrix fits if all pairs, or all but the diagonal, are connected.
      let hasAll = count == sources * targets || omitsSelf && count == sources * (targets - 1)
      return mismatch(array, (hasAll ? "[\(sources), \(targets)] or " : "") + "[\(count)]")
    }
    return Found(origin: origin, values: array.values)
  }

  private func mismatch(_ array: NumPyArray, _ expected: String) -> Found? {
    item.error(
      "the shape of the array in the file is \(array.shape); expected \(expected), sources first")
    return nil
  }
}

/// A reader of a population of kind `spikes` with times in a file.
struct SpikeFileReading {
  let section: Section

  /// The population; without spikes after a problem.
  func read(name: String, size: Int) -> Population {
    var trains = [[Double]](repeating: [], count: size)
    var origin = FileReading(section: section).origin()
    let part = section.item("population"), first = section.item("first_id")
    let resolution = section.item("resolution")?.quantity(.time, .positive)
    section.hint(["times"], "'file' already gives the times")
    defer { _ = section.item("size") }
    guard let path = origin?.path, let item = section.item("file") else {
      return Population(name, size: size, .source(.spikes(trains)))
    }
    origin?.part = part?.text()
    let isGlobal = SpikeFile.Format(path: path) == .gdf
    let least = first?.integer(0...PopulationReading.largest * 100) ?? 1
    if let first, !isGlobal {
      first.error("'first_id' belongs to .gdf files, whose ids are global")
    }
    if isGlobal { origin?.first = least }
    origin?.resolution = resolution
    do {
      let table = try SpikeFile.read(path, resolution: resolution)
      guard let index = index(in: table, name: name, part: part, item) else {
        return Population(name, size: size, .source(.spikes(trains)))
      }
      for k in 0..<table.count where table.population[k] == index {
        // Ids in .gdf files count from 1 through all populations.
        let unit = isGlobal ? table.unit[k] + 1 - least : table.unit[k]
        if isGlobal, unit < 0 || unit >= size {
          if first != nil { continue }
          item.error(
            "the file has spikes of id \(table.unit[k] + 1), but the ids of these units are 1 to "
              + "\(size); say which id the first unit has with 'first_id', and others are left out")
          break
        }
        guard unit < size else {
          item.error("the file has spikes of unit \(unit), but there are \(size) units (from 0)")
          break
        }
        trains[unit].append(table.times[k])
      }
    } catch {
      item.error(FileReading.sentence("\(error)", in: section.log))
    }
    var population = Population(name, size: size, .source(.spikes(trains)))
    population.origin = origin
    return population
  }

  private func index(
    in table: SpikeTable, name: String, part: Item?, _ item: Item
  ) -> Int? {
    if let part, let wanted = part.text() {
      if let index = table.populations.firstIndex(of: wanted) { return index }
      part.error(
        "the file has no population '\(wanted)'" + Suggestion.hint(wanted, in: table.populations))
      return nil
    }
    if let index = table.populations.firstIndex(of: name) { return index }
    if table.populations.count == 1 { return 0 }
    item.error(
      "the file has no population '\(name)', but \(table.populations.joined(separator: ", ")); "
        + "name one with 'population'")
    return nil
  }
}
