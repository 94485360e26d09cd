import Datasets
import Measurements
import Networks
import Plasticity
import Protocols
import Quantities
import Testing

@testable import EquilibriumPropagation

/// Each finding on a training of a spiking network: when it is there, and that it is not there otherwise.
@Suite struct SpikingFindingTests {
  private static func data(train: Int = 60) throws -> Split {
    try DatasetCatalog.load(
      DatasetRequest(.digits, size: 8, train: train, validation: 30, test: 10))
  }

  private static var settings: LearningSettings {
    var settings = LearningSettings()
    settings.rule = ZeroArea(fast: 5.ms, slow: 100.ms)
    settings.nudging.beta = 0.4
    settings.phases.free = 30.ms
    settings.phases.nudged = 60.ms
    settings.phases.readout = 10.ms
    settings.batch = 1
    settings.epochs = 2
    settings.learningRates = ["input->hidden": 0.3, "hidden->output": 0.08]
    settings.biasRates = ["hidden": 0.2, "output": 0.05]
    settings.trainsTwin = false
    return settings
  }

  private static var network: Network { .layers([64, 20, 10]) }

  private func findings(
    _ settings: LearningSettings = settings, _ network: Network = network, train: Int = 60,
    threads: Int = 2
  ) throws -> [Finding] {
    try Learning(
      network: network, settings: settings, data: try Self.data(train: train), seed: Seed(3),
      threads: threads
    ).run().findings
  }

  /// The network with another membrane in one population, of which weights may have bounds.
  private func network(
    _ population: String, bounds: ClosedRange<Double>? = nil,
    _ change: (inout LIF) -> Void = { _ in }
  ) -> Network {
    var network = Self.network
    for index in network.populations.indices where network.populations[index].name == population {
      guard case .lif(var membrane) = network.populations[index].units else { continue }
      change(&membrane)
      network.populations[index].units = .lif(membrane)
    }
    if let bounds {
      for index in network.projections.indices { network.projections[index].bounds = bounds }
    }
    return network
  }

  @Test func `a training that learns has no findings, whatever the number of threads`() throws {
    let found = try findings(train: 200)
    #expect(found == [])
    #expect(try findings(train: 200, threads: 1) == found)
  }

  @Test(arguments: [Nudging.Scheme.oneSided, .symmetric])
  func `a free phase that is too short is found, with what still moves`(
    _ scheme: Nudging.Scheme
  ) throws {
    var settings = Self.settings
    settings.nudging.scheme = scheme
    settings.phases.free = 5.ms
    settings.phases.readout = 2.ms
    let found = try findings(settings)
    let isFound = found.contains {
      switch ($0, scheme) {
      case (.drifting(let part), .oneSided): part > Finding.largestDrift
      case (.moving(let part), .symmetric): part > Finding.largestMovement
      default: false
      }
    }
    #expect(isFound, "\(found)")
  }

  @Test func `free phases that never settle to their tolerance are found`() throws {
    var settings = Self.settings
    settings.phases.settlingTolerance = 1e-9
    #expect(try findings(settings).contains(.neverSettled(fraction: 1)))
    settings.phases.settlingTolerance = 0.5
    #expect(try !findings(settings).contains { if case .neverSettled = $0 { true } else { false } })
  }

  @Test func `learning rates that destroy are found, and rates that do nothing`() throws {
    var settings = Self.settings
    settings.learningRates = ["input->hidden": 30, "hidden->output": 8]
    let destroyed = try findings(settings)
    let isFound = destroyed.contains {
      switch $0 {
      case .undone, .chance: true
      default: false
      }
    }
    #expect(isFound, "\(destroyed)")
    settings.learningRates = ["input->hidden": 1e-9, "hidden->output": 1e-9]
    settings.biasRates = [:]
    let idle = try findings(settings)
    #expect(idle.contains { if case .chance = $0 { true } else { false } }, "\(idle)")
  }

  @Test func `silent units are found, with their share`() throws {
    #expect(
      try findings(Self.settings, network("hidden") { $0.current = -100 })
        .contains(.silent(population: "hidden", fraction: 1)))
    var settings = Self.settings
    settings.biasRates = [:]
    settings.learningRates = ["input->hidden": 1e-9]
    #expect(
      try findings(settings, network("output") { $0.current = -100 })
        .contains(.silent(population: "output", fraction: 1)))
  }

  @Test func `units at their highest rate are found, with their share`() throws {
    let found = try findings(
      Self.settings,
      network("hidden") {
        $0.current = 200
        $0.refractoryTime = 1.ms
      })
    let isFound = found.contains {
      if case .saturated("hidden", let fraction) = $0 { fraction > 0.9 } else { false }
    }
    #expect(isFound, "\(found)")
  }

  @Test func `weights that come to their bounds are found, and those that began there are not`()
    throws
  {
    var settings = Self.settings
    settings.learningRates = ["input->hidden": 30, "hidden->output": 8]
    let range = -0.1...0.1
    let found = try findings(settings, network("hidden", bounds: range))
    let isFound = found.contains {
      if case .bounded("hidden->output", let fraction, range) = $0 {
        fraction > Finding.mostParts
      } else {
        false
      }
    }
    #expect(isFound, "\(found)")
    // All weights begin at a bound of this range, and hardly leave it.
    settings.learningRates = ["input->hidden": 1e-12, "hidden->output": 1e-12]
    var network = network("hidden", bounds: 0...1)
    for index in network.projections.indices { network.projections[index].weights = .constant(0) }
    let began = try findings(settings, network)
    #expect(!began.contains { if case .bounded = $0 { true } else { false } }, "\(began)")
  }

  @Test func `a training that is stopped, or of no epochs, is not looked at`() throws {
    var settings = Self.settings
    settings.phases.free = 5.ms
    settings.phases.readout = 2.ms
    settings.epochs = 0
    #expect(try findings(settings) == [])
    settings.epochs = 1
    let log = Log()
    log.batchesUntilCancelled = 2
    let result = try Learning(
      network: Self.network, settings: settings, data: try Self.data(), seed: Seed(3), threads: 1
    ).run(observer: log)
    #expect(result.summary.wasCancelled && result.findings == [])
  }
}

/// The errors of all epochs.
@Suite struct ErrorCourseTests {
  private func finding(_ errors: [Double], samples: Int, classes: Int = 10, before: Double? = nil)
    -> Finding?
  {
    let all = (before.map { [(0, $0)] } ?? []) + errors.enumerated().map { ($0 + 1, $1) }
    return ErrorCourse(errors: all, labels: (0..<samples).map { $0 % classes }).finding
  }

  @Test func `an error that ends clearly above its least is told with the epoch of that`() {
    #expect(
      finding([0.5, 0.03, 0.2], samples: 1000) == .undone(error: 0.2, least: 0.03, epoch: 2))
    #expect(
      finding([0.3, 0.4], samples: 1000, before: 0.1) == .undone(error: 0.4, least: 0.1, epoch: 0))
    // More than chance, but best before learning.
    #expect(finding([0.9], samples: 1000, before: 0.9) == .chance(error: 0.9, baseline: 0.9))
    #expect(finding([], samples: 1000, before: 0.9) == nil)
  }

  @Test func `the scatter of few samples is no rise`() {
    // 1 of 4 wrong; 3 of 4 wrong.
    #expect(finding([0, 0.25], samples: 4, classes: 2) == nil)
    #expect(
      finding([0, 0.75], samples: 4, classes: 2) == .undone(error: 0.75, least: 0, epoch: 1))
    #expect(finding([0.02, 0.04], samples: 1000) == nil)
    #expect(finding([0.02, 0.07], samples: 100) == nil)
  }

  @Test func `chance is that of the commonest class`() {
    let labels = [Int](repeating: 0, count: 95) + [Int](repeating: 1, count: 5)
    let course = ErrorCourse(errors: [(1, 0.05)], labels: labels)
    #expect(abs(course.baseline - 0.05) < 1e-12)
    #expect(course.finding == .chance(error: 0.05, baseline: course.baseline))
    #expect(ErrorCourse(errors: [(1, 0.04)], labels: labels).finding == nil)
    #expect(ErrorCourse(errors: [(1, 0)], labels: [3, 3]).finding == nil)
    #expect(ErrorCourse(errors: [(1, 0)], labels: []).finding == nil)
  }
}
