import Equations
import Networks
import Quantities

/// Reads membranes that are written as equations.
enum MembraneDefinition {
  /// The definition; nil, with a problem in the log, when something is wrong.
  static func read(_ section: Section) -> MembraneText? {
    let before = section.log.count
    var text = MembraneText()
    if let parameters = section.item("parameters")?.section("'parameters'") {
      var known: [String: (Double, PhysicalDimension)] = [:]
      for (name, place, item) in parameters.all() {
        guard known.count < mostParameters else {
          section.log.error(place, "more than \(mostParameters) parameters; leave some out")
          break
        }
        if ["w", "I_e", "t", "dt"].contains(name) {
          section.log.error(place, "'\(name)' is taken; give the parameter another name")
        }
        guard let value = RuleDefinition.value(item, known) else { continue }
        known[name] = value
        text.parameters.append(.init(name, value.0, value.1))
      }
    }
    if let initial = section.require("initial")?.section("'initial'") {
      for (name, _, item) in initial.all() {
        if let value = RuleDefinition.value(item, [:]) {
          text.initial.append(.init(name, value.0, value.1))
        }
      }
    }
    text.equations = section.require("equations")?.text() ?? ""
    text.threshold = section.require("threshold")?.text() ?? ""
    text.reset = section.value("reset", or: "") { $0.text() }
    text.onArrival = section.value("on_arrival", or: "") { $0.text() }
    text.refractory = section.value("refractory", or: text.refractory) {
      $0.quantity(.time, .nonnegative)?.ms
    }
    current(section, &text)
    // What is missing may stand under a key that is not known.
    guard section.log.count == before, section.isWhole(besides: ["solver"]) else { return nil }
    guard compile(text, section) != nil, section.log.count == before else { return nil }
    return text
  }

  private static func current(_ section: Section, _ text: inout MembraneText) {
    if let item = section.item("I_e"), UnitValuesReading.isMeant(by: item) {
      // Numbers in a file are in pA, those of a list in the unit of the first.
      let first = item.isList ? item.list()?.first : nil
      let dimension = first.flatMap { RuleDefinition.value($0, [:]) }?.1
      text.current = .init("I_e", 0, dimension ?? .current)
    } else if let value = section.item("I_e").flatMap({ RuleDefinition.value($0, [:]) }) {
      text.current = .init("I_e", value.0, value.1)
    }
  }

  /// The membrane; nil, with a problem at its place, when its text is wrong.
  static func compile(_ text: MembraneText, _ section: Section) -> EquationMembrane? {
    do throws(MembraneTextError) {
      let membrane = try EquationMembrane(text)
      if membrane.current != 0 { refuseUnreadCurrent(of: membrane, section) }
      return membrane
    } catch {
      let place =
        section.item(error.section.rawValue)?
        .place(line: error.error.line, column: error.error.column) ?? section.place
      section.log.error(place, error.error.message)
      return nil
    }
  }

  /// Complains of a constant current that no equation names.
  static func refuseUnreadCurrent(of membrane: EquationMembrane, _ section: Section) {
    guard !membrane.readsCurrent, let item = section.item("I_e") else { return }
    item.error(
      "'I_e' has no effect: no equation of this membrane names it; add it to that of "
        + "'\(membrane.variables[0])', or leave 'I_e' out")
  }

  /// A membrane of the section `membranes`, with parameters that the population overrides.
  static func adjusted(_ text: MembraneText, by section: Section) -> MembraneText {
    var text = text
    for index in text.parameters.indices {
      let parameter = text.parameters[index]
      guard let item = section.item(parameter.name), let value = RuleDefinition.value(item, [:])
      else { continue }
      guard value.1 == parameter.dimension || value.1 == .plain else {
        item.refuse(value.1, parameter.dimension)
        continue
      }
      text.parameters[index].value = value.0
    }
    if let item = section.item("I_e"), UnitValuesReading.isMeant(by: item) { return text }
    if let value = section.item("I_e").flatMap({ RuleDefinition.value($0, [:]) }) {
      if value.1 == text.current.dimension || value.1 == .plain {
        text.current.value = value.0
      } else {
        section.item("I_e")?.refuse(value.1, text.current.dimension)
      }
    }
    return text
  }

  /// The constant current of one unit of a list; nil, with a problem in the log, when it is none.
  static func current(_ item: Item, of membrane: EquationMembrane) -> Double? {
    let expected = membrane.text.current.dimension
    guard let value = RuleDefinition.value(item, [:]) else { return nil }
    if value.1 == expected || value.1 == .plain { return value.0 }
    item.refuse(value.1, expected)
    return nil
  }

  /// The section `membranes` of a model file: membranes by name.
  static func definitions(_ section: Section) -> [String: MembraneText] {
    var result: [String: MembraneText] = [:]
    for (name, place, item) in section.all() {
      if NeuronModel.names.contains(name) {
        section.log.error(place, "'\(name)' is a neuron model of the program; choose another name")
        continue
      }
      guard let part = item.section("membrane '\(name)'") else { continue }
      if let current = part.item("I_e"), UnitValuesReading.isMeant(by: current) {
        current.error("'I_e' of a definition is one number; lists and files belong to a population")
        continue
      }
      let text = read(part)
      part.finish()
      result[name] = text
    }
    return result
  }

  /// What a weight measures, as far as model files have a word for it.
  static func dimension(_ physical: PhysicalDimension) -> Dimension {
    switch physical {
    case .voltage: .voltage
    case .current: .current
    case .conductance: .conductance
    default: .number
    }
  }

  /// A number with its unit.
  static func number(_ value: Double, _ dimension: PhysicalDimension) -> Output {
    let digits = Output.text(of: value)
    return dimension == .plain ? .word(digits) : .string(digits + unit(dimension))
  }

  /// The unit behind a number, ` pA`; nothing where there is none.
  static func unit(_ dimension: PhysicalDimension) -> String {
    guard dimension != .plain else { return "" }
    let unit = dimension.description
    return " " + (unit.hasPrefix("1/") ? String(unit.dropFirst()) : unit)
  }

  /// All keys with their values.
  static func output(_ membrane: EquationMembrane) -> [(String, Output)] {
    let text = membrane.text
    func all(_ parameters: [MembraneText.Parameter]) -> Output {
      .flow(parameters.map { ($0.name, number($0.value, $0.dimension)) })
    }
    var entries: [(String, Output)] = []
    if !text.parameters.isEmpty { entries.append(("parameters", all(text.parameters))) }
    entries.append(("equations", .string(text.equations)))
    entries.append(("threshold", .string(text.threshold)))
    if !text.reset.isEmpty { entries.append(("reset", .string(text.reset))) }
    if !text.onArrival.isEmpty { entries.append(("on_arrival", .string(text.onArrival))) }
    entries.append(("refractory", .number(text.refractory.value, .time)))
    entries.append(("initial", all(text.initial)))
    entries.append(("I_e", number(membrane.current, text.current.dimension)))
    return entries
  }
}
