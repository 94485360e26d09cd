import Foundation

/// A rate model that learns in a moment, `Models/small.yaml`.
enum SmallModel {
  /// Its text, with these numbers of samples, epochs and seeds.
  static func text(
    train: Int = 100, validation: Int = 20, test: Int = 20, epochs: Int = 8, seeds: Int = 1
  ) -> String {
    let file = Tool.package.appendingPathComponent("Tests/CommandLineTests/Models/small.yaml")
    guard let text = try? String(contentsOf: file, encoding: .utf8) else {
      preconditionFailure("There is no \(file.path).")
    }
    let epochs = "epochs: \(epochs)" + (seeds > 1 ? "\n  seeds: \(seeds)" : "")
    return text.replacing(
      "train: 100, validation: 20, test: 20",
      with: "train: \(train), validation: \(validation), test: \(test)"
    ).replacing("epochs: 8", with: epochs)
  }
}
