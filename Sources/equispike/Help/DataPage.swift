import Datasets
import Reports

/// What `show data NAME` says: the keys below `data` with their defaults.
enum DataPage {
  static func text(_ set: DatasetCatalog) -> String {
    let defaults = set.defaults
    var table = SummaryTable(columns: [.text("key"), .text("default"), .text("meaning")])
    func row(_ key: String, _ standard: String, _ meaning: String) {
      table.add([.init(key), .init(standard), .init(meaning)])
    }
    row("set", "required", set.name)
    if set == .mnist {
      row("path", "$EQUISPIKE_MNIST", "folder with the four IDX files, also gzip")
    } else if set == .arrays {
      row(
        "images", "required",
        ".npy [samples, values] or [samples, rows, columns]; or a table, .csv with a head")
      row(
        "labels", "column 'label'",
        ".npy [samples], classes from 0; or the name of the table's column, with words")
      row("test_images", "none", "file of test samples")
      row("test_labels", "none", "file of their labels; of a table, the column is that of 'labels'")
      row(
        "scale", "none needed",
        "inputs beyond [0, 1]: columns, all (to [0, 1] by training values), none (as they are)")
    } else if set == .idx {
      row("path", "required", "IDX file of the images [samples, rows, columns], bytes, also gzip")
      row("labels", "required", "IDX file of the labels [samples], from 0, also gzip")
      row(
        "test_images", "none",
        "IDX file of test images; without it the test samples are the file's end")
      row("test_labels", "by its name", "IDX file of their labels")
    }
    if defaults.needsPath {
      row("shuffle", "false", "samples are shuffled before they are divided")
    }
    let isOpen = set == .idx || set == .arrays
    let rest = isOpen ? "all that are left" : "-"
    row("train", defaults.train.map(String.init) ?? rest, "training samples")
    row("validation", "\(defaults.validation)", "samples that choose the epoch")
    let all = isOpen ? ", or all of the test file" : set == .mnist ? " (with path: all)" : ""
    row("test", "\(defaults.test)\(all)", "samples that the result is for")
    if let size = defaults.size, let sizes = set.sizes {
      row(
        "size", "\(size)",
        "width and height, \(sizes.lowerBound) to \(sizes.upperBound) pixels; size^2 inputs")
    }
    if let noise = defaults.noise {
      row("noise", "\(noise)", "standard deviation of the noise [1]")
    }
    row("seed", "of the model", "of what is drawn or shuffled")
    return "\(set.name): \(set.summary)\n\nKeys of 'data'\n" + ShowVerb.table(table)
  }
}
