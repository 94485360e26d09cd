/// Graphs inside a graph, which are replaced by their nodes.
extension NIRGraph {
  /// Replaces the node `name` by the nodes of `inner`, called `name.child`; inputs and outputs of `inner` become nodes
  /// that change nothing. Returns the new ends of edges to and from `name`; nil for an end that is not exactly one
  /// node.
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
