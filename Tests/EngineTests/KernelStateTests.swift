import Foundation
import Networks
import Quantities
import Testing

@testable import Engine

/// The state of a population: copied whole, and explained as it is.
@Suite struct KernelStateTests {
  private static let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// Spikes from a time on, and V of all units at the end.
  private struct Rest: Equatable {
    var spikes: SpikeBatch
    var potentials: [Double?]
  }

  private static func rest(_ simulation: Simulation, _ log: SpikeLog, after time: Double) -> Rest {
    let populations = simulation.network.populations.filter { !$0.isSource }
    return Rest(
      spikes: log.batch.after(time),
      potentials: populations.flatMap { population in
        (0..<population.size).map { simulation.value("V", of: $0, in: population.name) }
      })
  }

  /// A field that is left out of a copy, of any kernel, changes bits of what follows.
  @Test(arguments: (0..<24).map { ($0, false) } + (24..<30).map { ($0, true) })
  func `a copy made at any time goes on like the original`(_ number: Int, integrated: Bool) throws {
    let made = RandomNetwork(UInt64(number), integrated: integrated)
    let stores = try Simulation.stores(of: made.network, seed: Seed(made.seed))
    let original = try Simulation(made.network, seed: Seed(made.seed), sharing: stores)
    let copy = try Simulation(made.network, seed: Seed(made.seed), sharing: stores)
    try made.setCurrents(of: original, part: 0)
    // Another course before, which the copy must forget.
    copy.reset(run: 5)
    try made.setCurrents(of: copy, part: 1)
    try copy.run(until: 17.ms)
    let log = SpikeLog(), copyLog = SpikeLog()
    original.add(observer: log)
    copy.add(observer: copyLog)
    var rests: [(time: Double, rest: Rest)] = []
    for time in stride(from: 0.0, to: 60, by: 7.3) {
      try original.run(until: Milliseconds(time))
      copy.copy(from: original)
      copyLog.batch = SpikeBatch()
      try copy.run(until: 80.ms)
      rests.append((time, Self.rest(copy, copyLog, after: time)))
    }
    try original.run(until: 80.ms)
    for (time, rest) in rests {
      #expect(rest == Self.rest(original, log, after: time), "copied at \(time) ms")
    }
  }

  @Test func `the figure of the LIF kernel shows what the kernel does`() throws {
    let course = try KernelCourse()
    let file = Self.package.appendingPathComponent("Documentation/lif-kernel.svg")
    let figure = KernelFigure.svg(course)
    let new = FileManager.default.temporaryDirectory.appendingPathComponent("lif-kernel.svg")
    guard try figure != String(contentsOf: file, encoding: .utf8) else { return }
    try Data(figure.utf8).write(to: new)
    Issue.record("it should be \(new.path)")
  }
}
