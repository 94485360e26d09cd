import Engine
import EquilibriumPropagation
import Networks
import Quantities

extension TaskReading {
  /// Reads `learning`.
  func learning(_ section: Section) -> LearningSettings {
    var settings = LearningSettings()
    settings.input = layer("input", settings.input, in: section, mustBeSource: true)
    settings.output = layer("output", settings.output, in: section, mustBeSource: false)
    let learned = projectionWeights(section)
    settings.rule = section.value("rule", or: settings.rule) { rule($0, weights: learned) }
    var units = LearningUnits(
      weights: weights, output: settings.output, form: settings.nudging.form)
    settings.nudging = section.value("nudging", or: settings.nudging) { nudging($0, &units) }
    settings.phases = section.value("phases", or: settings.phases) { phases($0) }
    settings.targets = section.value("targets", or: settings.targets) { item in
      guard let values = targets(item, units) else { return nil }
      guard values.count == 2, values[0] < values[1] else {
        item.error("'targets' must be two numbers in order, [off, on]")
        return nil
      }
      return Targets(off: values[0], on: values[1])
    }
    settings.batch = section.value("batch", or: settings.batch) { $0.integer(1...1_000_000) }
    settings.epochs = section.value("epochs", or: settings.epochs) { $0.integer(0...1_000_000) }
    if let rates = section.require("rates")?.section("'rates'") {
      if rates.keys.isEmpty {
        log.error(rates.place, "'rates' names no projection, so nothing would be learned")
      }
      for (name, place, item) in rates.all() where projection(name, at: place) {
        let target = network.projection(name)?.target ?? ""
        settings.learningRates[name] = item.quantity(
          units.rate(onto: target), .nonnegative,
          because: units.rateReason("weights onto '\(target)'", onto: target))
      }
    }
    if let rates = section.item("bias_rates")?.section("'bias_rates'") {
      for (name, place, item) in rates.all() {
        guard let population = population(name, at: place) else { continue }
        if population.isSource, !doubtful.contains(name) {
          log.error(place, "population '\(name)' is a source and has no biases")
        }
        settings.biasRates[name] = item.quantity(
          units.rate(onto: name), .nonnegative,
          because: units.rateReason("biases of '\(name)'", onto: name))
      }
    }
    settings.clamps = clamps(section)
    settings.schedule = section.value("decay", or: settings.schedule) { item in
      if case .scalar("linear", _) = item.node.content { return .linear }
      return item.quantity(.fraction, .positive).map { .exponential(factor: $0) }
    }
    if let compare = section.item("compare")?.section("'compare'") {
      settings.compareEvery = compare.value("every", or: 10) { $0.integer(0...1_000_000_000) }
      settings.compareSamples = compare.value("samples", or: settings.compareSamples) {
        $0.integer(1...1_000_000)
      }
      compare.finish()
    }
    settings.gate = section.value("gate", or: settings.gate) { $0.choice(of: Gate.self) }
    settings.device = section.item("device").flatMap { device($0, weights: learned) }
    settings.rasterSample = section.item("raster")?.integer(0...100_000_000)
    settings.trainsTwin = section.value("twin", or: settings.trainsTwin) { $0.flag() }
    section.finish()
    return settings
  }

  private func layer(
    _ key: String, _ standard: String, in section: Section, mustBeSource: Bool
  ) -> String {
    let item = section.item(key)
    let place = item?.node.place ?? section.place
    guard let name = item.map({ $0.text() }) ?? standard,
      let population = population(name, at: place)
    else { return standard }
    if population.isSource != mustBeSource, !doubtful.contains(name) {
      let expected = mustBeSource ? "clamp, regular or poisson" : "a membrane such as lif"
      log.error(place, "population '\(name)' cannot be the \(key): its kind must be \(expected)")
    }
    return name
  }

  /// Reads `device`: {levels: 32, range: [-1, 1], stuck: 10 %}.
  private func device(_ item: Item, weights: Dimension) -> SynapticDevice? {
    guard let section = item.section("'device'") else { return nil }
    var device = SynapticDevice()
    device.levels = section.value("levels", or: 0) { $0.integer(0...1_000_000) }
    if let range = section.item("range")?.interval(weights) {
      (device.low, device.high) = (range.low, range.high)
    } else if device.levels > 0, !section.has("range") {
      section.need("'levels' needs the 'range' of weights, such as [-1, 1]")
    }
    device.stuck = section.value("stuck", or: 0) { $0.quantity(.fraction, .unit) }
    section.finish()
    return device
  }

  /// The unit of weights that learn; a plain number where they differ.
  private func projectionWeights(_ section: Section) -> Dimension {
    guard case .mapping(let entries)? = section.item("rates")?.node.content else { return .number }
    return LearningUnits.common(entries.compactMap { network.projection($0.key) }, weights)
  }

  /// Targets that are drives, or activities: r / r_max as a number, r as a rate.
  private func targets(_ item: Item, _ units: LearningUnits) -> [Double]? {
    guard units.form == .activity else {
      return item.quantities(
        units.target,
        because: "with 'form: drive' it is a drive of '\(units.output)'"
          + (units.target == .number ? ", a plain number" : ""))
    }
    let maximum = network.populations.first { $0.name == units.output }?.maximumRate ?? 1
    guard let items = item.list("a list of numbers") else { return nil }
    let values = items.map { part -> Double? in
      guard let written = part.plain.flatMap(WrittenNumber.init), !written.unit.isEmpty else {
        return part.quantity(.number)
      }
      return part.quantity(
        .rate, because: "with 'form: activity' it is a rate, or a number, the rate over r_max"
      ).map { $0 / maximum }
    }
    return values.contains(nil) ? nil : values.compactMap(\.self)
  }

  private func nudging(_ item: Item, _ units: inout LearningUnits) -> Nudging? {
    guard let section = item.section("'nudging'") else { return nil }
    var nudging = Nudging()
    nudging.form = section.value("form", or: nudging.form) { $0.choice(of: Nudging.Form.self) }
    nudging.scheme = section.value("scheme", or: nudging.scheme) {
      $0.choice(of: Nudging.Scheme.self)
    }
    nudging.shape = section.value("shape", or: nudging.shape) {
      $0.choice(of: Nudging.Shape.self)
    }
    units.form = nudging.form
    let (beta, reason) = (units.beta, units.betaReason)
    nudging.strength = section.value("beta", or: nudging.strength) {
      $0.quantity(beta, .positive, because: reason)
    }
    section.finish()
    return nudging
  }

  /// Phases; what is not written is as in `standard`.
  func phases(_ item: Item, standard: Phases = Phases()) -> Phases? {
    guard let section = item.section("'phases'") else { return nil }
    var phases = standard
    func time(_ key: String, _ standard: Milliseconds, _ range: Range) -> Milliseconds {
      section.value(key, or: standard) { $0.quantity(.time, range)?.ms }
    }
    phases.free = time("free", phases.free, .positive)
    phases.nudged = time("nudged", phases.nudged, .positive)
    phases.onset = time("onset", phases.onset, .nonnegative)
    phases.tail = time("tail", phases.tail, .nonnegative)
    phases.readout = time("readout", min(phases.readout, phases.free), .positive)
    if let item = section.item("settle") {
      phases.settlingTolerance = item.quantity(.number, .positive)
    }
    if phases.readout > phases.free {
      log.error(
        section.place(of: "readout") ?? section.place,
        "'readout' is \(Dimension.time.text(phases.readout.value)), longer than the free phase, "
          + Dimension.time.text(phases.free.value))
    }
    section.finish()
    return phases
  }
}
