/// Names that are given once, with a number where one is taken already.
struct FreshNames {
  private(set) var taken: Set<String> = []
  private var numbers: [String: Int] = [:]

  /// `name`, or `name` with a number behind `mark`.
  mutating func take(_ name: String, numbered mark: String) -> String {
    var result = name, number = numbers[name] ?? 2
    while !taken.insert(result).inserted {
      result = "\(name)\(mark)\(number)"
      number += 1
    }
    numbers[name] = number
    return result
  }

  /// Letters, digits and _, a letter first: names of populations.
  static func plain(_ name: String) -> String {
    let plain = String(
      name.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" }.prefix(60))
    return plain.first?.isLetter == true ? plain : "node_" + plain
  }
}
