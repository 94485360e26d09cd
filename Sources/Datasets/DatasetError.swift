/// A data set that cannot be had: what is wrong where, what was expected, and what to do about it.
public struct DatasetError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The kinds of mistakes, for programs; people read `description`.
  public enum Problem: String, Sendable, Hashable, CaseIterable {
    /// There is no such file, or it cannot be opened.
    case missing
    /// The operating system stopped the reading.
    case unreadable
    /// The first two bytes are not those of IDX.
    case magic
    /// The code of the element type is unknown, or the type does not suit the use.
    case type
    /// The number of dimensions is zero, or does not suit the use.
    case rank
    /// A dimension is zero, or does not suit the use.
    case dimension
    /// The header announces more elements than the file can hold.
    case size
    /// The file ends too early.
    case truncated
    /// The file goes on after its end.
    case trailing
    /// The compressed data is damaged: zlib says how.
    case corrupt
    /// Two files that belong together hold different numbers of samples.
    case counts
    /// A label is outside of the classes.
    case label
    /// An input is not a number from [0, 1].
    case value
    /// The request itself cannot be met.
    case request
  }

  /// What kind of mistake this is.
  public let problem: Problem
  /// The file, directory or built-in set.
  public let source: String
  /// Where in the file, from 0 on; in a gzip file, see `inflated`. [bytes]
  public let offset: Int?
  /// Whether `offset` counts the bytes that come out of a gzip file instead of those of the file.
  public let inflated: Bool
  /// What is there.
  public let found: String
  /// What should be there.
  public let expected: String
  /// What the user can do.
  public let remedy: String

  /// The error with these facts.
  public init(
    _ problem: Problem, in source: String, at offset: Int? = nil, inflated: Bool = false,
    found: String, expected: String, remedy: String
  ) {
    self.problem = problem
    self.source = source
    self.offset = offset
    self.inflated = inflated
    self.found = found
    self.expected = expected
    self.remedy = remedy
  }

  /// `source, byte offset: found this, expected that. What to do.`
  public var description: String {
    let place = offset.map { ", byte \($0)" + (inflated ? " of the decompressed data" : "") } ?? ""
    return "\(source)\(place): found \(found), expected \(expected). \(remedy)"
  }
}
