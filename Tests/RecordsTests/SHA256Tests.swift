import Foundation
import Testing

@testable import Records

@Suite struct SHA256Tests {
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
  ])
  func `digests are those of FIPS 180-4`(text: String, digest: String) {
    #expect(SHA256.digest(of: Array(text.utf8)) == digest)
  }

  @Test func `a million letters a have the published digest, in pieces too`() {
    var hash = SHA256()
    for _ in 0..<1000 { hash.update([UInt8](repeating: 0x61, count: 1000)) }
    #expect(
      hash.finished() == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }

  @Test func `pieces of any length give the digest of the whole`() {
    let bytes = (0..<300).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    for cut in [0, 1, 55, 56, 63, 64, 65, 119, 128, 299] {
      var hash = SHA256()
      hash.update(Array(bytes[..<cut]))
      hash.update(Array(bytes[cut...]))
      #expect(hash.finished() == SHA256.digest(of: bytes))
    }
  }

  @Test func `a file has the digest of its bytes`() throws {
    let folder = try ScratchFolder()
    try AtomicFile.write("abc", to: "\(folder.path)/a")
    #expect(try SHA256.digest(ofFile: "\(folder.path)/a").hasPrefix("ba7816bf"))
  }

  @Test func `pipes and devices are refused at once`() throws {
    let folder = try ScratchFolder()
    let pipe = folder.path + "/pipe"
    #expect(unsafe mkfifo(pipe, 0o600) == 0)
    for path in [pipe, "/dev/zero"] {
      let refusal = RecordError.damaged(
        path: path, reason: "it is a pipe or a device, not a regular file")
      #expect(throws: refusal) { try SHA256.digest(ofFile: path) }
      #expect(throws: refusal) { try readBytes(of: path) }
    }
    #expect(throws: RecordError.refused(.read, path: folder.path, reason: SystemReason(EISDIR))) {
      try readBytes(of: folder.path)
    }
  }
}
