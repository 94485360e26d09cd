import Quantities

extension ClampCourse {
  /// Reads `{times: [0, 50 ms], values: [0, [1, 0.5]]}`: from each time on one value for all units, or a list; nil, with a
  /// problem in the log, if it is wrong.
  init?(_ item: Item, size: Int) {
    guard let section = item.section(item.name) else { return nil }
    let times = section.require("times")?.quantities(.time, .nonnegative)
    let rows = section.require("values")?.list(
      "a list of values, or of lists with a value for each unit")
    section.finish()
    guard let times, let rows else { return nil }
    guard times.count == rows.count, !times.isEmpty else {
      item.error(
        "\(item.name) has \(times.count) times and \(rows.count) values; each time needs one")
      return nil
    }
    for (before, after) in zip(times, times.dropFirst()) where after <= before {
      item.error(
        "the times of \(item.name) must rise, but \(Output.text(of: after)) ms comes after \(Output.text(of: before)) ms"
      )
      return nil
    }
    let values = rows.map { row -> [Double]? in
      guard UnitValuesReading.isMeant(by: row) else {
        return row.quantity(.number).map { [Double](repeating: $0, count: size) }
      }
      return UnitValuesReading(item: row, size: size).read { $0.quantity(.number) }?.values
    }
    guard !values.contains(nil) else { return nil }
    self.init(times: times, values: values.compactMap(\.self))
  }
}
