import Foundation

// libFuzzer has `main`, and calls these two. The reader is named by the environment variable EQUISPIKE_READER, which
// also reaches the processes that libFuzzer starts.

/// `fuzz --readers` prints the names of all readers, `fuzz --seeds FOLDER` writes small sound files for each; else there
/// must be a reader.
@_cdecl("LLVMFuzzerInitialize")
public func begin(
  _ count: UnsafeMutablePointer<Int32>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>
) -> Int32 {
  let words = CommandLine.arguments
  if words.count == 2, words[1] == "--readers" {
    print(Reader.allCases.map(\.rawValue).joined(separator: "\n"))
    exit(0)
  }
  if words.count == 3, words[1] == "--seeds" {
    do { try Seeds.write(to: words[2]) } catch {
      FileHandle.standardError.write(Data("error: \(error)\n".utf8))
      exit(73)
    }
    exit(0)
  }
  guard chosen != nil else {
    let names = Reader.allCases.map(\.rawValue).joined(separator: ", ")
    FileHandle.standardError.write(Data("error: set EQUISPIKE_READER to one of \(names)\n".utf8))
    exit(64)
  }
  return 0
}

private let chosen = ProcessInfo.processInfo.environment["EQUISPIKE_READER"]
  .flatMap(Reader.init(rawValue:))

/// Reads bytes once. An error that no user would understand is a fault, as a trap is.
@_cdecl("LLVMFuzzerTestOneInput")
public func readOnce(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  do { try chosen!.read(Array(UnsafeBufferPointer(start: bytes, count: count))) } catch {
    guard Reader.isClear(error) else { fatalError("Unclear: \(type(of: error)): \(error)") }
  }
  return 0
}
