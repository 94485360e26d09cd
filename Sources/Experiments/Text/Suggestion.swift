/// Suggestions for unknown words.
public enum Suggestion {
  /// The word of `known` that is nearest to `word`, with a Levenshtein distance (1966) of at most 2 and less than the
  /// length of `word`; nil if there is none.
  public static func nearest(_ word: String, in known: [String]) -> String? {
    let lowered = word.lowercased()
    let ranked = known.map { (distance(lowered, $0.lowercased()), $0) }.min { $0.0 < $1.0 }
    guard let (distance, best) = ranked, distance <= 2, distance < word.count else { return nil }
    return best
  }

  /// `; did you mean 'x'?`, or the list of known words.
  static func hint(_ word: String, in known: [String], listing title: String = "known") -> String {
    if let near = nearest(word, in: known) { return "; did you mean '\(near)'?" }
    if known.isEmpty { return "" }
    return "; \(title): " + known.joined(separator: ", ")
  }

  /// The Levenshtein distance: the number of letters to change, add or remove to turn one word into the other.
  static func distance(_ a: String, _ b: String) -> Int {
    let b = Array(b)
    if b.count > 64 || a.count > 64 { return a == String(b) ? 0 : 64 }
    var row = Array(0...b.count)
    for (i, letter) in a.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, other) in b.enumerated() {
        let substituted = diagonal + (letter == other ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(substituted, diagonal + 1, row[j] + 1)
      }
    }
    return row[b.count]
  }
}
