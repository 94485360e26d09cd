import CHDF5

/// An HDF5 file in memory, read by a child process. Paths are those inside the file: `/node/nodes/hidden/tau`.
///
/// Damaged files make the HDF5 library crash, loop, or write out of bounds. Therefore only a child (`HDF5Child`) gives
/// files to the library, and sends the numbers and texts that it is asked for.
///
/// *Errors*: each names file and path. A child that has ended, or does not answer in time, means that the file is
/// damaged; all further answers then fail, and `HDF5.read` throws that error.
struct HDF5Reader: ~Copyable, FilePart {
  /// The path of the file, for messages.
  let file: String
  private let child: HDF5Child

  /// Opens `bytes` of `file`.
  init(_ bytes: [UInt8], file: String) throws(ExchangeError) {
    let mark: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]
    guard bytes.starts(with: mark) else {
      throw .damaged(file: file, place: "", reason: "it is not an HDF5 file")
    }
    let child = try HDF5Child(bytes, file: file)
    let (status, answer) = child.receive()
    guard !child.isLost else { throw Self.lost(file) }
    guard status == CHDF5_FINE else { throw Self.failure(file, "", answer.text) }
    self.file = file
    self.child = child
  }

  /// Throws if the child is lost.
  func check() throws(ExchangeError) {
    guard !child.isLost else { throw Self.lost(file) }
  }

  private static func lost(_ file: String) -> ExchangeError {
    .damaged(file: file, place: "", reason: "its structure is damaged so that HDF5 cannot read it")
  }

  /// The error for a failure of the library with its message.
  private func failure(_ place: String, _ words: String) -> ExchangeError {
    Self.failure(file, place, words)
  }

  private static func failure(
    _ file: String, _ place: String, _ words: String
  ) -> ExchangeError {
    .damaged(
      file: file, place: place, reason: "HDF5 says '\(words.isEmpty ? "failure" : words)'")
  }

  // MARK: What is there

  /// The kind of the object at `path`; `nothing` if the child cannot tell.
  func kind(at path: String) -> HDF5Kind {
    let (status, answer) = child.ask(CHDF5_ASK_KIND, path)
    guard status == CHDF5_FINE, let kind = answer.shape.first else { return .nothing }
    switch kind {
    case CHDF5_KIND_GROUP: return .group
    case CHDF5_KIND_DATASET: return .dataset
    case CHDF5_KIND_OTHER: return .other
    default: return .nothing
    }
  }

  /// The names in a group, in alphabetical order.
  func names(in path: String) throws(ExchangeError) -> [String] {
    let answer = try ask(CHDF5_ASK_NAMES, path, absent: "there is no such group", "")
    return try texts(answer, path)
  }

  // MARK: Data sets

  /// Numbers of any type, as doubles.
  func doubles(at path: String) throws(ExchangeError) -> HDF5Array<Double> {
    let answer = try ask(
      CHDF5_ASK_DOUBLES, path, absent: "there is no such data set", "it must hold numbers")
    return HDF5Array(
      shape: answer.shape, values: try numbers(answer, path).map(Double.init(bitPattern:)))
  }

  /// Integers; values outside the range of Int64 are clamped to it.
  func integers(at path: String) throws(ExchangeError) -> HDF5Array<Int> {
    let answer = try ask(
      CHDF5_ASK_INTEGERS, path, absent: "there is no such data set", "it must hold whole numbers")
    return HDF5Array(
      shape: answer.shape, values: try numbers(answer, path).map { Int(truncatingIfNeeded: $0) })
  }

  /// Texts of fixed or variable length.
  func strings(at path: String) throws(ExchangeError) -> HDF5Array<String> {
    let answer = try ask(
      CHDF5_ASK_TEXTS, path, absent: "there is no such data set", "it must hold text")
    return HDF5Array(shape: answer.shape, values: try texts(answer, path))
  }

  // MARK: Attributes

  /// The text of an attribute; nil if there is none, or if it is not text.
  func text(_ name: String, of path: String) throws(ExchangeError) -> String? {
    guard let answer = try ask(CHDF5_ASK_ATTRIBUTE_TEXT, path, attribute: name) else { return nil }
    return try texts(answer, path + "@" + name).first
  }

  /// The first number of an attribute (a number or an enumeration); nil if there is none.
  func number(_ name: String, of path: String) throws(ExchangeError) -> Double? {
    guard let answer = try ask(CHDF5_ASK_ATTRIBUTE_NUMBER, path, attribute: name) else {
      return nil
    }
    return try numbers(answer, path + "@" + name).first.map(Double.init(bitPattern:))
  }

  // MARK: Answers

  private func ask(
    _ question: HDF5Child.Question, _ path: String, attribute name: String
  ) throws(ExchangeError) -> HDF5Child.Answer? {
    let (status, answer) = child.ask(question, path, name)
    if status == CHDF5_ABSENT || status == CHDF5_OTHER_CLASS { return nil }
    return try fine(status, answer, path + "@" + name, absent: "", "")
  }

  private func ask(
    _ question: HDF5Child.Question, _ path: String, absent: String, _ otherClass: String
  ) throws(ExchangeError) -> HDF5Child.Answer {
    let (status, answer) = child.ask(question, path)
    return try fine(status, answer, path, absent: absent, otherClass)
  }

  /// The answer, or the error that its status means.
  private func fine(
    _ status: Int, _ answer: HDF5Child.Answer, _ place: String, absent: String,
    _ otherClass: String
  ) throws(ExchangeError) -> HDF5Child.Answer {
    try check()
    switch status {
    case CHDF5_FINE: return answer
    case CHDF5_ABSENT: throw damaged(place, absent)
    case CHDF5_OTHER_CLASS: throw damaged(place, otherClass)
    case CHDF5_ELSEWHERE:
      // Such a reference could name any file that the user can read.
      throw unsupported(
        place,
        "it takes data from other files (by an external link, external storage or a virtual "
          + "data set), which are not read; copy them into this file")
    case CHDF5_TOO_MANY:
      let text = answer.shape.map(String.init).joined(separator: " x ")
      throw damaged(place, "it claims \(text)\(text.isEmpty ? "" : " ")elements, too many to read")
    case CHDF5_NOT_STORED where answer.shape.count == 2:
      throw damaged(
        place,
        "it claims \(answer.shape[0]) elements, but only \(answer.shape[1]) bytes of them "
          + "are there")
    default: throw failure(place, answer.text)
    }
  }

  /// The 64-bit values of an answer; throws unless their number is that of the shape.
  private func numbers(
    _ answer: HDF5Child.Answer, _ place: String
  ) throws(ExchangeError) -> [UInt64] {
    guard let values = answer.values, values.count == answer.count else {
      throw failure(place, "numbers that do not fit their shape")
    }
    return values
  }

  /// The texts of an answer; throws unless their number is that of the shape.
  private func texts(
    _ answer: HDF5Child.Answer, _ place: String
  ) throws(ExchangeError) -> [String] {
    let texts = answer.bytes.split(separator: 0, omittingEmptySubsequences: false).dropLast()
    guard texts.count == answer.count else {
      throw failure(place, "texts that do not fit their shape")
    }
    return texts.map { String(decoding: $0, as: UTF8.self) }
  }
}
