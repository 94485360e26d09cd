/// A graph of the Neuromorphic Intermediate Representation: nodes with parameters, and edges.
///
/// *Units*: seconds; weights [target, source], rows first.
///
/// > J. E. Pedersen et al. *Neuromorphic intermediate representation: a unified instruction set for
/// > interoperable brain-inspired computing.* Nature Communications 15:8122, 2024. File layout as in the
/// > package `nir` 1.0.
public struct NIRGraph: Sendable, Equatable {
  /// The nodes by name.
  public var nodes: [String: NIRNode] = [:]
  /// From which node to which; readers that follow chains take the first edge out of a node.
  public var edges: [Edge] = []
  /// What else is known; nothing may depend on it.
  public var metadata: [String: NIRValue] = [:]

  /// From one node to another.
  public struct Edge: Sendable, Hashable {
    /// Where it begins.
    public var source: String
    /// Where it ends.
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

/// One node of a graph.
public struct NIRNode: Sendable, Equatable {
  /// `CubaLIF`, `Linear`, ...
  public var type: String
  /// Numbers by name, such as `tau_mem` in seconds.
  public var parameters: [String: Numbers] = [:]
  /// What else is known.
  public var metadata: [String: NIRValue] = [:]

  /// Numbers in rows, last index fastest; no sizes for one number.
  public struct Numbers: Sendable, Equatable {
    /// Sizes, slowest first.
    public var shape: [Int]
    /// The values.
    public var values: [Double]

    /// Numbers in this shape.
    public init(shape: [Int], _ values: [Double]) {
      precondition(shape.reduce(1, *) == values.count, "A shape says how many values there are.")
      self.shape = shape
      self.values = values
    }

    /// The same value for each of `count` units.
    init(_ value: Double, count: Int) {
      self.init(shape: [count], [Double](repeating: value, count: count))
    }
  }

  /// A node without parameters.
  public init(_ type: String) { self.type = type }
}

/// A piece of metadata.
public enum NIRValue: Sendable, Equatable {
  /// Words.
  case text(String)
  /// One number.
  case number(Double)
  /// Several numbers.
  case numbers([Double])

  /// The words, if that is what it is.
  public var text: String? { if case .text(let text) = self { text } else { nil } }
  /// The number, if it is one.
  public var number: Double? {
    switch self {
    case .number(let value): value
    case .numbers(let values): values.count == 1 ? values[0] : nil
    case .text: nil
    }
  }
  /// The numbers; one is a list of one.
  public var numbers: [Double]? {
    switch self {
    case .number(let value): [value]
    case .numbers(let values): values
    case .text: nil
    }
  }
}
