import Equations
import Plasticity

/// A reader of rules by name, with parameters, or as equations.
///
///     rule: zero-area
///     rule: {name: triplet, set: cortex-all-minimal, w_max: 10}
///     rule:
///       name: mine
///       parameters: {A: 0.01, tau: 20 ms}
///       equations: |
///         dx/dt = -x/tau : pre
///         dy/dt = -y/tau : post
///       on_pre: w -= A*y; x += 1
///       on_post: w += A*x; y += 1
///       bounds: [0, 1]
struct RuleReading {
  /// Rules that the model file defines.
  let defined: [String: RuleEquations]
  /// Rules with a wrong definition, whose problems are in the log already.
  var broken: Set<String> = []
  /// The unit of the weights that it moves.
  var weights = Dimension.number
  let log: ProblemLog

  /// The names that can be used.
  private var names: [String] { RuleModel.all.map(\.name) + defined.keys.sorted() }

  /// The value of `rule`.
  func rule(_ item: Item) -> (any SpikeTimingRule)? {
    if item.isScalar {
      if let text = item.plain, broken.contains(text) { return nil }
      return item.choice(names).flatMap(named)
    }
    guard let section = item.section("the rule") else { return nil }
    if section.has("equations") {
      let name = section.value("name", or: "custom") { $0.text() }
      return RuleDefinition.read(section, name: name).flatMap {
        RuleDefinition.compile($0, section)
      }
    }
    guard let name = section.require("name") else {
      for key in section.keys { _ = section.item(key) }
      section.finish()
      return nil
    }
    if let text = name.plain, broken.contains(text) {
      for key in section.keys { _ = section.item(key) }
      section.finish()
      return nil
    }
    guard let word = name.choice(names) else { return nil }
    let rule: (any SpikeTimingRule)?
    if let equations = defined[word] {
      rule = RuleDefinition.adjusted(equations, by: section)
    } else {
      rule = RuleModel.named(word)?.read(section, weights)
    }
    section.finish()
    return rule
  }

  private func named(_ name: String) -> (any SpikeTimingRule)? {
    if let equations = defined[name] { return try? EquationRule(equations) }
    return RuleModel.named(name)?.standard
  }

  /// The section `rules` of a model file: rules by name.
  static func definitions(_ section: Section) -> Definitions {
    var result = Definitions()
    for (name, place, item) in section.all() {
      if RuleModel.named(name) != nil {
        section.log.error(place, "'\(name)' is a rule of the program; choose another name")
        continue
      }
      guard let part = item.section("rule '\(name)'"),
        let equations = RuleDefinition.read(part, name: name),
        RuleDefinition.compile(equations, part) != nil
      else {
        result.broken.insert(name)
        continue
      }
      result.rules[name] = equations
    }
    return result
  }

  /// The rules that a model file defines, right and wrong ones.
  struct Definitions {
    var rules: [String: RuleEquations] = [:]
    var broken: Set<String> = []
  }
}

/// The limit of parameters of one rule or membrane.
let mostParameters = 1000

/// The definition of a rule in a model file.
enum RuleDefinition {
  /// The definition; nil, with a problem in the log, if a part is missing.
  static func read(_ section: Section, name: String) -> RuleEquations? {
    let before = section.log.count
    var rule = RuleEquations(name: name, equations: "")
    RuleEquations.table.take(section, into: &rule)
    section.finish()
    return section.log.count == before ? rule : nil
  }

  /// A number with any unit, or a formula of parameters before it.
  static func value(
    _ item: Item, _ known: [String: (Double, PhysicalDimension)]
  ) -> (Double, PhysicalDimension)? {
    guard let text = item.text() else { return nil }
    if [".inf", "inf"].contains(text) { return (.infinity, .plain) }
    do throws(EquationError) {
      let (formula, dimension) = try EquationText.formula(text, symbols: known.mapValues(\.1))
      guard let value = formula.value(known.mapValues(\.0)), value.isFinite else {
        item.error("\(item.name) must be a finite number, not '\(text)'")
        return nil
      }
      return (value, dimension)
    } catch {
      item.log.error(item.place(line: error.line, column: error.column), error.message)
      return nil
    }
  }

  /// The rule; nil, with a problem at its place, if the equations are wrong.
  static func compile(_ equations: RuleEquations, _ section: Section) -> EquationRule? {
    do throws(RuleEquationError) { return try EquationRule(equations) } catch {
      let key =
        switch error.section {
        case .lowest, .highest: "bounds"
        default: error.section.rawValue
        }
      let place =
        section.item(key)?.place(line: error.error.line, column: error.error.column)
        ?? section.place
      section.log.error(place, error.error.message)
      return nil
    }
  }

  /// The rule with parameters that the section overrides.
  ///
  /// - Parameters:
  ///   - scaled: The parameters that are weights.
  ///   - weights: The dimension of weights.
  static func adjusted(
    _ equations: RuleEquations, by section: Section, scaled: Set<String> = [],
    weights: Dimension = .number
  ) -> EquationRule? {
    var equations = equations
    var known: [String: (Double, PhysicalDimension)] = [:]
    for index in equations.parameters.indices {
      let parameter = equations.parameters[index]
      defer { known[parameter.name] = (equations.parameters[index].value, parameter.dimension) }
      let isWeight = scaled.contains(parameter.name) && weights != .number
      if isWeight, let item = section.item(parameter.name) {
        if let value = item.quantity(weights, .extended) {
          equations.parameters[index] = .init(parameter.name, value)
        }
        continue
      }
      guard let item = section.item(parameter.name), let found = value(item, [:]) else {
        // A parameter that is computed from others changes with them.
        if let formula = try? EquationText.formula(
          parameter.text, symbols: known.mapValues(\.1)
        ).0,
          !formula.symbols.isEmpty, let value = formula.value(known.mapValues(\.0))
        {
          equations.parameters[index].value = value
        }
        continue
      }
      guard found.1 == parameter.dimension || (found.1 == .plain && item.isScalar) else {
        item.refuse(found.1, parameter.dimension)
        continue
      }
      equations.parameters[index] = .init(
        parameter.name, found.0, parameter.dimension,
        text: found.1 == parameter.dimension ? item.text() : nil)
    }
    return compile(equations, section)
  }

  /// The parameters in the form of a model file.
  static func parameters(of rule: RuleEquations) -> [(String, Output)] {
    rule.parameters.map { parameter in
      let number = Output.text(of: parameter.value)
      guard parameter.dimension != .plain else { return (parameter.name, .word(number)) }
      let unit = parameter.dimension.description
      let text = unit.hasPrefix("1/") ? number + " " + unit.dropFirst() : number + " " + unit
      return (parameter.name, .string(text))
    }
  }

  /// The whole definition.
  static func output(_ rule: RuleEquations, named: Bool = true) -> Output {
    .block((named ? [("name", .string(rule.name))] : []) + RuleEquations.table.write(rule))
  }
}

/// Named values with units, each a number or a formula of those before it.
///
/// - Parameter taken: Names with another meaning.
func namedValues(
  _ section: Section, taken: [String]
) -> [(name: String, value: Double, dimension: PhysicalDimension, text: String?)] {
  var result: [(name: String, value: Double, dimension: PhysicalDimension, text: String?)] = []
  var known: [String: (Double, PhysicalDimension)] = [:]
  for (name, place, item) in section.all() {
    guard known.count < mostParameters else {
      section.log.error(place, "more than \(mostParameters) parameters; leave some out")
      break
    }
    if taken.contains(name) {
      section.log.error(place, "'\(name)' is taken; give the parameter another name")
    }
    guard let value = RuleDefinition.value(item, known) else { continue }
    known[name] = value
    result.append((name, value.0, value.1, item.text()))
  }
  return result
}

extension RuleEquations {
  private typealias Key = Experiments.Parameter<RuleEquations, Void>

  /// The keys of an element of `rules`.
  static let table = Table<RuleEquations, Void> {
    Key("source", .text, "where it comes from; printed by cite", \.citation)
      .written { rule, _ in !rule.citation.isEmpty }.standing("nothing")
    Key("parameters", "numbers with names and units; one may be a formula of those before") {
      section, rule, _ in
      guard let parameters = section.item("parameters")?.section("'parameters'") else { return }
      rule.parameters = namedValues(parameters, taken: ["w", "r_max", "t", "dt"]).map {
        .init($0.name, $0.value, $0.dimension, text: $0.text)
      }
    } write: { rule, _ in
      rule.parameters.isEmpty ? nil : .flow(RuleDefinition.parameters(of: rule))
    }.standing("none")
    Key("equations", .text, "a trace a line, dx/dt = -x/tau : pre, post or synapse", \.equations)
      .required
    Key("on_pre", .text, "statements at a presynaptic spike, such as w -= A*y; x += 1", \.onPre)
      .standing("nothing")
    Key("on_post", .text, "statements at a postsynaptic spike", \.onPost).standing("nothing")
    Key("bounds", "[lowest, highest]: the rule keeps weights inside") { section, rule, _ in
      guard let bounds = section.item("bounds")?.list("a list of two, [lowest, highest]") else {
        return
      }
      if bounds.count == 2 {
        (rule.lowest, rule.highest) = (bounds[0].text(), bounds[1].text())
      } else {
        section.log.error(
          section.place(of: "bounds") ?? section.place, "'bounds' must be [lowest, highest]")
      }
    } write: { rule, _ in
      rule.lowest == nil && rule.highest == nil
        ? nil : .list([.string(rule.lowest ?? "-inf"), .string(rule.highest ?? "inf")])
    }.standing("no bounds")
  }
}

extension Item {
  /// Notes that a value has another dimension than expected.
  func refuse(_ found: PhysicalDimension, _ expected: PhysicalDimension) {
    error(
      "\(name) must be \(expected == .plain ? "" : "in ")\(expected), not \(found)"
        + (expected == .plain ? "; leave the unit out" : ""))
  }
}

extension RuleEquations {
  /// True if this rule differs from another one at most in the values of parameters.
  func isVariant(of other: RuleEquations) -> Bool {
    var own = self
    own.parameters = other.parameters
    return own == other && parameters.map(\.name) == other.parameters.map(\.name)
  }
}
