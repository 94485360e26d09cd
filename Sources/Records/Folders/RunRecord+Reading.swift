import Foundation
import Measurements

extension RunRecord {
  /// Reads the folder of a run that has ended, failed, or still goes on. A file that cannot be read becomes
  /// one of the `problems`.
  ///
  /// Throws when `path` is not the folder of a run.
  ///
  /// - Parameters:
  ///   - path: The folder.
  ///   - isWhole: False for model and results alone, without spikes, weights and figures.
  public static func read(
    _ path: String, whole isWhole: Bool = true
  ) throws(RecordError) -> RunRecord {
    let folder = try RunFolder.open(path)
    var record = RunRecord(path: folder.path, information: RunInformation())
    record.linksOut = linksOut(of: folder)
    // A run that was killed in its first moment leaves an empty run.json.
    record.attempt("run.json") { try $0.information = folder.information() }
    record.hasVanished = record.information.hasVanished
    record.readModel(folder)
    // An empty run.json says nothing; the other files may.
    record.kind = record.information.kind ?? OlderRun.kind(of: folder, record.information)
    switch record.kind {
    case .learning, .training:
      record.attempt("metrics.jsonl") {
        $0.epochs = try folder.lines(of: "metrics.jsonl", as: Epoch.self)
      }
      if record.kind == .learning {
        record.readJSON(folder, "result.json", \.result)
        guard isWhole else { break }
        record.readJSON(folder, "raster.json", \.raster)
        record.readJSON(folder, "activity.json", \.activity)
        record.readJSON(folder, "curves.json", \.responses)
      } else {
        record.readJSON(folder, "result.json", \.training)
      }
    case .simulation:
      record.readJSON(folder, "result.json", \.simulation)
      if isWhole { record.attempt("spikes.csv") { try $0.readSpikes(folder) } }
    case .rule: record.readJSON(folder, "rule.json", \.rule)
    case .comparison: record.attempt("compare.json") { try $0.readComparison(folder) }
    case .theorems: record.readJSON(folder, "theorems.json", \.theorems)
    case nil: break
    }
    guard isWhole else { return record }
    record.readWeights(folder)
    let figures = (try? FolderContents.names(in: folder.path(of: "figures"))) ?? []
    record.figures = figures.filter {
      [".svg", ".png", ".pdf"].contains($0.suffix(4)) && $0.first != "."
        && !record.linksOut.contains("figures/" + $0)
    }
    record.lastWritten = lastWritten(folder)
    return record
  }

  // MARK: - Files

  /// Files of the run that are links to somewhere else: a run that came from elsewhere must not show what
  /// else is on this machine.
  private static func linksOut(of folder: RunFolder) -> Set<String> {
    guard let home = SystemCalls.resolved(folder.path) else { return [] }
    var found: Set<String> = []
    for part in ["", "weights/", "figures/"] {
      for name in (try? FolderContents.names(in: folder.path(of: part))) ?? [] {
        guard let place = SystemCalls.resolved(folder.path(of: part + name)) else { continue }
        if !place.hasPrefix(home + "/") { found.insert(part + name) }
      }
    }
    return found
  }

  private mutating func attempt(_ file: String, _ body: (inout RunRecord) throws -> Void) {
    if linksOut.contains(file) {
      problems.append("\(file) was left out: it is a link that leads out of the run")
      return
    }
    do { try body(&self) } catch {
      problems.append("\(file) was left out: \(error)")
    }
  }

  private mutating func readJSON<Value: Decodable>(
    _ folder: RunFolder, _ file: String, _ place: WritableKeyPath<RunRecord, Value?>
  ) {
    guard folder.has(file) else { return }
    attempt(file) { try $0[keyPath: place] = folder.read(Value.self, from: file) }
  }

  private mutating func readModel(_ folder: RunFolder) {
    guard folder.has("model.yaml") else { return }
    attempt("model.yaml") {
      let bytes = try readBytes(of: folder.path(of: "model.yaml"))
      $0.model = ModelText(String(decoding: bytes, as: UTF8.self))
    }
  }

  private mutating func readSpikes(_ folder: RunFolder) throws {
    guard folder.has("spikes.csv") else { return }
    let populations = simulation?.populations.map { (name: $0.name, size: $0.units) } ?? []
    let spikes = try SpikeTable(csv: folder.path(of: "spikes.csv"), populations: populations)
    let end = simulation?.duration ?? spikes.times.last ?? 0
    var raster = Raster(spikes: spikes, start: 0, end: end)
    let names = (try FolderContents.names(in: folder.path)).filter {
      $0.hasPrefix("traces") && $0.hasSuffix(".csv") && !linksOut.contains($0)
    }
    for name in names.sorted(by: { ($0.count, $0) < ($1.count, $1) }) where raster.traces.count < 4
    {
      let table = try TraceTable(csv: folder.path(of: name))
      for column in table.columns where raster.traces.count < 4 {
        raster.traces.append(trace(column, table.times, raster))
      }
    }
    self.raster = raster
  }

  /// The trace in a column that is called `V neuron 0 (mV)`.
  private func trace(
    _ column: TraceTable.Column, _ times: [Double], _ raster: Raster
  ) -> Raster.Trace {
    var words = column.name.split(separator: " ").map(String.init)
    let unit = words.last?.hasPrefix("(") ?? false ? words.removeLast() : ""
    guard words.count >= 3 else {
      return Raster.Trace(name: column.name, times: times, values: column.values)
    }
    let variable = words.removeFirst()
    let name = words.joined(separator: " ")
    let population = words.dropLast().joined(separator: " ")
    let isPotential = variable == "V"
    let place = "network.populations.\(population)."
    let threshold =
      isPotential ? model.flatMap { $0[place + "V_th"] ?? $0[place + "threshold"] } : nil
    return Raster.Trace(
      name: name, axis: unit.isEmpty ? variable : "\(variable) \(unit)", times: times,
      values: column.values,
      threshold: threshold.flatMap { Double($0.prefix { $0 != " " }) },
      spikeTimes: isPotential ? raster.spikeTimes(of: name) : [])
  }

  private mutating func readComparison(_ folder: RunFolder) throws {
    if let trainings = try? folder.lines(of: "points.jsonl", as: ComparedTraining.self),
      !trainings.isEmpty
    {
      self.trainings = trainings
      return
    }
    let points = try folder.lines(of: "points.jsonl", as: ComparedPoint.self)
    scatter = points.filter(\.cost.point.isEmpty).flatMap(\.scatter)
    if folder.has("compare.json") {
      comparison = try folder.read(ComparisonTable.self, from: "compare.json")
    } else if !points.isEmpty {
      var partial = ComparisonTable(name: model?["name"] ?? "")
      partial.rows = points.flatMap(\.rows)
      partial.costs = points.map(\.cost).filter { $0.spikes > 0 }
      comparison = partial
    }
  }

  /// Weights of at most 256 MB in all.
  private mutating func readWeights(_ folder: RunFolder) {
    let names = (try? FolderContents.names(in: folder.path(of: "weights"))) ?? []
    func named(_ start: String) -> [String] {
      (model?.settings ?? []).filter { $0.path.hasPrefix(start) }
        .map { String($0.path.dropFirst(start.count).prefix { $0 != "." }) }.distinct
    }
    var projections = named("network.projections.")
    if projections.isEmpty {
      // Connections of rate models are named where they are set up, and trained.
      projections =
        (model?.settings ?? []).flatMap { $0.path.split(separator: ".") }
        .filter { $0.contains("->") }.map(String.init).distinct
    }
    let files = WeightFiles(
      projections: projections, populations: named("network.populations."))
    var room = 256 << 20
    for name in names where name.hasSuffix(".npy") && name.first != "." {
      attempt("weights/" + name) {
        let path = folder.path(of: "weights/" + name)
        let facts = try FileManager.default.attributesOfItem(atPath: path)
        let size = (facts[.size] as? NSNumber)?.intValue ?? 0
        room -= size
        guard room >= 0 else {
          throw RecordError.damaged(path: path, reason: "too large for a page")
        }
        let array = try NumPyArray(decoding: readBytes(of: path), path: path)
        let projection = files.projection(in: "weights/" + name) ?? String(name.dropLast(4))
        $0.weights.append(
          WeightTable(projection: projection, shape: array.shape, values: array.values))
      }
    }
  }

  private static func lastWritten(_ folder: RunFolder) -> String {
    let names = (try? FolderContents.names(in: folder.path)) ?? []
    let dates = names.compactMap { name -> Date? in
      let facts = try? FileManager.default.attributesOfItem(atPath: folder.path(of: name))
      return facts?[.modificationDate] as? Date
    }
    return dates.max().map(RunningProcess.timestamp) ?? ""
  }
}
