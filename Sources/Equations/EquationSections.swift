/// A named number with a dimension, in a text of equations.
public struct EquationParameter: Sendable, Equatable {
  /// The name.
  public var name: String
  /// The value in ms, mV, pA and their products.
  public var value: Double
  /// The dimension.
  public var dimension: PhysicalDimension
  private var written: String?

  /// The parameter called `name`.
  public init(
    _ name: String, _ value: Double, _ dimension: PhysicalDimension = .plain, text: String? = nil
  ) {
    self.name = name
    self.value = value
    self.dimension = dimension
    written = text
  }

  /// The value as it was written, or as a number with its unit.
  public var text: String {
    written ?? (dimension == .plain ? "\(value)" : "\(value) \(dimension)")
  }
}

/// A mistake in one section of a text of equations, and its place.
public struct SectionError<Section>: Error, Equatable, CustomStringConvertible
where Section: RawRepresentable<String> & Sendable & Equatable {
  /// The section.
  public var section: Section
  /// The place within the section, and the reason.
  public var error: EquationError

  /// A mistake in `section`.
  public init(section: Section, error: EquationError) {
    self.section = section
    self.error = error
  }

  /// A mistake at the beginning of `section`.
  public init(_ section: Section, _ message: String) {
    self.init(section: section, error: EquationError(line: 0, column: 0, message))
  }

  /// The result of `body`, whose errors are those of `section`.
  public static func reading<T>(
    _ section: Section, _ body: @autoclosure () throws(EquationError) -> T
  ) throws(SectionError) -> T {
    do throws(EquationError) { return try body() } catch {
      throw SectionError(section: section, error: error)
    }
  }

  public var description: String { "\(section.rawValue), \(error)" }
}
