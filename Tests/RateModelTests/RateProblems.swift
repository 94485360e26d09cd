import Networks
import Protocols
import Quantities

@testable import RateModel

/// Tiny networks that settle well, in every formulation.
enum Rig {
  /// 5-4-3 with weights of both signs; biases keep hard sigmoids inside (0, 1).
  static func problem(
    _ dynamics: Dynamics, sizes: [Int] = [5, 4, 3], gain: Double = 0.5,
    feedback: Architecture.Feedback = .tied, batch: Int = 2, seed: UInt64 = 1
  ) -> RateProblem {
    problem(
      Architecture(sizes: sizes, feedback: feedback), dynamics, gain: gain, batch: batch,
      seed: seed)
  }

  static func problem(
    _ architecture: Architecture, _ dynamics: Dynamics, gain: Double = 0.5, batch: Int = 2,
    classes: Int = 3, seed: UInt64 = 1
  ) -> RateProblem {
    let root = Seed(seed)
    var parameters: ParameterSet<Double> = ParameterInitialization(.glorot(gain: gain)).parameters(
      architecture, readout: dynamics.cost == .crossEntropy ? classes : nil,
      seed: root.branch("weights"))
    var stream = root.branch("biases").stream()
    let bias = bias(of: dynamics.function)
    for layer in architecture.layers.indices {
      let index = parameters.biasIndex(layer)
      for i in parameters.values[index].indices {
        parameters.values[index][i] = bias + 0.1 * stream.uniform(-1, 1)
      }
    }
    let outputs =
      dynamics.cost == .crossEntropy
      ? classes : architecture.layers[architecture.output].shape.count
    var targets = [Double](repeating: 0.2, count: batch * outputs)
    if dynamics.cost == .crossEntropy { targets = targets.map { _ in 0 } }
    for row in 0..<batch {
      targets[row * outputs + row % outputs] = dynamics.cost == .crossEntropy ? 1 : 0.8
    }
    return RateProblem(
      architecture, dynamics, parameters: parameters,
      inputs: (0..<batch * architecture.input.count).map { _ in stream.uniform() },
      targets: targets, batch: batch, classes: classes,
      phases: RatePhases(free: 20_000, nudged: 20_000, tolerance: 1e-14))
  }

  private static func bias(of function: RateFunction) -> Double {
    switch function {
    case .hardSigmoid, .shiftedSigmoid: 0.4
    case .sigmoid, .tanh: 0.1
    case .curve: 0.8
    }
  }

  /// A unit that fires at about u / (1 + t_ref u) above its threshold.
  static let lif = RateFunction.curve(
    LIFCurve(
      LIF.dimensionless(
        membraneTimeConstant: 20.ms, threshold: 0.025, reset: -0.025, refractoryTime: 0.3.ms,
        bias: 0, synapticTimeConstant: 5.ms), maximumRate: 1))

  /// Two kinds of units, one of them measured, with unequal time constants, and couplings some of which do not exist.
  static func kinds(oneWay: Bool = false) -> Architecture {
    let u = (-30...30).map { 0.1 * Double($0) }
    let measured = try! TabulatedCurve(
      drives: u, activities: u.map(RateFunction.sigmoid.value))
    var result = Architecture(sizes: [5, 6, 4, 3])
    result.layers[0].function = lif
    result.layers[1].function = .curve(measured)
    for (layer, tau) in [2.0, 5, 3].enumerated() { result.layers[layer].timeConstant = tau }
    for index in result.connections.indices {
      let shape = result.weightShape(of: result.connections[index])
      result.connections[index].mask = (0..<shape.rows * shape.columns).map { $0 % 3 != index }
    }
    // Within the first layer, and from the last one to it.
    result.connections.append(
      .init(name: "within", pre: 0, post: 0, mask: (0..<36).map { $0 % 5 == 0 }))
    result.connections.append(
      .init(name: "back", pre: 2, post: 0, feedback: oneWay ? .none : .tied))
    return result
  }

  /// An 8 x 8 picture, one or two convolutions, and a dense output.
  static func convolutional(
    _ pooling: Convolution.Pooling, layers: Int = 1, stride: Int = 1, padding: Int = 0
  ) -> Architecture {
    let input = Shape(height: 8, width: 8, channels: 1)
    let form = Convolution(
      kernel: 3, stride: stride, padding: padding, pooling: pooling, window: 2)
    let first = form.target(of: input, channels: 2)!
    var result = Architecture(
      input: input, layers: [.init(name: "conv1", shape: first)],
      connections: [
        .init(
          name: "input->conv1", pre: nil, post: 0,
          form: .convolution(form), feedback: .none)
      ])
    if layers == 2 {
      let form = Convolution(
        kernel: 2, stride: stride, padding: padding, pooling: pooling, window: 2)
      let second = form.target(of: first, channels: 3)!
      result.layers.append(.init(name: "conv2", shape: second))
      result.connections.append(
        .init(name: "conv1->conv2", pre: 0, post: 1, form: .convolution(form)))
    }
    result.layers.append(.init(name: "output", shape: Shape(3)))
    result.connections.append(.init(name: "last->output", pre: layers - 1, post: layers))
    return result
  }

  /// 5-4-4-3 with connections within the first layer, whose feedback shrinks, and with a skip that fits it.
  static let scaled: Architecture = {
    var result = Architecture(sizes: [5, 4, 4, 3])
    (result.connections[1].feedbackScale, result.connections[2].feedbackScale) = (0.3, 0.5)
    result.connections.append(.init(name: "within", pre: 0, post: 0))
    result.connections.append(.init(name: "skip", pre: 0, post: 2, feedbackScale: 0.15))
    return result
  }()

  /// 5-4-3 with a skip from the input to the output and connections within the hidden layer.
  static let graph: Architecture = {
    var result = Architecture(sizes: [5, 4, 3])
    result.connections.append(.init(name: "input->output", pre: nil, post: 1, feedback: .none))
    result.connections.append(.init(name: "hidden->hidden", pre: 0, post: 0))
    return result
  }()
}

/// <a, b> / (|a| |b|) over all numbers.
func cosine(_ a: ParameterSet<Double>, _ b: ParameterSet<Double>) -> Double {
  cosine(a.values.flatMap(\.self), b.values.flatMap(\.self))
}

func cosine(_ a: [Double], _ b: [Double]) -> Double {
  var (dot, a2, b2) = (0.0, 0.0, 0.0)
  for (x, y) in zip(a, b) {
    dot += x * y
    a2 += x * x
    b2 += y * y
  }
  return dot / (a2 * b2).squareRoot()
}

/// |a - b| / |b| over all numbers.
func distance(_ a: ParameterSet<Double>, _ b: ParameterSet<Double>) -> Double {
  var (difference, size) = (0.0, 0.0)
  for (x, y) in zip(a.values.joined(), b.values.joined()) {
    difference += (x - y) * (x - y)
    size += y * y
  }
  return (difference / size).squareRoot()
}
