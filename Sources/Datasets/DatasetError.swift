/// A data set that cannot be loaded: the place, the finding, the expectation, and the remedy.
public struct DatasetError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The kinds of mistakes, for programs; `description` is for people.
  public enum Problem: String, Sendable, Hashable, CaseIterable {
    /// The file does not exist or cannot be opened.
    case missing
    /// The operating system failed to read the file.
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
    /// Bytes follow the end of the data.
    case trailing
    /// The compressed data are damaged; zlib gives the reason.
    case corrupt
    /// Two files that belong together hold different numbers of samples.
    case counts
    /// A label does not belong to any class.
    case label
    /// An input is not a number in [0, 1].
    case value
    /// The request cannot be met.
    case request
  }

  /// The kind of mistake.
  public let problem: Problem
  /// The file, directory or built-in set.
  public let source: String
  /// The position in the file, from 0 [bytes]; for a gzip file see `inflated`.
  public let offset: Int?
  /// True if `offset` counts decompressed bytes instead of those of the file.
  public let inflated: Bool
  /// The finding.
  public let found: String
  /// The expectation.
  public let expected: String
  /// The remedy for the user.
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

  /// `source, byte offset: found this, expected that. Remedy.`
  public var description: String {
    let place = offset.map { ", byte \($0)" + (inflated ? " of the decompressed data" : "") } ?? ""
    return "\(source)\(place): found \(found), expected \(expected). \(remedy)"
  }
}
