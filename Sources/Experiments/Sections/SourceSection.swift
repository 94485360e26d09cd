import Networks
import Quantities
import Records

/// A population with given, regular or Poisson spikes in the form of a model file.
struct SourceForm {
  /// The population to which the numbers belong.
  struct Place {
    /// The name of the population.
    var name: String
    /// The number of units.
    var size: Int
  }

  var trains: [[Double]] = []
  /// True if the trains are those of the samples of a data set.
  var isSampled = false
  /// The file of the trains, if they came from one.
  var origin: FileOrigin?
  var rates: [Double] = []
  var phase = Source.Phase.random
  var deadTime = Milliseconds.zero
  /// r_max, the rate for a value of 1 [1/ms]; nil: that of the targets.
  var maximumRate: Double?
  /// True if a file gives the trains.
  var isFile = false

  init(_ place: Place) {
    trains = [[Double]](repeating: [], count: place.size)
    rates = [Double](repeating: 0, count: place.size)
  }

  init(_ population: Population) {
    self.init(Place(name: population.name, size: population.size))
    (origin, deadTime, isFile) = (population.origin, population.deadTime, population.origin != nil)
    maximumRate = population.drive?.maximumRate
    switch population.units {
    case .source(.spikes(let trains)): self.trains = trains
    case .source(.regular(let rates, let phase)): (self.rates, self.phase) = (rates, phase)
    case .source(.poisson(let rates)): self.rates = rates
    case .source(.samples): isSampled = true
    case .source(.clamp), .lif, .membrane: break
    }
  }

  /// The table of a kind of source; nil for others.
  static func table(_ kind: String) -> Table<SourceForm, Place>? {
    switch kind {
    case "clamp": Table {}
    case "spikes": spikes
    case "regular": regular
    case "poisson": poisson
    default: nil
    }
  }

  /// The keys of kind `spikes`.
  static let spikes = Table<SourceForm, Place> {
    Parameter(
      "times", unit: "ms", "a list for each unit; for one unit a plain list; data: those of samples"
    ) {
      section, form, place in
      form.readTimes(section.require("times"), size: place.size)
    } write: { form, _ in
      form.isSampled ? .word("data") : .list(form.trains.map(Output.numbers))
    }.refused { form, _ in form.isFile ? "'file' already gives the times" : nil }
      .standing("required")
    Parameter("file", "instead of times: .h5 (SONATA), .csv, .gdf, .npy or .npz") {
      section, form, place in
      let population = SpikeFileReading(section: section).read(name: place.name, size: place.size)
      let found = SourceForm(population)
      (form.trains, form.origin) = (found.trains, found.origin)
    } write: { form, _ in
      form.origin.map { .string($0.path) }
    }.refused(ofLists).standing("")
    Parameter(shown: "sha256", "of the file, as resolved models have it; it is compared") {
      form, _ in
      form.origin.map { .string($0.sha256) }
    }.refused(ofLists).standing("")
    Parameter(shown: "population", "which population of the file; the only one is taken as it is") {
      form, _ in
      form.origin?.part.map { .string($0) }
    }.refused(ofLists).standing("its name")
    Parameter(shown: "first_id", ".gdf: the id of the first unit; ids of others are left out") {
      form, _ in
      form.origin?.first.map { .integer($0) }
    }.refused(ofLists).standing("1")
    Parameter(shown: "resolution", unit: "ms", "the time step that whole numbers in the file count")
    { form, _ in
      form.origin?.resolution.map { .number($0, .time) }
    }.refused(ofLists).standing("")
    highestRate
  }

  /// The keys of kind `regular`.
  static let regular = Table<SourceForm, Place> {
    rate
    Parameter("phase", "periods before the first spike, 0 to 1, or random") { section, form, _ in
      guard let item = section.item("phase"), item.plain != "random" else { return }
      form.phase = item.quantity(.number, .unit).map { .aligned($0) } ?? .random
    } write: { form, _ in
      switch form.phase {
      case .aligned(let fraction): .number(fraction, .number)
      case .random: .word("random")
      }
    }
    highestRate
  }

  /// The keys of kind `poisson`.
  static let poisson = Table<SourceForm, Place> {
    rate
    Parameter(
      "t_ref", .time(.nonnegative),
      "dead time after a spike; the rate is that of the spikes that are there", \.deadTime
    ).written { form, _ in form.deadTime != .zero }
    highestRate
  }

  private static let highestRate = Parameter<SourceForm, Place>(
    optional: "r_max", .number(.rate, .positive),
    "rate at which s = r / r_max = 1, that of an input of 1",
    \.maximumRate, standard: "that of its targets")

  private static let rate = Parameter<SourceForm, Place>(
    "rate", unit: "/ms", "one, or a list, or a course: {times, values}"
  ) { section, form, place in
    form.readRates(section.item("rate"), size: place.size)
  } write: { form, _ in
    if let rate = form.rates.first, form.rates.allSatisfy({ $0 == rate }) {
      return .number(rate, .rate)
    }
    return .numbers(form.rates)
  }.required

  private static let ofLists: @Sendable (SourceForm, Place) -> String? = { form, _ in
    form.isFile ? nil : ""
  }

  private mutating func readTimes(_ item: Item?, size: Int) {
    if item?.plain == "data" {
      isSampled = true
      return
    }
    guard let item, let items = item.list("a list of times") else { return }
    if size == 1, items.allSatisfy(\.isScalar) {
      trains = [item.quantities(.time, .nonnegative) ?? []]
    } else if items.count != size {
      item.error("'times' has \(items.count) lists for \(size) units")
    } else {
      trains = items.map { $0.quantities(.time, .nonnegative) ?? [] }
    }
  }

  private mutating func readRates(_ item: Item?, size: Int) {
    guard let item else { return }
    if item.isList {
      guard let found = item.quantities(.rate, .nonnegative) else { return }
      if found.count == size {
        rates = found
      } else {
        item.error("'rate' has \(found.count) values for \(size) units")
      }
    } else {
      rates = [Double](repeating: item.quantity(.rate, .nonnegative) ?? 0, count: size)
    }
  }
}
