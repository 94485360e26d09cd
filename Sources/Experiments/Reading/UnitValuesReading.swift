import Foundation
import Networks
import Records

/// A reader of one number for each unit of a population: `[0.1, 0.2, ...]`, or `{file: x.npy}` with as many numbers.
struct UnitValuesReading {
  let item: Item
  /// The number of units.
  let size: Int

  /// The numbers of all units, and their file.
  struct Found {
    var values: [Double]
    var origin: FileOrigin?
  }

  /// True for a list and for `{file: x.npy}`, false for one number and for other groups of keys.
  static func isMeant(by item: Item) -> Bool { item.isList || WeightFileReading.isMeant(by: item) }

  /// The numbers; nil, with a problem in the log, if they do not fit. `read` reads an element of a list.
  func read(_ read: (Item) -> Double?) -> Found? {
    guard item.isList else { return file() }
    guard let items = item.list("a list of numbers") else { return nil }
    guard items.count == size else {
      item.error("\(item.name) has \(items.count) values for \(size) units")
      return nil
    }
    let values = items.map(read)
    return values.contains(nil) ? nil : Found(values: values.compactMap(\.self))
  }

  private func file() -> Found? {
    guard let section = item.section(item.name) else { return nil }
    let origin = FileReading(section: section).origin()
    section.finish()
    guard let origin, let array = item.array(in: origin) else { return nil }
    guard array.values.count == size, array.shape.count(where: { $0 != 1 }) <= 1 else {
      item.error(
        "the shape of the array in the file is \(array.shape); expected [\(size)], one for each unit"
      )
      return nil
    }
    return Found(values: array.values, origin: origin)
  }
}

extension Item {
  /// The finite numbers in a `.npy` file; nil, with a problem in the log, if it does not hold any.
  func array(in origin: FileOrigin) -> NumPyArray? {
    let array: NumPyArray
    do { array = try NumPyArray(decoding: try readBytes(of: origin.path), path: origin.path) } catch
    {
      self.error(FileReading.sentence("\(error)", in: log))
      return nil
    }
    if let wrong = array.values.first(where: { !$0.isFinite }) {
      self.error(
        FileReading.sentence("'\(origin.path)' holds \(wrong); expected finite numbers", in: log))
      return nil
    }
    return array
  }
}
