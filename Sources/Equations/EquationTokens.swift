/// A token of an equation and the column at which it begins.
struct EquationToken: Equatable {
  enum Kind: Equatable {
    /// The value, and the digits as they were written.
    case number(Double, String)
    case name(String)
    /// An operator or a bracket.
    case sign(String)
    case end
  }

  var kind: Kind
  var column: Int

  /// The token as messages quote it.
  var text: String {
    switch kind {
    case .number(let value, _): "\(value)"
    case .name(let name): "'\(name)'"
    case .sign(let sign): "'\(sign)'"
    case .end: "the end"
    }
  }

  /// The tokens of one line, of which the last is `end`; at most `most` others.
  static func all(
    _ line: String, number: Int, most: Int
  ) throws(EquationError) -> [EquationToken] {
    let characters = Array(line)
    var tokens: [EquationToken] = []
    var k = 0
    while k < characters.count {
      let c = characters[k]
      let start = k
      guard tokens.count < most else {
        throw EquationError(
          line: number, column: k,
          "a formula of more than \(most) names, numbers and signs; write it shorter")
      }
      if c.isWhitespace {
        k += 1
      } else if c == "#" {
        break
      } else if c.isASCII,
        c.isNumber
          || (c == "." && k + 1 < characters.count
            && characters[k + 1].isNumber)
      {
        while k < characters.count, characters[k].isNumber || characters[k] == "." { k += 1 }
        if k < characters.count, characters[k] == "e" || characters[k] == "E" {
          var end = k + 1
          if end < characters.count, characters[end] == "-" || characters[end] == "+" { end += 1 }
          if end < characters.count, characters[end].isNumber {
            while end < characters.count, characters[end].isNumber { end += 1 }
            k = end
          }
        }
        let text = String(characters[start..<k])
        guard let value = Double(text.hasSuffix(".") ? text + "0" : text) else {
          throw EquationError(line: number, column: start, "'\(text)' is not a number")
        }
        tokens.append(EquationToken(kind: .number(value, text), column: start))
      } else if c.isLetter || c == "_" {
        while k < characters.count,
          characters[k].isLetter || characters[k].isNumber
            || characters[k] == "_"
        { k += 1 }
        tokens.append(EquationToken(kind: .name(String(characters[start..<k])), column: start))
      } else {
        let two = String(characters[k..<min(k + 2, characters.count)])
        let sign = ["+=", "-=", "**"].contains(two) ? two : String(c)
        guard "+-*/^()[],=:·−".contains(c) else {
          throw EquationError(
            line: number, column: k,
            "'\(c)' has no meaning in an equation; there are + - * / ^ ( ) [ ]+ = += -=")
        }
        let plain = sign == "**" ? "^" : sign == "·" ? "*" : sign == "−" ? "-" : sign
        tokens.append(EquationToken(kind: .sign(plain), column: k))
        k += sign.count
      }
    }
    tokens.append(EquationToken(kind: .end, column: characters.count))
    return tokens
  }
}
