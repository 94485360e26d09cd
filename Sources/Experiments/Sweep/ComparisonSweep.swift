public import Protocols

/// The sweep of a comparison, in the grammar of `SweepAxis`.
extension ComparisonSettings.Sweep {
  /// The axis of `key=values`: `learning.nudging.beta=0.1,0.2`, `seed=range(1,4)`. One value is an axis, too.
  ///
  /// *Errors*: those of `SweepAxis`; a distribution, from which a comparison draws nothing.
  public init(_ argument: String) throws(SweepError) {
    guard let axis = try SweepAxis(argument) else {
      let halves = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let value = SweepText.trimmed(halves[1])
      if value.isEmpty { throw .value(argument: argument, reason: "a value is empty") }
      self.init(key: SweepText.trimmed(halves[0]), values: [value])
      return
    }
    guard case .list(let list) = axis.values else {
      throw .value(
        argument: argument,
        reason: "a comparison draws no values from a distribution; expected a list, range(...), "
          + "linspace(...), geomspace(...) or logspace(...)")
    }
    self.init(key: axis.key, values: list)
  }
}

extension ComparisonSettings {
  /// All combinations of `sweep` as changes of the model; one point without changes if nothing is swept.
  ///
  /// *Errors*: a key, or a value of one, that is given twice; more points than a sweep may have.
  public func points() throws(SweepError) -> [[String: String]] {
    var known: Set<String> = []
    for axis in sweep where !known.insert(axis.key).inserted { throw .repeated(key: axis.key) }
    return try Experiments.Sweep.grid(sweep.map { ($0.key, $0.values) }).map { values in
      Dictionary(uniqueKeysWithValues: zip(sweep.map(\.key), values))
    }
  }
}
