import Networks
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
        bias: 0, synapticTimeConstant: 5.ms, maximumRate: 1), maximumRate: 1))

  /// An 8 x 8 picture, one or two convolutions, and a dense output.
  static func convolutional(_ pooling: Architecture.Pooling, layers: Int = 1) -> Architecture {
    let input = Shape(height: 8, width: 8, channels: 1)
    let first = Architecture.convolved(input, kernel: 3, window: 2, channels: 2)!
    var result = Architecture(
      input: input, layers: [.init(name: "conv1", shape: first)],
      connections: [
        .init(
          name: "input->conv1", pre: nil, post: 0,
          form: .convolution(kernel: 3, pooling: pooling, window: 2), feedback: .none)
      ])
    if layers == 2 {
      let second = Architecture.convolved(first, kernel: 2, window: 2, channels: 3)!
      result.layers.append(.init(name: "conv2", shape: second))
      result.connections.append(
        .init(
          name: "conv1->conv2", pre: 0, post: 1,
          form: .convolution(kernel: 2, pooling: pooling, window: 2)))
    }
    result.layers.append(.init(name: "output", shape: Shape(3)))
    result.connections.append(.init(name: "last->output", pre: layers - 1, post: layers))
    return result
  }

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
