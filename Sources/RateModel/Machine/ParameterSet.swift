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
    var names: [String] = []
    var values: [[Scalar]] = []
    func add(_ name: String, _ count: Int) {
      names.append(name)
      values.append(Array(repeating: 0, count: count))
    }
    for connection in architecture.connections {
      let shape = architecture.weightShape(of: connection)
      add(connection.name, shape.rows * shape.columns)
    }
    feedback = architecture.connections.map { connection in
      guard connection.hasOwnFeedback else { return nil }
      let shape = architecture.weightShape(of: connection)
      add(connection.name + " (back)", shape.rows * shape.columns)
      return values.count - 1
    }
    firstBias = values.count
    for layer in architecture.layers { add(layer.name, layer.shape.channels) }
    if let classes {
      add("readout", architecture.layers[architecture.output].shape.count * classes)
      add("readout bias", classes)
    }
    self.names = names
    self.values = values
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

  /// All numbers as `Double`, array by array.
  public var doubles: [[Double]] { values.map { $0.map(Double.init) } }

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
