import Networks

extension CurveConditions {
  /// The keys of `curve`.
  static let table = Table<CurveConditions, Void> {
    Parameter("noise", .flag, "under the noise of the population, or of a quiet unit", \.hasNoise)
    Parameter(
      "adapted", .flag, "of an adapted unit, or in the first interval of a fresh one", \.isAdapted)
  }
}
