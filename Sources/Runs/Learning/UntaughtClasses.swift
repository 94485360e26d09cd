import Datasets

extension Split {
  /// A warning of classes that are tested but never trained, as in a file that is sorted by class; nil for none.
  var untaughtClasses: String? {
    let asked = Set(validation.labels).union(test.labels).subtracting(train.labels)
    guard !asked.isEmpty else { return nil }
    let some = asked.sorted().prefix(5).map { "\($0)" }.joined(separator: ", ")
    let words = asked.count == 1 ? "class \(some) is" : "\(asked.count) classes (\(some)) are"
    return
      "\(words) in the validation or test part, but not in the training part; for a file that is sorted by class set "
      + "data.shuffle: true"
  }
}
