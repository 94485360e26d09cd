/// Lines of equations as papers write them.
public enum EquationText {
  /// dx/dt = f(x, ...), with flags after a colon: `dx/dt = -x/tau : pre`.
  public struct Differential: Sendable {
    /// x.
    public var variable: String
    /// f.
    public var rate: Expression
    /// The flags after the colon.
    public var words: [String]
    /// Line and character at which the equation begins.
    public var place: (line: Int, column: Int)
  }

  /// x = f, x += f or x -= f (which is x += -f).
  public struct Assignment: Sendable {
    /// x.
    public var variable: String
    /// True if f is added to x, false if it replaces x.
    public var isAdded: Bool
    /// f.
    public var value: Expression
    /// Line and character at which the statement begins.
    public var place: (line: Int, column: Int)
  }

  /// The limit of equations or statements in one text; typical texts have ten.
  static let mostParts = 1000

  /// Statements and their line numbers: a line, or a part of it between semicolons.
  private static func parts(
    _ text: String
  ) throws(EquationError) -> [(text: String, line: Int)] {
    var result: [(String, Int)] = []
    for (number, whole) in text.split(separator: "\n", omittingEmptySubsequences: false)
      .enumerated()
    {
      // A comment reaches from # to the end of the line, semicolons included.
      let line = whole.prefix { $0 != "#" }
      var start = line.startIndex
      // Padding keeps the columns.
      while true {
        let end = line[start...].firstIndex(of: ";") ?? line.endIndex
        let part =
          String(repeating: " ", count: line.distance(from: line.startIndex, to: start))
          + line[start..<end]
        if part.contains(where: { !$0.isWhitespace }) {
          guard result.count < mostParts else {
            throw EquationError(
              line: number, column: 0,
              "more than \(mostParts) equations or statements; leave some out")
          }
          result.append((part, number))
        }
        guard end < line.endIndex else { break }
        start = line.index(after: end)
      }
    }
    return result
  }

  /// The names that have a differential equation in `text`; the right-hand sides are not read.
  public static func variables(_ text: String) throws(EquationError) -> [String] {
    var names: [String] = []
    for (part, line) in try parts(text) {
      var parser = try EquationParser(part, line: line, symbols: [:])
      names.append(try left(&parser))
    }
    return names
  }

  private static func left(_ parser: inout EquationParser) throws(EquationError) -> String {
    let column = parser.token.column
    let form = "expected an equation such as 'dx/dt = -x/tau'"
    let name = try parser.name("an equation such as 'dx/dt = -x/tau'")
    guard name.hasPrefix("d"), name.count > 1, parser.take("/"),
      try parser.name("'dt'") == "dt"
    else { throw parser.error(form, at: column) }
    try parser.expect("=")
    return String(name.dropFirst())
  }

  /// The differential equations of `text`.
  ///
  /// - Parameters:
  ///   - text: One equation a line, `dx/dt = ...`.
  ///   - symbols: All names with their dimensions, variables included.
  public static func differentials(
    _ text: String, symbols: [String: PhysicalDimension]
  ) throws(EquationError) -> [Differential] {
    var result: [Differential] = []
    for (part, line) in try parts(text) {
      var parser = try EquationParser(part, line: line, symbols: symbols)
      let place = (line, parser.token.column)
      let name = try left(&parser)
      guard let own = symbols[name] else { throw parser.error(parser.unknown(name), at: place.1) }
      if result.contains(where: { $0.variable == name }) {
        throw parser.error("'\(name)' has two equations", at: place.1)
      }
      let rate = try parser.expression(own / .time, of: "d\(name)/dt")
      var words: [String] = []
      if parser.take(":") {
        repeat { words.append(try parser.name("a word such as 'pre'")) } while parser.take(",")
      }
      try parser.expectEnd()
      result.append(Differential(variable: name, rate: rate, words: words, place: place))
    }
    return result
  }

  /// The assignments of `text`.
  ///
  /// - Parameters:
  ///   - text: Assignments with `;` between them, or one a line.
  ///   - symbols: All names with their dimensions.
  ///   - variables: The names that may be assigned to.
  public static func assignments(
    _ text: String, symbols: [String: PhysicalDimension], variables: [String]
  ) throws(EquationError) -> [Assignment] {
    var result: [Assignment] = []
    for (part, line) in try parts(text) {
      var parser = try EquationParser(part, line: line, symbols: symbols)
      let place = (line, parser.token.column)
      let name = try parser.name("an assignment such as 'w += A*x'")
      guard variables.contains(name), let dimension = symbols[name] else {
        throw parser.error(
          "'\(name)' cannot be changed here; there are: " + variables.joined(separator: ", "),
          at: place.1)
      }
      let added: Bool, sign: Bool
      if parser.take("+=") {
        (added, sign) = (true, false)
      } else if parser.take("-=") {
        (added, sign) = (true, true)
      } else if parser.token.kind == .sign("=") {
        let equals = parser.token.column
        _ = parser.take("=")
        if parser.token.kind == .sign("+"), parser.token.column == equals + 1 {
          throw parser.error("did you mean '+='? '=' alone sets the variable", at: equals)
        }
        (added, sign) = (false, false)
      } else {
        throw parser.error("expected '+=', '-=' or '=', found \(parser.token.text)")
      }
      let value = try parser.expression(dimension, of: "what changes '\(name)'")
      try parser.expectEnd()
      result.append(
        Assignment(
          variable: name, isAdded: added, value: sign ? .negative(value) : value, place: place))
    }
    return result
  }

  /// One formula, such as a parameter that is computed from others, and its dimension.
  public static func formula(
    _ text: String, symbols: [String: PhysicalDimension]
  ) throws(EquationError) -> (Expression, PhysicalDimension) {
    var parser = try EquationParser(text, line: 0, symbols: symbols)
    let result = try parser.anyExpression()
    try parser.expectEnd()
    return result
  }

  /// The variable and the level of an upward crossing, such as `V > threshold`.
  public static func crossing(
    _ text: String, symbols: [String: PhysicalDimension]
  ) throws(EquationError) -> (variable: String, level: Expression) {
    let halves = text.split(separator: ">", maxSplits: 1, omittingEmptySubsequences: false)
    guard halves.count == 2 else {
      throw EquationError(line: 0, column: 0, "expected a condition such as 'V > -50 mV'")
    }
    let name = halves[0].filter { !$0.isWhitespace }
    guard let dimension = symbols[name] else {
      throw EquationError(line: 0, column: 0, "'\(name)' is not a variable")
    }
    let rest = String(repeating: " ", count: halves[0].count + 1) + halves[1].drop { $0 == "=" }
    var parser = try EquationParser(rest, line: 0, symbols: symbols)
    let level = try parser.expression(dimension, of: "the threshold of '\(name)'")
    try parser.expectEnd()
    return (name, level)
  }
}
