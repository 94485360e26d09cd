import Equations
import Networks
import Quantities

/// A reader of inputs that change in time: `I_e: {times: [0, 50 ms], values: [0, 500 pA]}`.
///
/// The readers after it get one number instead, the value at t = 0.
struct StepReading {
  let section: Section
  let kind: String

  /// The key that may change in time; nil for kinds that have none.
  private var key: String? {
    switch kind {
    case "clamp", "spikes": nil
    case "regular", "poisson": "rate"
    default: section.has("bias") ? "bias" : "I_e"
    }
  }

  /// The dimension and range of its values; .number for equations, whose units are looked up.
  private var dimension: (Dimension, Range) {
    switch key {
    case "rate": (.rate, .nonnegative)
    case "bias": (.number, .any)
    default: (.current, .any)
    }
  }

  /// The section with one number for the key, and the steps; nil if there are none. A valid number replaces wrong
  /// values.
  func read(hasEquations: Bool) -> (section: Section, steps: StepFunction?)? {
    // The test must not mark the key as known: not every kind has a `bias`.
    guard let key, key != "bias" || section.holdsGroup(key), let item = section.item(key),
      case .mapping = item.node.content,
      !WeightFileReading.isMeant(by: item),
      let inner = item.section("'\(key)'")
    else { return nil }
    let times = inner.require("times").flatMap { $0.quantities(.time, .nonnegative) }
    let parts = inner.require("values").flatMap { $0.list("a list of values") }
    inner.finish()
    func plain(_ start: String) -> Section {
      section.replacing(
        key, with: Node(content: .scalar(start, isPlain: true), place: item.node.place))
    }
    guard let times, let parts else { return (plain("0"), nil) }
    let read = hasEquations ? formulas(parts, item) : numbers(parts)
    guard let (values, unit) = read else { return (plain("0"), nil) }
    let steps = StepFunction(times: times, values: values)
    let start = plain(
      Output.text(of: steps.times.count == values.count ? steps.value(at: 0) : 0) + unit)
    guard parts.count == times.count, !times.isEmpty else {
      item.error(
        "'\(key)' has \(times.count) times and \(parts.count) values; each time needs one value")
      return (start, nil)
    }
    for k in times.indices.dropFirst() where times[k] <= times[k - 1] {
      item.error(
        "the times of '\(key)' must rise, but \(Output.text(of: times[k])) ms comes after \(Output.text(of: times[k - 1])) ms"
      )
      return (start, nil)
    }
    return (start, steps)
  }

  private func numbers(_ parts: [Item]) -> ([Double], unit: String)? {
    let (dimension, range) = dimension
    let values = parts.map { $0.quantity(dimension, range) }
    return values.contains(nil) ? nil : (values.compactMap(\.self), "")
  }

  /// The values of a current with the unit of an equation; 0 needs no unit.
  private func formulas(_ parts: [Item], _ item: Item) -> ([Double], unit: String)? {
    let read = parts.map { RuleDefinition.value($0, [:]) }
    let values = read.compactMap(\.self)
    guard values.count == parts.count else { return nil }
    let unit = values.first { $0.1 != .plain }?.1 ?? .plain
    for (part, value) in zip(parts, values) where value.1 != unit && value.0 != 0 {
      part.error("\(part.name) must be in \(unit), as the others are, not \(value.1)")
      return nil
    }
    return (values.map(\.0), MembraneDefinition.unit(unit))
  }
}

extension Section {
  /// This section with another value for one of its keys.
  func replacing(_ key: String, with node: Node) -> Section {
    Section(
      entries.map { entry in
        var entry = entry
        if entry.key == key { entry.value = node }
        return entry
      }, title: title, place: place, log: log)
  }
}
