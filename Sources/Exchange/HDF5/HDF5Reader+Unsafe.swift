// The file is longer than others because all unsafe calls that read stand here, and nowhere else.
import CHDF5

/// An HDF5 file that is read from memory. Paths are those inside the file: `/node/nodes/hidden/tau`.
///
/// *Errors*: each is told with file and path. Sizes are checked against the bytes that are there before anything
/// is allocated.
struct HDF5Reader: ~Copyable {
  /// Where the bytes came from.
  let file: String
  private let size: Int
  private let handle: HDF5Handle

  /// The most elements that are read at once.
  static let largest = 1 << 31

  /// Opens `bytes`, which came from `file`.
  init(_ bytes: [UInt8], file: String) throws(ExchangeError) {
    self.file = file
    size = bytes.count
    let mark: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]
    guard bytes.starts(with: mark) else {
      throw .damaged(file: file, place: "", reason: "it is not an HDF5 file")
    }
    var image = bytes
    let look = unsafe image.withUnsafeMutableBytes { buffer in
      unsafe chdf5_look(buffer.baseAddress, buffer.count, Self.patience(buffer.count))
    }
    guard look != CHDF5_LEAVES else { throw Self.leaves(file, "") }
    guard look == CHDF5_FINE else {
      throw .damaged(
        file: file, place: "", reason: "its structure is damaged so that HDF5 cannot read it")
    }
    guard let access = HDF5Handle(H5Pcreate(chdf5_access_class())),
      H5Pset_fapl_core(access.id, 1 << 16, false) >= 0
    else { throw Self.failure(file, "") }
    let isSet = unsafe image.withUnsafeMutableBytes { buffer in
      unsafe H5Pset_file_image(access.id, buffer.baseAddress, buffer.count) >= 0
    }
    // The library wants a name that no file has: nothing can be below a file.
    guard isSet,
      let handle = unsafe HDF5Handle(H5Fopen(file + "/memory", chdf5_read_only(), access.id))
    else { throw Self.failure(file, "") }
    self.handle = handle
  }

  /// How long a first look at a file may take [s].
  private static func patience(_ bytes: Int) -> UInt32 { 20 + UInt32(clamping: bytes >> 20) }

  /// A failure of the library, in its words.
  private static func failure(_ file: String, _ place: String) -> ExchangeError {
    .damaged(file: file, place: place, reason: "HDF5 says '\(lastWords())'")
  }

  /// What a file says of other files is never followed: it could name any file of whoever reads it.
  private static func leaves(_ file: String, _ place: String) -> ExchangeError {
    .unsupported(
      file: file, place: place,
      what: "it takes data from other files (by an external link, external storage or a virtual "
        + "data set), which are not read; copy them into this file")
  }

  func failure(_ place: String) -> ExchangeError { Self.failure(file, place) }

  // MARK: What is there

  /// What is at `path`.
  func kind(at path: String) -> HDF5Kind {
    guard exists(path) else { return .nothing }
    guard let object = unsafe HDF5Handle(H5Oopen(handle.id, path, chdf5_default())) else {
      return .other
    }
    switch H5Iget_type(object.id) {
    case H5I_GROUP: return .group
    case H5I_DATASET: return .dataset
    default: return .other
    }
  }

  /// Each step of a path must exist before the next may be asked for.
  private func exists(_ path: String) -> Bool {
    var part = ""
    for step in path.split(separator: "/") {
      part += "/" + step
      guard unsafe H5Lexists(handle.id, part, chdf5_default()) > 0 else { return false }
    }
    return true
  }

  /// The names in a group, in the order of the alphabet.
  func names(in path: String) throws(ExchangeError) -> [String] {
    guard kind(at: path) == .group,
      let group = unsafe HDF5Handle(H5Gopen2(handle.id, path, chdf5_default()))
    else { throw .damaged(file: file, place: path, reason: "there is no such group") }
    var information = H5G_info_t()
    guard unsafe H5Gget_info(group.id, &information) >= 0, information.nlinks < 1 << 24 else {
      throw failure(path)
    }
    var names: [String] = []
    for index in 0..<information.nlinks {
      let length = unsafe H5Lget_name_by_idx(
        group.id, ".", H5_INDEX_NAME, H5_ITER_INC, index, nil, 0, chdf5_default())
      guard length > 0, length < 1 << 16 else { throw failure(path) }
      var text = [CChar](repeating: 0, count: length + 1)
      let found = unsafe H5Lget_name_by_idx(
        group.id, ".", H5_INDEX_NAME, H5_ITER_INC, index, &text, length + 1, chdf5_default())
      guard found == length else { throw failure(path) }
      names.append(String(decoding: text.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self))
    }
    return names
  }

  // MARK: Data sets

  /// Numbers of any type, as doubles.
  func doubles(at path: String) throws(ExchangeError) -> HDF5Array<Double> {
    let set = try dataset(path)
    let (shape, count) = try extent(set.id, path, allowing: [H5T_FLOAT, H5T_INTEGER, H5T_ENUM])
    var values = [Double](repeating: 0, count: count)
    if count > 0 {
      let status = unsafe values.withUnsafeMutableBytes { buffer in
        unsafe H5Dread(
          set.id, chdf5_double(), chdf5_all(), chdf5_all(), chdf5_default(), buffer.baseAddress)
      }
      guard status >= 0 else { throw failure(path) }
    }
    return HDF5Array(shape: shape, values: values)
  }

  /// Whole numbers; those beyond 64 bits with a sign become the largest.
  func integers(at path: String) throws(ExchangeError) -> HDF5Array<Int> {
    let set = try dataset(path)
    let (shape, count) = try extent(set.id, path, allowing: [H5T_INTEGER, H5T_ENUM])
    var values = [Int](repeating: 0, count: count)
    if count > 0 {
      let status = unsafe values.withUnsafeMutableBytes { buffer in
        unsafe H5Dread(
          set.id, chdf5_int64(), chdf5_all(), chdf5_all(), chdf5_default(), buffer.baseAddress)
      }
      guard status >= 0 else { throw failure(path) }
    }
    return HDF5Array(shape: shape, values: values)
  }

  /// Texts of fixed or variable length.
  func strings(at path: String) throws(ExchangeError) -> HDF5Array<String> {
    let set = try dataset(path)
    let (shape, count) = try extent(set.id, path, allowing: [H5T_STRING])
    guard let type = HDF5Handle(H5Dget_type(set.id)), let space = HDF5Handle(H5Dget_space(set.id))
    else { throw failure(path) }
    let values = unsafe try texts(type.id, space.id, count, path) { memory, buffer in
      unsafe H5Dread(set.id, memory, chdf5_all(), chdf5_all(), chdf5_default(), buffer)
    }
    return HDF5Array(shape: shape, values: values)
  }

  private func dataset(_ path: String) throws(ExchangeError) -> HDF5Handle {
    guard unsafe chdf5_is_external_link(handle.id, path) == 0 else {
      throw Self.leaves(file, path)
    }
    let kind = kind(at: path)
    guard kind == .dataset || kind == .other else {
      throw .damaged(file: file, place: path, reason: "there is no such data set")
    }
    guard let set = unsafe HDF5Handle(H5Dopen2(handle.id, path, chdf5_default())) else {
      throw failure(path)
    }
    guard chdf5_is_elsewhere(set.id) == 0 else { throw Self.leaves(file, path) }
    return set
  }

  /// Shape and number of elements, which must be of one of these classes and be there.
  private func extent(
    _ set: hid_t, _ path: String, allowing classes: [H5T_class_t]
  ) throws(ExchangeError) -> (shape: [Int], count: Int) {
    guard let space = HDF5Handle(H5Dget_space(set)), let type = HDF5Handle(H5Dget_type(set)) else {
      throw failure(path)
    }
    let (shape, count) = try extent(space.id, type.id, path, allowing: classes)
    let width = max(1, Int(clamping: H5Tget_size(type.id)))
    let (needed, overflow) = count.multipliedReportingOverflow(by: width)
    let stored = Int(clamping: H5Dget_storage_size(set))
    guard let list = HDF5Handle(H5Dget_create_plist(set)) else { throw failure(path) }
    // deflate packs a thousandfold at most.
    let most = H5Pget_layout(list.id) == H5D_CHUNKED ? 1100 : 1
    if overflow || needed / most > stored || stored > size {
      throw .damaged(
        file: file, place: path,
        reason: "it claims \(count) elements, but only \(stored) bytes of them are there")
    }
    return (shape, count)
  }

  private func extent(
    _ space: hid_t, _ type: hid_t, _ path: String, allowing classes: [H5T_class_t]
  ) throws(ExchangeError) -> (shape: [Int], count: Int) {
    guard classes.contains(H5Tget_class(type)) else {
      let wanted = classes.contains(H5T_STRING) ? "text" : "numbers"
      throw .damaged(file: file, place: path, reason: "it must hold \(wanted)")
    }
    let rank = Int(H5Sget_simple_extent_ndims(space))
    guard (0...32).contains(rank) else { throw failure(path) }
    var sizes = [hsize_t](repeating: 0, count: 32)
    guard unsafe H5Sget_simple_extent_dims(space, &sizes, nil) == rank else { throw failure(path) }
    if rank == 0, H5Sget_simple_extent_type(space) == H5S_NULL { return ([0], 0) }
    var count = 1
    for size in sizes.prefix(rank) {
      let (product, overflow) = count.multipliedReportingOverflow(by: Int(clamping: size))
      guard !overflow, product <= Self.largest, size <= Int.max else {
        let text = sizes.prefix(rank).map(String.init).joined(separator: " x ")
        throw .damaged(
          file: file, place: path, reason: "it claims \(text) elements, too many to read")
      }
      count = product
    }
    return (sizes.prefix(rank).map { Int($0) }, count)
  }

  // MARK: Attributes

  /// The text of an attribute; nil when there is none, or when it is no text.
  func text(_ name: String, of path: String) throws(ExchangeError) -> String? {
    guard let attribute = attribute(name, path), let type = HDF5Handle(H5Aget_type(attribute.id)),
      let space = HDF5Handle(H5Aget_space(attribute.id)), H5Tget_class(type.id) == H5T_STRING
    else { return nil }
    let place = path + "@" + name
    let (_, count) = try extent(space.id, type.id, place, allowing: [H5T_STRING])
    return unsafe try texts(type.id, space.id, count, place) { memory, buffer in
      unsafe H5Aread(attribute.id, memory, buffer)
    }.first
  }

  /// The first number of an attribute (of a number or an enumeration); nil when there is none.
  func number(_ name: String, of path: String) throws(ExchangeError) -> Double? {
    guard let attribute = attribute(name, path), let type = HDF5Handle(H5Aget_type(attribute.id)),
      let space = HDF5Handle(H5Aget_space(attribute.id)), H5Tget_class(type.id) != H5T_STRING
    else { return nil }
    let place = path + "@" + name
    let (_, count) = try extent(
      space.id, type.id, place, allowing: [H5T_FLOAT, H5T_INTEGER, H5T_ENUM])
    guard count > 0, count < 1 << 16 else { return nil }
    var values = [Double](repeating: 0, count: count)
    let isEnumeration = H5Tget_class(type.id) == H5T_ENUM
    if isEnumeration {
      var whole = [Int](repeating: 0, count: count)
      guard unsafe H5Aread(attribute.id, chdf5_int64(), &whole) >= 0 else { throw failure(place) }
      return Double(whole[0])
    }
    guard unsafe H5Aread(attribute.id, chdf5_double(), &values) >= 0 else { throw failure(place) }
    return values[0]
  }

  private func attribute(_ name: String, _ path: String) -> HDF5Handle? {
    guard kind(at: path) != .nothing,
      unsafe H5Aexists_by_name(handle.id, path, name, chdf5_default()) > 0
    else { return nil }
    return unsafe HDF5Handle(
      H5Aopen_by_name(handle.id, path, name, chdf5_default(), chdf5_default()))
  }

  // MARK: Texts

  /// `count` texts through `read`, which gets a type in memory and room for them.
  private func texts(
    _ type: hid_t, _ space: hid_t, _ count: Int, _ place: String,
    _ read: (hid_t, UnsafeMutableRawPointer?) -> herr_t
  ) throws(ExchangeError) -> [String] {
    guard count > 0 else { return [] }
    guard let memory = HDF5Handle(H5Tcopy(type)) else { throw failure(place) }
    var result: [String] = []
    if H5Tis_variable_str(type) > 0 {
      var pointers = unsafe [UnsafeMutablePointer<CChar>?](repeating: nil, count: count)
      let status = unsafe pointers.withUnsafeMutableBytes { unsafe read(memory.id, $0.baseAddress) }
      guard status >= 0 else { throw failure(place) }
      for index in 0..<count {
        result.append(unsafe pointers[index].map { unsafe String(cString: $0) } ?? "")
      }
      _ = unsafe pointers.withUnsafeMutableBytes {
        unsafe chdf5_reclaim(memory.id, space, $0.baseAddress)
      }
      return result
    }
    let width = Int(clamping: H5Tget_size(type))
    let (total, overflow) = width.multipliedReportingOverflow(by: count)
    guard width > 0, !overflow, total <= Self.largest else { throw failure(place) }
    var bytes = [UInt8](repeating: 0, count: total)
    let status = unsafe bytes.withUnsafeMutableBytes { unsafe read(memory.id, $0.baseAddress) }
    guard status >= 0 else { throw failure(place) }
    for index in 0..<count {
      var text = bytes[index * width..<(index + 1) * width].prefix { $0 != 0 }
      if H5Tget_strpad(type) == H5T_STR_SPACEPAD {
        while text.last == UInt8(ascii: " ") { text.removeLast() }
      }
      result.append(String(decoding: text, as: UTF8.self))
    }
    return result
  }
}

/// The library's words for its last failure.
func lastWords() -> String {
  var text = [CChar](repeating: 0, count: 160)
  unsafe chdf5_reason(&text)
  let words = String(
    decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  return words.isEmpty ? "failure" : words
}

func libraryVersion() -> String {
  var major: UInt32 = 0, minor: UInt32 = 0, release: UInt32 = 0
  _ = unsafe H5get_libversion(&major, &minor, &release)
  return "\(major).\(minor).\(release)"
}
