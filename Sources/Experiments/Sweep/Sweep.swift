public import Quantities

/// All combinations of the values of some keys, or random ones: one point is one run.
///
/// A point has a number, from 1, and the values of its keys. In a grid the last key changes fastest. In a random sweep
/// point i is drawn from the sweep's seed and i alone, so that a longer sweep begins with the points of a shorter one.
/// All values of a list for the key `seed` are run at each point.
public struct Sweep: Sendable, Equatable {
  /// The limit of points in a sweep.
  public static let limit = 100_000

  /// The swept keys.
  public let keys: [String]
  /// The values of the keys, point by point.
  public let points: [[String]]
  /// Changes of the model that all points share, as they were written.
  public let overrides: [String]

  /// The sweep of arguments of the form `key=values`.
  ///
  /// - Parameter random: The number of random points; nil for the grid.
  /// - Parameter seed: The seed of random points.
  public init(
    _ arguments: [String], random: Int? = nil, seed: Seed = Seed(1)
  ) throws(SweepError) {
    var axes: [SweepAxis] = []
    var overrides: [String] = []
    var known: Set<String> = []
    for argument in arguments {
      let key = String(argument.prefix { $0 != "=" })
      if !known.insert(key).inserted { throw .repeated(key: key) }
      if let axis = try SweepAxis(argument) {
        axes.append(axis)
      } else {
        overrides.append(argument)
      }
    }
    if axes.isEmpty { throw .nothingSwept }
    self.overrides = overrides
    keys = axes.map(\.key)
    if let random {
      points = try Self.drawn(axes, random, seed)
    } else {
      points = try Self.grid(axes)
    }
  }

  private static func grid(_ axes: [SweepAxis]) throws(SweepError) -> [[String]] {
    var lists: [(key: String, values: [String])] = []
    for axis in axes {
      guard case .list(let list) = axis.values else { throw .distribution(key: axis.key) }
      lists.append((axis.key, list))
    }
    return try grid(lists)
  }

  /// All combinations of the values of some keys, the last key fastest; one empty point of no keys.
  ///
  /// *Errors*: a value that a key has twice; more points than a sweep may have.
  static func grid(
    _ axes: [(key: String, values: [String])]
  ) throws(SweepError) -> [[String]] {
    for (key, values) in axes { try checkDistinct(values, of: key) }
    let lists = axes.map(\.values)
    try check(lists.reduce(1.0) { $0 * Double($1.count) })
    return lists.reduce([[]]) { points, list in
      points.flatMap { point in list.map { point + [$0] } }
    }
  }

  private static func drawn(
    _ axes: [SweepAxis], _ count: Int, _ seed: Seed
  ) throws(SweepError) -> [[String]] {
    var seeds: (at: Int, list: [String])?
    for (at, axis) in axes.enumerated() where axis.key == "seed" {
      if case .list(let list) = axis.values {
        try checkDistinct(list, of: axis.key)
        seeds = (at, list)
      }
    }
    try check(Double(count) * Double(seeds?.list.count ?? 1))
    return (0..<count).flatMap { index in
      let point = axes.map { axis in
        var stream = seed.branch("sweep").branch(axis.key).branch(index).stream()
        return axis.draw(&stream)
      }
      guard let seeds else { return [point] }
      return seeds.list.map { value in
        var point = point
        point[seeds.at] = value
        return point
      }
    }
  }

  /// Throws if a list contains a value twice, since a run would count twice: `1` and `1.0` are equal, and so are `1 nA`
  /// and `1000 pA`.
  private static func checkDistinct(_ list: [String], of key: String) throws(SweepError) {
    var known: Set<String> = []
    for value in list {
      let number = (Double(value) ?? Self.measured(value)).map { "\($0)" }
      if !known.insert(number ?? value).inserted { throw .sameValue(key: key, value: value) }
    }
  }

  /// The value of a number with a unit in the default unit; nil for other text.
  private static func measured(_ value: String) -> Double? {
    guard let number = WrittenNumber(value), !number.unit.isEmpty else { return nil }
    return Dimension.allCases.lazy.compactMap { $0.value(of: number) }.first
  }

  private static func check(_ count: Double) throws(SweepError) {
    if count > Double(limit) { throw .tooMany(count: count) }
  }

  /// The changes of the model at a point, counted from 1.
  public func overrides(at number: Int) -> [String] {
    overrides + zip(keys, points[number - 1]).map { "\($0)=\($1)" }
  }
}
