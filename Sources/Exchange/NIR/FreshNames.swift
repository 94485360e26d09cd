/// A set of unique names; a number is added to a name that is taken.
struct FreshNames {
  private(set) var taken: Set<String> = []
  private var numbers: [String: Int] = [:]

  /// `name`, or `name`, `mark` and a number if that is taken; the result is taken afterwards.
  mutating func take(_ name: String, numbered mark: String) -> String {
    var result = name, number = numbers[name] ?? 2
    while !taken.insert(result).inserted {
      result = "\(name)\(mark)\(number)"
      number += 1
    }
    numbers[name] = number
    return result
  }

  /// `name` as the name of a population: letters, digits and _, beginning with a letter.
  static func plain(_ name: String) -> String {
    let plain = String(
      name.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" }.prefix(60))
    return plain.first?.isLetter == true ? plain : "node_" + plain
  }
}
