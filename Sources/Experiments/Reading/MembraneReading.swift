import Equations
import Networks
import Quantities

/// A reader of membranes as equations.
enum MembraneDefinition {
  /// The definition; nil, with a problem in the log, if it is wrong.
  static func read(_ section: Section) -> MembraneText? {
    let before = section.log.count
    var text = MembraneText()
    MembraneText.table.take(section, into: &text)
    // A missing part may be there under an unknown key.
    guard section.log.count == before, section.isWhole(besides: ["solver"] + DriveForm.table.keys)
    else { return nil }
    guard compile(text, section) != nil, section.log.count == before else { return nil }
    return text
  }

  /// The membrane; nil, with a problem at its place, if its text is wrong.
  static func compile(_ text: MembraneText, _ section: Section) -> EquationMembrane? {
    do throws(MembraneTextError) {
      let membrane = try EquationMembrane(text)
      if membrane.current != 0 { refuseUnreadCurrent(of: membrane, section) }
      return membrane
    } catch {
      let key = error.section.rawValue
      let place =
        section.holdsGroup(key)
        ? section.place(of: key) ?? section.place
        : section.item(key)?.place(line: error.error.line, column: error.error.column)
          ?? section.place
      section.log.error(place, error.error.message)
      return nil
    }
  }

  /// Notes a problem for a constant current that no equation names.
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

  /// The constant current of one unit in a list; nil, with a problem in the log, for other values.
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

  /// The dimension of a weight; a plain number if model files have no name for it.
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

  /// The unit after a number, ` pA`; empty for plain numbers.
  static func unit(_ dimension: PhysicalDimension) -> String {
    guard dimension != .plain else { return "" }
    let unit = dimension.description
    return " " + (unit.hasPrefix("1/") ? String(unit.dropFirst()) : unit)
  }

  /// All keys with their values.
  static func output(_ membrane: EquationMembrane) -> [(String, Output)] {
    var text = membrane.text
    text.current.value = membrane.current
    return MembraneText.table.write(text)
  }
}

extension MembraneText {
  private typealias Key = Experiments.Parameter<MembraneText, Void>

  /// The keys of an element of `membranes`, and of a population of kind `equations`.
  static let table = Table<MembraneText, Void> {
    Key("parameters", "numbers with names and units; one may be a formula of those before") {
      section, text, _ in
      guard let parameters = section.item("parameters")?.section("'parameters'") else { return }
      text.parameters = namedValues(parameters, taken: ["w", "I_e", "t", "dt"]).map {
        .init($0.name, $0.value, $0.dimension)
      }
    } write: { text, _ in
      text.parameters.isEmpty ? nil : output(text.parameters)
    }.standing("none")
    Key("equations", .text, "dx/dt = ..., a line for each; the first is the potential", \.equations)
      .required
    Key("threshold", .text, "a spike when this becomes true, such as V >= 30 mV", \.threshold)
      .required
    Key(
      "reset", .text, "statements at a spike; without it each rise past the threshold is one",
      \.reset
    )
    .written { text, _ in !text.reset.isEmpty }.standing("none")
    Key(
      "on_arrival",
      "statements at a spike that arrives with weight w; or by receptors, {ampa: g_a += w, gaba: g_g += w}, which "
        + "projections choose"
    ) { section, text, _ in
      guard let item = section.item("on_arrival") else { return }
      guard section.holdsGroup("on_arrival") else {
        text.onArrival = item.text() ?? ""
        return
      }
      for (name, place, item) in item.section("'on_arrival'")?.all() ?? [] {
        if !NetworkReading.isName(name) {
          section.log.error(
            place, "'\(name)' cannot be the name of a receptor: use letters, digits and _")
        }
        if let statements = item.text() {
          text.receptorArrivals.append(ReceptorArrival(name, statements))
        }
      }
    } write: { text, _ in
      if !text.receptorArrivals.isEmpty {
        return .flow(text.receptorArrivals.map { ($0.receptor, .string($0.statements)) })
      }
      return text.onArrival.isEmpty ? nil : .string(text.onArrival)
    }.standing("none")
    Key("refractory", .time(.nonnegative), "refractory time", \.refractory)
    Key("initial", "the values of all variables at t = 0") { section, text, _ in
      guard let initial = section.item("initial")?.section("'initial'") else { return }
      for (name, _, item) in initial.all() {
        if let value = RuleDefinition.value(item, [:]) {
          text.initial.append(.init(name, value.0, value.1))
        }
      }
    } write: { text, _ in
      output(text.initial)
    }.required
    Key("I_e", unit: "pA", "constant current, if an equation names it, or a course") {
      section, text, _ in
      guard let item = section.item("I_e") else { return }
      if UnitValuesReading.isMeant(by: item) {
        // Numbers in a file are in pA, those of a list in the unit of the first.
        let first = item.isList ? item.list()?.first : nil
        let dimension = first.flatMap { RuleDefinition.value($0, [:]) }?.1
        text.current = .init("I_e", 0, dimension ?? .current)
      } else if let value = RuleDefinition.value(item, [:]) {
        text.current = .init("I_e", value.0, value.1)
      }
    } write: { text, _ in
      MembraneDefinition.number(text.current.value, text.current.dimension)
    }.standing("0")
  }

  private static func output(_ parameters: [Parameter]) -> Output {
    .flow(parameters.map { ($0.name, MembraneDefinition.number($0.value, $0.dimension)) })
  }
}
