import Equations
import Networks
import Quantities
import Records

/// A reader of inputs that change in time: `I_e: {times: [0, 50 ms], values: [0, 500 pA], between: ramps}`, a list with
/// one of these for each unit, or `{course: {file: x.npy}}`.
///
/// The readers after it get one number instead, the value at t = 0.
struct CourseReading {
  let section: Section
  let kind: String
  /// The number of units; nil if it cannot be read.
  let size: Int?
  /// The membrane as equations of this name in the file; nil for other kinds.
  let definition: MembraneText?

  /// A section with one number for the key, and its courses.
  struct Found {
    var section: Section
    var courses: [InputCourse] = []
    var origin: FileOrigin?
  }

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

  private var hasEquations: Bool { definition != nil || kind == EquationMembrane.name }

  /// The courses; nil if the key is constant. A valid number replaces wrong values.
  func read() -> Found? {
    guard let key else { return nil }
    // The test must not mark the key as known: not every kind has a `bias`.
    if section.holdsGroup(key), let item = section.item(key), !WeightFileReading.isMeant(by: item) {
      return one(item, key)
    }
    if section.holdsGroups(key), let item = section.item(key), let items = item.list() {
      return list(items, item, key)
    }
    return nil
  }

  /// One course for all units, or the courses of a file.
  private func one(_ item: Item, _ key: String) -> Found? {
    guard let inner = item.section("'\(key)'") else { return nil }
    if inner.has("course") { return file(inner, item, key) }
    guard let (course, unit) = course(inner, item, key) else { return plain(key, "0") }
    var found = plain(key, Output.text(of: course.value(at: 0)) + unit)
    found.courses = [course]
    return found
  }

  /// One course for each unit.
  private func list(_ items: [Item], _ item: Item, _ key: String) -> Found? {
    if let size, items.count != size {
      item.error("\(item.name) needs a course for each of \(size) units, not \(items.count)")
      return plain(key, "0")
    }
    var courses: [InputCourse] = [], units: Set<String> = []
    for part in items {
      guard let inner = part.section(item.name),
        let (course, unit) = course(inner, part, key)
      else { return plain(key, "0") }
      courses.append(course)
      if !unit.isEmpty { units.insert(unit) }
    }
    if units.count > 1 {
      item.error(
        "the courses of \(item.name) must have one unit, not \(units.sorted().joined(separator: " and "))"
      )
      return plain(key, "0")
    }
    var found = plain(
      key, Output.text(of: courses.first?.value(at: 0) ?? 0) + (units.first ?? ""))
    found.courses = courses
    return found
  }

  /// The courses of a file: [times, 1 + 1] or [times, 1 + units], the times [ms] in the first column.
  private func file(_ inner: Section, _ item: Item, _ key: String) -> Found? {
    let isLinear = isLinear(inner)
    let part = inner.item("course")?.section("'course'")
    let origin = part.flatMap { FileReading(section: $0).origin() }
    part?.finish()
    inner.hint(["times", "values"], "the file of 'course' already gives them")
    inner.finish()
    // A file has the unit of its membrane, pA unless that has another.
    let unit = kind == EquationMembrane.name ? " pA" : ""
    var found = plain(key, "0" + unit)
    guard let origin, let place = part?.item("file"), let array = place.array(in: origin) else {
      return found
    }
    let size = size ?? 1
    guard array.shape.count == 2, array.shape[0] > 0, [2, 1 + size].contains(array.shape[1]) else {
      place.error(
        "the shape of the array in the file is \(array.shape); expected [times, 2]"
          + (size > 1 ? " or [times, \(1 + size)]" : "") + ": the times [ms], then the values")
      return found
    }
    let width = array.shape[1]
    func column(_ k: Int) -> [Double] {
      (0..<array.shape[0]).map { array.values[$0 * width + k] }
    }
    let times = column(0)
    guard rise(times, place, key, isLinear: isLinear) else { return found }
    if times[0] < 0 {
      place.error("the file begins at \(Output.text(of: times[0])) ms; times are 0 ms or more")
      return found
    }
    let (_, range) = dimension
    for k in 1..<width {
      let values = column(k)
      if range == .nonnegative, let wrong = values.first(where: { $0 < 0 }) {
        place.error("the file holds \(Output.text(of: wrong)); expected 0 or more")
        return found
      }
      found.courses.append(InputCourse(times: times, values: values, isLinear: isLinear))
    }
    found.origin = origin
    return found
  }

  /// `between: ramps`.
  private func isLinear(_ inner: Section) -> Bool {
    inner.item("between")?.choice(["steps", "ramps"]) == "ramps"
  }

  /// The course in `inner` and the unit of its values; nil, with a problem in the log, if it is wrong.
  private func course(
    _ inner: Section, _ item: Item, _ key: String
  ) -> (InputCourse, unit: String)? {
    let times = inner.require("times").flatMap { $0.quantities(.time, .nonnegative) }
    let parts = inner.require("values").flatMap { $0.list("a list of values") }
    let isLinear = isLinear(inner)
    inner.finish()
    guard let times, let parts else { return nil }
    guard let (values, unit) = hasEquations ? formulas(parts, item) : numbers(parts) else {
      return nil
    }
    guard parts.count == times.count, !times.isEmpty else {
      item.error(
        "'\(key)' has \(times.count) times and \(parts.count) values; each time needs one value")
      return nil
    }
    guard rise(times, item, key, isLinear: isLinear) else { return nil }
    return (InputCourse(times: times, values: values, isLinear: isLinear), unit)
  }

  /// True if times rise; ramps may have two values at one time.
  private func rise(_ times: [Double], _ item: Item, _ key: String, isLinear: Bool) -> Bool {
    for k in times.indices.dropFirst()
    where times[k] < times[k - 1] || times[k] == times[k - 1] && !isLinear {
      item.error(
        "the times of '\(key)' must rise, but \(Output.text(of: times[k])) ms comes after \(Output.text(of: times[k - 1])) ms"
      )
      return false
    }
    return true
  }

  /// The section with `start` as the value of the key.
  private func plain(_ key: String, _ start: String) -> Found {
    let place = section.place(of: key) ?? section.place
    return Found(
      section: section.replacing(
        key, with: Node(content: .scalar(start, isPlain: true), place: place)))
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

  /// True if the value of this key is a list that begins with a group. The test does not make the key known.
  fileprivate func holdsGroups(_ key: String) -> Bool {
    guard let entry = entries.first(where: { $0.key == key }),
      case .sequence(let nodes) = entry.value.content, let first = nodes.first,
      case .mapping = first.content
    else { return false }
    return true
  }
}
