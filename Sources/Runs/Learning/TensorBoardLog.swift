import EquilibriumPropagation
import Exchange
import Foundation
import Measurements
import Records

/// The course of a training for TensorBoard: `events.out.tfevents.TIME.HOST.PID.0` in the run's folder, whole after
/// each epoch.
///
/// Scalars: `error/...`, `cosine/PROJECTION/PART`, `activity/...`, `settling/...`, `speed/...`; the model as the text
/// `model`. `tensorboard --logdir runs` shows all runs.
final class TensorBoardLog {
  private var events: TensorBoardEvents
  private let file: MetricsWriter

  /// - Parameter step: The first epoch that will be written, when a training goes on.
  init(_ folder: RunFolder, model: String, resumingAt step: Int?) throws {
    let now = Date().timeIntervalSince1970
    let host = safeFileName(ProcessInfo.processInfo.hostName)
    let name =
      "events.out.tfevents.\(Int(now)).\(host).\(ProcessInfo.processInfo.processIdentifier).0"
    file = try folder.metrics(named: name)
    events = TensorBoardEvents(at: now, resumingAt: step)
    if step == nil {
      let code = model.split(separator: "\n", omittingEmptySubsequences: false)
        .map { "    " + $0.prefix(400) }.joined(separator: "\n")
      events.text("model", String(code.prefix(1 << 16)), step: 0)
    }
    try flush()
  }

  /// An epoch of a spiking network or of a rate model, whose repetitions have names of their own.
  func add(_ epoch: Epoch) throws {
    let step = epoch.epoch
    let tail = epoch.repetition > 1 ? " repetition \(epoch.repetition)" : ""
    events.scalar("error/training" + tail, epoch.trainError, step: step)
    events.scalar("error/validation" + tail, epoch.validationError, step: step)
    events.scalar("error/training rate twin", epoch.twinTrainError, step: step)
    events.scalar("error/validation rate twin", epoch.twinValidationError, step: step)
    events.scalar("loss/cost" + tail, epoch.cost, step: step)
    events.scalar("settling/drift", epoch.settlingDrift, step: step)
    events.scalar("settling/residual" + tail, epoch.residual, step: step)
    events.scalar("settling/steps per sample" + tail, epoch.stepsPerSample, step: step)
    events.scalar("speed/seconds" + tail, epoch.seconds, step: step)
    events.scalar("speed/synaptic events", epoch.synapticEvents.map(Double.init), step: step)
    for agreement in epoch.agreements {
      events.scalar(
        "cosine/\(agreement.projection)/\(agreement.part)", agreement.cosine, step: step)
    }
    for (name, value) in epoch.rateDifference.sorted(by: { $0.key < $1.key }) {
      events.scalar("rate difference/\(name)", value, step: step)
    }
    for (name, value) in epoch.meanActivity.sorted(by: { $0.key < $1.key }) {
      events.scalar("activity/\(name)", value, step: step)
    }
    for (name, value) in epoch.silentFraction.sorted(by: { $0.key < $1.key }) {
      events.scalar("silent/\(name)", value, step: step)
    }
    for (name, value) in epoch.learningRates.sorted(by: { $0.key < $1.key }) {
      events.scalar("learning rate/\(name)", value, step: step)
    }
    try flush()
  }

  /// Histograms of weights.
  func add(weights: [(name: String, values: [Double])], step: Int) throws {
    for (name, values) in weights { events.histogram("weights/" + name, values, step: step) }
    try flush()
  }

  private func flush() throws {
    try file.append(bytes: events.take())
    events.time = Date().timeIntervalSince1970
  }

  /// Ends the file.
  func close() throws { try file.close() }
}
