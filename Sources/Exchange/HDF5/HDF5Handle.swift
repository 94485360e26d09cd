import CHDF5
import Synchronization

/// An identifier of the HDF5 library: a file, data set, attribute, type, space or property list. It is closed when the
/// handle goes out of scope.
struct HDF5Handle: ~Copyable {
  let id: hid_t

  /// Takes ownership of `id`; nil if it is negative, which is the library's sign of a failure.
  init?(_ id: hid_t) {
    guard id >= 0 else { return nil }
    self.id = id
  }

  deinit { H5Idec_ref(id) }
}

/// The HDF5 library, which serves one caller at a time.
///
/// > The HDF Group. *Hierarchical Data Format, version 5*, <https://www.hdfgroup.org/solutions/hdf5>.
public enum HDF5 {
  private static let turn = Mutex<Void>(())

  /// Runs `body` while no other thread uses the library, and without the library's messages on stderr.
  static func alone<Result: Sendable>(
    _ body: () throws(ExchangeError) -> Result
  ) throws(ExchangeError) -> Result {
    try turn.withLock { _ throws(ExchangeError) in
      chdf5_prepare()
      return try body()
    }
  }

  /// The version of the library, such as `1.10.8`.
  public static var version: String { libraryVersion() }
}

/// The kind of the object at a path in a file.
enum HDF5Kind { case group, dataset, other, nothing }

/// An array of numbers or texts, last index fastest; the shape of a scalar is empty.
struct HDF5Array<Element: Sendable & Equatable>: Sendable, Equatable {
  var shape: [Int]
  var values: [Element]
}
