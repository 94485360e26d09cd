/// A change of one value from the command line: `network.populations.hidden.size=64`.
///
/// The path consists of the keys from the top of the file, joined by dots. A list element is given by its name (a
/// projection's `source->target`) or its number from 0. The value is YAML: `5 ms`, `[0, 1]`, `{uniform: [0, 1]}`,
/// `"text"`; `null` removes the key, so that its default holds.
///
/// Populations and projections must exist; other keys must be valid keys of their section.
struct Override {
  let text: String
  private let path: [String]
  private let value: Node?
  private let log: ProblemLog

  /// Nil, with a problem in `log`, if the text is not of the form `a.b=value`.
  init?(_ text: String, log: ProblemLog) {
    let place = ModelProblem.Place.override(text)
    guard let equals = text.firstIndex(of: "=") else {
      log.error(place, "not of the form key.path=value")
      return nil
    }
    let path = text[..<equals].split(separator: ".", omittingEmptySubsequences: false)
    guard path.allSatisfy({ !$0.isEmpty }) else {
      log.error(place, "not of the form key.path=value")
      return nil
    }
    guard path.count <= YAMLText.depthLimit else {
      log.error(
        place, "\(path.count) keys in a row; expected at most \(YAMLText.depthLimit)")
      return nil
    }
    let written = String(text[text.index(after: equals)...])
    guard let value = YAMLText.parse(written, override: text, log: log) else { return nil }
    self.text = text
    self.path = path.map(String.init)
    self.value = value.isNull ? nil : value
    self.log = log
  }

  /// Applies the change to a tree.
  func apply(to root: inout Node) { set(path[...], in: &root, parents: []) }

  private var place: ModelProblem.Place { .override(text) }

  private func set(_ rest: ArraySlice<String>, in node: inout Node, parents: [String]) {
    guard let key = rest.first else {
      if let value { node = value }
      return
    }
    let title = parents.isEmpty ? "the model" : "'\(parents.joined(separator: "."))'"
    switch node.content {
    case .mapping(var entries):
      if let index = entries.firstIndex(where: { $0.key == key }) {
        if rest.count == 1, value == nil {
          entries.remove(at: index)
        } else {
          set(rest.dropFirst(), in: &entries[index].value, parents: parents + [key])
        }
      } else {
        if parents == ["network", "populations"] {
          log.error(
            place, "no population '\(key)'" + Suggestion.hint(key, in: entries.map(\.key)))
          return
        }
        guard value != nil else { return }
        var added = Node(content: .mapping([]), place: place)
        set(rest.dropFirst(), in: &added, parents: parents + [key])
        entries.append(Node.Entry(key: key, place: place, value: added))
      }
      node.content = .mapping(entries)
    case .sequence(var elements):
      let names = elements.map(\.name)
      guard let index = names.firstIndex(of: key) ?? Int(key), elements.indices.contains(index)
      else {
        log.error(
          place,
          "no element '\(key)' in \(title)" + Suggestion.hint(key, in: names.compactMap(\.self)))
        return
      }
      set(rest.dropFirst(), in: &elements[index], parents: parents + [key])
      node.content = .sequence(elements)
    case .scalar:
      // `rule: zero-area` is short for `rule: {name: zero-area}`.
      guard parents.last == "rule" || parents.dropLast().last == "plasticity" else {
        log.error(place, "\(title) is a single value and has no key '\(key)'")
        return
      }
      let name = Node.Entry(key: "name", place: node.place, value: node)
      node = Node(content: .mapping([name]), place: node.place)
      set(rest, in: &node, parents: parents)
    }
  }
}
