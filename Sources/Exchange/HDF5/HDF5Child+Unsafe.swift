import CHDF5
import Records

/// A process that reads one HDF5 file and answers questions about it: `server.h` in CHDF5.
///
/// It is this program, forked, so that a user of the library needs no other program.
///
/// *Limits*: 2 s of processor time and 0.5 s for each MB; 20 s for an answer and 1 s for each MB; 256 MiB of memory and
/// 9600 times the size of the file, since deflate expands bytes about a thousandfold, and bytes become doubles.
final class HDF5Child {
  typealias Question = Int

  /// An answer of the child; its parts are checked against each other before use.
  struct Answer {
    var shape: [Int] = []
    var bytes: [UInt8] = []

    /// The number of elements of the shape; nil if it exceeds `Int`.
    var count: Int? {
      var count = 1
      for size in shape {
        let (product, overflow) = count.multipliedReportingOverflow(by: size)
        if overflow { return nil }
        count = product
      }
      return count
    }

    /// The bytes as 64-bit values; nil if their number is not a multiple of 8.
    var values: [UInt64]? {
      guard bytes.count.isMultiple(of: 8) else { return nil }
      return unsafe bytes.withUnsafeBytes { buffer in
        (0..<buffer.count / 8).map {
          unsafe buffer.loadUnaligned(fromByteOffset: 8 * $0, as: UInt64.self)
        }
      }
    }

    /// The bytes as text.
    var text: String { String(decoding: bytes, as: UTF8.self) }
  }

  private let process: pid_t
  private let socket: Int32
  /// The limit of bytes in an answer.
  private let most: UInt64
  /// The time for which the parent waits for an answer [s]; the child's own limit is shorter.
  private let patience: Int32
  /// True if the child has ended or did not answer in time.
  private(set) var isLost = false

  /// Starts a child that holds `bytes` of `file`.
  init(_ bytes: [UInt8], file: String) throws(ExchangeError) {
    let megabytes = UInt32(clamping: min(bytes.count >> 20, 1 << 20))
    most = 1 << 28 + 9600 * UInt64(bytes.count)
    patience = 30 + Int32(megabytes)
    var end: Int32 = -1
    let most = most
    let child = unsafe bytes.withUnsafeBytes { buffer in
      unsafe chdf5_start(
        buffer.baseAddress, buffer.count, most, most, 2 + megabytes / 2, 20 + megabytes, &end)
    }
    guard child > 0 else {
      throw .noProcess(file: file, reason: SystemReason(-child))
    }
    process = child
    socket = end
  }

  deinit { chdf5_stop(process, socket) }

  /// Sends a question and waits for the answer.
  func ask(_ question: Question, _ path: String, _ name: String = "") -> (Int, Answer) {
    let path = Array(path.utf8), name = Array(name.utf8)
    let head = [UInt32(question), UInt32(clamping: path.count), UInt32(clamping: name.count)]
    let isSent = unsafe head.withUnsafeBytes { head in
      unsafe (path + name).withUnsafeBytes { text in
        unsafe chdf5_send(socket, head.baseAddress, head.count) == 0
          && chdf5_send(socket, text.baseAddress, text.count) == 0
      }
    }
    guard isSent, !isLost else {
      isLost = true
      return (-1, Answer())
    }
    return receive()
  }

  /// Waits for the next answer.
  func receive() -> (Int, Answer) {
    guard let result = receiveWhole() else {
      isLost = true
      return (-1, Answer())
    }
    return result
  }

  private func receiveWhole() -> (Int, Answer)? {
    var head = chdf5_answer()
    guard
      unsafe chdf5_receive(socket, &head, MemoryLayout<chdf5_answer>.size, patience) == 0
    else { return nil }
    let (status, rank, bytes) = (Int(head.status), Int(clamping: head.rank), head.bytes)
    guard rank <= 32, bytes <= most else { return nil }
    let sizes = unsafe withUnsafeBytes(of: head.sizes) { buffer in
      (0..<rank).map { unsafe buffer.load(fromByteOffset: 8 * $0, as: UInt64.self) }
    }
    var answer = Answer(shape: sizes.map { Int(clamping: $0) })
    // Memory grows with the bytes that have arrived, not with the announced number.
    let part = 1 << 24
    var left = Int(bytes)
    while left > 0 {
      let next = min(left, part), start = answer.bytes.count
      answer.bytes += [UInt8](repeating: 0, count: next)
      let status = unsafe answer.bytes.withUnsafeMutableBytes {
        unsafe chdf5_receive(socket, $0.baseAddress! + start, next, patience)
      }
      guard status == 0 else { return nil }
      left -= next
    }
    return (status, answer)
  }
}

/// HDF5's message for its latest failure in this process.
func lastWords() -> String {
  var text = [CChar](repeating: 0, count: 160)
  unsafe chdf5_reason(&text)
  let words = String(
    decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  return words.isEmpty ? "failure" : words
}

func libraryVersion() -> String {
  var major: UInt32 = 0, minor: UInt32 = 0, release: UInt32 = 0
  _ = unsafe H5get_libversion(&major, &minor, &release)
  return "\(major).\(minor).\(release)"
}
