public import Measurements
import Records

/// Sampled variables of one population as a SONATA report: `/report/POP/data` [times, units].
///
/// *Units*: times in ms; values in `units`. Data are 32 bits wide, as SONATA requires. The time axis is (start, stop,
/// step) without `stop`, so that samples must be equally spaced.
public enum SONATAReport {
  /// Writes `table`, whose columns are the units `ids` of `population`.
  public static func write(
    _ table: TraceTable, population: String, ids: [Int], units: String, step: Double,
    to path: String
  ) throws(ExchangeError) {
    precondition(ids.count == table.columns.count)
    let rows = table.times.count
    let order = ids.indices.sorted { ids[$0] < ids[$1] }
    var data: [Double] = []
    data.reserveCapacity(rows * ids.count)
    for row in 0..<rows { for column in order { data.append(table.columns[column].values[row]) } }
    let start = table.times.first ?? 0
    try HDF5.write(to: path) { (writer) throws(ExchangeError) in
      try SONATA.begin(writer)
      let group = "/report/" + SONATA.name(population), count = ids.count
      try writer.group("/report")
      try writer.group(group)
      try writer.write(data, shape: [rows, count], at: group + "/data", as: .float)
      try writer.attribute("units", of: group + "/data", units.isEmpty ? "1" : units)
      let mapping = group + "/mapping"
      try writer.group(mapping)
      try writer.write(order.map { ids[$0] }, at: mapping + "/node_ids", as: .uint64)
      try writer.attribute("sorted", of: mapping + "/node_ids", [1], shape: [], as: .uint8)
      // One element for each unit; libsonata wants one pointer more than units, and bmtk another name.
      try writer.write(Array(0...count), at: mapping + "/index_pointers", as: .uint64)
      try writer.link(mapping + "/index_pointers", as: mapping + "/index_pointer")
      let zeros = [Int](repeating: 0, count: count)
      try writer.write(zeros, at: mapping + "/element_ids", as: .uint32)
      try writer.write(zeros.map { Double($0) }, at: mapping + "/element_pos", as: .float)
      try writer.write([start, start + step * Double(rows), step], at: mapping + "/time")
      try writer.attribute("units", of: mapping + "/time", "ms")
    }
  }
}
