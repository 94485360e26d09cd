import Quantities
import Testing

/// Numbers as they are written, times powers of ten.
@Suite struct WrittenDecimalTests {
  @Test(arguments: [
    ("0.0003", 3, 0.3), ("9", -3, 0.009), ("1.5e-3", 6, 1500), ("5.", 3, 5000), (".5", -1, 0.05),
    ("-0.0", 3, -0.0), ("1e400", -400, 1), ("2e+3", -6, 0.002), ("1", 400, .infinity),
    ("1e-99999999999999999999", 3, 0),
  ])
  func `a power of ten moves the point of a number and rounds once`(
    _ digits: String, _ power: Int, _ value: Double
  ) {
    #expect(writtenDecimal(digits, timesTenTo: power) == value)
  }

  @Test(arguments: ["", "e3", "1e", "x", "1.2.3"])
  func `what is no number has no value`(_ digits: String) {
    #expect(writtenDecimal(digits, timesTenTo: 3) == nil)
  }
}
