import Networks

/// A layer in the form of a model file.
struct LayerForm {
  var name = ""
  var size: Int?
  var isConvolution = false
  var channels: Int?
  var kernel: Int?
  /// The stride, padding and pooling of a convolution.
  var map = Convolution(kernel: 1)

  init() {}

  init(layer index: Int, of architecture: Architecture) {
    let layer = architecture.layers[index]
    (name, size, channels) = (layer.name, layer.shape.count, layer.shape.channels)
    if case .convolution(let map) = architecture.connections[index].form {
      (isConvolution, kernel, self.map) = (true, map.kernel, map)
    }
  }

  /// The keys of an element of `rate.layers`.
  static let table = Table<LayerForm, Void> {
    Parameter("name", "name of the layer") { section, form, _ in
      form.name = section.value("name", or: form.name) { item -> String? in
        guard let text = item.text() else { return nil }
        let isFine =
          text.first.map { $0.isASCII && $0.isLetter } ?? false
          && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
        if !isFine {
          item.error("'\(text)' cannot be the name of a layer: use letters, digits and _")
        }
        return isFine ? text : nil
      }
    } write: { form, _ in
      .string(form.name)
    }.standing("hidden or output")
    Parameter(
      optional: "size", .integer(1...RateReading.largest), "number of units of a dense layer",
      \.size
    ).required.refused { form, _ in
      form.isConvolution ? "that of a convolution follows from what it reads" : nil
    }
    Parameter(
      optional: "channels", .integer(1...100_000), "number of maps of a convolution", \.channels
    ).required.refused { form, _ in form.isConvolution ? nil : "" }
    Parameter(optional: "kernel", .integer(1...1000), "width and height of its kernels", \.kernel)
      .required.refused { form, _ in form.isConvolution ? nil : "" }
    Parameter(
      "stride", .integer(1...1000), "distance of neighbouring kernels, in places of the source",
      \.map.stride
    )
    .refused(ofDense).written { form, _ in form.map.stride != 1 }
    Parameter(
      "padding", .integer(0...1000), "width of the margin of zeros around the source, in places",
      \.map.padding
    )
    .refused(ofDense).written { form, _ in form.map.padding != 0 }
    Parameter("pool", .choice, "pooling of its maps", \.map.pooling).refused(ofDense)
    Parameter(
      "window", .integer(1...15), "width and height of the windows of pooling", \.map.window
    )
    .refused(ofDense)
  }

  private static let ofDense: @Sendable (LayerForm, Void) -> String? = { form, _ in
    form.isConvolution ? nil : "only convolutions (with 'channels' and 'kernel') have it"
  }
}

extension RateReading {
  // MARK: - Layers

  /// `784`, `[28, 28]` or `[28, 28, 1]`.
  func shape(_ item: Item) -> Shape? {
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

  func layers(
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
    var form = LayerForm()
    form.name = standard
    form.isConvolution = section.has("channels") || section.has("kernel")
    LayerForm.table.read(section, into: &form, ())
    guard form.isConvolution else { return form.size.map { (form.name, Shape($0), .dense) } }
    guard let channels = form.channels, let kernel = form.kernel else { return nil }
    let name = form.name
    var map = form.map
    map.kernel = kernel
    let window = map.window
    if isFlat, source.channels > 1 {
      log.error(
        section.place, "layer '\(name)' is a convolution, but what it reads is not a picture")
      return nil
    }
    guard let shape = map.target(of: source, channels: channels) else {
      let (height, width) = map.map(of: source)
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
    return (name, shape, .convolution(map))
  }
}
