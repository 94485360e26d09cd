import Networks

/// The paths through a graph from one group of units to the next, with the product of the nodes between.
///
/// Along a path values are multiplied by the numbers of `Scale` and `Linear`, and the times of `Delay` add up. Two
/// `Linear` in sequence are the product of their matrices. Convolutions and pooling are matrices, too; `Flatten`
/// changes nothing here.
struct NIRPaths: FilePart {
  /// A path.
  struct Path {
    /// The nodes at both ends.
    var source: String, target: String
    /// The nodes between the ends.
    var nodes: [String] = []
    /// The weights [target, source]; nil as long as each unit leads to the unit of the same number, and with a kernel.
    var matrix: [Double]?
    /// The convolution or pooling that the path is, if it is one.
    var kernel: NIRKernel?
    /// The factors of the source's units before the matrix.
    var factors: [Double]
    /// Delays of the source's units [s].
    var delays: [Double]
    /// Delays after the matrix, by unit of the present end [s]; nil if there are none.
    var lateDelays: [Double]?
    /// Constants that `Affine` adds, by unit of the target.
    var bias: [Double]?
    /// The number and the shape of the values at the present end.
    var width: Int
    var shape: [Int]
    /// True if zeros of the matrix are absent synapses.
    var isSparse = false
  }

  private(set) var paths: [Path] = []
  private let graph: NIRGraph
  let file: String
  private let ends: Set<String>
  private let next: [String: [String]]
  /// The number of steps, of multiplications and of stored numbers so far. They are limited, because a small graph may
  /// have too many paths to follow.
  private var steps = 0, work = 0, kept = 0
  private static let mostSteps = 1 << 14, mostWork = 1 << 31
  /// The limit of weights that a path computes.
  private static let mostWeights = 0x1p27

  /// The nodes on all paths.
  private(set) var used: Set<String> = []
  private let shapes: [String: [Int]]

  /// All paths from nodes in `sources` to nodes in `ends`, whose units have `shapes`.
  init(
    graph: NIRGraph, file: String, sources: Set<String>, ends: Set<String>,
    shapes: [String: [Int]]
  ) throws(ExchangeError) {
    self.graph = graph
    self.file = file
    self.ends = ends
    self.shapes = shapes
    next = Dictionary(grouping: graph.edges, by: \.source).mapValues { $0.map(\.target) }
    for name in sources.sorted() {
      let shape = shapes[name] ?? [1]
      let size = shape.reduce(1, *)
      try follow(
        Path(
          source: name, target: name, factors: [Double](repeating: 1, count: size),
          delays: [Double](repeating: 0, count: size), width: size, shape: shape),
        from: name)
    }
  }

  private mutating func follow(_ path: Path, from name: String) throws(ExchangeError) {
    for other in next[name] ?? [] {
      guard let node = graph.nodes[other], node.type != "Output" else { continue }
      steps += 1
      guard steps <= Self.mostSteps else { throw tooMany(other) }
      try take(
        16 * path.width + (path.matrix?.count ?? path.kernel?.weights.count ?? 0), for: other)
      var path = path
      if ends.contains(other) {
        path.target = other
        let size = node.type == "Input" ? 0 : (shapes[other] ?? [1]).reduce(1, *)
        guard size == path.width else {
          throw damaged(node: other, "\(path.width) values reach \(size) units")
        }
        paths.append(path)
        used.formUnion(path.nodes)
        kept += path.matrix?.count ?? path.kernel?.weights.count ?? path.width
        guard kept <= 1 << 28 else {
          throw tooMany(other)
        }
        continue
      }
      guard !path.nodes.contains(other), path.nodes.count < 64 else {
        throw damaged(node: other, "there is a loop without units")
      }
      path.nodes.append(other)
      try pass(&path, through: node, named: other)
      try follow(path, from: other)
    }
  }

  /// Adds `amount` times `times` to the work; throws if the limit is exceeded.
  private mutating func take(
    _ amount: Int, times: Int = 1, for name: String
  ) throws(ExchangeError) {
    let (cost, isTooMuch) = amount.multipliedReportingOverflow(by: times)
    guard !isTooMuch, cost <= Self.mostWork - work else { throw tooMany(name) }
    work += cost
  }

  private func tooMany(_ name: String) -> ExchangeError {
    damaged(
      node: name, "there are too many ways to it, or their weights are too large to be multiplied")
  }

  private mutating func pass(
    _ path: inout Path, through node: NIRNode, named name: String
  ) throws(ExchangeError) {
    switch node.type {
    case "Scale":
      let scale = try values(node, "scale", shape: path.shape, name)
      if let scaled = path.kernel?.scaled(by: scale) {
        path.kernel = scaled
        path.bias = path.bias.map { zip($0, scale).map { $0 * $1 } }
      } else if path.matrix != nil || path.kernel != nil {
        try unroll(&path, for: name)
        multiplyRows(&path, by: scale)
      } else {
        path.factors = zip(path.factors, scale).map { $0 * $1 }
      }
    case "Delay":
      let delays = try values(node, "delay", shape: path.shape, name)
      guard delays.allSatisfy({ $0 >= 0 }) else { throw damaged(node: name, "a delay is negative") }
      if path.matrix == nil, path.kernel == nil {
        path.delays = zip(path.delays, delays).map { $0 + $1 }
      } else {
        path.lateDelays = path.lateDelays.map { zip($0, delays).map { $0 + $1 } } ?? delays
      }
    case "Linear", "Affine":
      try advanceDelays(&path, before: name)
      if node.type != "Linear" || !readsPooled(&path, by: node) {
        try unroll(&path, for: name)
        try multiply(&path, by: node, named: name)
      }
      path.shape = [path.width]
    case "Flatten":
      path.shape = [path.width]
    case "Identity":
      break
    case _ where NIRConvolution.types.contains(node.type):
      try advanceDelays(&path, before: name)
      try convolve(&path, with: node, named: name)
    default:
      throw unsupported(
        node: name, "a node of type '\(node.type)' cannot lie between units")
    }
  }

  /// Moves delays after the matrix to the source before another matrix; throws unless they are equal.
  private func advanceDelays(_ path: inout Path, before name: String) throws(ExchangeError) {
    guard let late = path.lateDelays, let first = late.first else { return }
    guard late.allSatisfy({ $0 == first }) else {
      throw unsupported(
        node: name,
        "values whose delays differ are summed once more; put the Delay before the first weights, or behind the last"
      )
    }
    path.delays = path.delays.map { $0 + first }
    path.lateDelays = nil
  }

  private mutating func convolve(
    _ path: inout Path, with node: NIRNode, named name: String
  ) throws(ExchangeError) {
    func convolution(_ form: NIRConvolution.Form) throws(ExchangeError) -> NIRConvolution {
      do throws(NIRConvolution.Problem) {
        return try NIRConvolution(node, shape: path.shape, as: form)
      } catch {
        throw damaged(node: name, error.words)
      }
    }
    var step = try convolution(path.matrix == nil ? .kernel : .matrix)
    func addBias() {
      path.bias = path.bias.map(step.response)
      if let own = step.bias { path.bias = path.bias.map { zip($0, own).map { $0 + $1 } } ?? own }
      path.width = step.height
      path.shape = step.shape
    }
    if let own = step.shared, let factor = path.factors.first,
      path.factors.allSatisfy({ $0 == factor }),
      var kernel = path.kernel.map({ own.after($0) }) ?? own
    {
      if path.kernel == nil, factor != 1 { kernel.weights = kernel.weights.map { $0 * factor } }
      path.kernel = kernel
      addBias()
      return
    }
    try unroll(&path, for: name)
    if step.shared != nil { step = try convolution(.matrix) }
    let columns = path.factors.count
    guard Double(step.height) * Double(columns) <= Self.mostWeights else { throw tooMany(name) }
    try take(step.values.count, times: path.matrix == nil ? 1 : columns, for: name)
    path.matrix =
      path.matrix.map { step.times($0, width: columns) } ?? step.times(diagonal: path.factors)
    addBias()
    path.isSparse = true
  }

  /// Replaces a kernel by its matrix, which is multiplied with others.
  private mutating func unroll(_ path: inout Path, for name: String) throws(ExchangeError) {
    guard let kernel = path.kernel else { return }
    guard Double(path.width) * Double(path.factors.count) <= Self.mostWeights else {
      throw tooMany(name)
    }
    try take(kernel.map.synapses, for: name)
    path.matrix = kernel.matrix
    path.kernel = nil
    path.isSparse = true
  }

  /// Takes a `Linear` that reads all of pooled maps as a kernel; false if it is none.
  private func readsPooled(_ path: inout Path, by node: NIRNode) -> Bool {
    guard let pooling = path.kernel, pooling.map.isPooling, path.bias == nil,
      let weight = node.parameters["weight"], weight.shape.count == 2,
      weight.shape[0] > 0, weight.shape[1] == path.width,
      let kernel = NIRKernel.whole(pooling.map.target, weight.values)?.after(pooling)
    else { return false }
    path.kernel = kernel
    path.width = weight.shape[0]
    return true
  }

  private func values(
    _ node: NIRNode, _ key: String, shape: [Int], _ name: String
  ) throws(ExchangeError) -> [Double] {
    let numbers = node.parameters[key]!
    guard let values = numbers.spread(over: shape) else {
      throw damaged(
        node: name, "'\(key)' has \(numbers.values.count) values for \(shape.reduce(1, *)) units")
    }
    return values
  }

  private func multiplyRows(_ path: inout Path, by scale: [Double]) {
    let columns = path.factors.count
    for (row, factor) in scale.enumerated() where factor != 1 {
      for k in row * columns..<(row + 1) * columns { path.matrix![k] *= factor }
    }
    path.bias = path.bias.map { zip($0, scale).map { $0 * $1 } }
  }

  private mutating func multiply(
    _ path: inout Path, by node: NIRNode, named name: String
  ) throws(ExchangeError) {
    let weight = node.parameters["weight"]!
    guard weight.shape.count == 2, weight.shape[1] == path.width, weight.shape[0] > 0 else {
      throw damaged(
        node: name, "weights \(weight.shape) for \(path.width) values; expected [out, in]")
    }
    let rows = weight.shape[0], inner = path.width, columns = path.factors.count
    if let matrix = path.matrix {
      guard Double(rows) * Double(columns) <= Self.mostWeights else { throw tooMany(name) }
      try take(rows * inner, times: columns, for: name)
      var product = [Double](repeating: 0, count: rows * columns)
      for i in 0..<rows {
        for k in 0..<inner {
          let w = weight.values[i * inner + k]
          for j in 0..<columns where w != 0 {
            product[i * columns + j] += w * matrix[k * columns + j]
          }
        }
      }
      path.matrix = product
    } else {
      path.matrix = weight.values
      if path.factors.contains(where: { $0 != 1 }) {
        for i in 0..<rows {
          for j in 0..<columns { path.matrix![i * columns + j] *= path.factors[j] }
        }
      }
    }
    var bias = path.bias.map { old in
      (0..<rows).map { i in (0..<inner).reduce(0) { $0 + weight.values[i * inner + $1] * old[$1] } }
    }
    if node.type == "Affine" {
      let own = try values(node, "bias", shape: [rows], name)
      bias = bias.map { zip($0, own).map { $0 + $1 } } ?? own
    }
    path.bias = bias
    path.width = rows
  }
}
