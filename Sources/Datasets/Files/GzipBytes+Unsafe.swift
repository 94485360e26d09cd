import CZlib

/// The content of a gzip file, decompressed by zlib in pieces.
///
/// *Edge cases*: the check sum (CRC-32) and the length at the end of the file are verified when the last byte is read.
/// A file has one gzip member; bytes after it are refused.
///
/// > P. Deutsch. *GZIP file format specification version 4.3.* RFC 1952, 1996.
@safe final class GzipBytes: ByteSource {
  let inflated = true
  private let file: PlainBytes
  /// zlib's stream, which must not move: zlib keeps a pointer to it.
  private let stream: UnsafeMutablePointer<z_stream>
  private var input: [UInt8] = []
  /// The number of bytes of `input` that zlib has used.
  private var used = 0
  private var ended = false

  init(_ file: PlainBytes) throws(DatasetError) {
    self.file = file
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    let code = unsafe czlib_inflate_init_gzip(stream)
    precondition(code == Z_OK, "zlib cannot start (code \(code)).")
  }

  deinit {
    unsafe inflateEnd(stream)
    unsafe stream.deallocate()
  }

  /// An upper bound of the number of bytes: deflate expands at most 1032-fold, 258 bytes from two bits.
  var atMost: Int {
    let (product, overflow) = file.atMost.multipliedReportingOverflow(by: 1032)
    return overflow ? .max : product
  }

  func read(_ limit: Int) throws(DatasetError) -> [UInt8] {
    while !ended {
      if used == input.count {
        input = try file.read(1 << 16)
        used = 0
        if input.isEmpty {
          throw DatasetError(
            .truncated, in: file.path, at: file.position, found: "the end of the file",
            expected: "more compressed data", remedy: "Copy or download the file again.")
        }
      }
      let (bytes, code) = inflateOnce(limit)
      if code == Z_STREAM_END {
        ended = true
        try checkEnd()
      } else if code != Z_OK && code != Z_BUF_ERROR {
        throw DatasetError(
          .corrupt, in: file.path, at: file.position - input.count + used,
          found: "damaged gzip data (zlib: \(complaint ?? "code \(code)"))",
          expected: "intact data with the right check sum",
          remedy: "Copy or download the file again.")
      }
      if !bytes.isEmpty { return bytes }
    }
    return []
  }

  /// Decompresses the unused input to at most `limit` bytes; also returns zlib's code.
  private func inflateOnce(_ limit: Int) -> (bytes: [UInt8], code: CInt) {
    var code = Z_OK
    let available = input.count - used
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: limit) { output, count in
      unsafe input.withUnsafeMutableBufferPointer { input in
        unsafe stream.pointee.next_in = unsafe input.baseAddress! + used
        unsafe stream.pointee.avail_in = uInt(available)
        unsafe stream.pointee.next_out = output.baseAddress
        unsafe stream.pointee.avail_out = uInt(limit)
        code = unsafe inflate(stream, Z_NO_FLUSH)
      }
      count = unsafe limit - Int(stream.pointee.avail_out)
    }
    used += unsafe available - Int(stream.pointee.avail_in)
    return (bytes, code)
  }

  /// zlib's message about damaged data.
  private var complaint: String? {
    guard let words = unsafe stream.pointee.msg else { return nil }
    return unsafe String(cString: words)
  }

  private func checkEnd() throws(DatasetError) {
    let end = file.position - input.count + used
    guard file.atMost == end else {
      throw DatasetError(
        .trailing, in: file.path, at: end, found: "\(file.atMost - end) bytes after the gzip data",
        expected: "the end of the file", remedy: "Decompress the file and compress it again.")
    }
  }
}
