import Networks
import Plasticity
import Protocols
import Quantities

extension LearningSettings {
  /// The keys of `learning`.
  static let table = Table<LearningSettings, TaskReading> {
    Parameter.end("input", "the population that is clamped", \.input, isSource: true)
    Parameter.end("output", "the population that is nudged and read", \.output, isSource: false)
    Parameter("rule", "the rule of all plastic projections; also {name, ...}: equispike list rules")
    {
      section, settings, task in
      let weights = task.projectionWeights(section)
      settings.rule = section.value("rule", or: settings.rule) { task.rule($0, weights: weights) }
    } write: { settings, _ in
      Experiments.output(settings.rule)
    }.standing("zero-area")
    Parameter("nudging", Nudging.table, \.nudging) { settings, task in
      LearningUnits(weights: task.weights, output: settings.output, form: settings.nudging.form)
    }
    Parameter("gate", .choice, "the time in which synapses may change", \.gate)
    Parameter(
      "states", .choice(among: InitialStates.spiking),
      "the states with which a sample begins, its own or those after the sample before", \.states)
    Parameter(
      "lives", .integer(1...1_000_000),
      "networks side by side that share a batch where states are continued",
      \.lives
    )
    .refused { settings, _ in settings.states == .continued ? nil : "only states: continued has it"
    }
    Parameter("phases", Phases.table, \.phases) { _, _ in }
    Parameter(
      "targets", .targets,
      "[off, on], of other outputs and of the label's: drives; with form activity 1 or Hz",
      \.targets)
    Parameter(
      "batch", .integer(1...1_000_000), "samples between two steps of the weights", \.batch)
    Parameter(
      "epochs", .integer(0...1_000_000), "passes over the training set; 0: test only", \.epochs
    )
    Parameter("rates", unit: "weight beta", "learning rates by projection") {
      section, settings, task in
      task.rates(section, into: &settings)
    } write: { settings, task in
      let units = settings.units(task.weights)
      return .flow(
        settings.learningRates.sorted { $0.key < $1.key }.map {
          ($0, .number($1, units.rate(onto: task.network.projection($0)?.target ?? "")))
        })
    }.required
    Parameter("bias_rates", unit: "bias beta", "learning rates of biases by population") {
      section, settings, task in
      task.biasRates(section, into: &settings)
    } write: { settings, task in
      let units = settings.units(task.weights)
      return .flow(
        settings.biasRates.sorted { $0.key < $1.key }.map {
          ($0, .number($1, units.rate(onto: $0)))
        })
    }.standing("biases stay")
    Parameter(
      "decay", .decay,
      "course of learning rates: constant, linear, cosine, or a factor for each epoch", \.schedule)
    Parameter("homeostasis", "biases drift to a target rate") { section, settings, task in
      settings.homeostasis = section.item("homeostasis")?.section("'homeostasis'").map {
        var homeostasis = Homeostasis()
        Homeostasis.table.read($0, into: &homeostasis, task.learning(settings.output))
        return homeostasis
      }
    } write: { settings, task in
      settings.homeostasis.map {
        .flow(Homeostasis.table.write($0, task.learning(settings.output)))
      }
    }.standing("nothing").holding(Homeostasis.table) { _, task in (Homeostasis(), task) }
    Parameter("compare", comparisons, \.self) { _, _ in }
    Parameter("twin", .flag, "a rate model of the same weights learns beside it", \.trainsTwin)
    Parameter("clamps", "clamps besides the input: a value, a list or {file: c.npy}") {
      section, settings, task in
      settings.clamps = task.clamps(section)
    } write: { settings, _ in
      settings.clamps.isEmpty ? nil : .clamps(settings.clamps)
    }.standing("none")
    Parameter(
      optional: "raster", .integer(0...100_000_000),
      "the test sample that is shown spike by spike, from 0", \.rasterSample, standard: "the first")
    Parameter("device", "limits of the weights of a device") { section, settings, task in
      settings.device = section.item("device")?.section("'device'").map {
        var device = SynapticDevice()
        SynapticDevice.table.read($0, into: &device, task.projectionWeights(section))
        return device
      }
    } write: { settings, _ in
      settings.device.map { .flow(SynapticDevice.table.write($0, .number)) }
    }.standing("nothing").holding(SynapticDevice.table) { _, _ in (SynapticDevice(), .number) }
  }

  /// The keys of `learning.compare`.
  private static let comparisons = Table<LearningSettings, Void> {
    Parameter(
      "every",
      "batches between comparisons with the rate reference, 10 in a 'compare' without it; 0: never"
    ) {
      section, settings, _ in
      // The presence of `compare` asks for comparisons.
      settings.compareEvery = section.value("every", or: 10) { $0.integer(0...1_000_000_000) }
    } write: { settings, _ in
      .integer(settings.compareEvery)
    }
    Parameter(
      "samples", .integer(1...1_000_000), "samples in each of these comparisons", \.compareSamples)
  }

  /// The units of the numbers of these settings.
  func units(_ weights: [String: Dimension]) -> LearningUnits {
    LearningUnits(weights: weights, output: output, form: nudging.form)
  }
}

extension Nudging {
  /// The keys of `learning.nudging`.
  static let table = Table<Nudging, LearningUnits> {
    Parameter("form", .choice, "error of an output, y - u or y - s", \.form)
    Parameter(
      "scheme", .choice(among: Nudging.Scheme.real), "the branches that are compared", \.scheme)
    Parameter(
      "beta",
      .number(unit: "1", .positive) { nudging, units in
        var units = units
        units.form = nudging.form
        return (units.beta, units.betaReason)
      }, "strength; with form activity in the unit of a drive", \.beta)
    Parameter("shape", .choice, "the course of beta over the phase", \.shape)
  }
}

extension Phases {
  /// The keys of `phases`.
  static let table = Table<Phases, Void> {
    Parameter("free", .time(.positive), "the free phase", \.free)
    Parameter("nudged", .time(.positive), "the nudged phase", \.nudged)
    Parameter(
      "onset", .time(.nonnegative), "time from the start of nudging to the opening of the gate",
      \.onset)
    Parameter(
      "tail", .time(.nonnegative),
      "time after the closing of the gate in which spikes are still read", \.tail)
    Parameter("readout", unit: "ms", "last part of the free phase, which gives the prediction") {
      section, phases, _ in
      phases.readout = section.value("readout", or: min(phases.readout, phases.free)) {
        $0.quantity(.time, .positive)?.ms
      }
    } write: { phases, _ in
      .number(phases.readout.value, .time)
    }
    Parameter(
      optional: "settle", .number(.number, .positive),
      "the free phase ends when the mean |change of s| is below this", \.settlingTolerance,
      standard: "never")
  } check: { section, phases, _ in
    if phases.readout > phases.free {
      section.log.error(
        section.place(of: "readout") ?? section.place,
        "'readout' is \(Dimension.time.text(phases.readout.value)), longer than the free phase, "
          + Dimension.time.text(phases.free.value))
    }
  }
}

extension SynapticDevice {
  /// The keys of `learning.device`; the context is the dimension of weights.
  fileprivate static let table = Table<SynapticDevice, Dimension> {
    Parameter(
      "levels", .integer(0...1_000_000), "number of values of a weight; 0: any value", \.levels)
    Parameter("range", unit: "weight", "the range of these levels") { section, device, weights in
      if let range = section.item("range")?.interval(weights) {
        (device.low, device.high) = (range.low, range.high)
      } else if device.levels > 0, !section.has("range") {
        section.need("'levels' needs the 'range' of weights, such as [-1, 1]")
      }
    } write: { device, _ in
      .numbers([device.low, device.high])
    }
    Parameter(
      "stuck", .number(.fraction, .unit), "fraction of synapses that cannot change", \.stuck)
  }
}

extension Parameter where Root == LearningSettings, Context == TaskReading {
  /// The name of a population that must exist, also if it is the default.
  fileprivate static func end(
    _ key: String, _ meaning: String,
    _ path: any WritableKeyPath<LearningSettings, String> & Sendable, isSource: Bool
  ) -> Parameter {
    Parameter(key, meaning) { section, settings, task in
      settings[keyPath: path] = task.layer(
        key, settings[keyPath: path], in: section, mustBeSource: isSource)
    } write: { settings, _ in
      .string(settings[keyPath: path])
    }
  }
}

extension Notation where Value == Targets, Root == LearningSettings, Context == TaskReading {
  /// `[off, on]`.
  fileprivate static var targets: Notation {
    Notation { item, settings, task in
      guard let values = task.targets(item, settings.units(task.weights)) else { return nil }
      return item.targets(values)
    } write: { targets, settings, task in
      let unit = settings.units(task.weights).target
      return .list([.number(targets.off, unit), .number(targets.on, unit)])
    }
  }
}

extension Item {
  /// Two numbers in order, `[off, on]`.
  func targets(_ values: [Double]) -> Targets? {
    guard values.count == 2, values[0] < values[1] else {
      error("'targets' must be two numbers in order, [off, on]")
      return nil
    }
    return Targets(off: values[0], on: values[1])
  }
}

extension TaskReading {
  /// Reads `learning`.
  func learning(_ section: Section) -> LearningSettings {
    var settings = LearningSettings()
    LearningSettings.table.read(section, into: &settings, self)
    return settings
  }

  fileprivate func rates(_ section: Section, into settings: inout LearningSettings) {
    guard let rates = section.item("rates")?.section("'rates'") else { return }
    if rates.keys.isEmpty {
      log.error(rates.place, "'rates' names no projection, so nothing would be learned")
    }
    let units = settings.units(weights)
    for (name, place, item) in rates.all() where projection(name, at: place) {
      let target = network.projection(name)?.target ?? ""
      settings.learningRates[name] = item.quantity(
        units.rate(onto: target), .nonnegative,
        because: units.rateReason("weights onto '\(target)'", onto: target))
    }
  }

  fileprivate func biasRates(_ section: Section, into settings: inout LearningSettings) {
    guard let rates = section.item("bias_rates")?.section("'bias_rates'") else { return }
    let units = settings.units(weights)
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

  fileprivate func layer(
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

  /// The unit of weights that learn; a plain number if they differ.
  fileprivate func projectionWeights(_ section: Section) -> Dimension {
    guard case .mapping(let entries)? = section.item("rates")?.node.content else { return .number }
    return LearningUnits.common(entries.compactMap { network.projection($0.key) }, weights)
  }

  /// Targets as drives, or as activities: r / r_max as a number, r as a rate.
  fileprivate func targets(_ item: Item, _ units: LearningUnits) -> [Double]? {
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
}
