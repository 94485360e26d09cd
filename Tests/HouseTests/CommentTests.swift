import Testing

/// The first word of doc comments: the noun of a thing, not a question about it.
@Suite struct CommentTests {
  /// Words with which no doc comment begins. "Whether" becomes "True if", "How many" becomes "The number of".
  static let questions: Set<String> = [
    "What", "Whether", "How", "Who", "Whose", "Which", "Where", "When", "Why", "Those", "That",
  ]

  @Test(arguments: SourceFile.sources)
  func `a doc comment names its thing by a noun`(_ file: SourceFile) {
    for (index, word) in file.documentationBeginnings {
      #expect(!Self.questions.contains(word), "\(file.place(index)): \(file.lines[index])")
    }
  }

  @Test func `the first words of comments and of their parameters are found`() {
    let file = SourceFile(
      path: "Sources/Engine/Example.swift",
      text: """
        /// Whether it is so.
        var isSo = true  // How
          /// A sum,
          /// What follows is the second line.
          ///
          /// - Parameter x: How much.
          /// - Returns: That.
          func sum()
        """)
    #expect(file.documentationBeginnings.map(\.word) == ["Whether", "A", "How", "That"])
  }
}

extension SourceFile {
  /// The first words of doc comments and of their parameters, with the indices of their lines.
  var documentationBeginnings: [(index: Int, word: String)] {
    var beginnings: [(index: Int, word: String)] = []
    var isInside = false
    for (index, line) in lines.enumerated() {
      let text = line.drop { $0 == " " }
      defer { isInside = text.hasPrefix("///") }
      guard text.hasPrefix("///") else { continue }
      var words = text.dropFirst(3).drop { $0 == " " }
      if words.hasPrefix("- ") {
        guard let colon = words.firstIndex(of: ":") else { continue }
        words = words[words.index(after: colon)...].drop { $0 == " " }
      } else if isInside {
        continue
      }
      beginnings.append((index, String(words.prefix { $0.isLetter })))
    }
    return beginnings
  }
}
