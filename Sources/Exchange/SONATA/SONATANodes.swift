import Networks
import Quantities

/// The nodes of one SONATA population, and the unit of the network that each became.
struct SONATANodes {
  /// The unit of a node: the index of its population in the network, and its number there.
  struct Place {
    var population: Int
    var unit: Int
  }

  let name: String
  /// The unit of the node in each row.
  private(set) var places: [Place] = []
  /// Rows by node_id; nil if the ids are the numbers of the rows.
  private var rows: [Int: Int]?

  /// The first unit of each population that the nodes became.
  var all: [Place] { places.filter { $0.unit == 0 } }
  /// The number of nodes.
  var count: Int { places.count }

  /// The unit of the node with this id; nil if there is no such node.
  func place(of id: Int) -> Place? {
    let row = rows.map { $0[id] } ?? id
    guard let row, places.indices.contains(row) else { return nil }
    return places[row]
  }

  init(name: String, places: [Place], ids: [Int]?) {
    self.name = name
    self.places = places
    if let ids, ids != Array(0..<ids.count) {
      rows = Dictionary(ids.enumerated().map { ($1, $0) }) { first, _ in first }
    }
  }
}

/// The attributes of nodes or edges: values of their groups in the HDF5 file, then those of their type.
///
/// Groups `0`, `1`, ... hold attributes by `group_index`. A text is stored as such, or as an index into
/// `@library/NAME`.
struct SONATAColumns {
  let file: String
  /// The path of the population, `/nodes/NAME` or `/edges/NAME`.
  let path: String
  let count: Int
  private let types: SONATATypes
  private(set) var typeIDs: [Int] = []
  private var group: [Int] = []
  private var index: [Int] = []
  private var groups: [Int] = []

  /// The columns of `path`; `prefix` is `node` or `edge`.
  init(
    _ reader: borrowing HDF5Reader, _ path: String, prefix: String, types: SONATATypes
  ) throws(ExchangeError) {
    file = reader.file
    self.path = path
    self.types = types
    typeIDs = try reader.integers(at: "\(path)/\(prefix)_type_id").values
    count = typeIDs.count
    group = try Self.optional(reader, "\(path)/\(prefix)_group_id", count) ?? []
    if group.isEmpty { group = [Int](repeating: 0, count: count) }
    index = try Self.optional(reader, "\(path)/\(prefix)_group_index", count) ?? Array(0..<count)
    groups = Set(group).sorted()
    guard groups.count <= 1 << 12 else {
      throw .damaged(file: file, place: path, reason: "it has \(groups.count) groups")
    }
  }

  /// The integers of all rows; nil if there is no such data set.
  static func optional(
    _ reader: borrowing HDF5Reader, _ path: String, _ count: Int
  ) throws(ExchangeError) -> [Int]? {
    guard reader.kind(at: path) == .dataset else { return nil }
    let values = try reader.integers(at: path).values
    guard values.count == count else {
      throw .damaged(
        file: reader.file, place: path, reason: "it has \(values.count) rows; expected \(count)")
    }
    return values
  }

  /// The value of an attribute in the table of types, for the type of `row`.
  func typeText(_ name: String, _ row: Int) -> String? { types.rows[typeIDs[row]]?[name] }

  /// Throws if there is a table of types, and a row has a type that is not in it.
  func checkTypes() throws(ExchangeError) {
    guard !types.file.isEmpty else { return }
    for id in Set(typeIDs).sorted() where id >= 0 && types.rows[id] == nil {
      throw .damaged(
        file: types.file, place: "",
        reason: "there is no type \(id), which \(path) in '\(file)' has")
    }
  }

  /// The numbers of the group attribute `name`, which may be `dynamics_params/NAME`, for each row; nil for rows without
  /// one, and nil if no row has one.
  func numbers(
    _ name: String, _ reader: borrowing HDF5Reader
  ) throws(ExchangeError) -> [Double?]? {
    var result: [Double?]?
    for number in groups {
      let place = "\(path)/\(number)/\(name)"
      guard reader.kind(at: place) == .dataset else { continue }
      let values = try reader.doubles(at: place).values
      if result == nil { result = [Double?](repeating: nil, count: count) }
      for row in 0..<count where group[row] == number {
        guard values.indices.contains(index[row]) else { throw outside(place, row, values.count) }
        result![row] = values[index[row]]
      }
    }
    return result
  }

  /// The texts of the group attribute `name` for each row; nil for rows without one, and nil if no row has one.
  func texts(
    _ name: String, _ reader: borrowing HDF5Reader
  ) throws(ExchangeError) -> [String?]? {
    var result: [String?]?
    for number in groups {
      let place = "\(path)/\(number)/\(name)"
      let library = "\(path)/\(number)/@library/\(name)"
      guard reader.kind(at: place) == .dataset else { continue }
      var values: [String]
      if reader.kind(at: library) == .dataset {
        let words = try reader.strings(at: library).values
        values = []
        for (row, word) in try reader.integers(at: place).values.enumerated() {
          guard words.indices.contains(word) else { throw outside(library, row, words.count) }
          values.append(words[word])
        }
      } else {
        values = try reader.strings(at: place).values
      }
      if result == nil { result = [String?](repeating: nil, count: count) }
      for row in 0..<count where group[row] == number {
        guard values.indices.contains(index[row]) else { throw outside(place, row, values.count) }
        result![row] = values[index[row]]
      }
    }
    return result
  }

  /// The names in `folder` in all groups.
  func names(
    in folder: String, _ reader: borrowing HDF5Reader
  ) throws(ExchangeError) -> [String] {
    var names: Set<String> = []
    for number in groups {
      let place = "\(path)/\(number)/\(folder)"
      if reader.kind(at: place) == .group { names.formUnion(try reader.names(in: place)) }
    }
    return names.sorted()
  }

  private func outside(_ place: String, _ row: Int, _ count: Int) -> ExchangeError {
    .damaged(
      file: file, place: place,
      reason: "row \(row) counts to an element that is not there; there are \(count)")
  }
}
