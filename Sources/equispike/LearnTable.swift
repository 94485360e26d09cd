import EquilibriumPropagation
import Foundation

/// The table at the end of learning.
enum LearnTable {
  static func percent(_ value: Double) -> String { String(format: "%.2f %%", 100 * value) }
  static func decimal(_ value: Double) -> String { String(format: "%.4f", value) }

  static func text(_ result: LearningResult) -> String {
    var table = TextTable("what", "value", numeric: [1])
    table.add("test error, spiking network", percent(result.testError))
    if let twin = result.twinTestError { table.add("test error, rate twin", percent(twin)) }
    if let transfer = result.transferTestError {
      table.add("test error, spiking weights in the rate model", percent(transfer))
    }
    table.add("test samples", String(result.testCount))
    table.add("best epoch (by validation)", String(result.bestEpoch))
    if let last = result.epochs.last(where: { !$0.agreements.isEmpty }) {
      for agreement in last.agreements {
        table.add(
          "cosine with \(agreement.reference), \(agreement.projection) \(agreement.part)",
          decimal(agreement.cosine))
      }
    }
    table.add("spikes", String(result.epochs.reduce(0) { $0 + $1.spikes }))
    table.add("synaptic events", String(result.epochs.reduce(0) { $0 + $1.synapticEvents }))
    table.add(
      "time, spiking part", Estimate.duration(result.epochs.reduce(0) { $0 + $1.seconds }))
    return table.text
  }
}
