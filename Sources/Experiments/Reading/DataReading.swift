import Datasets
import EquilibriumPropagation
import Networks
import Quantities

extension TaskReading {
  /// Reads `data`, fills in the defaults of the set, and refuses what the set does not have.
  func data(_ section: Section) -> DatasetRequest? {
    guard let set = section.require("set").flatMap(self.set) else {
      for key in section.keys { _ = section.item(key) }
      section.finish()
      return nil
    }
    let defaults = set.defaults
    var request = DatasetRequest(set, seed: seed.branch("data"))
    if defaults.needsPath {
      request.path = section.item("path")?.text()
      if set == .idx || set == .arrays {
        files(section, &request)
      } else {
        section.hint(
          ["images", "labels", "test_images", "test_labels"],
          "\(set.name) has a 'path', the folder of its files; name single files with set: idx")
      }
      request.shuffle = section.value("shuffle", or: false) { $0.flag() }
    } else {
      section.hint(["path", "shuffle"], "\(set.name) is made by the program")
    }
    request.train = section.item("train")?.integer(1...100_000_000) ?? defaults.train
    request.validation =
      section.item("validation")?.integer(0...100_000_000) ?? defaults.validation
    // Of files that somebody names, all test samples there are.
    let isCounted = request.testPath == nil && (set != .mnist || request.path == nil)
    request.test =
      section.item("test")?.integer(0...100_000_000) ?? (isCounted ? defaults.test : nil)
    if let sizes = set.sizes {
      request.size = section.item("size")?.integer(sizes) ?? defaults.size
    } else {
      section.hint(["size"], "that of \(set.name) is fixed")
    }
    if let noise = defaults.noise {
      request.noise = section.value("noise", or: noise) { $0.quantity(.number, .unit) }
    } else {
      section.hint(["noise"], "files are taken as they are")
    }
    if let seed = section.item("seed")?.unsigned() { request.seed = Seed(seed) }
    section.finish()
    return request
  }

  /// The set; `npy` and `csv` are other words for `arrays`.
  private func set(_ item: Item) -> DatasetCatalog? {
    if let word = item.plain, ["npy", "csv"].contains(word) { return .arrays }
    return item.choice(of: DatasetCatalog.self)
  }

  /// Files of `idx` and `arrays`.
  private func files(_ section: Section, _ request: inout DatasetRequest) {
    if let images = section.item("images") {
      if request.path != nil { images.error("'path' already names the file of images") }
      request.path = images.text()
    }
    if request.path == nil { _ = section.require("images") }
    request.labelPath = section.item("labels")?.text()
    request.testPath = section.item("test_images")?.text()
    let testLabels = section.item("test_labels")
    request.testLabelPath = testLabels?.text()
    if let testLabels, request.testPath == nil {
      testLabels.error("'test_labels' needs 'test_images', the file of their samples")
    }
    if request.set == .arrays {
      request.scale = section.item("scale")?.choice(of: InputScale.self)
      if let path = request.path, path.lowercased().hasSuffix(".npy"), request.labelPath == nil {
        section.log.error(
          section.place,
          "'\(path)' holds samples only; name the file of their classes: labels: y.npy")
      }
    } else {
      section.hint(
        ["scale"], "idx divides by the greatest number of its type; only arrays have a scale")
    }
  }

  /// Complains when the sample that is to be recorded is not in the test set.
  func checkRaster(
    _ settings: LearningSettings, _ request: DatasetRequest, at place: ModelProblem.Place
  ) {
    guard let sample = settings.rasterSample, let count = request.test, sample >= count else {
      return
    }
    log.error(place, "'raster' is \(sample), but there are \(count) test samples, counted from 0")
  }

  /// Complains when the network's input and output do not have the shape of the data.
  func checkShape(
    _ settings: LearningSettings, _ request: DatasetRequest, at place: ModelProblem.Place
  ) {
    let shape: (inputs: Int, classes: Int)? =
      switch request.set {
      case .digits: (request.size.map { $0 * $0 } ?? 0, 10)
      // Files that somebody names may be of another size, as EMNIST's; they are looked at themselves.
      case .mnist: request.path == nil ? (784, 10) : nil
      case .bars: (request.size.map { $0 * $0 } ?? 0, 2)
      case .xor, .moons: (2, 2)
      case .idx, .arrays: nil
      }
    guard let shape, let input = network.index(of: settings.input),
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
