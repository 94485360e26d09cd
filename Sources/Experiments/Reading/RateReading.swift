import EquilibriumPropagation
import Networks
import RateModel

/// Reads `rate:`: layers, equations, and how weights are drawn.
struct RateReading {
  let log: ProblemLog
  /// The largest layer, so that a misplaced digit does not ask for all memory.
  static let largest = 10_000_000
  /// The most layers, and the most further connections.
  static let mostParts = 1000

  func read(_ section: Section) -> RateExperiment? {
    let before = log.count
    let input = section.require("input").flatMap(shape)
    let feedback = section.value("feedback", or: Architecture.Feedback.tied) {
      $0.choice(of: Architecture.Feedback.self)
    }
    var architecture: Architecture?
    if let items = section.require("layers")?.list("a list of layers"), let input {
      architecture = layers(items, input, feedback, at: section.place)
    }
    if let items = section.item("connections")?.list("a list of connections") {
      for item in items.prefix(Self.mostParts) { connection(item, into: &architecture, feedback) }
      if items.count > Self.mostParts {
        items[Self.mostParts].error("more than \(Self.mostParts) connections; leave some out")
      }
    }
    let dynamics = dynamics(section)
    var parameters = RateParameterReading(
      log: log, architecture: architecture, hasReadout: dynamics.cost == .crossEntropy)
    parameters.read(section)
    section.finish()
    guard let architecture, log.count == before else { return nil }
    var experiment = RateExperiment(
      architecture: architecture, dynamics: dynamics, initialization: parameters.result)
    experiment.origins = parameters.origins
    return experiment
  }

  // MARK: - Layers

  /// `784`, `[28, 28]` or `[28, 28, 1]`.
  private func shape(_ item: Item) -> Shape? {
    if item.isScalar { return item.integer(1...Self.largest).map { Shape($0) } }
    guard let items = item.list("a number of values, or [height, width] of a picture") else {
      return nil
    }
    let sizes = items.map { $0.integer(1...100_000) }
    guard (2...3).contains(sizes.count) else {
      item.error("'input' must be a number of values, [height, width] or [height, width, channels]")
      return nil
    }
    let numbers = sizes.compactMap(\.self)
    guard numbers.count == sizes.count else { return nil }
    guard numbers.reduce(1, *) <= Self.largest else {
      item.error("'input' has more than \(Self.largest) values; make it smaller")
      return nil
    }
    return Shape(
      height: numbers[0], width: numbers[1], channels: numbers.count == 3 ? numbers[2] : 1)
  }

  private func layers(
    _ items: [Item], _ input: Shape, _ feedback: Architecture.Feedback,
    at place: ModelProblem.Place
  ) -> Architecture? {
    guard !items.isEmpty else {
      log.error(place, "'layers' is empty; a rate model needs an output")
      return nil
    }
    guard items.count <= Self.mostParts else {
      log.error(place, "'layers' has \(items.count) layers; expected at most \(Self.mostParts)")
      return nil
    }
    var architecture = Architecture(input: input, layers: [], connections: [])
    var source = input, sourceName = "input"
    let hidden = items.count - 1
    for (index, item) in items.enumerated() {
      let standard =
        index == hidden ? "output" : hidden == 1 ? "hidden" : "hidden\(index + 1)"
      guard
        let (name, shape, form) = layer(item, standard, source, isFlat: source.places == 1)
      else { return nil }
      if name == "input" || architecture.layers.contains(where: { $0.name == name }) {
        item.error("there are two layers called '\(name)'")
        return nil
      }
      architecture.layers.append(Architecture.Layer(name: name, shape: shape))
      architecture.connections.append(
        Architecture.Connection(
          name: "\(sourceName)->\(name)", pre: index == 0 ? nil : index - 1, post: index,
          form: form, feedback: index == 0 ? .none : feedback))
      (source, sourceName) = (shape, name)
    }
    return architecture
  }

  private func layer(
    _ item: Item, _ standard: String, _ source: Shape, isFlat: Bool
  ) -> (String, Shape, Architecture.Form)? {
    if item.isScalar {
      return item.integer(1...Self.largest).map { (standard, Shape($0), .dense) }
    }
    guard let section = item.section("a layer") else { return nil }
    defer { section.finish() }
    let name = section.value("name", or: standard) { item -> String? in
      guard let text = item.text() else { return nil }
      let isFine =
        text.first.map { $0.isASCII && $0.isLetter } ?? false
        && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
      if !isFine {
        item.error("'\(text)' cannot be the name of a layer: use letters, digits and _")
      }
      return isFine ? text : nil
    }
    guard section.has("channels") || section.has("kernel") else {
      section.hint(["stride", "padding", "pool", "window"], "only convolutions (with 'channels' and 'kernel') have it")
      return section.require("size")?.integer(1...Self.largest).map { (name, Shape($0), .dense) }
    }
    section.hint(["size"], "that of a convolution follows from what it reads")
    let channels = section.require("channels")?.integer(1...100_000)
    let kernel = section.require("kernel")?.integer(1...1000)
    let stride = section.value("stride", or: 1) { $0.integer(1...1000) }
    let padding = section.value("padding", or: 0) { $0.integer(0...1000) }
    let pooling = section.value("pool", or: Convolution.Pooling.max) {
      $0.choice(of: Convolution.Pooling.self)
    }
    let window = section.value("window", or: 1) { $0.integer(1...15) }
    guard let channels, let kernel else { return nil }
    if isFlat, source.channels > 1 {
      log.error(
        section.place, "layer '\(name)' is a convolution, but what it reads is not a picture")
      return nil
    }
    let form = Convolution(
      kernel: kernel, stride: stride, padding: padding, pooling: pooling, window: window)
    guard let shape = form.target(of: source, channels: channels) else {
      let (height, width) = form.map(of: source)
      log.error(
        section.place,
        height > 0 && width > 0
          ? "layer '\(name)': windows of \(window) x \(window) do not tile the map of \(height) x "
            + "\(width) that a kernel of \(kernel) x \(kernel) makes of \(source.height) x "
            + "\(source.width)"
          : "layer '\(name)': a kernel of \(kernel) x \(kernel) does not fit into "
            + "\(source.height) x \(source.width)")
      return nil
    }
    guard shape.count <= Self.largest else {
      log.error(
        section.place, "layer '\(name)' has more than \(Self.largest) units; make it smaller")
      return nil
    }
    return (name, shape, .convolution(form))
  }

  /// More connections: skips, and connections within a layer.
  private func connection(
    _ item: Item, into architecture: inout Architecture?, _ standard: Architecture.Feedback
  ) {
    guard let section = item.section("a connection") else { return }
    let from = section.require("from").flatMap { name in name.text().map { ($0, name) } }
    let to = section.require("to").flatMap { name in name.text().map { ($0, name) } }
    let feedback = section.value("feedback", or: standard) {
      $0.choice(of: Architecture.Feedback.self)
    }
    section.finish()
    guard let from, let to, let known = architecture else { return }
    let names = known.layers.map(\.name)
    func index(_ name: (String, Item), allowsInput: Bool) -> Int?? {
      if name.0 == "input", allowsInput { return .some(nil) }
      if let index = names.firstIndex(of: name.0) { return index }
      name.1.error(
        "there is no layer '\(name.0)'"
          + Suggestion.hint(name.0, in: names + (allowsInput ? ["input"] : [])))
      return nil
    }
    guard let pre = index(from, allowsInput: true), let post = index(to, allowsInput: false),
      let post
    else { return }
    let name = "\(from.0)->\(to.0)"
    if known.connections.contains(where: { $0.pre == pre && $0.post == post }) {
      item.error("there are two connections '\(name)'")
      return
    }
    if pre == post, feedback != .tied, feedback != .none {
      item.error("a connection of a layer with itself has feedback tied or none")
      return
    }
    architecture?.connections.append(
      Architecture.Connection(
        name: name, pre: pre, post: post, feedback: pre == nil ? .none : feedback))
  }

  // MARK: - Equations

  private func dynamics(_ section: Section) -> Dynamics {
    let formulation = section.value("formulation", or: Dynamics.Formulation.prototypical) {
      $0.choice(of: Dynamics.Formulation.self)
    }
    let function = section.value("activation", or: RateFunction.hardSigmoid, activation)
    var dynamics = Dynamics(formulation, function: function)
    if formulation == .prototypical {
      section.hint(["step"], "prototypical dynamics take whole steps")
    } else {
      dynamics.step = section.value("step", or: dynamics.step) { item in
        guard let step = item.quantity(.number, .positive) else { return nil }
        if step > 1 { item.error("'step' is \(Output.text(of: step)); expected 0 to 1") }
        return step
      }
    }
    dynamics.order = section.value("order", or: dynamics.order) {
      $0.choice(of: Dynamics.Order.self)
    }
    dynamics.cost = section.value("cost", or: dynamics.cost) { $0.choice(of: Dynamics.Cost.self) }
    dynamics.noise = section.value("noise", or: 0) { $0.quantity(.number, .nonnegative) }
    let place = section.place(of: "cost") ?? section.place
    if dynamics.cost == .matching, formulation.descendsEnergy {
      log.error(
        place,
        "cost 'matching' needs formulation graded or prototypical, not "
          + "'\(formulation.rawValue)'; use squared-error")
    }
    if dynamics.cost == .outside, formulation != .prototypical {
      log.error(
        place, "cost 'outside' needs formulation prototypical, not '\(formulation.rawValue)'")
    }
    if case .curve = function, formulation.descendsEnergy {
      log.error(
        section.place(of: "activation") ?? section.place,
        "an f-I curve needs formulation graded or prototypical, not '\(formulation.rawValue)'")
    }
    return dynamics
  }

  private func activation(_ item: Item) -> RateFunction? {
    let names = RateFunction.named.map(\.name)
    if item.isScalar {
      return item.choice(names).flatMap { name in
        RateFunction.named.first { $0.name == name }?.function
      }
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
    return .curve(LIFCurve(form.membrane, maximumRate: form.maximumRate))
  }
}
