import CHDF5

/// An HDF5 file in memory; `bytes()` are its content.
///
/// Equal calls give equal bytes: no times are stored. Numbers are little-endian, and data sets are neither chunked nor
/// compressed, because some readers of SONATA cannot decompress.
struct HDF5Writer: ~Copyable {
  /// The path of the file, for messages.
  let file: String
  private let handle: HDF5Handle
  private let creation: HDF5Handle

  /// An empty file.
  init(file: String) throws(ExchangeError) {
    self.file = file
    guard let access = HDF5Handle(H5Pcreate(chdf5_access_class())),
      H5Pset_fapl_core(access.id, 1 << 20, false) >= 0,
      let creation = HDF5Handle(H5Pcreate(chdf5_dataset_class())),
      H5Pset_obj_track_times(creation.id, false) >= 0,
      let handle = unsafe HDF5Handle(
        H5Fcreate(file, chdf5_truncate(), chdf5_default(), access.id))
    else { throw Self.failure(file, "") }
    self.handle = handle
    self.creation = creation
  }

  private static func failure(_ file: String, _ place: String) -> ExchangeError {
    .damaged(file: file, place: place, reason: "HDF5 says '\(lastWords())' while it is written")
  }

  /// Throws if `status` is negative, which is the library's sign of a failure.
  private func check(_ status: herr_t, _ place: String) throws(ExchangeError) {
    guard status >= 0 else { throw Self.failure(file, place) }
  }

  /// The handle of an object at `place`; throws if `id` is negative.
  private func handle(_ id: hid_t, _ place: String) throws(ExchangeError) -> HDF5Handle {
    guard let handle = HDF5Handle(id) else { throw Self.failure(file, place) }
    return handle
  }

  /// The bytes of the file.
  func bytes() throws(ExchangeError) -> [UInt8] {
    try check(H5Fflush(handle.id, H5F_SCOPE_GLOBAL), "")
    let count = H5Fget_file_image(handle.id, nil, 0)
    guard count > 0 else { throw Self.failure(file, "") }
    var bytes = [UInt8](repeating: 0, count: count)
    let got = unsafe bytes.withUnsafeMutableBytes {
      unsafe H5Fget_file_image(handle.id, $0.baseAddress, count)
    }
    guard got == count else { throw Self.failure(file, "") }
    return bytes
  }

  /// Creates a group at `path`; its parent must exist.
  func group(_ path: String) throws(ExchangeError) {
    _ = unsafe try handle(
      H5Gcreate2(handle.id, path, chdf5_default(), chdf5_default(), chdf5_default()), path)
  }

  /// Creates `path` as a second name of the object at `old`.
  func link(_ old: String, as path: String) throws(ExchangeError) {
    unsafe try check(
      H5Lcreate_hard(handle.id, old, handle.id, path, chdf5_default(), chdf5_default()), path)
  }

  /// The type of numbers in the file.
  enum NumberType {
    case double, float, int64, uint64, uint32, uint8

    fileprivate var inFile: hid_t {
      switch self {
      case .double: chdf5_file_double()
      case .float: chdf5_file_float()
      case .int64: chdf5_file_int64()
      case .uint64: chdf5_file_uint64()
      case .uint32: chdf5_file_uint32()
      case .uint8: chdf5_file_uint8()
      }
    }
  }

  // MARK: Data sets

  /// Writes doubles at `path`, in one dimension without a `shape`; an empty shape means a scalar.
  func write(
    _ values: [Double], shape: [Int]? = nil, at path: String, as type: NumberType = .double
  ) throws(ExchangeError) {
    try write(values, shape ?? [values.count], path, type, chdf5_double())
  }

  /// Writes integers at `path`.
  func write(
    _ values: [Int], shape: [Int]? = nil, at path: String, as type: NumberType = .int64
  ) throws(ExchangeError) {
    try write(values, shape ?? [values.count], path, type, chdf5_int64())
  }

  private func write<Number: BitwiseCopyable>(
    _ values: [Number], _ shape: [Int], _ path: String, _ type: NumberType, _ memory: hid_t
  ) throws(ExchangeError) {
    precondition(shape.reduce(1, *) == values.count, "A shape says how many values there are.")
    let set = try dataset(path, type.inFile, shape)
    guard !values.isEmpty else { return }
    let status = unsafe values.withUnsafeBytes {
      unsafe H5Dwrite(set.id, memory, chdf5_all(), chdf5_all(), chdf5_default(), $0.baseAddress)
    }
    try check(status, path)
  }

  /// Writes texts of variable length in UTF-8, as h5py does.
  func write(
    _ texts: [String], shape: [Int]? = nil, at path: String
  ) throws(ExchangeError) {
    let shape = shape ?? [texts.count]
    precondition(shape.reduce(1, *) == texts.count, "A shape says how many texts there are.")
    let type = try textType()
    let set = try dataset(path, type.id, shape)
    guard !texts.isEmpty else { return }
    let status = unsafe withPointers(texts) {
      unsafe H5Dwrite(set.id, type.id, chdf5_all(), chdf5_all(), chdf5_default(), $0)
    }
    try check(status, path)
  }

  /// Writes one text.
  func write(_ text: String, at path: String) throws(ExchangeError) {
    try write([text], shape: [], at: path)
  }

  private func dataset(
    _ path: String, _ type: hid_t, _ shape: [Int]
  ) throws(ExchangeError) -> HDF5Handle {
    let space = try space(shape)
    return unsafe try handle(
      H5Dcreate2(handle.id, path, type, space.id, chdf5_default(), creation.id, chdf5_default()),
      path)
  }

  private func space(_ shape: [Int]) throws(ExchangeError) -> HDF5Handle {
    let sizes = shape.map { hsize_t($0) }
    return try handle(
      shape.isEmpty
        ? H5Screate(H5S_SCALAR) : unsafe H5Screate_simple(Int32(shape.count), sizes, nil), "")
  }

  private func textType() throws(ExchangeError) -> HDF5Handle {
    guard let type = HDF5Handle(H5Tcopy(chdf5_c_string())),
      H5Tset_size(type.id, chdf5_variable()) >= 0, H5Tset_cset(type.id, H5T_CSET_UTF8) >= 0
    else { throw Self.failure(file, "") }
    return type
  }

  /// Calls `body` with pointers to NUL-terminated copies of the texts.
  private func withPointers(
    _ texts: [String], _ body: (UnsafeRawPointer?) -> herr_t
  ) -> herr_t {
    var bytes: [CChar] = []
    var starts: [Int] = []
    for text in texts {
      starts.append(bytes.count)
      bytes += text.utf8.filter { $0 != 0 }.map(CChar.init(bitPattern:)) + [0]
    }
    return unsafe bytes.withUnsafeBufferPointer { buffer in
      let pointers = unsafe starts.map { unsafe buffer.baseAddress! + $0 }
      return unsafe pointers.withUnsafeBytes { unsafe body($0.baseAddress) }
    }
  }

  // MARK: Attributes

  /// Adds integers as an attribute of the object at `path`; an empty `shape` means a scalar.
  func attribute(
    _ name: String, of path: String, _ values: [Int], shape: [Int], as type: NumberType
  ) throws(ExchangeError) {
    let attribute = try attribute(name, path, type.inFile, shape)
    let status = unsafe values.withUnsafeBytes {
      unsafe H5Awrite(attribute.id, chdf5_int64(), $0.baseAddress)
    }
    try check(status, path + "@" + name)
  }

  /// Adds a text as an attribute.
  func attribute(_ name: String, of path: String, _ text: String) throws(ExchangeError) {
    let type = try textType()
    let attribute = try attribute(name, path, type.id, [])
    let status = unsafe withPointers([text]) { unsafe H5Awrite(attribute.id, type.id, $0) }
    try check(status, path + "@" + name)
  }

  /// Adds an enumeration of 8 bits as an attribute, with the value `words[value]`.
  func attribute(
    _ name: String, of path: String, choosing value: Int, of words: [String]
  ) throws(ExchangeError) {
    let type = try handle(H5Tenum_create(chdf5_native_int8()), path)
    for (index, word) in words.enumerated() {
      var number = Int8(index)
      unsafe try check(H5Tenum_insert(type.id, word, &number), path)
    }
    let attribute = try attribute(name, path, type.id, [])
    var number = Int8(value)
    unsafe try check(H5Awrite(attribute.id, type.id, &number), path + "@" + name)
  }

  private func attribute(
    _ name: String, _ path: String, _ type: hid_t, _ shape: [Int]
  ) throws(ExchangeError) -> HDF5Handle {
    let space = try space(shape)
    return unsafe try handle(
      H5Acreate_by_name(
        handle.id, path, name, type, space.id, chdf5_default(), chdf5_default(), chdf5_default()),
      path + "@" + name)
  }
}

extension HDF5 {
  /// Fills a file in memory and writes it to `path`, whole or not at all.
  static func write(
    to path: String, _ fill: (borrowing HDF5Writer) throws(ExchangeError) -> Void
  ) throws(ExchangeError) {
    let bytes = try alone { () throws(ExchangeError) -> [UInt8] in
      let writer = try HDF5Writer(file: path)
      try fill(writer)
      return try writer.bytes()
    }
    try put(bytes, to: path)
  }

  /// Opens `bytes` of the file `path` and runs `body` on the reader.
  static func read<Result: Sendable>(
    _ bytes: [UInt8], from path: String,
    _ body: (borrowing HDF5Reader) throws(ExchangeError) -> Result
  ) throws(ExchangeError) -> Result {
    try alone { () throws(ExchangeError) -> Result in
      let reader = try HDF5Reader(bytes, file: path)
      do throws(ExchangeError) {
        let result = try body(reader)
        // Damage that a body has ignored, by `try?` say, is an error here.
        try reader.check()
        return result
      } catch {
        try reader.check()
        throw error
      }
    }
  }
}
