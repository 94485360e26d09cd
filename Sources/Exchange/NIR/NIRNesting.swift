/// Graphs inside a graph, which are put in its place.
extension NIRGraph {
  /// Puts the nodes of `inner` in the place of a node `name`, as `name.child`; its inputs and outputs become nodes that
  /// change nothing. Returns where edges to and from `name` lead now; nil where that is not one node.
  mutating func insert(_ inner: NIRGraph, as name: String) -> (input: String?, output: String?) {
    var names: [String: String] = [:]
    var ends: [String: [String]] = [:]
    for (child, known) in inner.nodes.sorted(by: { $0.key < $1.key }) {
      var node = known, fresh = "\(name).\(child)"
      while nodes[fresh] != nil { fresh += "_" }
      if ["Input", "Output"].contains(node.type) {
        ends[node.type, default: []].append(fresh)
        node = NIRNode("Identity")
      }
      names[child] = fresh
      nodes[fresh] = node
    }
    for edge in inner.edges { edges.append(Edge(names[edge.source]!, names[edge.target]!)) }
    func only(_ type: String) -> String? { ends[type]?.count == 1 ? ends[type]?[0] : nil }
    return (only("Input"), only("Output"))
  }
}
