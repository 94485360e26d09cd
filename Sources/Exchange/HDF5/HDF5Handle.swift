import CHDF5
import Synchronization

/// An identifier of the HDF5 library: file, data set, attribute, type, space or list of properties. What it
/// stands for is closed when it goes.
struct HDF5Handle: ~Copyable {
  let id: hid_t

  /// nil when the library reports a failure by a negative number.
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

  /// Does all of `body` without another thread in the library, and without the library's own words on
  /// stderr.
  static func alone<Result: Sendable>(
    _ body: () throws(ExchangeError) -> Result
  ) throws(ExchangeError) -> Result {
    try turn.withLock { _ throws(ExchangeError) in
      chdf5_prepare()
      return try body()
    }
  }

  /// The version of the library: `1.10.8`.
  public static var version: String { libraryVersion() }
}

/// What is at a path inside a file.
enum HDF5Kind { case group, dataset, other, nothing }

/// Numbers in rows, last index fastest, and their shape; no sizes for a single number.
struct HDF5Array<Element: Sendable & Equatable>: Sendable, Equatable {
  var shape: [Int]
  var values: [Element]
}
