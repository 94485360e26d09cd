import Networks

/// Convolutions and pooling between values in the order [channel, row, column]: as kernels where the simulator has such,
/// else as sparse matrices, y_r = sum_c w_rc x_c.
///
/// One dimension counts as two, with one row. *Output sizes*: floor((n + p - d (k - 1) - 1) / s) + 1 for n values,
/// total padding p, dilation d, kernel k and stride s, as in PyTorch.
struct NIRConvolution {
  /// The beginning of each row in `columns` and `values`; one more than there are rows.
  private(set) var starts: [Int] = [0]
  private(set) var columns: [Int] = []
  private(set) var values: [Double] = []
  /// The shape of the output: channels, rows and columns.
  let shape: [Int]
  /// The constant that is added to each output.
  private(set) var bias: [Double]?

  /// The kernel; nil unless it is a square one of all channels without gaps, or of pooling.
  private(set) var shared: NIRKernel?

  /// The number of outputs.
  var height: Int { shape.reduce(1, *) }

  /// The part of a node that is needed.
  enum Form {
    /// The shape of the output.
    case shape
    /// The kernel, or the matrix where there is none.
    case kernel
    /// The matrix.
    case matrix
  }

  /// The node types of convolutions and pooling.
  static let types: Set<String> = ["Conv1d", "Conv2d", "SumPool2d", "AvgPool2d"]

  /// The reason that a node cannot be used.
  struct Problem: Error {
    let words: String
  }

  /// The matrix of `node` for values in `shape`, [channels, rows, columns] or [channels, columns].
  ///
  /// - Parameter form: The part that is needed.
  init(_ node: NIRNode, shape: [Int], as form: Form = .matrix) throws(Problem) {
    let isFlat = node.type == "Conv1d"
    let size = try Self.sizes(node, shape, dimensions: isFlat ? 1 : 2)
    let (channels, rows, width) = (size[0], size[1], size[2])
    let isPool = node.parameters["kernel_size"] != nil
    let weight = node.parameters["weight"] ?? .init(shape: [], [0])
    let weightShape =
      isFlat ? weight.shape.prefix(2) + [1] + weight.shape.dropFirst(2) : weight.shape
    guard isPool || weightShape.count == 4, weightShape.allSatisfy({ $0 > 0 }) else {
      throw Problem(words: "weights \(weight.shape); expected [out, in, kernel]")
    }
    func pair(_ key: String, or standard: Int, atLeast least: Int) throws(Problem) -> [Int] {
      let values = node.parameters[key]?.values ?? [Double(standard)]
      guard values.count == 1 || values.count == 2 && !isFlat,
        values.allSatisfy({ $0 == $0.rounded() && $0 >= Double(least) && $0 <= 1e6 })
      else { throw Problem(words: "'\(key)' is \(values), which are no sizes") }
      let whole = values.map { Int($0) }
      return isFlat ? [standard, whole[0]] : whole.count == 2 ? whole : [whole[0], whole[0]]
    }
    let kernel =
      try isPool ? pair("kernel_size", or: 1, atLeast: 1) : Array(weightShape.suffix(2))
    let stride = try pair("stride", or: 1, atLeast: 1)
    let dilation = try pair("dilation", or: 1, atLeast: 1)
    // -1 is 'same'; an odd padding has its larger half after the values.
    let padding = try pair("padding", or: 0, atLeast: -1)
    let groups = isPool ? channels : try pair("groups", or: 1, atLeast: 1)[1]
    let (out, inner) = isPool ? (channels, 1) : (weightShape[0], weightShape[1])
    guard inner * groups == channels, out % groups == 0 else {
      throw Problem(words: "weights \(weight.shape) in \(groups) groups for \(channels) channels")
    }
    var before = [0, 0], after = [0, 0], lengths = [0, 0]
    for axis in 0..<2 {
      let reach = dilation[axis] * (kernel[axis] - 1)
      let total = padding[axis] < 0 ? reach : 2 * padding[axis]
      before[axis] = padding[axis] < 0 ? reach / 2 : padding[axis]
      guard padding[axis] >= 0 || stride[axis] == 1 else {
        throw Problem(words: "padding 'same' with a stride of \(stride[axis])")
      }
      after[axis] = [rows, width][axis] + total - reach - 1
      guard after[axis] >= 0 else {
        throw Problem(words: "a kernel \(kernel) is larger than the \(rows) x \(width) values")
      }
      lengths[axis] = after[axis] / stride[axis] + 1
    }
    self.shape = isFlat ? [out, lengths[1]] : [out, lengths[0], lengths[1]]
    // Padding 'same' of an even kernel differs on both sides.
    let isCentred = (0..<2).allSatisfy { padding[$0] >= 0 || kernel[$0] % 2 == 1 }
    let isSquare =
      kernel[0] == kernel[1] && stride[0] == stride[1] && before[0] == before[1] && isCentred
      && dilation == [1, 1] && (isPool || groups == 1)
    let entries = out.multipliedReportingOverflow(by: lengths[0] * lengths[1])
    let each = inner.multipliedReportingOverflow(by: kernel[0] * kernel[1])
    let all = entries.partialValue.multipliedReportingOverflow(by: each.partialValue)
    guard !entries.overflow, entries.partialValue <= 1 << 27,
      isSquare && form != .matrix
        || !each.overflow && !all.overflow && all.partialValue <= 1 << 27
    else { throw Problem(words: "it has too many weights between units") }
    if form == .shape { return }
    var own = node.parameters["bias"]?.values
    if let one = own, one.count == 1 { own = [Double](repeating: one[0], count: out) }
    if let own, own.count != out {
      throw Problem(words: "'bias' has \(own.count) values for \(out) channels")
    }
    // Programs write a bias of zeros for none.
    if let values = own, values.allSatisfy({ $0 == 0 }) { own = nil }
    bias = own.map { own in
      own.flatMap { [Double](repeating: $0, count: lengths[0] * lengths[1]) }
    }
    let constant = node.type == "AvgPool2d" ? 1 / Double(kernel[0] * kernel[1]) : 1
    if isSquare, form == .kernel {
      let area = Double(kernel[0] * kernel[1])
      shared = NIRKernel(
        map: KernelMap(
          Kernel(size: kernel[0], stride: stride[0], padding: before[0]),
          source: Shape(height: rows, width: width, channels: channels),
          target: Shape(height: lengths[0], width: lengths[1], channels: out), isPooling: isPool),
        weights: isPool ? [node.type == "AvgPool2d" ? 1 : area] : weight.values)
      return
    }
    for channel in 0..<out {
      let first = channel / (out / groups) * inner
      for y in 0..<lengths[0] {
        for x in 0..<lengths[1] {
          for k in 0..<inner {
            for i in 0..<kernel[0] {
              let row = y * stride[0] - before[0] + i * dilation[0]
              guard row >= 0, row < rows else { continue }
              for j in 0..<kernel[1] {
                let column = x * stride[1] - before[1] + j * dilation[1]
                guard column >= 0, column < width else { continue }
                let place = ((channel * inner + k) * kernel[0] + i) * kernel[1] + j
                columns.append(((first + k) * rows + row) * width + column)
                values.append(isPool ? constant : weight.values[place])
              }
            }
          }
          starts.append(columns.count)
        }
      }
    }
  }

  /// The shape of the input: channels, rows and columns. A node's `input_shape` comes first.
  private static func sizes(
    _ node: NIRNode, _ shape: [Int], dimensions: Int
  ) throws(Problem) -> [Int] {
    let own = node.parameters["input_shape"]?.values ?? []
    var spatial = own.compactMap { Int(exactly: $0) }
    let count = shape.reduce(1, *)
    if spatial.count != dimensions || !spatial.allSatisfy({ $0 > 0 && $0 <= 1 << 24 }) {
      // Leading ones are a batch of one sample.
      let plain = Array(shape.drop { $0 == 1 && shape.count > dimensions + 1 })
      guard plain.count >= dimensions, plain.count <= dimensions + 1 else {
        throw Problem(words: "values in shape \(shape); expected [channels, rows, columns]")
      }
      spatial = Array(plain.suffix(dimensions))
    }
    if dimensions == 1 { spatial.insert(1, at: 0) }
    let area = spatial[0] * spatial[1]
    guard area > 0, count % area == 0 else {
      throw Problem(words: "\(count) values reach it, which are no channels of \(spatial)")
    }
    return [count / area] + spatial
  }

  /// The outputs for these values.
  func response(_ values: [Double]) -> [Double] {
    guard let shared else { return times(values, width: 1) }
    var sums = [Double](repeating: 0, count: height)
    shared.map.add(values[...], times: shared.weights, to: &sums)
    return sums
  }

  /// The product of this matrix with a matrix of `width` columns, row-major.
  func times(_ matrix: [Double], width: Int) -> [Double] {
    var product = [Double](repeating: 0, count: height * width)
    for row in 0..<height {
      for entry in starts[row]..<starts[row + 1] where values[entry] != 0 {
        let source = columns[entry] * width, weight = values[entry]
        for k in 0..<width { product[row * width + k] += weight * matrix[source + k] }
      }
    }
    return product
  }

  /// The product of this matrix with a diagonal matrix, dense and row-major.
  func times(diagonal factors: [Double]) -> [Double] {
    var product = [Double](repeating: 0, count: height * factors.count)
    for row in 0..<height {
      for entry in starts[row]..<starts[row + 1] {
        product[row * factors.count + columns[entry]] += values[entry] * factors[columns[entry]]
      }
    }
    return product
  }
}
