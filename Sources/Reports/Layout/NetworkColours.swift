import Measurements
public import Records

/// The colour of each population and projection of a network: the same in all figures and on all pages of a run.
///
/// From the last population, the output, down to the first one they take the colours of `Ink.series` in their
/// order. A projection has the colour of the population in which it ends, or, where an earlier projection has
/// that one already, the first colour that no projection has.
///
/// *Edge cases*: after the sixth, colours come again.
public struct NetworkColours: Sendable, Equatable {
  private var populations: [String: Int] = [:]
  private var projections: [String: Int] = [:]

  /// A projection and the population in which it ends.
  public typealias End = (name: String, target: String)

  /// Colours for these, both in the order of the network.
  public init(populations names: [String], projections ends: [End] = []) {
    let count = Ink.series.count
    for (place, name) in names.reversed().enumerated() where populations[name] == nil {
      populations[name] = place % count
    }
    var taken: Set<Int> = []
    for end in ends where projections[end.name] == nil {
      let own = populations[end.target] ?? 0
      let free = taken.contains(own) ? (0..<count).first { !taken.contains($0) } : own
      projections[end.name] = free ?? own
      taken.insert(free ?? own)
    }
  }

  /// Colours for the network of a model file as the program writes it; nil if it names no population.
  public init?(_ model: ModelText) {
    func names(_ path: String, _ key: String) -> [String] {
      model.below(path).filter { $0.path.hasSuffix("." + key) }
        .map { String($0.path.dropLast(key.count + 1)) }
    }
    var all = names("network.populations", "kind")
    var ends = names("network.projections", "to").map { base -> End in
      let place = "network.projections.\(base)."
      return (model[place + "name"] ?? base, model[place + "to"] ?? base)
    }
    if all.isEmpty {
      let layers = names("rate.layers", "name").map { model["rate.layers.\($0).name"] ?? $0 }
      guard !layers.isEmpty else { return nil }
      all = ["input"] + layers
      ends = zip(all, layers).map { ("\($0)->\($1)", $1) }
    }
    self.init(populations: all, projections: ends)
  }

  /// Colours for the populations and projections in these names, such as `hidden`, `output, other units`,
  /// `input->hidden` or `zero-area, input->hidden`.
  public init(naming names: [String]) {
    var all: [String] = []
    var ends: [End] = []
    for name in names {
      guard let (source, target) = Self.ends(of: name) else {
        let population = Self.subject(of: name)
        if !all.contains(population) { all.append(population) }
        continue
      }
      ends.append((Self.projection(in: name), target))
      switch (all.firstIndex(of: source), all.firstIndex(of: target)) {
      case (nil, nil): all += source == target ? [source] : [source, target]
      case (nil, let place?): all.insert(source, at: place)
      case (let place?, nil): all.insert(target, at: place + 1)
      default: break
      }
    }
    self.init(populations: all, projections: ends)
  }

  /// The place in `Ink.series` of the population or projection in `name`, which may also name a rule,
  /// units of a population (`output, other units`) or one unit (`output 3`); nil if there is none.
  func index(of name: String) -> Int? {
    if let place = populations[name] ?? projections[name] ?? projections[Self.projection(in: name)]
    {
      return place
    }
    if let (_, target) = Self.ends(of: name) { return populations[target] }
    if let place = populations[Self.subject(of: name)] { return place }
    guard let space = name.lastIndex(of: " ") else { return nil }
    return populations[String(name[..<space])]
  }

  /// The colour of the population or projection in `name`, else of the line with the number `fallback`.
  func ink(of name: String, else fallback: Int) -> Ink { .series(index(of: name) ?? fallback) }

  /// Source and target in the name of a projection, `a->b` or `a → b`.
  private static func ends(of name: String) -> (source: String, target: String)? {
    let parts = projection(in: name).split(separator: /\s*(->|→)\s*/)
    return parts.count == 2 ? (String(parts[0]), String(parts[1])) : nil
  }

  /// The projection in `zero-area, input->hidden`.
  private static func projection(in name: String) -> String {
    name.ranges(of: ", ").last.map { String(name[$0.upperBound...]) } ?? name
  }

  /// The population in `output, other units`.
  private static func subject(of name: String) -> String {
    name.firstRange(of: ", ").map { String(name[..<$0.lowerBound]) } ?? name
  }
}

extension RunRecord {
  /// The colours of the run's network.
  var colours: NetworkColours {
    if let colours = model.flatMap(NetworkColours.init) { return colours }
    let names = raster?.spikes.populations ?? activity?.rates.map(\.population) ?? []
    return NetworkColours(naming: names + weights.map(\.projection))
  }
}

extension Curves {
  /// For each line the place of its colour, and true if an earlier line has the same one.
  ///
  /// Overlays have the colour of the line before them.
  func colours(_ network: NetworkColours?) -> [(place: Int, isRepeated: Bool)] {
    let network = network ?? NetworkColours(naming: isOfNetwork ? series.map(\.name) : [])
    var found: [(place: Int, isRepeated: Bool)] = []
    var taken: Set<Int> = []
    var lines = 0
    for one in series {
      if one.isOverlay, let last = found.last {
        found.append(last)
        continue
      }
      let own = isOfNetwork ? network.index(of: one.name) : nil
      let place = (own ?? lines) % Ink.series.count
      found.append((place, !taken.insert(place).inserted))
      lines += 1
    }
    return found
  }
}
