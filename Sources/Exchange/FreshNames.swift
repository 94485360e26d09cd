/// A set of unique names; a number is added to a name that is taken.
struct FreshNames {
  private(set) var taken: Set<String> = []
  private var numbers: [String: Int] = [:]

  /// `name`, or `name`, `mark` and a number if that is taken; the result is taken afterwards.
  mutating func take(_ name: String, numbered mark: String = "_") -> String {
    let (result, number) = Self.free(name, mark, from: numbers[name] ?? 2, taken.contains)
    taken.insert(result)
    numbers[name] = number
    return result
  }

  /// `name`, or the first of `name`, `mark` and a number from `first` on that is not taken; and the number after it.
  private static func free(
    _ name: String, _ mark: String, from first: Int, _ isTaken: (String) -> Bool
  ) -> (name: String, next: Int) {
    var result = name, number = first
    while isTaken(result) {
      result = "\(name)\(mark)\(number)"
      number += 1
    }
    return (result, number)
  }

  /// `name`, or the first of `name_2`, `name_3`, ... that is not taken.
  static func free(_ name: String, _ isTaken: (String) -> Bool) -> String {
    free(name, "_", from: 2, isTaken).name
  }

  /// `name` as the name of a population: letters, digits and _, beginning with a letter.
  static func plain(_ name: String) -> String {
    let plain = String(
      name.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" }.prefix(60))
    return plain.first?.isLetter == true ? plain : "node_" + plain
  }
}
