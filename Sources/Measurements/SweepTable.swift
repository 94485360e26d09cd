/// The result of a sweep: one row for each point, in the order of the points.
public struct SweepTable: Sendable, Codable, Equatable {
  /// The model.
  public var name: String
  /// The swept keys.
  public var keys: [String]
  /// All points.
  public var rows: [Row]
  /// The best point by validation error; nil until it has been sought.
  public var best: Best?

  /// One point.
  public struct Row: Sendable, Codable, Equatable {
    /// Its number, from 1.
    public var point: Int
    /// Values of the keys.
    public var values: [String]
    /// Its state: `finished`, `failed`, `missing`, or `begun` when its run has not come to its end.
    public var status: String
    /// The error by which it failed; nil if it did not.
    public var error: String?
    /// Its numbers, by name; empty unless finished.
    public var numbers: [String: Double] = [:]
    /// The warnings of its run, as in its `run.json`; nil unless finished.
    public var warnings: [String]?

    /// A point.
    public init(point: Int, values: [String], status: String) {
      self.point = point
      self.values = values
      self.status = status
    }
  }

  /// A sweep with these rows.
  public init(name: String, keys: [String], rows: [Row]) {
    self.name = name
    self.keys = keys
    self.rows = rows
  }

  /// Names of all numbers that a point has: errors on the test set first, then other errors, then the rest,
  /// each in the order of the alphabet.
  public var metrics: [String] {
    func rank(_ name: String) -> Int {
      if let place = Self.first.firstIndex(of: name) { return place }
      if name.hasPrefix("failedChecks") { return 10 }
      if name.hasPrefix("rate ") { return 11 }
      if name.hasPrefix("cosine ") { return name.contains(" total ") ? 12 : 14 }
      if name.hasPrefix("error ") || name.hasPrefix("rmse ") { return 13 }
      return name.hasSuffix(" sd") ? 16 : 15
    }
    let names = Set(rows.flatMap(\.numbers.keys))
    return names.sorted { (rank($0), $0) < (rank($1), $1) }
  }

  private static let first = [
    "testError", "twinTestError", "transferTestError", "validationError", "trainError",
  ]

  /// Points that differ only in their seed, taken together.
  public struct Group: Sendable, Codable, Equatable {
    /// Values of the other keys.
    public var values: [String]
    /// Finished points.
    public var count: Int
    /// Mean, standard deviation and range over finished points, by name.
    public var numbers: [String: Spread]
  }

  /// The point, or the points that differ in their seed only, with the least validation error.
  public struct Best: Sendable, Codable, Equatable {
    /// Numbers of the points.
    public var points: [Int]
    /// Values of the keys besides `seed`.
    public var values: [String]
    /// Their validation error; the mean over seeds.
    public var validationError: Double

    /// These points.
    public init(points: [Int], values: [String], validationError: Double) {
      self.points = points
      self.values = values
      self.validationError = validationError
    }
  }

  /// The best point by validation error, the first among equals; nil where none was measured. The test set plays no
  /// part.
  public var leastValidationError: Best? {
    let places = keys.indices.filter { keys[$0] != "seed" }
    var best: Best?
    for group in groups {
      guard let error = group.numbers["validationError"]?.mean,
        error < best?.validationError ?? .infinity
      else { continue }
      let points = rows.filter { row in
        row.status == "finished" && places.map { row.values[$0] } == group.values
      }.map(\.point)
      best = Best(points: points, values: group.values, validationError: error)
    }
    return best
  }

  /// The keys besides `seed`.
  public var groupKeys: [String] { keys.filter { $0 != "seed" } }

  /// True if seeds are swept.
  public var hasSeeds: Bool { keys.contains("seed") }

  /// The means over seeds, in the order in which values first appear.
  public var groups: [Group] {
    let places = keys.indices.filter { keys[$0] != "seed" }
    var order: [[String]] = []
    var members: [[String]: [Row]] = [:]
    for row in rows {
      let values = places.map { row.values[$0] }
      if members[values] == nil { order.append(values) }
      members[values, default: []].append(row)
    }
    return order.map { values in
      let finished = members[values]!.filter { $0.status == "finished" }
      let names = Set(finished.flatMap(\.numbers.keys))
      var numbers: [String: Spread] = [:]
      for name in names { numbers[name] = Spread(finished.compactMap { $0.numbers[name] }) }
      return Group(values: values, count: finished.count, numbers: numbers)
    }
  }
}
