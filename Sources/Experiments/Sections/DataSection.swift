public import Datasets
import Networks
import Protocols
import Quantities

extension DatasetRequest {
  /// The keys of `data`; the context is the seed of the model.
  static let table = Table<DatasetRequest, Seed> {
    Parameter("set", "which one: equispike list data; npy and csv mean arrays") { section, _, _ in
      _ = section.item("set")
    } write: { request, _ in
      .word(request.set.name)
    }.required.described { ("required", $0.set.name) }
    Parameter("path", "the folder of mnist, or the file of images of idx") { section, request, _ in
      request.path = section.item("path")?.text()
    } write: { request, _ in
      request.path.map { .string($0) }
    }.refused { request, _ in
      request.set.defaults.needsPath ? nil : "\(request.set.name) is made by the program"
    }.standing("required of files").described {
      switch $0.set {
      case .mnist: ("$EQUISPIKE_MNIST", "folder with the four IDX files, also gzip")
      case .arrays: ("", "another word for images")
      case .trains:
        ("required", ".npy [spikes, 3]: sample and unit from 0, and time [ms] of each spike")
      default:
        ("required", "IDX file of the images [samples, rows, columns], bytes, also gzip")
      }
    }
    Parameter("images", "another word for path: the file of samples of arrays and idx") {
      section, request, _ in
      if let images = section.item("images") {
        if request.path != nil { images.error("'path' already names the file of images") }
        request.path = images.text()
      }
      if request.path == nil { _ = section.require("images") }
    } write: { _, _ in
      nil
    }.refused(ofFiles).standing("required of files").described {
      $0.set == .arrays
        ? (
          "required",
          ".npy [samples, values] or [samples, rows, columns]; or a table, .csv with a head"
        ) : ("", "another word for path")
    }
    Parameter(
      optional: "labels", .text, "the file of classes of arrays and idx; of a table, its column",
      \.labelPath, standard: "by its name"
    ).refused(ofFiles).described {
      if $0.set == .trains { return ("required", ".npy [samples], classes from 0") }
      return $0.set == .arrays
        ? (
          "column 'label'",
          ".npy [samples], classes from 0; or the name of the table's column, with words"
        ) : ("required", "IDX file of the labels [samples], from 0, also gzip")
    }
    Parameter(
      optional: "test_images", .text, "the file of test samples of arrays and idx", \.testPath,
      standard: "none"
    ).refused(ofFiles).described {
      (
        "none",
        $0.set == .arrays || $0.set == .trains
          ? "file of test samples"
          : "IDX file of test images; without it the test samples are the file's end"
      )
    }
    Parameter("test_labels", "the file of their classes") { section, request, _ in
      let item = section.item("test_labels")
      request.testLabelPath = item?.text()
      if let item, request.testPath == nil {
        item.error("'test_labels' needs 'test_images', the file of their samples")
      }
    } write: { request, _ in
      request.testLabelPath.map { .string($0) }
    }.refused(ofFiles).standing("by its name").described {
      if $0.set == .trains { return ("none", "file of their labels") }
      return $0.set == .arrays
        ? ("none", "file of their labels; of a table, the column is that of 'labels'")
        : ("by its name", "IDX file of their labels")
    }
    Parameter(
      optional: "scale", .choice, "of arrays: the inputs are brought to [0, 1], each column or all",
      \.scale, standard: "none needed"
    ).refused { request, _ in
      switch request.set {
      case .arrays: nil
      case .trains: "the value of a train is its rate / r_max; only arrays have a scale"
      case .idx: "idx divides by the greatest number of its type; only arrays have a scale"
      default: ""
      }
    }.described { _ in
      (
        "none needed",
        "inputs beyond [0, 1]: columns, all (to [0, 1] by training values), none (as they are)"
      )
    }
    Parameter("units", "of trains: units of a sample") { section, request, _ in
      request.units = section.item("units")?.integer(1...PopulationReading.largest)
    } write: { request, _ in
      request.units.map { .integer($0) }
    }.refused(ofTrains).standing("of the file").described { _ in
      ("of the file", "units of a sample; without it those that have spikes")
    }
    Parameter("period", unit: "ms", "of trains: length of a sample, which begins anew then") {
      section, request, _ in
      request.period = section.item("period")?.quantity(.time, .positive)
    } write: { request, _ in
      request.period.map { .number($0, .time) }
    }.refused(ofTrains).standing("of the file").described { _ in
      (
        "of the file",
        "length of a sample, which begins anew then; without it whole ms to the last spike"
      )
    }
    Parameter(
      "r_max", unit: "/ms", "of trains: rate of a unit whose value is 1, r_max of the input"
    ) {
      section, request, _ in
      request.maximumRate = section.item("r_max")?.quantity(.rate, .positive)
    } write: { request, _ in
      request.maximumRate.map { .number($0, .rate) }
    }.refused(ofTrains).standing("1").described { _ in
      ("1", "rate of a unit whose value is 1: r_max of the input population")
    }
    Parameter("size", "width and height [pixels] of digits and bars") { section, request, _ in
      guard let sizes = request.set.sizes else { return }
      request.size = section.item("size")?.integer(sizes) ?? request.set.defaults.size
    } write: { request, _ in
      request.size.map { .integer($0) }
    }.refused { request, _ in
      request.set.sizes == nil ? "that of \(request.set.name) is fixed" : nil
    }.standing("of the set").described {
      let sizes = $0.set.sizes ?? 0...0
      return (
        $0.set.defaults.size.map(String.init) ?? "",
        "width and height, \(sizes.lowerBound) to \(sizes.upperBound) pixels; size^2 inputs"
      )
    }
    count("train", 1, "training samples", \.train) { request in request.set.defaults.train }
      .described {
        (
          $0.set.defaults.train.map(String.init) ?? ($0.set.isOpen ? "all that are left" : "-"),
          "training samples"
        )
      }
    count("validation", 0, "samples that choose the epoch", \.validation) { request in
      request.set.defaults.validation
    }.described { ("\($0.set.defaults.validation)", "samples that choose the epoch") }
    count("test", 0, "samples that the result is for", \.test) { request in
      // All test samples of named files.
      let isCounted = request.testPath == nil && (request.set != .mnist || request.path == nil)
      return isCounted ? request.set.defaults.test : nil
    }.described {
      let all =
        $0.set.isOpen
        ? ", or all of the test file" : $0.set == .mnist ? " (with path: all)" : ""
      return ("\($0.set.defaults.test)\(all)", "samples that the result is for")
    }
    Parameter("noise", "deviation of the noise on each input of a set without files") {
      section, request, _ in
      guard let noise = request.set.defaults.noise else { return }
      request.noise = section.value("noise", or: noise) { $0.quantity(.number, .unit) }
    } write: { request, _ in
      request.noise.map { .number($0, .number) }
    }.refused { request, _ in
      request.set.defaults.noise == nil ? "files are taken as they are" : nil
    }.standing("of the set").described {
      ("\($0.set.defaults.noise ?? 0)", "standard deviation of the noise [1]")
    }
    Parameter("shuffle", .flag, "samples of files are shuffled before they are divided", \.shuffle)
      .refused { request, _ in
        request.set.defaults.needsPath ? nil : "\(request.set.name) is made by the program"
      }.described { _ in ("false", "samples are shuffled before they are divided") }
    Parameter("seed", "of what is drawn or shuffled") { section, request, _ in
      if let seed = section.item("seed")?.unsigned() { request.seed = Seed(seed) }
    } write: { request, root in
      request.seed == root.branch("data") ? nil : .word(String(request.seed.value))
    }.standing("of the model").described { _ in ("of the model", "of what is drawn or shuffled") }
  } check: { section, request, _ in
    if let path = request.path, request.labelPath == nil,
      request.set == .trains || request.set == .arrays && path.lowercased().hasSuffix(".npy")
    {
      section.log.error(
        section.place,
        "'\(path)' holds samples only; name the file of their classes: labels: y.npy")
    }
  }

  /// Values of a sample and classes; nil for files, which may have any, such as EMNIST's: their own shape is checked when
  /// they are read.
  var shape: (inputs: Int, classes: Int)? {
    switch set {
    case .digits: (size.map { $0 * $0 } ?? 0, 10)
    case .mnist: path == nil ? (784, 10) : nil
    case .bars: (size.map { $0 * $0 } ?? 0, 2)
    case .xor, .moons: (2, 2)
    case .idx, .arrays, .trains: nil
    }
  }

  /// The reason that a set has no keys of spike trains.
  private static let ofTrains: @Sendable (DatasetRequest, Seed) -> String? = { request, _ in
    request.set == .trains ? nil : "only trains have it"
  }

  /// The reason that a set has no keys for single files.
  private static let ofFiles: @Sendable (DatasetRequest, Seed) -> String? = { request, _ in
    switch request.set {
    case .idx, .arrays, .trains: nil
    case .mnist:
      "\(request.set.name) has a 'path', the folder of its files; name single files with set: idx"
    default: ""
    }
  }

  /// A number of samples.
  private static func count(
    _ key: String, _ least: Int, _ meaning: String,
    _ path: any WritableKeyPath<DatasetRequest, Int?> & Sendable,
    _ standard: @escaping @Sendable (DatasetRequest) -> Int?
  ) -> Parameter<DatasetRequest, Seed> {
    Parameter(key, meaning) { section, request, _ in
      request[keyPath: path] =
        section.item(key)?.integer(least...100_000_000) ?? standard(request)
    } write: { request, _ in
      request[keyPath: path].map { .integer($0) }
    }.standing("of the set")
  }
}

extension DatasetCatalog {
  /// True if files decide the number of samples.
  fileprivate var isOpen: Bool { [.idx, .arrays, .trains].contains(self) }

  /// The keys of `data` for this set.
  public var rows: [ParameterRow] {
    DatasetRequest.table.particularRows(of: DatasetRequest(self), Seed(1)).filter {
      !$0.standard.isEmpty
    }
  }
}

extension TaskReading {
  /// Reads `data`, fills in the defaults of the set, and refuses keys that the set does not have.
  func data(_ section: Section) -> DatasetRequest? {
    guard let set = section.require("set").flatMap(self.set) else {
      for key in section.keys { _ = section.item(key) }
      section.finish()
      return nil
    }
    var request = DatasetRequest(set, seed: seed.branch("data"))
    DatasetRequest.table.read(section, into: &request, seed)
    return request
  }

  /// The set; `npy` and `csv` are other words for `arrays`.
  private func set(_ item: Item) -> DatasetCatalog? {
    if let word = item.plain, ["npy", "csv"].contains(word) { return .arrays }
    return item.choice(of: DatasetCatalog.self)
  }

  /// Notes a problem if the sample that should be recorded is not in the test set.
  func checkRaster(
    _ settings: LearningSettings, _ request: DatasetRequest, at place: ModelProblem.Place
  ) {
    guard let sample = settings.rasterSample, let count = request.test, sample >= count else {
      return
    }
    log.error(place, "'raster' is \(sample), but there are \(count) test samples, counted from 0")
  }

  /// Notes a problem if the network's input and output do not have the shape of the data.
  func checkShape(
    _ settings: LearningSettings, _ request: DatasetRequest, at place: ModelProblem.Place
  ) {
    guard let shape = request.shape, let input = network.index(of: settings.input),
      let output = network.index(of: settings.output),
      network.populations[input].isSource, !network.populations[output].isSource,
      doubtful.isDisjoint(with: [settings.input, settings.output])
    else { return }
    let sizes = (network.populations[input].size, network.populations[output].size)
    if sizes.0 != shape.inputs {
      log.error(
        place,
        "the samples of \(request.set.name) have \(shape.inputs) values, but population "
          + "'\(settings.input)' has \(sizes.0) units")
    }
    if sizes.1 != shape.classes {
      log.error(
        place,
        "\(request.set.name) has \(shape.classes) classes, but population '\(settings.output)' "
          + "has \(sizes.1) units")
    }
  }
}
