/// digits * 10^power, rounded once: `0.0003` and 3 give 0.3 exactly, where a product of two rounded numbers may differ
/// in the last bit.
///
/// *Edge cases*: nil if `digits` is not a decimal number; 0 or infinity if the result underflows or overflows.
public func writtenDecimal(_ digits: some StringProtocol, timesTenTo power: Int) -> Double? {
  let mark = digits.firstIndex { $0 == "e" || $0 == "E" }
  var mantissa = String(digits[..<(mark ?? digits.endIndex)])
  if mantissa.hasSuffix(".") { mantissa += "0" }
  guard let mark else { return Double(power == 0 ? mantissa : "\(mantissa)e\(power)") }
  let written = digits[digits.index(after: mark)...]
  // Such an exponent underflows or overflows with every unit.
  guard let exponent = Int(written), exponent.magnitude < 1_000_000 else {
    return Double("\(mantissa)e\(written)")
  }
  return Double("\(mantissa)e\(exponent + power)")
}
