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
    } else if set == .idx {
      row("path", "required", "IDX file of the images [samples, rows, columns], bytes, also gzip")
      row("labels", "required", "IDX file of the labels [samples], from 0, also gzip")
    }
    if defaults.needsPath {
      row("shuffle", "false", "samples are shuffled before they are divided")
    }
    let rest = set == .idx ? "all that are left" : "-"
    row("train", defaults.train.map(String.init) ?? rest, "training samples")
    row("validation", "\(defaults.validation)", "samples that choose the epoch")
    row("test", "\(defaults.test)", "samples that the result is for")
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
