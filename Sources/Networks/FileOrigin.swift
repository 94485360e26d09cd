/// The file from which a part of a network was read. A writer names the file instead of writing the part.
public struct FileOrigin: Sendable, Equatable {
  /// The absolute path.
  public var path: String
  /// SHA-256 of the file's bytes, in hexadecimal digits.
  public var sha256: String
  /// The name of the part, where the file has several.
  public var part: String?
  /// The number of the first unit in the file.
  public var first: Int?
  /// The length of a step [ms], where the file gives times in steps.
  public var resolution: Double?
  /// True if zeros in the file mean absent synapses.
  public var isSparse = false

  /// The file at this path, with bytes of this hash.
  public init(path: String, sha256: String) {
    self.path = path
    self.sha256 = sha256
  }
}
