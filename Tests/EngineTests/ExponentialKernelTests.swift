import Networks
import Quantities
import Testing

@testable import Engine

/// Exponential membranes by Taylor series against the same membranes by the GSL.
@Suite struct ExponentialKernelTests {
  /// A cell with random parameters, of each kind that a file can ask for.
  private static func cell(_ stream: inout RandomStream, _ index: Int) -> any MembraneEquations {
    var m = AdaptiveExponentialIF()
    m.capacitance = stream.uniform(50, 400)
    m.leak = stream.uniform(2, 40)
    m.rest = stream.uniform(-80, -60)
    m.softThreshold = stream.uniform(-55, -45)
    m.sharpness = stream.uniform(0.3, 4)
    m.peak = m.softThreshold + m.sharpness * stream.uniform(4.5, 40)
    // Some resets are above V_T: the cell bursts.
    m.reset =
      stream.uniform() < 0.2 ? m.softThreshold + stream.uniform(0, 2) : stream.uniform(-75, -58)
    m.refractoryTime = Milliseconds(stream.uniform() < 0.5 ? 0 : stream.uniform(0, 3))
    m.adaptationTimeConstant = Milliseconds(stream.uniform(10, 300))
    m.subthresholdAdaptation = stream.uniform(-2, 8)
    m.spikeAdaptation = stream.uniform(0, 100)
    m.excitatoryTimeConstant = Milliseconds(stream.uniform(0.5, 10))
    m.inhibitoryTimeConstant = Milliseconds(stream.uniform(1, 20))
    if index % 3 == 2 {
      m.namedReceptors = [
        Receptor("ampa", timeConstant: m.excitatoryTimeConstant, variable: 0),
        Receptor("gaba", timeConstant: m.inhibitoryTimeConstant, variable: 0),
      ]
    }
    m.initial = m.rest
    let rheobase =
      (m.leak + max(m.subthresholdAdaptation, 0)) * (m.softThreshold - m.rest) - m.leak
      * m.sharpness
    m.current = max(rheobase, 20) * stream.uniform(0.5, 2)
    guard index % 2 == 0 else { return m }
    var e = ExponentialIF()
    (e.capacitance, e.leak, e.rest) = (m.capacitance, m.leak, m.rest)
    (e.softThreshold, e.sharpness, e.peak) = (m.softThreshold, m.sharpness, m.peak)
    (e.reset, e.refractoryTime, e.initial) = (m.reset, m.refractoryTime, m.initial)
    (e.excitatoryTimeConstant, e.inhibitoryTimeConstant) = (
      m.excitatoryTimeConstant, m.inhibitoryTimeConstant
    )
    (e.namedReceptors, e.current) = (m.namedReceptors, m.current)
    return e
  }

  /// A population of three such cells with arrivals of both signs and, for some, a ramp.
  private static func simulation(
    _ equations: any MembraneEquations, _ integration: Integration, index: Int
  ) throws -> (Simulation, SpikeLog) {
    var stream = Seed(UInt64(index)).stream()
    var cell = Population("cell", size: 3, .membrane(equations, integration))
    if index % 5 == 4 {
      cell.courses = [
        InputCourse(
          times: [0, 50, 120, 200],
          values: (0..<4).map { _ in equations.current * stream.uniform(0, 2) }, isLinear: true)
      ]
    }
    let scale = equations.current * 0.3
    var populations = [cell], projections: [Projection] = []
    for sign in [1.0, -1.0] {
      let name = sign > 0 ? "up" : "down"
      let trains = (0..<20).map { _ in (0..<10).map { _ in stream.uniform(0, 250) }.sorted() }
      populations.append(Population(name, size: 20, .source(.spikes(trains))))
      var projection = Projection(
        from: name, to: "cell",
        weights: .explicit((0..<60).map { _ in sign * scale * stream.uniform() }))
      if !equations.namedReceptors.isEmpty {
        projection.receptors = [ReceptorShare(sign > 0 ? "ampa" : "gaba")]
      }
      projections.append(projection)
    }
    let simulation = try Simulation(
      Network(populations: populations, projections: projections), seed: Seed(1))
    let log = SpikeLog()
    simulation.add(observer: log)
    return (simulation, log)
  }

  @Test func `cells with arrivals, bursts and ramps fire when the GSL says so`() throws {
    var stream = Seed(5).stream()
    let fine = Integration(absoluteTolerance: 1e-13, relativeTolerance: 1e-13)
    var count = 0
    for index in 0..<60 {
      let cell = Self.cell(&stream, index)
      try #require(ExponentialCell(cell) != nil)
      let (own, ownLog) = try Self.simulation(cell, .taylor, index: index)
      let (other, otherLog) = try Self.simulation(cell, fine, index: index)
      // Until a first difference, which grows in a bursting cell.
      for time in [100.0, 250] {
        try own.run(until: Milliseconds(time))
        try other.run(until: Milliseconds(time))
        for unit in 0..<3 {
          for variable in cell.variables where variable != "V" {
            let (a, b) = (
              own.value(variable, of: unit, in: "cell"),
              other.value(variable, of: unit, in: "cell")
            )
            #expect(abs(a! - b!) < 1e-6 * max(1, abs(b!)), "\(index) \(variable): \(a!), not \(b!)")
          }
        }
      }
      let (found, expected) = (
        ownLog.times(ofPopulation: 0), otherLog.times(ofPopulation: 0)
      )
      #expect(found.count == expected.count, "\(index): \(cell)")
      for (a, b) in zip(found, expected) {
        #expect(abs(a - b) < 1e-7, "\(index): \(a), not \(b): \(cell)")
        guard abs(a - b) < 1e-7 else { break }
      }
      count += found.count
    }
    #expect(count > 1500)
  }
}
