/// The file that a part of a network was read from, so that the part can be written as the name of the file.
public struct FileOrigin: Sendable, Equatable {
  /// Where it is, from the root.
  public var path: String
  /// SHA-256 of its bytes, in hexadecimal digits.
  public var sha256: String
  /// Which of several parts of the file it is.
  public var part: String?
  /// The number that the first unit has in the file.
  public var first: Int?
  /// How long a step is [ms], where the times of the file are in steps.
  public var resolution: Double?
  /// Whether zeros in the file are synapses that are not there.
  public var isSparse = false

  /// This file, with these bytes.
  public init(path: String, sha256: String) {
    self.path = path
    self.sha256 = sha256
  }
}
