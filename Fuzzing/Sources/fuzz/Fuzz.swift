import Foundation

/// `fuzz READER [libFuzzer's arguments]`: gives one reader what libFuzzer thinks of.
///
/// `fuzz --readers` prints the names of all readers, `fuzz --seeds FOLDER` writes small sound files for each.
@main enum Fuzz {
  /// The reader of this process.
  nonisolated(unsafe) static var reader = Reader.model

  @_silgen_name("LLVMFuzzerRunDriver")
  static func drive(
    _ count: UnsafeMutablePointer<Int32>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
    _ one: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
  ) -> Int32

  static func main() throws {
    let words = CommandLine.arguments
    switch words.dropFirst().first {
    case "--readers": print(Reader.allCases.map(\.rawValue).joined(separator: "\n"))
    case "--seeds" where words.count == 3: try Seeds.write(to: words[2])
    case let name?:
      guard let found = Reader(rawValue: name) else { fallthrough }
      reader = found
      var arguments = ([words[0]] + words.dropFirst(2)).map { strdup($0) } + [nil]
      var count = Int32(arguments.count - 1)
      let status = arguments.withUnsafeMutableBufferPointer { buffer in
        var first = buffer.baseAddress!
        return drive(&count, &first) { bytes, size in
          Fuzz.one(Array(UnsafeBufferPointer(start: bytes, count: size)))
        }
      }
      exit(status)
    default:
      FileHandle.standardError.write(
        Data("usage: fuzz READER [flags] [folders] | fuzz --readers | fuzz --seeds FOLDER\n".utf8))
      exit(64)
    }
  }

  /// Reads bytes once. An error that no user would understand is a fault, as a trap is.
  private static func one(_ bytes: [UInt8]) -> Int32 {
    do { try reader.read(bytes) } catch {
      guard Reader.isClear(error) else { fatalError("Unclear: \(type(of: error)): \(error)") }
    }
    return 0
  }
}
