/// A reader and writer of NIR files, which are HDF5.
///
///     let graph = try NIRFile.read("net.nir")
///
/// Layout: `/version`; `/node/type` "NIRGraph"; `/node/edges` [N, 2]; `/node/nodes/NAME/type` and one data set for each
/// parameter; `metadata/KEY` at each node. There are no attributes.
///
/// *Reading* takes texts of fixed or variable length, numbers of 32 or 64 bits, compressed or not. A graph inside a
/// graph is replaced by its nodes, called `graph.node`. *Errors* name the file and the path inside it.
///
/// > The reader and writer of the package `nir` 1.0.8, <https://neuroir.org>.
public enum NIRFile {
  /// The version of the package `nir` whose layout is written.
  static let version = "1.0.8"
  /// The limit of graphs nested in graphs.
  private static let deepest = 8

  /// The graph in a file.
  public static func read(_ path: String) throws(ExchangeError) -> NIRGraph {
    try decode(try contents(of: path), file: path)
  }

  /// The graph in these bytes of `file`.
  public static func decode(_ bytes: [UInt8], file: String) throws(ExchangeError) -> NIRGraph {
    try HDF5.read(bytes, from: file) { (reader) throws(ExchangeError) in
      guard reader.kind(at: "/node") == .group else {
        throw reader.damaged("/node", "there is no such group, so it is not a NIR graph")
      }
      let type = try text(reader, "/node/type")
      guard type == "NIRGraph" else {
        throw reader.damaged("/node/type", "it is '\(type)', not 'NIRGraph'")
      }
      return try graph(reader, "/node")
    }
  }

  private static func graph(
    _ reader: borrowing HDF5Reader, _ path: String, depth: Int = 0
  ) throws(ExchangeError) -> NIRGraph {
    var graph = NIRGraph()
    var inner: [String: NIRGraph] = [:]
    for name in try reader.names(in: path + "/nodes") {
      let place = "\(path)/nodes/\(name)"
      if try text(reader, place + "/type") == "NIRGraph" {
        guard depth < deepest else {
          throw reader.damaged(place, "graphs lie too deep in graphs")
        }
        inner[name] = try self.graph(reader, place, depth: depth + 1)
      } else {
        graph.nodes[name] = try node(reader, place)
      }
    }
    graph.metadata = try metadata(reader, path)
    let edges = try reader.strings(at: path + "/edges")
    guard edges.shape.count == 2 && edges.shape[1] == 2 || edges.values.isEmpty else {
      throw reader.damaged(path + "/edges", "it must have two columns")
    }
    for row in 0..<edges.values.count / 2 {
      let edge = NIRGraph.Edge(edges.values[2 * row], edges.values[2 * row + 1])
      for name in [edge.source, edge.target] where graph.nodes[name] == nil && inner[name] == nil {
        throw reader.damaged(path + "/edges", "there is no node '\(name)'")
      }
      graph.edges.append(edge)
    }
    for (name, part) in inner.sorted(by: { $0.key < $1.key }) {
      let outside = graph.edges.indices
      let ends = graph.insert(part, as: name)
      for index in outside {
        let edge = graph.edges[index]
        guard let source = edge.source == name ? ends.output : edge.source,
          let target = edge.target == name ? ends.input : edge.target
        else {
          throw reader.unsupported(
            "\(path)/nodes/\(name)",
            "a graph inside a graph must have one Input and one Output to be connected")
        }
        graph.edges[index] = NIRGraph.Edge(source, target)
      }
    }
    return graph
  }

  private static func node(
    _ reader: borrowing HDF5Reader, _ path: String
  ) throws(ExchangeError) -> NIRNode {
    var node = NIRNode(try text(reader, path + "/type"))
    for name in try reader.names(in: path) where !["type", "metadata"].contains(name) {
      // A node of unknown type may have any parameters; code that needs the node refuses it.
      guard NIRLayout.types[node.type] != nil, reader.kind(at: "\(path)/\(name)") != .group else {
        continue
      }
      let place = "\(path)/\(name)"
      if name == "padding", let words = try? reader.strings(at: place).values {
        // -1 stands for 'same'.
        guard words == ["same"] || words == ["valid"] else {
          throw reader.damaged(place, "it is \(words)")
        }
        node.parameters[name] = NIRNode.Numbers(shape: [], [words == ["same"] ? -1 : 0])
        continue
      }
      let array = try reader.doubles(at: place)
      node.parameters[name] = NIRNode.Numbers(shape: array.shape, array.values)
    }
    node.metadata = try metadata(reader, path)
    return node
  }

  private static func text(
    _ reader: borrowing HDF5Reader, _ path: String
  ) throws(ExchangeError) -> String {
    guard let text = try reader.strings(at: path).values.first else {
      throw reader.damaged(path, "it is empty")
    }
    return text
  }

  /// The readable metadata of a node or graph; others are left out, since nothing depends on them.
  private static func metadata(
    _ reader: borrowing HDF5Reader, _ path: String
  ) throws(ExchangeError) -> [String: NIRValue] {
    let group = path + "/metadata"
    guard reader.kind(at: group) == .group else { return [:] }
    var result: [String: NIRValue] = [:]
    for name in try reader.names(in: group) {
      let place = "\(group)/\(name)"
      if let texts = try? reader.strings(at: place), texts.values.count == 1 {
        result[name] = .text(texts.values[0])
      } else if let numbers = try? reader.doubles(at: place) {
        result[name] = numbers.shape.isEmpty ? .number(numbers.values[0]) : .numbers(numbers.values)
      }
    }
    return result
  }

  // MARK: Writing

  /// Writes a graph, whole or not at all.
  public static func write(_ graph: NIRGraph, to path: String) throws(ExchangeError) {
    try HDF5.write(to: path) { (writer) throws(ExchangeError) in
      try writer.write(version, at: "/version")
      try writer.group("/node")
      try writer.write("NIRGraph", at: "/node/type")
      try writer.group("/node/nodes")
      for (name, node) in graph.nodes.sorted(by: { $0.key < $1.key }) {
        try write(node, at: "/node/nodes/\(name)", writer)
      }
      try writer.write(
        graph.edges.flatMap { [$0.source, $0.target] }, shape: [graph.edges.count, 2],
        at: "/node/edges")
      try write(graph.metadata, at: "/node", writer)
    }
  }

  private static func write(
    _ node: NIRNode, at path: String, _ writer: borrowing HDF5Writer
  ) throws(ExchangeError) {
    try writer.group(path)
    try writer.write(node.type, at: path + "/type")
    for (name, numbers) in node.parameters.sorted(by: { $0.key < $1.key }) {
      let isWhole = NIRLayout.wholeNumbers.contains(name)
      try writer.write(
        numbers.values, shape: numbers.shape, at: "\(path)/\(name)", as: isWhole ? .int64 : .double)
    }
    try write(node.metadata, at: path, writer)
  }

  private static func write(
    _ metadata: [String: NIRValue], at path: String, _ writer: borrowing HDF5Writer
  ) throws(ExchangeError) {
    guard !metadata.isEmpty else { return }
    try writer.group(path + "/metadata")
    for (name, value) in metadata.sorted(by: { $0.key < $1.key }) {
      let place = "\(path)/metadata/\(name)"
      switch value {
      case .text(let text): try writer.write(text, at: place)
      case .number(let number): try writer.write([number], shape: [], at: place)
      case .numbers(let numbers): try writer.write(numbers, at: place)
      }
    }
  }
}

/// The node types of NIR and their parameters.
enum NIRLayout {
  /// The node types that can be read, with their required parameters.
  static let types: [String: [String]] = [
    "Input": ["shape"], "Output": ["shape"], "Affine": ["weight", "bias"], "Linear": ["weight"],
    "Scale": ["scale"], "Delay": ["delay"], "Threshold": ["threshold"], "I": ["r"],
    "IF": ["r", "v_threshold"], "LI": ["tau", "r", "v_leak"],
    "LIF": ["tau", "r", "v_leak", "v_threshold"],
    "CubaLI": ["tau_syn", "tau_mem", "r", "v_leak"],
    "CubaLIF": ["tau_syn", "tau_mem", "r", "v_leak", "v_threshold"],
    "Conv1d": ["weight"], "Conv2d": ["weight"], "SumPool2d": ["kernel_size"],
    "AvgPool2d": ["kernel_size"], "Flatten": [],
    // The remainder of an Input or Output of a nested graph.
    "Identity": [],
  ]

  /// Parameters that are integers.
  static let wholeNumbers: Set<String> = ["shape"]
}
