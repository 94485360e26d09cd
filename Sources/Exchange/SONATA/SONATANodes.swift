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

/// A population of nodes or edges in a file, with attributes: values of its groups in the HDF5 file, then those of types.
///
/// Groups `0`, `1`, ... hold attributes by `group_index`. A text is stored as such, or as an index into
/// `@library/NAME`.
struct SONATAColumns: FilePart {
  let file: String
  let name: String
  /// `node` or `edge`.
  private let kind: String
  /// The path of the population, `/nodes/NAME` or `/edges/NAME`.
  let path: String
  /// The name in this program, and the place among others.
  let own: String?
  let order: Double
  let count: Int
  private let types: SONATATypes
  let typeIDs: [Int]
  private let group: [Int]
  private let index: [Int]
  private let groups: [Int]
  /// The values of texts that were read, by attribute.
  private var texts: [String: [String?]] = [:]

  /// The population `name`, `kind` is `node` or `edge`, and the texts `words` of its rows.
  init(
    _ reader: borrowing HDF5Reader, _ name: String, kind: String, types: SONATATypes,
    texts words: [String]
  ) throws(ExchangeError) {
    file = reader.file
    (self.name, self.kind) = (name, kind)
    path = "/\(kind)s/\(name)"
    self.types = types
    typeIDs = try reader.integers(at: "\(path)/\(kind)_type_id").values
    count = typeIDs.count
    let group = try Self.optional(reader, "\(path)/\(kind)_group_id", count) ?? []
    self.group = group.isEmpty ? [Int](repeating: 0, count: count) : group
    index = try Self.optional(reader, "\(path)/\(kind)_group_index", count) ?? Array(0..<count)
    groups = Set(self.group).sorted()
    own = try reader.text("equispike_name", of: path)
    order = try reader.number("equispike_order", of: path) ?? .infinity
    guard groups.count <= 1 << 12 else { throw damaged(path, "it has \(groups.count) groups") }
    for word in words { texts[word] = try texts(word, reader) }
  }

  /// The populations in a file of nodes or edges in their order, then in alphabetical order; `make` reads one of them.
  static func all<Part: Sendable>(
    in pair: SONATACircuit.Pair, kind: String, _ columns: (Part) -> SONATAColumns,
    _ make: (borrowing HDF5Reader, String, SONATATypes) throws(ExchangeError) -> Part
  ) throws(ExchangeError) -> [Part] {
    let types = try pair.types.map { path throws(ExchangeError) in
      try SONATATypes(path, key: kind + "_type_id")
    }
    let found = try HDF5.read(try contents(of: pair.file), from: pair.file) {
      (reader) throws(ExchangeError) in
      guard reader.kind(at: "/\(kind)s") == .group else {
        throw reader.damaged(
          "/\(kind)s", "there is no such group, so there are no \(kind)s")
      }
      var found: [Part] = []
      for name in try reader.names(in: "/\(kind)s") {
        found.append(try make(reader, name, types ?? SONATATypes()))
      }
      return found
    }
    return found.sorted {
      let (a, b) = (columns($0), columns($1))
      return a.order == b.order ? a.name < b.name : a.order < b.order
    }
  }

  /// The integers of all rows; nil if there is no such data set.
  static func optional(
    _ reader: borrowing HDF5Reader, _ path: String, _ count: Int
  ) throws(ExchangeError) -> [Int]? {
    guard reader.kind(at: path) == .dataset else { return nil }
    let values = try reader.integers(at: path).values
    guard values.count == count else {
      throw reader.damaged(path, "it has \(values.count) rows; expected \(count)")
    }
    return values
  }

  /// The place of a row in messages: the population, and the type of the row.
  func place(_ row: Int) -> String { "\(path), \(kind)s of type \(typeIDs[row])" }

  /// The text of a row's attribute, or that of its type.
  func text(_ name: String, _ row: Int) -> String? { texts[name]?[row] ?? typeText(name, row) }

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
    try spread(name, reader) { (place, _) throws(ExchangeError) in
      try reader.doubles(at: place).values
    }
  }

  /// The texts of the group attribute `name` for each row; nil for rows without one, and nil if no row has one.
  private func texts(
    _ name: String, _ reader: borrowing HDF5Reader
  ) throws(ExchangeError) -> [String?]? {
    try spread(name, reader) { (place, library) throws(ExchangeError) in
      guard reader.kind(at: library) == .dataset else {
        return try reader.strings(at: place).values
      }
      let words = try reader.strings(at: library).values
      var values: [String] = []
      for (row, word) in try reader.integers(at: place).values.enumerated() {
        guard words.indices.contains(word) else { throw outside(library, row, words.count) }
        values.append(words[word])
      }
      return values
    }
  }

  /// The values of an attribute for each row, from those of its groups; nil for rows without one, and nil if no row has
  /// one. `read` gives the values of a group, from their path and that of their words.
  private func spread<Value>(
    _ name: String, _ reader: borrowing HDF5Reader,
    _ read: (_ place: String, _ library: String) throws(ExchangeError) -> [Value]
  ) throws(ExchangeError) -> [Value?]? {
    var result: [Value?]?
    for number in groups {
      let place = "\(path)/\(number)/\(name)"
      guard reader.kind(at: place) == .dataset else { continue }
      let values = try read(place, "\(path)/\(number)/@library/\(name)")
      if result == nil { result = [Value?](repeating: nil, count: count) }
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
