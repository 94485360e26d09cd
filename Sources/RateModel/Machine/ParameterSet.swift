public import Networks

/// All learned numbers of an architecture, or other numbers of the same shape: gradients, velocities.
public struct ParameterSet<Scalar: RateScalar>: Sendable, Equatable {
  /// Names, in the order of `values`: connections, feedback of connections that have their own, biases
  /// of layers, readout.
  public let names: [String]
  /// The numbers; weights row by row, a row for each presynaptic unit (or place of the kernel).
  public var values: [[Scalar]]
  private let feedback: [Int?]
  private let firstBias: Int

  /// Zeros for `architecture`; with a readout of the last layer when `classes` is given.
  public init(_ architecture: Architecture, readout classes: Int? = nil) {
    let shapes = architecture.parameterShapes(classes: classes)
    names = shapes.map(\.name)
    values = shapes.map { Array(repeating: 0, count: $0.shape.reduce(1, *)) }
    firstBias = names.count - architecture.layers.count - (classes == nil ? 0 : 2)
    var place = architecture.connections.count
    feedback = architecture.connections.map { connection in
      guard connection.hasOwnFeedback else { return nil }
      defer { place += 1 }
      return place
    }
  }

  /// The index of a connection's feedback weights; nil if it has no separate ones.
  func feedbackIndex(_ connection: Int) -> Int? { feedback[connection] }
  /// The index of a layer's biases.
  public func biasIndex(_ layer: Int) -> Int { firstBias + layer }
  /// The index of the readout; its biases follow.
  var readoutIndex: Int { values.count - 2 }

  /// The number of all numbers.
  public var count: Int { values.reduce(0) { $0 + $1.count } }

  /// Sets all numbers to zero.
  public mutating func clear() {
    for k in values.indices { Kernels.clear(&values[k]) }
  }

  /// self += a other.
  public mutating func add(_ a: Scalar, _ other: ParameterSet) {
    for k in values.indices {
      Kernels.add(a, other.values[k], count: values[k].count, into: &values[k])
    }
  }

  /// The same numbers in another precision.
  public func converted<Other: RateScalar>(to: Other.Type) -> ParameterSet<Other> {
    ParameterSet<Other>(self) { Other($0) }
  }

  private init<Source: RateScalar>(_ other: ParameterSet<Source>, _ convert: (Source) -> Scalar) {
    names = other.names
    values = other.values.map { $0.map(convert) }
    feedback = other.feedback
    firstBias = other.firstBias
  }
}
