import Networks

/// A kernel in the form of a model file.
struct KernelForm {
  var size: Int?
  var kernel = Kernel(size: 1)
  /// True for average pooling, whose places do not overlap unless a stride is given.
  var isPooling = false

  init(isPooling: Bool) { self.isPooling = isPooling }

  init(_ kernel: Kernel, isPooling: Bool) {
    (self.kernel, size, self.isPooling) = (kernel, kernel.size, isPooling)
  }

  /// The keys of `connect.convolution` and `connect.average_pooling`.
  static let table = Table<KernelForm, Void> {
    Parameter(optional: "kernel", .integer(1...1000), "width and height of the kernel", \.size)
      .required
    Parameter(
      "stride", .integer(1...1000), "places from one kernel to the next; of pooling the kernel",
      \.kernel.stride)
    Parameter(
      "padding", .integer(0...1000), "width of the margin of silent places around the source",
      \.kernel.padding
    ).written { form, _ in form.kernel.padding != 0 }
    Parameter(
      "pool", .integer(1...1000),
      "the convolution reads the source averaged over windows of this width and height",
      \.kernel.window
    ).refused { form, _ in form.isPooling ? "pooling is 'kernel' wide" : nil }
      .written { form, _ in form.kernel.window != 1 }
  }

  /// The connectivity of the section, one of `connect`.
  static func read(_ item: Item, isPooling: Bool) -> Connectivity? {
    guard let section = item.section(item.name) else { return nil }
    var form = KernelForm(isPooling: isPooling)
    table.read(section, into: &form, ())
    guard let size = form.size else { return nil }
    var kernel = form.kernel
    kernel.size = size
    if isPooling, !section.has("stride") { kernel.stride = size }
    return isPooling ? .averagePooling(kernel) : .convolution(kernel)
  }

  var output: Output { .flow(Self.table.write(self, ())) }
}

extension Population {
  /// The shape of the units for a kernel: without one, each unit is a channel.
  var places: Shape { shape ?? Shape(size) }
}
