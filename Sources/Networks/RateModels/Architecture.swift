/// The layers of a rate model, and their connections.
///
/// The connections define the primitive function
///
///     Phi(s) = sum over connections <s_post, L(s_pre)> + sum_i b_i s_i,   L linear in the weights,
///
/// from which all formulations follow. Any graph is allowed: skips, and connections of a layer with
/// itself, whose weights have a zero diagonal.
public struct Architecture: Sendable {
  /// The input that is held constant.
  public var input: Shape
  /// Layers that have a state.
  public var layers: [Layer]
  /// Connections between the layers.
  public var connections: [Connection]
  /// The index of the output layer; nil: the last.
  public var answers: Int?

  /// A layer of units with a state.
  public struct Layer: Sendable {
    /// Its name.
    public var name: String
    /// The arrangement of its units; units of one channel share a bias.
    public var shape: Shape
    /// f of its units; nil: that of the dynamics.
    public var function: RateFunction?
    /// tau, in the unit of `Dynamics.step`: 1 where all layers are alike, ms in models of spiking networks.
    public var timeConstant: Double

    /// The layer `name`.
    public init(
      name: String, shape: Shape, function: RateFunction? = nil, timeConstant: Double = 1
    ) {
      self.name = name
      self.shape = shape
      self.function = function
      self.timeConstant = timeConstant
    }
  }

  /// Weights from one layer to another.
  public struct Connection: Sendable, Hashable {
    /// Its name.
    public var name: String
    /// Index of the presynaptic layer; nil: the input.
    public var pre: Int?
    /// Index of the postsynaptic layer.
    public var post: Int
    /// The form of a connection.
    public var form: Form
    /// The feedback of the postsynaptic layer.
    public var feedback: Feedback
    /// kappa: feedback acts with kappa times its weights.
    public var feedbackScale: Double
    /// True for each weight that exists, row by row; nil: all, without those of units onto themselves.
    public var mask: [Bool]?

    /// The connection `name`.
    public init(
      name: String, pre: Int?, post: Int, form: Form = .dense, feedback: Feedback = .tied,
      feedbackScale: Double = 1, mask: [Bool]? = nil
    ) {
      self.name = name
      self.pre = pre
      self.post = post
      self.form = form
      self.feedback = feedback
      self.feedbackScale = feedbackScale
      self.mask = mask
    }

    /// True if the postsynaptic layer acts back by weights of its own.
    public var hasOwnFeedback: Bool { pre != nil && (feedback == .untied || feedback == .fixed) }
  }

  /// The form of a connection.
  public enum Form: Sendable, Hashable {
    /// All units are connected with all units.
    case dense
    /// Each place of a map reads a square of places around it, by shared weights.
    case convolution(Convolution)
    /// The same, or average pooling, between layers whose units are sorted by channel, as in spiking networks. Weights
    /// are sorted as `KernelMap` says: a row for each channel of the target.
    case map(KernelMap)
  }

  /// Feedback from the postsynaptic layer to the presynaptic one.
  public enum Feedback: String, Sendable, Hashable, CaseIterable, Codable {
    /// Feedback by the same weights: the dynamics descend an energy.
    case tied
    /// Feedback by weights of its own, which learn by the same local rule (vector-field dynamics).
    case untied
    /// Feedback by weights of its own, which keep their initial values.
    case fixed
    /// No feedback.
    case none
  }

  /// An architecture of these parts.
  public init(input: Shape, layers: [Layer], connections: [Connection]) {
    self.input = input
    self.layers = layers
    self.connections = connections
  }

  /// Input, hidden layers and output, each fully connected with the next.
  public init(sizes: [Int], feedback: Feedback = .tied) {
    precondition(sizes.count >= 2, "A network has an input and an output.")
    let count = sizes.count - 1
    let names = (1...count).map { index in
      index == count ? "output" : count == 2 ? "hidden" : "hidden\(index)"
    }
    self.init(
      input: Shape(sizes[0]),
      layers: zip(names, sizes.dropFirst()).map { Layer(name: $0, shape: Shape($1)) },
      connections: (0..<count).map { index in
        Connection(
          name: "\(index == 0 ? "input" : names[index - 1])->\(names[index])",
          pre: index == 0 ? nil : index - 1, post: index,
          feedback: index == 0 ? .none : feedback)
      })
  }

  /// The index of the output layer.
  public var output: Int { answers ?? layers.count - 1 }
  /// The shortest time constant.
  public var fastest: Double { layers.map(\.timeConstant).min() ?? 1 }
  /// The longest time constant.
  public var slowest: Double { layers.map(\.timeConstant).max() ?? 1 }

  /// The shape of the layer (or input) that a connection reads.
  public func source(of connection: Connection) -> Shape {
    connection.pre.map { layers[$0].shape } ?? input
  }

  /// Rows and columns of a connection's weights: the number of units that one postsynaptic unit reads, and the
  /// number of kinds of postsynaptic units.
  public func weightShape(of connection: Connection) -> (rows: Int, columns: Int) {
    let source = source(of: connection), target = layers[connection.post].shape
    switch connection.form {
    case .dense: return (source.count, target.count)
    case .convolution(let convolution):
      return (convolution.kernel * convolution.kernel * source.channels, target.channels)
    case .map(let map): return (map.shape[0], map.count / map.shape[0])
    }
  }

  /// The places of weights that do not exist.
  public func absent(in connection: Connection) -> [Int] {
    if let mask = connection.mask { return mask.indices.filter { !mask[$0] } }
    guard connection.pre == connection.post else { return [] }
    let columns = layers[connection.post].shape.count
    return (0..<columns).map { $0 * columns + $0 }
  }

  /// The shapes of all parameters by name, as `ParameterSet` calls them: weights [rows, columns], biases [channels];
  /// with a readout of the last layer, [units, classes] and [classes], when `classes` is given.
  public func parameterShapes(classes: Int? = nil) -> [(name: String, shape: [Int])] {
    var shapes: [(name: String, shape: [Int])] = []
    for connection in connections {
      let shape = weightShape(of: connection)
      shapes.append((connection.name, [shape.rows, shape.columns]))
    }
    for connection in connections where connection.hasOwnFeedback {
      let shape = weightShape(of: connection)
      shapes.append((connection.name + " (back)", [shape.rows, shape.columns]))
    }
    for layer in layers { shapes.append((layer.name, [layer.shape.channels])) }
    if let classes {
      shapes.append(("readout", [layers[output].shape.count, classes]))
      shapes.append(("readout bias", [classes]))
    }
    return shapes
  }
}
