/// A graph of the Neuromorphic Intermediate Representation: nodes with parameters, and edges.
///
/// *Units*: seconds; weights are [target, source], row-major.
///
/// > J. E. Pedersen et al. *Neuromorphic intermediate representation: a unified instruction set for
/// > interoperable brain-inspired computing.* Nature Communications 15:8122, 2024. File layout as in the
/// > package `nir` 1.0.
public struct NIRGraph: Sendable, Equatable {
  /// The nodes by name.
  public var nodes: [String: NIRNode] = [:]
  /// The edges in order; readers that follow chains take the first edge out of a node.
  public var edges: [Edge] = []
  /// Further facts, on which nothing may depend.
  public var metadata: [String: NIRValue] = [:]

  /// A connection from one node to another.
  public struct Edge: Sendable, Hashable {
    /// The name of the node at its beginning.
    public var source: String
    /// The name of the node at its end.
    public var target: String

    /// An edge from `source` to `target`.
    public init(_ source: String, _ target: String) {
      self.source = source
      self.target = target
    }
  }

  /// An empty graph.
  public init() {}
}

/// A node of a graph.
public struct NIRNode: Sendable, Equatable {
  /// The type: `CubaLIF`, `Linear`, ...
  public var type: String
  /// Numbers by name, such as `tau_mem` [s].
  public var parameters: [String: Numbers] = [:]
  /// Further facts.
  public var metadata: [String: NIRValue] = [:]

  /// An array of numbers, last index fastest; the shape of a single number is empty.
  public struct Numbers: Sendable, Equatable {
    /// The sizes of the dimensions, slowest first.
    public var shape: [Int]
    /// The values.
    public var values: [Double]

    /// Numbers in this shape.
    public init(shape: [Int], _ values: [Double]) {
      precondition(shape.reduce(1, *) == values.count, "A shape says how many values there are.")
      self.shape = shape
      self.values = values
    }

    /// An array of `count` equal values.
    init(_ value: Double, count: Int) {
      self.init(shape: [count], [Double](repeating: value, count: count))
    }
  }

  /// A node without parameters.
  public init(_ type: String) { self.type = type }
}

/// The value of a piece of metadata.
public enum NIRValue: Sendable, Equatable {
  /// A text.
  case text(String)
  /// One number.
  case number(Double)
  /// Several numbers.
  case numbers([Double])

  /// The text; nil for numbers.
  public var text: String? { if case .text(let text) = self { text } else { nil } }
  /// The number; nil unless there is exactly one.
  public var number: Double? {
    switch self {
    case .number(let value): value
    case .numbers(let values): values.count == 1 ? values[0] : nil
    case .text: nil
    }
  }
  /// The numbers, also if there is only one; nil for a text.
  public var numbers: [Double]? {
    switch self {
    case .number(let value): [value]
    case .numbers(let values): values
    case .text: nil
    }
  }
}

extension FilePart {
  /// The error of damage at a node of a graph.
  func damaged(node name: String, _ reason: String) -> ExchangeError {
    damaged("/node/nodes/\(name)", reason)
  }

  /// The error of a node that cannot be represented.
  func unsupported(node name: String, _ what: String) -> ExchangeError {
    unsupported("/node/nodes/\(name)", what)
  }
}
