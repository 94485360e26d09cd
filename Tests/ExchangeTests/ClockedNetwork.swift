import Quantities

@testable import Exchange

/// A recurrent network of CubaLIF units as clocked frameworks have it, and what such a framework computes.
///
///     I := I + dt / tau_syn (-I + w_in S),   v := v + dt / tau_mem (v_leak - v + r I),   v > v_threshold: z = 1, v := 0
///
/// Forward Euler with steps of h = dt / m; a spike is the value m for one step of h, so that its area is dt, and recurrent
/// spikes arrive m steps later. With m = 1 this is the framework; with m -> infinity it is what the equations say.
struct ClockedNetwork {
  let inputs: Int, hidden: Int, outputs: Int
  /// Weights [target, source], rows first, and biases.
  let w1: [Double], b1: [Double], recurrent: [Double], b: [Double], w2: [Double], b2: [Double]
  /// Per-step decays of the currents and of the membranes of both layers.
  let alpha = 0.55, beta = 0.9, alpha2 = 0.5, beta2 = 0.6
  /// dt [s].
  let step = 1e-4

  init(seed: UInt64, inputs: Int = 6, hidden: Int = 10, outputs: Int = 3) {
    var stream = Seed(seed).stream()
    func draw(_ count: Int, _ low: Double, _ high: Double) -> [Double] {
      (0..<count).map { _ in stream.uniform(low, high) }
    }
    (self.inputs, self.hidden, self.outputs) = (inputs, hidden, outputs)
    w1 = draw(hidden * inputs, -0.1, 0.35)
    b1 = draw(hidden, -0.01, 0.03)
    recurrent = draw(hidden * hidden, -0.15, 0.08)
    b = draw(hidden, -0.01, 0.01)
    w2 = draw(outputs * hidden, -0.3, 0.5)
    b2 = draw(outputs, 0, 0.02)
  }

  /// The graph as an exporter writes it: r = tau_mem / dt, w_in = tau_syn / dt.
  var graph: NIRGraph {
    func units(_ count: Int, _ alpha: Double, _ beta: Double) -> NIRNode {
      let synaptic = step / (1 - alpha), membrane = step / (1 - beta)
      return node(
        "CubaLIF",
        [
          "tau_syn": .init(synaptic, count: count), "tau_mem": .init(membrane, count: count),
          "r": .init(membrane / step, count: count), "v_leak": .init(0, count: count),
          "v_threshold": .init(1, count: count), "w_in": .init(synaptic / step, count: count),
        ])
    }
    func affine(_ rows: Int, _ columns: Int, _ weight: [Double], _ bias: [Double]) -> NIRNode {
      node(
        "Affine",
        ["weight": .init(shape: [rows, columns], weight), "bias": .init(shape: [rows], bias)])
    }
    var graph = NIRGraph()
    graph.nodes = [
      "input": node("Input", ["shape": .init(shape: [1], [Double(inputs)])]),
      "fc1": affine(hidden, inputs, w1, b1), "lif1": units(hidden, alpha, beta),
      "rec": affine(hidden, hidden, recurrent, b), "fc2": affine(outputs, hidden, w2, b2),
      "lif2": units(outputs, alpha2, beta2),
      "output": node("Output", ["shape": .init(shape: [1], [Double(outputs)])]),
    ]
    graph.edges = [
      .init("input", "fc1"), .init("fc1", "lif1"), .init("lif1", "rec"), .init("rec", "lif1"),
      .init("lif1", "fc2"), .init("fc2", "lif2"), .init("lif2", "output"),
    ]
    return graph
  }

  /// Spikes of random trains, by step and input.
  func raster(seed: UInt64, steps: Int, probability: Double) -> [[Bool]] {
    var stream = Seed(seed).stream()
    let own = (0..<inputs).map { _ in 2 * probability * stream.uniform(0, 1) }
    return (0..<steps).map { _ in own.map { stream.uniform(0, 1) < $0 } }
  }

  /// The number of spikes of each output.
  func counts(_ raster: [[Bool]], refinement m: Int) -> [Int] {
    let h = step / Double(m), height = Double(m)
    var first = Layer(hidden, step / (1 - alpha), step / (1 - beta), step)
    var second = Layer(outputs, step / (1 - alpha2), step / (1 - beta2), step)
    var late = [[Bool]](repeating: [Bool](repeating: false, count: hidden), count: m)
    for k in 0..<raster.count * m {
      var s = zip(b1, b).map(+)
      for i in 0..<hidden {
        for j in 0..<inputs where k % m == 0 && raster[k / m][j] {
          s[i] += height * w1[i * inputs + j]
        }
        for j in 0..<hidden where late[k % m][j] { s[i] += height * recurrent[i * hidden + j] }
      }
      let spikes = first.advance(s, h)
      late[k % m] = spikes
      var s2 = b2
      for i in 0..<outputs {
        for j in 0..<hidden where spikes[j] { s2[i] += height * w2[i * hidden + j] }
      }
      _ = second.advance(s2, h)
    }
    return second.counts
  }

  /// Units of one layer.
  private struct Layer {
    var current: [Double], v: [Double], counts: [Int]
    let synaptic: Double, membrane: Double, step: Double

    init(_ count: Int, _ synaptic: Double, _ membrane: Double, _ step: Double) {
      current = [Double](repeating: 0, count: count)
      v = current
      counts = [Int](repeating: 0, count: count)
      (self.synaptic, self.membrane, self.step) = (synaptic, membrane, step)
    }

    mutating func advance(_ s: [Double], _ h: Double) -> [Bool] {
      var spikes = [Bool](repeating: false, count: v.count)
      for i in v.indices {
        current[i] += h / synaptic * (-current[i] + synaptic / step * s[i])
        v[i] += h / membrane * (-v[i] + membrane / step * current[i])
        if v[i] > 1 {
          v[i] = 0
          spikes[i] = true
          counts[i] += 1
        }
      }
      return spikes
    }
  }
}

/// A node with parameters.
func node(_ type: String, _ parameters: [String: NIRNode.Numbers]) -> NIRNode {
  var node = NIRNode(type)
  node.parameters = parameters
  return node
}
