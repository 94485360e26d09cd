/// Quantities over epochs, for example the error or the cosine of the update.
public struct Curves: Sendable, Codable, Equatable {
  /// The epochs; 0 is before learning.
  public var epochs: [Double]
  /// The quantities that are shown, the most interesting one first.
  public var series: [Series]
  /// Label of the vertical axis, with its unit: `error (%)`.
  public var axis: String
  /// A remark in grey: `mean and range of 5 seeds`.
  public var note = ""
  /// The scale of the vertical axis.
  public var scale = Scale.automatic
  /// Least value of the vertical axis, where it is fixed.
  public var minimum: Double?
  /// Greatest value of the vertical axis, where it is fixed.
  public var maximum: Double?
  /// A level for comparison, for example guessing.
  public var level: Level?
  /// Label of the horizontal axis.
  public var abscissa = "epoch"
  /// True if the horizontal axis is logarithmic; needs positive values.
  public var isLogarithmicAcross = false
  /// True if the series are named after populations or projections, which have colours of their own in all figures.
  public var isOfNetwork = false
  /// Phases along the horizontal axis, shaded; none for most curves.
  public var phases: [Raster.Phase] = []

  /// The scale of an axis.
  public enum Scale: String, Sendable, Codable {
    /// Logarithmic where all values are positive and span more than a factor of 20.
    case automatic
    /// Linear.
    case linear
    /// Logarithmic; needs positive values.
    case logarithmic
  }

  /// One line.
  public struct Series: Sendable, Codable, Equatable {
    /// The name of the quantity.
    public var name: String
    /// A value for each epoch; nil where there is none.
    public var values: [Double?]
    /// Least value over repetitions, for each epoch.
    public var low: [Double?]?
    /// Greatest value over repetitions, for each epoch.
    public var high: [Double?]?
    /// True if the line is dashed and lies over the one before it, in the same colour.
    public var isOverlay = false

    /// One line, with a band if the run was repeated.
    public init(
      name: String, values: [Double?], low: [Double?]? = nil, high: [Double?]? = nil
    ) {
      self.name = name
      self.values = values
      self.low = low
      self.high = high
    }

    /// The mean over repetitions, with a band of their range where there are several.
    ///
    /// - Parameters:
    ///   - name: The name of the quantity.
    ///   - values: The values of all repetitions, for each epoch.
    public init(name: String, repeated values: [[Double]]) {
      let isRepeated = values.contains { $0.count > 1 }
      self.init(
        name: name, values: values.map { $0.isEmpty ? nil : $0.reduce(0, +) / Double($0.count) },
        low: isRepeated ? values.map { $0.min() } : nil,
        high: isRepeated ? values.map { $0.max() } : nil)
    }
  }

  /// A named level.
  public struct Level: Sendable, Codable, Equatable {
    /// The name of the level: `guessing`.
    public var name: String
    /// The value on the vertical axis.
    public var value: Double

    /// A named level.
    public init(name: String, value: Double) {
      self.name = name
      self.value = value
    }
  }

  /// Curves over `epochs`.
  public init(epochs: [Double], series: [Series], axis: String) {
    self.epochs = epochs
    self.series = series
    self.axis = axis
  }
}
