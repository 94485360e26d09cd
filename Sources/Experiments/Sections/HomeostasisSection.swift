import Networks
import Protocols
import Quantities

extension Homeostasis {
  /// The keys of `learning.homeostasis`.
  static let table = Table<Homeostasis, TaskReading> {
    Parameter("populations", "the populations whose biases drift") { section, homeostasis, task in
      guard let items = section.item("populations")?.list("a list of populations") else { return }
      homeostasis.populations = items.compactMap { item in
        let found = item.text().flatMap { task.population($0, at: item.node.place) }
        if let found, found.isSource, !task.doubtful.contains(found.name) {
          item.error("population '\(found.name)' is a source and has no biases")
        }
        return found?.name
      }
    } write: { homeostasis, _ in
      homeostasis.populations.isEmpty
        ? nil : .list(homeostasis.populations.map { .string($0) })
    }.standing("all but the output")
    Parameter("target", unit: "1", "the activity to which units are drawn, 1 or Hz") {
      section, homeostasis, task in
      if let item = section.item("target"), let target = homeostasis.target(item, task) {
        homeostasis.target = target
      }
    } write: { homeostasis, _ in
      .number(homeostasis.target, .number)
    }
    Parameter(
      "rate",
      .number(unit: "bias", .positive) { homeostasis, task in
        let names = homeostasis.names(in: task)
        let dimension = names.first.flatMap { task.weights[$0] } ?? .number
        return (dimension, "it measures biases")
      }, "change of a bias by a sample, per activity below the target", \.rate)
  }

  /// The populations whose biases drift.
  private func names(in task: TaskReading) -> [String] {
    populations.isEmpty
      ? task.network.populations.filter { !$0.isSource && $0.name != task.output }.map(\.name)
      : populations
  }

  /// A number, the rate over r_max, or a rate in Hz, where r_max is one.
  private func target(_ item: Item, _ task: TaskReading) -> Double? {
    guard let written = item.plain.flatMap(WrittenNumber.init), !written.unit.isEmpty else {
      return item.quantity(.number, .nonnegative)
    }
    let names = names(in: task)
    let scales = Set(
      task.network.populations.filter { names.contains($0.name) }.map(\.maximumRate))
    guard scales.count <= 1 else {
      item.error(
        "'target' is a rate, but \(names.listed()) have different r_max; give it as a number, the rate over r_max"
      )
      return nil
    }
    return item.quantity(.rate, .nonnegative).map { $0 / (scales.first ?? 1) }
  }
}
