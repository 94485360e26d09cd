import Networks
import Quantities

/// Reads one population.
struct PopulationReading {
  private(set) var section: Section
  /// Membranes that the model file defines.
  var membranes: [String: MembraneText] = [:]
  /// Larger populations do not fit any machine that this program runs on.
  static let largest = 10_000_000
  /// How many units there may be besides those of the populations before.
  var room = NetworkReading.mostUnits
  /// True if a membrane of the file is wrong, and may be a kind that is not known.
  var allowsUnknownKinds = false
  /// The file that initial potentials came from.
  private var initialOrigin: FileOrigin?

  init(section: Section, membranes: [String: MembraneText] = [:]) {
    self.section = section
    self.membranes = membranes
  }

  /// Whether kind and size are readable.
  var isClear: Bool {
    let silent = ProblemLog()
    func item(_ key: String) -> Item? {
      section.item(key).map { Item(node: $0.node, name: key, log: silent) }
    }
    return item("size")?.integer(1...Self.largest) != nil
      && item("kind")?.choice(kinds) != nil
  }

  /// The population, with what weights onto it measure. Where something was wrong, a valid value
  /// stands in.
  mutating func read(name: String) -> (Population, Dimension) {
    let membranes = membranes
    let hasEquations = { (kind: String) in kind == EquationMembrane.name || membranes[kind] != nil }
    guard let kind = section.item("kind"), case .scalar(let word, _) = kind.node.content,
      kinds.contains(word),
      let (plain, steps) = StepReading(section: section, kind: word).read(
        hasEquations: hasEquations(word))
    else { return readConstant(name: name) }
    var reading = self
    reading.section = plain
    var (population, dimension) = reading.readConstant(name: name)
    population.steps = steps
    if steps != nil, case .membrane(let membrane as EquationMembrane, _) = population.units {
      MembraneDefinition.refuseUnreadCurrent(of: membrane, section)
    }
    return (population, dimension)
  }

  /// The population, whose inputs are the same for all time.
  private mutating func readConstant(name: String) -> (Population, Dimension) {
    let size = section.require("size").flatMap(self.size) ?? 1
    if allowsUnknownKinds, let word = section.item("kind")?.plain, !kinds.contains(word) {
      for key in section.keys { _ = section.item(key) }
      section.log.doubt()
      return (Population(name, size: size, .source(.clamp)), .unclear)
    }
    guard let kind = section.require("kind")?.choice(kinds, once: true) else {
      // Without the kind nobody can say which keys are right.
      if !section.has("kind") || !section.has("size") { finishWithoutKind() }
      return (Population(name, size: size, .source(.clamp)), .unclear)
    }
    if kind == "spikes", section.has("file") {
      let population = SpikeFileReading(section: section).read(name: name, size: size)
      section.finish()
      return (population, .number)
    }
    let (units, dimension) = units(kind, size: size)
    var population = Population(name, size: size, units)
    if kind == "poisson" {
      population.deadTime = section.value("t_ref", or: .zero) {
        $0.quantity(.time, .nonnegative)?.ms
      }
    }
    if let found = unitCurrents(of: units, size: size) {
      population.setCurrents(found.values)
      population.currentOrigin = found.origin
    }
    population.initialOrigin = initialOrigin
    section.finish()
    return (population, dimension)
  }

  /// Constant currents of single units, `bias` or `I_e`, where they were written.
  private func unitCurrents(
    of units: Population.Units, size: Int
  ) -> UnitValuesReading.Found? {
    let key: String, read: (Item) -> Double?
    switch units {
    case .source: return nil
    case .lif, .membrane(is LIFEquations, _):
      key = LIFForm.physicalKeys.contains(where: section.has) ? "I_e" : "bias"
      read = { $0.quantity(key == "bias" ? .number : .current) }
    case .membrane(let equations as EquationMembrane, _):
      if section.item("I_e").map(UnitValuesReading.isMeant) ?? false, !equations.readsCurrent {
        MembraneDefinition.refuseUnreadCurrent(of: equations, section)
        return nil
      }
      (key, read) = ("I_e", { MembraneDefinition.current($0, of: equations) })
    case .membrane: (key, read) = ("I_e", { $0.quantity(.current) })
    }
    guard section.has(key), let item = section.item(key), UnitValuesReading.isMeant(by: item) else {
      return nil
    }
    return UnitValuesReading(item: item, size: size).read(read)
  }

  private func size(_ item: Item) -> Int? {
    guard let size = item.integer(1...Self.largest) else { return nil }
    if size <= room { return size }
    item.error(
      "with it, the network has more than \(NetworkReading.mostUnits) units; make it smaller")
    return nil
  }

  /// The kinds that there are.
  private var kinds: [String] {
    NeuronModel.names + [EquationMembrane.name] + membranes.keys.sorted()
  }

  /// A membrane as equations; while they are wrong, another stands in.
  private func written(_ kind: String) -> (Population.Units, Dimension) {
    let text =
      kind == EquationMembrane.name
      ? MembraneDefinition.read(section)
      : membranes[kind].map { MembraneDefinition.adjusted($0, by: section) }
    let solver = integration()
    guard let text, let membrane = MembraneDefinition.compile(text, section) else {
      // Without the definition nobody can say which parameters there are.
      if kind != EquationMembrane.name { for key in section.keys { _ = section.item(key) } }
      let stand = LIFForm.physicalDefaults.membrane
      return (.membrane(LIFEquations(stand), solver), .unclear)
    }
    return (.membrane(membrane, solver), MembraneDefinition.dimension(membrane.weightDimension))
  }

  private func finishWithoutKind() {
    let missing = ["kind", "size"].filter { !section.has($0) }
    for key in section.keys where Suggestion.nearest(key, in: missing) == nil {
      _ = section.item(key)
    }
    section.finish()
  }

  private mutating func units(_ kind: String, size: Int) -> (Population.Units, Dimension) {
    if kind == EquationMembrane.name || membranes[kind] != nil { return written(kind) }
    switch kind {
    case "lif":
      let (membrane, dimension) = membrane(size: size)
      return (.lif(membrane), dimension)
    case "lif_ode":
      let (membrane, dimension) = membrane(size: size)
      return (.membrane(LIFEquations(membrane), integration()), dimension)
    case "clamp": return (.source(.clamp), .number)
    case "spikes": return (.source(.spikes(trains(size: size))), .number)
    case "regular":
      return (.source(.regular(rates: rates(size: size), phase: phase())), .number)
    case "poisson": return (.source(.poisson(rates: rates(size: size))), .number)
    default:
      guard let model = EquationModel.all.first(where: { $0.name == kind }) else {
        preconditionFailure("No reader for the neuron model '\(kind)'.")
      }
      let hasQuadrature = kind == ConductanceLIF.name
      return (
        .membrane(model.read(section), integration(hasQuadrature: hasQuadrature)), model.weights
      )
    }
  }

  // MARK: - Membranes

  private mutating func membrane(size: Int) -> (LIF, Dimension) {
    let isPhysical = LIFForm.physicalKeys.contains(where: section.has)
    var form = isPhysical ? LIFForm.physicalDefaults : .dimensionlessDefaults
    LIFForm.table(isPhysical: isPhysical).take(section, into: &form, size)
    if isPhysical {
      section.hint(
        LIFForm.dimensionlessKeys,
        "physical membranes (with C_m, E_L, V_th, V_reset or I_e) have V_th, V_reset and I_e instead"
      )
    } else {
      form.capacitance = form.membraneTimeConstant
    }
    initialOrigin = form.initialOrigin
    let weights: Dimension = !isPhysical ? .number : form.isJump ? .voltage : .current
    return (form.membrane, weights)
  }

  /// - Parameter hasQuadrature: Whether the membrane needs no stepper, and uses none unless asked to.
  private func integration(hasQuadrature: Bool = false) -> Integration {
    var integration = hasQuadrature && !section.has("solver") ? Integration.exact : Integration()
    guard let section = section.item("solver")?.section("'solver'") else { return integration }
    Integration.table.read(section, into: &integration, hasQuadrature)
    return integration.stepper == Integration.exact.stepper ? .exact : integration
  }

  // MARK: - Sources

  private func trains(size: Int) -> [[Double]] {
    let empty = [[Double]](repeating: [], count: size)
    guard let item = section.require("times"), let items = item.list("a list of times") else {
      return empty
    }
    if size == 1, items.allSatisfy(\.isScalar) {
      return [item.quantities(.time, .nonnegative) ?? []]
    }
    guard items.count == size else {
      item.error("'times' has \(items.count) lists for \(size) units")
      return empty
    }
    return items.map { $0.quantities(.time, .nonnegative) ?? [] }
  }

  private func rates(size: Int) -> [Double] {
    let silent = [Double](repeating: 0, count: size)
    guard let item = section.require("rate") else { return silent }
    if item.isList {
      guard let rates = item.quantities(.rate, .nonnegative) else { return silent }
      if rates.count == size { return rates }
      item.error("'rate' has \(rates.count) values for \(size) units")
      return silent
    }
    return [Double](repeating: item.quantity(.rate, .nonnegative) ?? 0, count: size)
  }

  private func phase() -> Source.Phase {
    guard let item = section.item("phase") else { return .random }
    if case .scalar("random", _) = item.node.content { return .random }
    return item.quantity(.number, .unit).map { .aligned($0) } ?? .random
  }
}
