import Networks
import Quantities
import Testing

@testable import Exchange

/// Convolutional networks, and graphs inside graphs. `convolutions.nir` was written by the package nir 1.0.8: two channels
/// of 6 x 5 values, Conv2d (3 x 2, stride 2 x 1, padding 1 x 0), LIF, SumPool2d (2 x 2, stride 1 x 2), Conv2d (3 x 3, 'same',
/// two groups), LIF, Flatten, Affine, and a graph with recurrent CubaLIF units. What comes out of each step was computed
/// with numpy, by the definitions.
@Suite struct NIRConvolutionTests {
  /// sum_j w_ij x_j over listed pairs: the input x to each unit of `target`.
  private func response(
    _ network: Network, _ name: String, to x: [Double], units: Int
  ) throws -> [Double] {
    let projection = try #require(network.projection(name))
    guard case .explicit(let weights) = projection.weights else { throw NoWeights() }
    var sums = [Double](repeating: 0, count: units)
    switch projection.connectivity {
    case .list(let pairs):
      for (pair, weight) in zip(pairs, weights) {
        sums[Int(pair.target)] += weight * x[Int(pair.source)]
      }
    default:
      for (k, weight) in weights.enumerated() { sums[k % units] += weight * x[k / units] }
    }
    return sums
  }
  private struct NoWeights: Error {}

  @Test func `convolutions, pooling and a graph inside a graph are read as they are defined`()
    throws
  {
    let graph = try NIRFile.read(resource("convolutions.nir"))
    let source = try NIRImport.network(graph, file: "convolutions.nir")
    let network = source.network
    #expect(
      network.populations.map { "\($0.name) \($0.size)" } == [
        "input 60", "lif0 48", "lif1 8", "rnn_lif 3",
      ])
    let first = try response(network, "input->lif0", to: (0..<60).map { Double($0 % 7) }, units: 48)
    let bias = network.populations[1].constantCurrents
    #expect(
      zip(first, bias).map { $0 + $1 } == [
        14, 4, 1, 5, 24, 32, 40, 6, 6, 21, 15, 30, -5, -20, 0, -1, -4, 20, -19, -23, -23, -20, -38,
        -21, 8, 18, 28, 38, 36, 40, 37, 34, 34, 10, 21, 32, -3, 9, 7, 5, 14, 0, -28, -28, -28, 0,
        14,
        28,
      ])
    // A spike makes V jump by w r / tau, tau = 0.02 s; the bias is a current.
    let second = try response(
      network, "lif0->lif1", to: (0..<48).map { Double($0 % 5) }, units: 8)
    // Both channels happen to have the same bias, which becomes part of the membrane.
    guard case .lif(let membrane) = network.populations[2].units else { throw NoWeights() }
    #expect(
      second.map { ($0 * 0.02).rounded() + membrane.current } == [
        -22, 51, -35, 22, 37, 84, -53, 45,
      ])
    // Spikes of lif1 make the current of the inner units jump by w / tau_syn, tau_syn = 0.005 s.
    let third = try response(network, "lif1->rnn_lif", to: (0..<8).map { Double($0) }, units: 3)
    let bias2 = network.populations[3].constantCurrents
    #expect(zip(third, bias2).map { ($0 * 0.005).rounded() + $1 } == [-4, -29, -11])
    #expect(network.projection("rnn_lif->rnn_lif") != nil)
    #expect(source.outputs == ["rnn_lif"])
    // It runs, here without the recurrent weights: such large ones let rates run away.
    var tame = graph
    let weights = try #require(graph.nodes["rnn.w_rec"]?.parameters["weight"])
    tame.nodes["rnn.w_rec"]!.parameters["weight"] = .init(
      shape: weights.shape, weights.values.map { $0 * 0 })
    #expect(
      try !spikes(of: NIRImport.network(tame, file: "convolutions.nir"), for: 1.ms).isEmpty)
  }

  private func node(_ type: String, _ parameters: [String: NIRNode.Numbers]) -> NIRNode {
    var node = NIRNode(type)
    node.parameters = parameters
    return node
  }

  @Test func `a convolution in one dimension, with dilation, is a sum over its kernel`() throws {
    let step = try NIRConvolution(
      node(
        "Conv1d",
        ["weight": .init(shape: [1, 1, 2], [1, 10]), "dilation": .init(shape: [], [2])]),
      shape: [1, 5])
    #expect(step.shape == [1, 3])
    #expect(step.times([1, 2, 3, 4, 5], width: 1) == [31, 42, 53])
    let mean = try NIRConvolution(
      node("AvgPool2d", ["kernel_size": .init(shape: [], [2]), "stride": .init(shape: [], [2])]),
      shape: [1, 2, 4])
    #expect(mean.times([1, 2, 3, 4, 5, 6, 7, 8], width: 1) == [3.5, 5.5])
  }

  @Test(arguments: [
    (["weight": NIRNode.Numbers(shape: [1, 3, 1, 1], [1, 2, 3])], "in 1 groups for 2 channels"),
    (["weight": .init(shape: [1, 2, 9, 1], .init(repeating: 1, count: 18))], "is larger than"),
    (["weight": .init(shape: [2], [1, 1])], "expected [out, in, kernel]"),
    (
      ["weight": .init(shape: [1, 2, 1, 1], [1, 1]), "stride": .init(shape: [], [0])],
      "'stride' is [0.0]"
    ),
    (
      [
        "weight": .init(shape: [1, 2, 1, 1], [1, 1]), "padding": .init(shape: [], [-1]),
        "stride": .init(shape: [], [2]),
      ], "padding 'same' with a stride of 2"
    ),
    (
      ["weight": .init(shape: [1, 2, 1, 1], [1, 1]), "input_shape": .init(shape: [2], [7, 7])],
      "which are no channels of [7, 7]"
    ),
    (
      ["weight": .init(shape: [1, 2, 1, 1], [1, 1]), "padding": .init(shape: [], [1e6])],
      "too many weights"
    ),
  ])
  func `a convolution that does not fit says why`(
    parameters: [String: NIRNode.Numbers], words: String
  ) throws {
    do {
      _ = try NIRConvolution(node("Conv2d", parameters), shape: [2, 4, 4])
      Issue.record("no error")
    } catch {
      #expect(error.words.contains(words), "\(error.words)")
    }
  }
}
