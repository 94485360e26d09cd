import Networks
import Quantities

/// A reader of one population.
struct PopulationReading {
  private(set) var section: Section
  /// Membranes that the model file defines.
  var membranes: [String: MembraneText] = [:]
  /// The limit of units in a population.
  static let largest = 10_000_000
  /// The number of units that are left of the limit for the network.
  var room = NetworkReading.mostUnits
  /// True if a membrane of the file is wrong, so that an unknown kind may be this membrane.
  var allowsUnknownKinds = false
  /// The file of initial potentials, if they came from one.
  private var initialOrigin: FileOrigin?
  /// The scale of the weights of a leaky integrate-and-fire membrane.
  private var lif: DriveScale?

  init(section: Section, membranes: [String: MembraneText] = [:]) {
    self.section = section
    self.membranes = membranes
  }

  /// True if kind and size can be read.
  var isClear: Bool {
    let kind = section.item("kind").map {
      Item(node: $0.node, name: "kind", log: ProblemLog())
    }
    return silentSize != nil && kind?.choice(kinds) != nil
  }

  /// The number of units; nil if it cannot be read. The test makes no key known and notes no problem.
  private var silentSize: Int? {
    let silent = Section(section.entries, title: "", place: section.place, log: ProblemLog())
    return silent.item("size")?.integer(1...Self.largest)
      ?? silent.item("shape").flatMap(shape)?.count
  }

  /// The population, and the unit of weights onto it. Valid values replace wrong ones.
  mutating func read(name: String) -> (Population, Dimension) {
    guard let kind = section.item("kind"), case .scalar(let word, _) = kind.node.content,
      kinds.contains(word),
      let found = CourseReading(
        section: section, kind: word, size: silentSize, definition: membranes[word]
      ).read()
    else { return readConstant(name: name) }
    var reading = self
    reading.section = found.section
    var (population, dimension) = reading.readConstant(name: name)
    (population.courses, population.courseOrigin) = (found.courses, found.origin)
    if section.has("bias"), let drive = population.drive, !drive.isPlain {
      section.item("bias")?.error(
        "a 'bias' on a drive scale does not change in time; give 'I_e' the course, in its unit")
    }
    if !found.courses.isEmpty,
      case .membrane(let membrane as EquationMembrane, _) = population.units
    {
      MembraneDefinition.refuseUnreadCurrent(of: membrane, section)
    }
    return (population, dimension)
  }

  /// The population with constant inputs.
  private mutating func readConstant(name: String) -> (Population, Dimension) {
    var form = PopulationForm()
    PopulationForm.table.take(section, into: &form, self)
    let size = form.size ?? 1
    if form.hasUnknownKind {
      for key in section.keys { _ = section.item(key) }
      section.log.doubt()
      return (Population(name, size: size, .source(.clamp)), .unclear)
    }
    guard let kind = form.kind else {
      // Without the kind the valid keys are unknown.
      if !section.has("kind") || !(section.has("size") || section.has("shape")) {
        finishWithoutKind()
      }
      return (Population(name, size: size, .source(.clamp)), .unclear)
    }
    if let table = SourceForm.table(kind) {
      let population = source(kind, table, SourceForm.Place(name: name, size: size))
      section.hint(["noise"], "it is a current, and sources have none; put it on their targets")
      section.hint(["curve"], "sources have no f-I curve")
      section.finish()
      return (population.arranged(form), .number)
    }
    let (units, own) = units(kind, size: size)
    var population = Population(name, size: size, units)
    population.drive = scale(of: population, kind)
    let dimension = population.drive.map { $0.isPlain ? own : .number } ?? own
    if let found = unitCurrents(of: units, size: size) {
      population.setCurrents(found.values)
      population.currentOrigin = found.origin
    }
    population.initialOrigin = initialOrigin
    population.noise = noise(of: population)
    if let group = section.item("curve")?.section("'curve'") {
      CurveConditions.table.read(group, into: &population.curve, ())
    }
    section.finish()
    return (population.arranged(form), dimension)
  }

  /// The scale of weights, of the LIF or of the key `drive`.
  private mutating func scale(of population: Population, _ kind: String) -> DriveScale? {
    let isLIF = ["lif", "lif_ode"].contains(kind)
    if isLIF, !LIFForm.physicalKeys.contains(where: section.has) {
      section.hint(
        ["drive"], "the drive of a dimensionless membrane is a plain number: u_0 = 0 and a = 1")
      return lif
    }
    var form = DriveForm()
    DriveForm.table.take(
      section, into: &form,
      DriveForm.Place(
        size: population.size, hasRate: isLIF, highestRate: population.highestRate,
        hasCurrent: section.has("I_e")))
    guard let lif else { return form.drive }
    form.drive?.maximumRate = lif.maximumRate
    return form.drive ?? lif
  }

  /// The noise current; nil if there is none.
  private func noise(of population: Population) -> NoiseCurrent? {
    guard let item = section.item("noise"), let group = item.section("'noise'") else { return nil }
    if case .membrane(let equations as EquationMembrane, _) = population.units,
      !equations.readsCurrent
    {
      item.error(
        "'noise' joins 'I_e', which no equation of this membrane names; add 'I_e' to that of "
          + "'\(equations.variables[0])', or leave 'noise' out")
      for key in group.keys { _ = group.item(key) }
      return nil
    }
    var noise = NoiseCurrent(timeConstant: 1.ms, deviation: 0)
    NoiseCurrent.table.read(group, into: &noise, population.noiseUnit)
    noise.interval = noise.step
    return noise
  }

  /// The constant currents of single units, `bias` or `I_e`; nil if they were not written.
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

  /// [channels, rows, columns].
  fileprivate func shape(_ item: Item) -> Shape? {
    guard let items = item.list("a list [channels, rows, columns]") else { return nil }
    let sizes = items.compactMap { $0.integer(1...100_000) }
    guard items.count == 3 else {
      item.error("\(item.name) must be [channels, rows, columns]")
      return nil
    }
    guard sizes.count == 3, fits(sizes.reduce(1, *), item) else { return nil }
    return Shape(height: sizes[1], width: sizes[2], channels: sizes[0])
  }

  fileprivate func size(_ item: Item) -> Int? {
    guard let size = item.integer(1...Self.largest) else { return nil }
    return fits(size, item) ? size : nil
  }

  /// True if so many units are left; else a problem is noted.
  private func fits(_ size: Int, _ item: Item) -> Bool {
    if size <= min(room, Self.largest) { return true }
    item.error(
      "with it, the network has more than \(NetworkReading.mostUnits) units; make it smaller")
    return false
  }

  /// All kinds, for messages.
  fileprivate var kinds: [String] {
    NeuronModel.names + [EquationMembrane.name] + membranes.keys.sorted()
  }

  /// A membrane as equations; a valid one replaces it if they are wrong.
  private func written(_ kind: String) -> (Population.Units, Dimension) {
    let text =
      kind == EquationMembrane.name
      ? MembraneDefinition.read(section)
      : membranes[kind].map { MembraneDefinition.adjusted($0, by: section) }
    let solver = integration()
    guard let text, let membrane = MembraneDefinition.compile(text, section) else {
      // Without the definition the parameters are unknown.
      if kind != EquationMembrane.name { for key in section.keys { _ = section.item(key) } }
      let stand = LIFForm.physicalDefaults.membrane
      return (.membrane(LIFEquations(stand), solver), .unclear)
    }
    return (.membrane(membrane, solver), MembraneDefinition.dimension(membrane.weightDimension))
  }

  private func finishWithoutKind() {
    let missing = ["kind", section.has("shape") ? "shape" : "size"].filter { !section.has($0) }
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
    default:
      guard let model = EquationModel.all.first(where: { $0.name == kind }) else {
        preconditionFailure("No reader for the neuron model '\(kind)'.")
      }
      let equations = model.read(section)
      return (.membrane(equations, integration(own: equations.ownIntegration)), model.weights)
    }
  }

  // MARK: - Membranes

  private mutating func membrane(size: Int) -> (LIF, Dimension) {
    let isPhysical = LIFForm.physicalKeys.contains(where: section.has)
    var form = isPhysical ? LIFForm.physicalDefaults : .dimensionlessDefaults
    form.isScaled = isPhysical && section.has("drive")
    if form.isScaled, section.item("synapse")?.plain == "jump" {
      section.item("drive")?.error(
        "voltage jumps have no current on which a scale could rest; make the synapse exponential, or leave 'drive' out"
      )
    }
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
    lif = form.drive
    let weights: Dimension = !isPhysical ? .number : form.isJump ? .voltage : .current
    return (form.membrane, weights)
  }

  /// - Parameter own: The engine's own method for the membrane, which it has unless the file asks for another.
  private func integration(own: Integration? = nil) -> Integration {
    guard let section = section.item("solver")?.section("'solver'") else {
      return own ?? Integration()
    }
    var integration = Integration()
    if let own { integration.stepper = own.stepper }
    let known = section.log.problems.count
    Integration.table.read(section, into: &integration, own)
    guard let own, integration.stepper == own.stepper else { return integration }
    let isSound = section.log.problems.count == known && section.isWhole(besides: [])
    // Resolved models of 0.1 have tolerances of 1e-12 there, which meant nothing.
    let isOld = integration == own
    if isSound, !isOld, let key = Integration.tolerances.first(where: section.has) {
      section.item(key)?.error(
        "\(own.stepper) has no tolerances; leave '\(key)' out, or name a GSL stepper (method: rk8pd)"
      )
    }
    return own
  }

  // MARK: - Sources

  private func source(
    _ kind: String, _ table: Table<SourceForm, SourceForm.Place>, _ place: SourceForm.Place
  ) -> Population {
    var form = SourceForm(place)
    form.isFile = section.has("file")
    table.take(section, into: &form, place)
    let source: Source =
      switch kind {
      case "spikes": form.isSampled ? .samples : .spikes(form.trains)
      case "regular": .regular(rates: form.rates, phase: form.phase)
      case "poisson": .poisson(rates: form.rates)
      default: .clamp
      }
    var population = Population(place.name, size: place.size, .source(source))
    (population.origin, population.deadTime) = (form.origin, form.deadTime)
    population.drive = form.maximumRate.map(DriveScale.plain)
    return population
  }
}

/// The keys of every population, in the form of a model file.
struct PopulationForm {
  var size: Int?
  /// The arrangement of the units in maps, and true if it was written.
  var shape: Shape?
  var hasShape = false
  var kind: String?
  var sign: Sign?
  /// True if the kind may be a wrong membrane of the file.
  var hasUnknownKind = false

  private static let signs = ["any"] + Sign.allCases.map(\.rawValue)

  /// The keys of an element of `populations`; those of its kind come with them.
  static let table = Table<PopulationForm, PopulationReading> {
    Parameter("shape", "[channels, rows, columns] of units in maps, in place of the size") {
      section, form, reading in
      form.hasShape = section.has("shape")
      form.shape = section.item("shape").flatMap(reading.shape)
      form.size = form.shape?.count
    } write: { form, _ in
      form.shape.map { .list([$0.channels, $0.height, $0.width].map { .integer($0) }) }
    }.standing("none")
    Parameter("size", "units") { section, form, reading in
      form.size = section.item("size").flatMap(reading.size)
    } write: { form, _ in
      form.size.map { .integer($0) }
    }.required.refused { form, _ in form.hasShape ? "it follows from 'shape'" : nil }
    Parameter("kind", "equispike list neurons; equations; or a name of membranes") {
      section, form, reading in
      guard let item = section.item("kind") else { return }
      if reading.allowsUnknownKinds, let word = item.plain, !reading.kinds.contains(word) {
        form.hasUnknownKind = true
      } else {
        form.kind = item.choice(reading.kinds, once: true)
      }
    } write: { form, _ in
      form.kind.map { .string($0) }
    }.required
    Parameter("sign", "sign of all weights that leave the population") { section, form, _ in
      let word = section.item("sign").flatMap { $0.choice(Self.signs) }
      form.sign = word.flatMap(Sign.init(rawValue:))
    } write: { form, _ in
      form.sign.map { .word($0.rawValue) }
    }.among(Self.signs).standing(Self.signs[0])
    Parameter("noise", "Ornstein-Uhlenbeck current of a membrane: {tau: 5 ms, sigma: 50 pA}") {
      // It is read after the membrane, which has its unit.
      _, _, _ in
    } write: { _, _ in
      nil
    }.standing("none").holding(NoiseCurrent.table) { _, _ in
      (NoiseCurrent(timeConstant: 1.ms, deviation: 0), NoiseUnit())
    }
    Parameter("curve", "how the f-I curve of a membrane is measured") {
      // It is read with the noise.
      _, _, _ in
    } write: { _, _ in
      nil
    }.standing("none").holding(CurveConditions.table) { _, _ in (CurveConditions(), ()) }
  }
}

extension Population {
  /// The same units, in the maps of `form` and with its sign.
  fileprivate func arranged(_ form: PopulationForm) -> Population {
    var result = self
    (result.shape, result.sign) = (form.shape, form.sign)
    return result
  }
}

extension PopulationForm {
  /// The form of a population of this kind.
  init(_ population: Population, kind: String) {
    (size, shape, self.kind) = (population.size, population.shape, kind)
    sign = population.sign
    hasShape = population.shape != nil
  }
}
