/// A colour of figures and pages, by name: Okabe and Ito's six, which the colour-blind tell apart, and greys; lighter on
/// dark pages. Purple is darker than theirs, since thin points of it would be pale.
///
/// > M. Okabe & K. Ito. *Color universal design: how to make figures and presentations that are
/// > friendly to colorblind people.* 2008.
struct Ink: Sendable, Equatable {
  /// The name of the colour in the style of the page.
  let name: String
  /// Hexadecimal digits on white paper.
  let light: String
  /// Hexadecimal digits on a dark page.
  let dark: String

  private init(_ name: String, _ light: String, _ dark: String) {
    (self.name, self.light, self.dark) = (name, light, dark)
  }

  static let page = Ink("page", "ffffff", "141619")
  static let text = Ink("ink", "1d1d1f", "e8e8ea")
  static let soft = Ink("soft", "595959", "a9adb3")
  static let axis = Ink("axis", "767676", "8d9299")
  static let grid = Ink("grid", "ececec", "272b30")
  /// The colour of the highest value of a picture; lower values are more transparent.
  static let dense = Ink("dense", "003a5c", "9fd6f7")

  /// Colours of lines in their order, and of populations from the last one down.
  static let series = [
    Ink("s0", "d55e00", "f28a3c"), Ink("s1", "0072b2", "4ba6de"), Ink("s2", "009e73", "2fc79c"),
    Ink("s3", "b8578f", "df9cc0"), Ink("s4", "e69f00", "f0bb4a"), Ink("s5", "56b4e9", "8fd0f5"),
  ]

  /// The colour of the line with this number.
  static func series(_ index: Int) -> Ink { series[index % series.count] }

  private static let phases: [String: (shade: Ink, text: Ink)] = [
    "free": (Ink("free", "eef4fa", "18222c"), Ink("free-ink", "005a94", "7cc4f0")),
    "nudged": (Ink("nudged", "fdf0e2", "2b2118"), Ink("nudged-ink", "a84900", "f5a868")),
    "tail": (Ink("tail", "eaf5f0", "17271f"), Ink("tail-ink", "00674c", "5bd6ae")),
  ]
  private static let other = Ink("other", "f3f3f3", "202327")

  /// The shade of a phase, and the colour of its name.
  static func phase(_ name: String) -> (shade: Ink, text: Ink) {
    phases[String(name.prefix { $0 != " " })] ?? (other, soft)
  }

  /// All colours.
  static let all =
    [page, text, soft, axis, grid, dense, other] + series
    + phases.sorted { $0.key < $1.key }.flatMap { [$0.value.shade, $0.value.text] }
}
