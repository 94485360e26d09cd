extension Item {
  /// The place in the file of a character within the text of this value; a block (`|`) begins on the next line.
  func place(line: Int, column: Int) -> ModelProblem.Place {
    guard case .line(let first, let start) = node.place,
      log.lines.indices.contains(first - 1)
    else { return node.place }
    let head = log.lines[first - 1].unicodeScalars.dropFirst(start - 1)
    if head.first == "|" || head.first == ">" {
      let body = log.lines.dropFirst(first)
      let indent =
        body.first { $0.contains { $0 != " " } }?.prefix { $0 == " " }.count ?? 0
      return .line(first + 1 + line, column: indent + column + 1)
    }
    let quote = head.first == "\"" || head.first == "'" ? 1 : 0
    return line == 0 ? .line(first, column: start + quote + column) : node.place
  }
}
