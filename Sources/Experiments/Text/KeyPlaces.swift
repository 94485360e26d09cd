/// The places of values in a model file, found by their keys, for problems that are noticed after reading:
///
///     places.place(of: ["network", "projections", "a->b", "weights"])
struct KeyPlaces {
  private let root: Node

  /// The places of a tree, after overrides.
  init(_ root: Node) { self.root = root }

  /// The place of the value under these keys, or under the longest written part of them. A list element is found by its
  /// name.
  func place(of path: [String]) -> ModelProblem.Place { find(path).node.place }

  /// The place of the first of these paths that was written in full; otherwise the place nearest to the first one.
  func place(ofFirst paths: [[String]]) -> ModelProblem.Place {
    for path in paths where has(path) { return place(of: path) }
    return paths.first.map { place(of: $0) } ?? .file
  }

  /// True if all of these keys were written.
  func has(_ path: [String]) -> Bool { find(path).left == 0 }

  private func find(_ path: [String]) -> (node: Node, left: Int) {
    var node = root
    for (done, key) in path.enumerated() {
      guard let next = node.child(key) else { return (node, path.count - done) }
      node = next
    }
    return (node, 0)
  }
}

extension Node {
  /// The value under this key, or the list element of this name.
  fileprivate func child(_ key: String) -> Node? {
    switch content {
    case .scalar: nil
    case .mapping(let entries): entries.first { $0.key == key }?.value
    case .sequence(let elements): elements.first { $0.name == key }
    }
  }

  /// The name of a list element: its `name`, or `from->to`.
  var name: String? {
    guard case .mapping(let entries) = content else { return nil }
    func text(_ key: String) -> String? {
      guard case .scalar(let text, _)? = entries.first(where: { $0.key == key })?.value.content
      else { return nil }
      return text
    }
    if let name = text("name") { return name }
    guard let source = text("from"), let target = text("to") else { return nil }
    return "\(source)->\(target)"
  }
}
