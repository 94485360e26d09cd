@testable import Exchange

/// NIR graphs as text, so that a fuzzer can write them: HDF5 would hide them behind its own structure.
///
///     input Input shape 3
///     fc Linear weight 2x3:0.5
///     lif LIF tau 2:0.02 r 2:1 v_leak 2:0 v_threshold 2:1 ~kind clamp
///     input>fc>lif
///
/// A parameter is `SHAPE:VALUE`, or a number; metadata begin with `~`, those of the graph stand on a line of their own.
enum GraphText {
  static func graph(_ text: String) -> NIRGraph {
    var graph = NIRGraph()
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ").map(String.init)
      guard let name = words.first else { continue }
      if name.hasPrefix("~") {
        var node = NIRNode("")
        fill(&node, words[...])
        graph.metadata.merge(node.metadata) { $1 }
      } else if words.count == 1 {
        let steps = name.split(separator: ">").map(String.init)
        for (a, b) in zip(steps, steps.dropFirst())
        where graph.nodes[a] != nil && graph.nodes[b] != nil {
          graph.edges.append(.init(a, b))
        }
      } else {
        var node = NIRNode(words[1])
        fill(&node, words.dropFirst(2))
        graph.nodes[name] = node
      }
    }
    return graph
  }

  private static func fill(_ node: inout NIRNode, _ words: ArraySlice<String>) {
    for (key, value) in zip(words, words.dropFirst()) {
      if key.hasPrefix("~") {
        let name = String(key.dropFirst())
        if let numbers = numbers(value) {
          node.metadata[name] =
            numbers.shape.isEmpty ? .number(numbers.values[0]) : .numbers(numbers.values)
        } else {
          node.metadata[name] = .text(value)
        }
      } else if let numbers = numbers(value) {
        node.parameters[key] = numbers
      }
    }
  }

  /// At most 4096 numbers, of which the last one is one more, so that not all are alike.
  private static func numbers(_ text: String) -> NIRNode.Numbers? {
    let halves = text.split(separator: ":", maxSplits: 1)
    guard let value = halves.last.flatMap({ Double(String($0)) }) else { return nil }
    if halves.count == 1 { return NIRNode.Numbers(shape: [], [value]) }
    var shape: [Int] = [], count = 1
    for size in halves[0].split(separator: "x") {
      guard let size = Int(size), (0...4096).contains(size), count * size <= 4096 else {
        return nil
      }
      shape.append(size)
      count *= size
    }
    var values = [Double](repeating: value, count: count)
    if text.hasSuffix("0"), let last = values.indices.last { values[last] += 1 }
    return NIRNode.Numbers(shape: shape, values)
  }
}
