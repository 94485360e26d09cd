import Networks

/// A rate model in the form of a model file, with the parts that were read so far.
struct RateForm {
  var input: Shape?
  /// The feedback of a layer to the one before, for connections that do not give it.
  var feedback = Architecture.Feedback.tied
  var architecture: Architecture?
  var dynamics = Dynamics(.prototypical, function: .hardSigmoid)
  var parameters = ParameterInitialization()
  /// The files that parameters came from.
  var origins: [String: FileOrigin] = [:]

  init() {}

  init(_ experiment: RateExperiment) {
    let architecture = experiment.architecture
    (input, self.architecture, dynamics) = (architecture.input, architecture, experiment.dynamics)
    (parameters, origins) = (experiment.initialization, experiment.origins)
    // The first connection comes from the input, which has no feedback.
    if architecture.layers.count > 1 { feedback = architecture.connections[1].feedback }
  }

  /// The keys of `rate`.
  static let table = Table<RateForm, RateReading> {
    Parameter(
      "input", "size of a sample: a number, [height, width] or [height, width, channels]"
    ) {
      section, form, reading in
      form.input = section.item("input").flatMap(reading.shape)
    } write: { form, _ in
      form.input.map { input in
        input.places == 1
          ? .integer(input.count)
          : .list([input.height, input.width, input.channels].map(Output.integer))
      }
    }.required
    Parameter(
      "layers",
      "a list of sizes, or of {name, size} and {name, channels, kernel, ...}; the last one is the output"
    ) {
      section, form, reading in
      form.feedback = section.value("feedback", or: form.feedback) {
        $0.choice(of: Architecture.Feedback.self)
      }
      guard let items = section.item("layers")?.list("a list of layers"), let input = form.input
      else { return }
      form.architecture = reading.layers(items, input, form.feedback, at: section.place)
    } write: { form, _ in
      form.architecture.map { architecture in
        .lines(
          architecture.layers.indices.map {
            .flow(LayerForm.table.write(LayerForm(layer: $0, of: architecture)))
          })
      }
    }.required.holding(LayerForm.table) { _, _ in (LayerForm(), ()) }
    Parameter("feedback", .choice, "feedback from a layer to the one before", \.feedback)
    Parameter(
      "feedback_scale",
      "kappa: tied feedback acts with kappa times the weights, and updates are corrected for it"
    ) { section, form, _ in
      guard let kappa = section.item("feedback_scale")?.quantity(.number, .positive) else { return }
      form.feedbackScale = kappa
    } write: { form, _ in
      .number(form.feedbackScale, .number)
    }.refused { form, _ in
      form.feedback == .tied ? nil : "feedback by weights of its own can have any size already"
    }.written { form, _ in form.feedbackScale != 1 }
    Parameter("connections", "a list of further connections, also of a layer with itself") {
      section, form, reading in
      guard let items = section.item("connections")?.list("a list of connections") else { return }
      for item in items.prefix(RateReading.mostParts) {
        reading.connection(item, into: &form)
      }
      if items.count > RateReading.mostParts {
        items[RateReading.mostParts].error(
          "more than \(RateReading.mostParts) connections; leave some out")
      }
    } write: { form, _ in
      guard let architecture = form.architecture else { return nil }
      let more = architecture.connections.dropFirst(architecture.layers.count)
      return more.isEmpty
        ? nil
        : .lines(
          more.map { .flow(ConnectionForm.table.write(ConnectionForm($0, of: architecture))) })
    }.standing("none").holding(ConnectionForm.table) { _, _ in (ConnectionForm(), ()) }
    Parameter("formulation", "the equations") { section, form, _ in
      let formulation = section.value("formulation", or: form.dynamics.formulation) {
        $0.choice(of: Dynamics.Formulation.self)
      }
      form.dynamics = Dynamics(formulation, function: form.dynamics.function)
    } write: { form, _ in
      .word(form.dynamics.formulation.rawValue)
    }.among(Dynamics.Formulation.allCases.map(\.rawValue))
    Parameter(
      "activation", .activation, "s = rho(u); also {lif: {tau_m, r_max, ...}}, its f-I curve",
      \.dynamics.function)
    Parameter("step", "step of the dynamics, in units of the time constant, up to 1") {
      section, form, _ in
      form.dynamics.step = section.value("step", or: form.dynamics.step) { item in
        guard let step = item.quantity(.number, .positive) else { return nil }
        if step > 1 { item.error("'step' is \(Output.text(of: step)); expected 0 to 1") }
        return step
      }
    } write: { form, _ in
      .number(form.dynamics.step, .number)
    }.refused { form, _ in
      form.dynamics.formulation == .prototypical ? "prototypical dynamics take whole steps" : nil
    }.standing("0.5")
    Parameter(
      "order", .choice, "order of updates: all units at once, or layer by layer", \.dynamics.order)
    Parameter("cost", .choice, "cost, which pulls outputs towards their targets", \.dynamics.cost)
    Parameter(
      "noise", .number(.number, .nonnegative),
      "standard deviation of the noise on each drive at each step",
      \.dynamics.noise)
    Parameter(
      "weights",
      "drawn: {glorot_uniform: {gain}} or {fan_in_uniform: {gain}}; given: {run: FOLDER}, or by connection {file: W.npy} or {list}"
    ) { section, form, reading in
      reading.parameters(of: &form) { $0.weights(section) }
    } write: { form, _ in
      let (word, gain) =
        switch form.parameters.distribution {
        case .glorot(let gain): ("glorot_uniform", gain)
        case .fanIn(let gain): ("fan_in_uniform", gain)
        }
      let drawn = (word, Output.flow([("gain", .number(gain, .number))]))
      let given = form.given(where: false)
      return given.isEmpty ? .flow([drawn]) : .block([drawn] + given)
    }
    Parameter("gains", "factors of drawn weights, by connection") {
      section, form, reading in
      reading.parameters(of: &form) { $0.gains(section) }
    } write: { form, _ in
      form.parameters.gains.isEmpty ? nil : .numbers(form.parameters.gains)
    }.standing("1")
    Parameter("biases", "initial biases by layer: a value, a list or {file: B.npy}; or drawn") {
      section, form, reading in
      reading.parameters(of: &form) { $0.biases(section) }
    } write: { form, _ in
      form.biases
    }.standing("0")
  } check: { section, form, _ in
    form.checkDynamics(section)
  }

  /// kappa of the connections from layer to layer.
  private var feedbackScale: Double {
    get {
      architecture?.connections.first { $0.pre != nil && $0.feedback == .tied }?.feedbackScale ?? 1
    }
    set {
      for index in architecture?.connections.indices ?? 0..<0
      where architecture?.connections[index].pre != nil {
        architecture?.connections[index].feedbackScale = newValue
      }
    }
  }

  private func checkDynamics(_ section: Section) {
    if let name = architecture?.layerWeights.misfit {
      section.log.error(
        section.place(of: "connections") ?? section.place,
        "tied connections form a loop through '\(name)' around which 'feedback_scale' does not cancel, so that no energy "
          + "exists; give further connections feedback none, or leave 'feedback_scale' out")
    }
    let place = section.place(of: "cost") ?? section.place
    let formulation = dynamics.formulation
    if dynamics.cost == .matching, formulation.descendsEnergy {
      section.log.error(
        place,
        "cost 'matching' needs formulation graded or prototypical, not "
          + "'\(formulation.rawValue)'; use squared-error")
    }
    if dynamics.cost == .outside, formulation != .prototypical {
      section.log.error(
        place, "cost 'outside' needs formulation prototypical, not '\(formulation.rawValue)'")
    }
    if case .curve = dynamics.function, formulation.descendsEnergy {
      section.log.error(
        section.place(of: "activation") ?? section.place,
        "an f-I curve needs formulation graded or prototypical, not '\(formulation.rawValue)'")
    }
  }

  /// The weights or biases that are given instead of drawn.
  private func given(where isBias: Bool) -> [(String, Output)] {
    let shapes =
      architecture?.parameterShapes(classes: dynamics.cost == .crossEntropy ? 0 : nil) ?? []
    return shapes.compactMap { name, shape in
      guard (shape.count == 1) == isBias, let values = parameters.given[name] else { return nil }
      let list = Output.numbers(values)
      return (
        name, origins[name].map { .flow($0.entries) } ?? (isBias ? list : .flow([("list", list)]))
      )
    }
  }

  private var biases: Output? {
    let given = given(where: true)
    let fixed = parameters.biases.sorted { $0.key < $1.key }
      .filter { parameters.given[$0.key] == nil }
      .map { ($0.key, Output.number($0.value, .number)) }
    if parameters.drawsBiases, given.isEmpty { return .word("drawn") }
    if (fixed + given).isEmpty { return nil }
    return given.isEmpty ? .flow(fixed) : .block(fixed + given)
  }
}

/// A further connection in the form of a model file.
struct ConnectionForm {
  var source = ""
  var target = ""
  var feedback = Architecture.Feedback.tied

  init() {}

  init(_ connection: Architecture.Connection, of architecture: Architecture) {
    source = connection.pre.map { architecture.layers[$0].name } ?? "input"
    target = architecture.layers[connection.post].name
    feedback = connection.feedback
  }

  /// The keys of an element of `rate.connections`.
  fileprivate static let table = Table<ConnectionForm, Void> {
    Parameter("from", .text, "a layer, or input", \.source).required
    Parameter("to", .text, "a layer", \.target).required
    Parameter("feedback", .choice, "feedback from the second to the first", \.feedback)
      .written { form, _ in form.source != "input" }.standing("as above")
  }
}

extension Notation where Value == RateFunction {
  /// The word of a function, or the curve of a membrane.
  fileprivate static var activation: Notation {
    Notation(
      words: RateFunction.named.map(\.name), read: { item, _, _ in RateFunction(item) },
      write: { function, _, _ in
        guard case .curve(let curve) = function else { return .word(function.name) }
        guard let lif = curve as? LIFCurve else {
          preconditionFailure("Model files have f-I curves of LIF units only.")
        }
        return .flow([("lif", .flow(LIFForm.curve.write(LIFForm(lif.membrane))))])
      })
  }
}

extension RateFunction {
  /// A word, or `{lif: {tau_m, r_max, ...}}`; nil, with a problem in the log, for other values.
  fileprivate init?(_ item: Item) {
    let names = RateFunction.named.map(\.name)
    if item.isScalar {
      guard let name = item.choice(names),
        let found = RateFunction.named.first(where: { $0.name == name })
      else { return nil }
      self = found.function
      return
    }
    guard let group = item.section("'activation'") else { return nil }
    defer { group.finish() }
    guard let section = group.require("lif")?.section("'lif'") else { return nil }
    var form = LIFForm.dimensionlessDefaults
    LIFForm.curve.read(section, into: &form, ())
    form.capacitance = form.membraneTimeConstant
    if form.reset >= form.threshold {
      section.log.error(section.place, "'reset' must be below 'threshold'")
    }
    self = .curve(LIFCurve(form.membrane, maximumRate: form.maximumRate))
  }
}

/// A reader of `rate:`, which holds layers, equations, and initial weights.
struct RateReading {
  let log: ProblemLog
  /// The limit of a layer's size, so that a misplaced digit does not take all memory.
  static let largest = 10_000_000
  /// The limit of layers, and of further connections.
  static let mostParts = 1000

  func read(_ section: Section) -> RateExperiment? {
    let before = log.count
    var form = RateForm()
    RateForm.table.read(section, into: &form, self)
    guard let architecture = form.architecture, log.count == before else { return nil }
    var experiment = RateExperiment(
      architecture: architecture, dynamics: form.dynamics, initialization: form.parameters)
    experiment.origins = form.origins
    return experiment
  }

  /// Reads weights, gains or biases.
  fileprivate func parameters(
    of form: inout RateForm, _ read: (inout RateParameterReading) -> Void
  ) {
    var reading = RateParameterReading(
      log: log, architecture: form.architecture, hasReadout: form.dynamics.cost == .crossEntropy,
      result: form.parameters, origins: form.origins)
    read(&reading)
    (form.parameters, form.origins) = (reading.result, reading.origins)
  }

  /// More connections: skips, and connections within a layer.
  fileprivate func connection(_ item: Item, into form: inout RateForm) {
    guard let section = item.section("a connection") else { return }
    var connection = ConnectionForm()
    connection.feedback = form.feedback
    ConnectionForm.table.read(section, into: &connection, ())
    guard !connection.source.isEmpty, !connection.target.isEmpty, let known = form.architecture
    else { return }
    let names = known.layers.map(\.name)
    func index(_ key: String, _ name: String, allowsInput: Bool) -> Int?? {
      if name == "input", allowsInput { return .some(nil) }
      if let index = names.firstIndex(of: name) { return index }
      section.item(key)?.error(
        "there is no layer '\(name)'"
          + Suggestion.hint(name, in: names + (allowsInput ? ["input"] : [])))
      return nil
    }
    guard let pre = index("from", connection.source, allowsInput: true),
      let post = index("to", connection.target, allowsInput: false), let post
    else { return }
    let name = "\(connection.source)->\(connection.target)"
    if known.connections.contains(where: { $0.pre == pre && $0.post == post }) {
      item.error("there are two connections '\(name)'")
      return
    }
    if pre == post, connection.feedback != .tied, connection.feedback != .none {
      item.error("a connection of a layer with itself has feedback tied or none")
      return
    }
    form.architecture?.connections.append(
      Architecture.Connection(
        name: name, pre: pre, post: post, feedback: pre == nil ? .none : connection.feedback))
  }
}
