/// 32-bit cyclic redundancy checks, reflected, with all bits inverted before and after.
///
/// *Check*: of "123456789", `ieee` is 0xCBF43926 and `castagnoli` 0xE3069283.
///
/// > W. W. Peterson & D. T. Brown. *Cyclic codes for error detection.* Proc IRE 49:228, 1961. G. Castagnoli et al.
/// > *Optimization of cyclic redundancy-check codes with 24 and 32 parity bits.* IEEE Trans Commun 41:883, 1993.
public enum CRC32 {
  private static let ieeeTable = table(0xEDB8_8320)
  private static let castagnoliTable = table(0x82F6_3B78)

  /// The check of ZIP archives and of PNG.
  public static func ieee(_ bytes: [UInt8]) -> UInt32 { check(bytes, ieeeTable) }

  /// The check of TensorBoard's event files.
  public static func castagnoli(_ bytes: [UInt8]) -> UInt32 { check(bytes, castagnoliTable) }

  private static func table(_ polynomial: UInt32) -> [UInt32] {
    (0..<256).map { byte in
      (0..<8).reduce(UInt32(byte)) { sum, _ in
        sum & 1 == 1 ? sum >> 1 ^ polynomial : sum >> 1
      }
    }
  }

  private static func check(_ bytes: [UInt8], _ table: [UInt32]) -> UInt32 {
    ~bytes.reduce(~0) { sum, byte in
      sum >> 8 ^ table[Int((sum ^ UInt32(byte)) & 0xFF)]
    }
  }
}
