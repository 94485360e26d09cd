import Foundation
import Networks
import Quantities
import Testing

@testable import Engine

/// Courses that differ from unit to unit, ramps of currents and rates, trains of samples, and noise currents.
@Suite struct CourseTests {
  private static let membrane = LIF(
    membraneTimeConstant: 10.ms, capacitance: 250, rest: -70, threshold: -55, reset: -70,
    refractoryTime: 2.ms, synapse: .exponential(excitatory: 2.ms, inhibitory: 2.ms))

  private func simulation(_ population: Population, seed: UInt64 = 1) throws -> Simulation {
    try Simulation(Network(populations: [population], projections: []), seed: Seed(seed))
  }

  private func spikes(_ simulation: Simulation, until end: Double) throws -> SpikeBatch {
    let log = SpikeLog()
    simulation.add(observer: log)
    try simulation.run(until: Milliseconds(end))
    return log.batch
  }

  // MARK: Currents

  @Test(arguments: [false, true])
  func `units with courses of their own fire as each would alone`(isLinear: Bool) throws {
    let courses = [
      InputCourse(times: [0, 50, 90], values: [0, 700, 500], isLinear: isLinear),
      InputCourse(times: [20, 60], values: [900, 100], isLinear: isLinear),
      InputCourse(times: [0], values: [650], isLinear: isLinear),
    ]
    var together = Population("n", size: 3, .lif(Self.membrane))
    together.courses = courses
    let batch = try spikes(try simulation(together), until: 200)
    for (unit, course) in courses.enumerated() {
      var alone = Population("n", size: 1, .lif(Self.membrane))
      alone.courses = [course]
      let expected = try spikes(try simulation(alone), until: 200).times
      let found = zip(batch.times, batch.units).filter { $0.1 == Int32(unit) }.map(\.0)
      #expect(found.count == expected.count && !found.isEmpty)
      for (a, b) in zip(found, expected) { #expect(abs(a - b) < 1e-9) }
    }
  }

  @Test func `a ramp is read as it is, split, copied and begun anew`() throws {
    var population = Population("n", size: 2, .lif(Self.membrane))
    population.courses = [
      InputCourse(times: [10, 60, 60, 100], values: [0, 800, 300, 900], isLinear: true)
    ]
    let one = try simulation(population)
    let whole = try spikes(one, until: 150)
    #expect(whole.times.count > 6)
    let other = try simulation(population)
    try other.run(until: 35.ms)
    #expect(abs(try #require(other.value("u", of: 0, in: "n")) - 400) < 1e-9)
    let copy = try simulation(population)
    copy.copy(from: other)
    let rest = try spikes(copy, until: 150)
    let late = whole.times.filter { $0 > 35 }
    #expect(rest.times.count == late.count)
    for (a, b) in zip(rest.times, late) { #expect(abs(a - b) < 1e-9) }
    try other.run(until: 60.ms)
    #expect(other.value("u", of: 1, in: "n") == 300)
    one.reset(run: 0)
    #expect(try spikes(one, until: 150).times == whole.times)
  }

  @Test func `a ramp into a conductance membrane is integrated, as one of no slope is computed`()
    throws
  {
    var flat = Population("n", size: 1, .membrane(ConductanceLIF(), .quadrature))
    flat.courses = [InputCourse(times: [0, 100], values: [150, 200])]
    var ramp = flat
    ramp.courses = [
      InputCourse(times: [0, 100, 100], values: [150, 150, 200], isLinear: true)
    ]
    let a = try spikes(try simulation(flat), until: 200).times
    let b = try spikes(try simulation(ramp), until: 200).times
    #expect(a.count == b.count && a.count > 5)
    for (x, y) in zip(a, b) { #expect(abs(x - y) < 1e-6) }
  }

  // MARK: Rates

  @Test func `a regular train follows a ramp of its rate`() throws {
    // R = t^2 / 2000 to 100 ms, then 0.1 (t - 100) + 5: spike k at R = k + 1/2.
    var population = Population(
      "x", size: 1, .source(.regular(rates: [0], phase: .aligned(0.5))))
    population.courses = [InputCourse(times: [0, 100], values: [0, 0.1], isLinear: true)]
    let found = try spikes(try simulation(population), until: 200).times
    let expected = (0..<15).map { (number: Int) -> Double in
      let k = Double(number)
      return number < 5 ? (2000 * (k + 0.5)).squareRoot() : 100 + 10 * (k - 4.5)
    }
    #expect(found.count == expected.count)
    for (a, b) in zip(found, expected) { #expect(abs(a - b) < 1e-9) }
  }

  /// Counts of spikes in these intervals against the integral of the rate, within 4 standard errors; dead times make them
  /// smaller.
  private func expectCounts(
    _ course: InputCourse, dead: Double, _ intervals: [(Double, Double)], _ integral: [Double]
  ) throws {
    let size = 4000
    var population = Population(
      "x", size: size, .source(.poisson(rates: [Double](repeating: 0, count: size))))
    population.courses = [course]
    population.deadTime = Milliseconds(dead)
    let batch = try spikes(try simulation(population), until: intervals.last!.1)
    for ((start, end), mean) in zip(intervals, integral) {
      let count = Double(batch.times.count { $0 >= start && $0 < end })
      let expected = Double(size) * mean
      #expect(
        abs(count - expected) < 4 * expected.squareRoot() + 1e-9,
        "\(count) in \(start) to \(end) ms, not \(expected)")
    }
    var last = [Double](repeating: -.infinity, count: size)
    for (time, unit) in zip(batch.times, batch.units) {
      #expect(time - last[Int(unit)] >= dead - 1e-9)
      last[Int(unit)] = time
    }
  }

  @Test(arguments: [0.0, 4.0])
  func `Poisson trains have the rates of their ramp at all times, with and without a dead time`(
    dead: Double
  ) throws {
    try expectCounts(
      InputCourse(times: [0, 50, 100], values: [0.02, 0.2, 0], isLinear: true), dead: dead,
      [(0, 10), (10, 30), (30, 50), (50, 54), (54, 100), (100, 120)],
      [0.38, 1.84, 3.28, 0.768, 4.232, 0])
  }

  @Test func `Poisson trains with a dead time have the new rate from the moment at which it steps`()
    throws
  {
    // The hazard of constant rates would give 0.05 more in the first 4 ms after the step.
    try expectCounts(
      InputCourse(times: [0, 50, 100], values: [0, 0.2, 0.05]), dead: 4,
      [(0, 50), (50, 52), (52, 54), (54, 100), (100, 104), (104, 200)],
      [0, 0.4, 0.4, 9.2, 0.2, 4.8])
  }

  // MARK: Trains of samples

  @Test func `the trains of a sample are played from their beginning on, again and again`() throws {
    let population = Population("x", size: 3, .source(.samples))
    let one = try simulation(population)
    let log = SpikeLog()
    one.add(observer: log)
    try one.run(until: 10.ms)
    #expect(log.batch.times.isEmpty)
    try one.play([[0, 7.5], [], [1.1]], period: 20.ms, of: "x")
    try one.run(until: 45.ms)
    #expect(log.batch.times == [10, 11.1, 17.5, 30, 31.1, 37.5])
    #expect(log.batch.units == [0, 2, 0, 0, 2, 0])
    // A copy goes on with the same trains; the next sample begins at once.
    let copy = try simulation(population)
    copy.copy(from: one)
    let rest = try spikes(copy, until: 60)
    #expect(rest.times == [50, 51.1, 57.5])
    try one.play([[], [3], []], period: 4.ms, of: "x")
    try one.run(until: 50.ms)
    #expect(log.batch.times.suffix(1) == [48])
    one.reset(run: 0)
    try one.run(until: 50.ms)
    #expect(log.batch.times.count == 7)
    #expect(throws: SimulationError.self) { try one.play([[1]], period: 4.ms, of: "x") }
    #expect(throws: SimulationError.self) { try one.setRates([1, 1, 1], of: "x") }
    let other = try simulation(Population("x", size: 1, .source(.spikes([[1]]))))
    #expect(throws: SimulationError.self) { try other.play([[1]], period: 4.ms, of: "x") }
  }

  // MARK: Noise

  private static func noisy(size: Int, interval: Double? = nil, mean: Double = 40) -> Population {
    // The threshold is out of reach: V is read.
    var membrane = membrane
    membrane.threshold = 1000
    var population = Population("n", size: size, .lif(membrane))
    population.noise = NoiseCurrent(
      timeConstant: 5.ms, deviation: 50, mean: mean, interval: interval.map { Milliseconds($0) })
    return population
  }

  @Test func `a noise current has its mean, deviation and correlation time`() throws {
    let size = 20_000
    let simulation = try simulation(Self.noisy(size: size))
    func noise() throws -> [Double] {
      try #require(simulation.courses[0].noise).values
    }
    let start = try noise()
    try simulation.run(until: 5.ms)
    let middle = try noise()
    try simulation.run(until: 40.ms)
    let n = Double(size)
    for values in [start, middle, try noise()] {
      let mean = values.reduce(0, +) / n
      let variance = values.reduce(0) { $0 + ($1 - 40) * ($1 - 40) } / n
      #expect(abs(mean - 40) < 4 * 50 / n.squareRoot())
      #expect(abs(variance - 2500) < 4 * 2500 * (2 / n).squareRoot())
    }
    // e^{-1} after one time constant; the deviation of a sample correlation is (1 - rho^2)/sqrt(n).
    let product = zip(start, middle).reduce(0) { $0 + ($1.0 - 40) * ($1.1 - 40) } / n / 2500
    #expect(abs(product - exp(-1)) < 4 * 1.2 / n.squareRoot())
    // Drives are told without it.
    #expect(simulation.value("u", of: 3, in: "n").map { abs($0) < 1e-9 } == true)
  }

  @Test(arguments: [false, true])
  func `a leaky membrane answers noise as theory says`(isIntegrated: Bool) throws {
    var population = Self.noisy(size: isIntegrated ? 1000 : 20_000)
    if isIntegrated, case .lif(let membrane) = population.units {
      population.units = .membrane(LIFEquations(membrane), Integration())
    }
    let simulation = try simulation(population)
    try simulation.run(until: 100.ms)
    // sigma_V = R sigma sqrt(tau / (tau + tau_m)), R = 10 ms / 250 pF.
    let v = try #require(simulation.values("V", in: "n"))
    let n = Double(v.count)
    let expected = (10.0 / 250 * 50) * (10.0 / 250 * 50) * 5 / 15
    let variance = v.reduce(0) { $0 + ($1 + 68.4) * ($1 + 68.4) } / n
    #expect(abs(v.reduce(0, +) / n + 68.4) < 4 * (expected / n).squareRoot())
    #expect(abs(variance - expected) < 4 * expected * (2 / n).squareRoot() + 1e-3 * expected)
  }

  @Test func `noise is that of its seed and run, and a copy goes on with the same`() throws {
    var population = Self.noisy(size: 5, mean: 600)
    population.units = .lif(Self.membrane)
    let whole = try spikes(try simulation(population), until: 100)
    #expect(whole.times.count > 10)
    let again = try simulation(population)
    for end in [3.3, 20, 20, 57] { try again.run(until: Milliseconds(end)) }
    let copy = try simulation(population, seed: 1)
    copy.copy(from: again)
    #expect(try spikes(copy, until: 100).times == whole.times.filter { $0 > 57 })
    #expect(try spikes(again, until: 100).times == whole.times.filter { $0 > 57 })
    again.reset(run: 0)
    #expect(try spikes(again, until: 100).times == whole.times)
    again.reset(run: 1)
    #expect(try spikes(again, until: 100).times != whole.times)
    #expect(try spikes(try simulation(population, seed: 2), until: 100).times != whole.times)
    // Units are independent.
    #expect(Set(whole.times).count == whole.times.count)
  }

  @Test func `noise joins steps, ramps and clamped currents`() throws {
    for isLinear in [false, true] {
      var population = Self.noisy(size: 2, mean: 0)
      population.courses = [
        InputCourse(times: [0, 20], values: [100, 200], isLinear: isLinear)
      ]
      let network = Network(
        populations: [Population("x", size: 1, .source(.clamp)), population],
        projections: [Projection(from: "x", to: "n", weights: .constant(300))])
      let simulation = try Simulation(network, seed: Seed(1))
      try simulation.clamp(["x": [0.5]])
      try simulation.run(until: 10.1.ms)
      let u = try #require(simulation.value("u", of: 1, in: "n"))
      #expect(abs(u - (isLinear ? 300.5 : 250)) < 1e-9)
      try simulation.run(until: 30.ms)
      #expect(abs(try #require(simulation.value("u", of: 1, in: "n")) - 350) < 1e-9)
    }
  }

  @Test func `noise that makes no sense is refused by the name of what is wrong`() {
    func problem(_ noise: NoiseCurrent, _ units: Population.Units = .lif(Self.membrane)) -> String {
      var population = Population("n", size: 1, units)
      population.noise = noise
      return Network(populations: [population], projections: []).problems().map(\.description)
        .joined()
    }
    #expect(problem(NoiseCurrent(timeConstant: 0.ms, deviation: 1)).contains("noise.tau"))
    #expect(problem(NoiseCurrent(timeConstant: 1.ms, deviation: -1)).contains("noise.sigma"))
    #expect(problem(NoiseCurrent(timeConstant: 1.ms, deviation: 1, mean: .nan)).contains("mean"))
    #expect(
      problem(NoiseCurrent(timeConstant: 1.ms, deviation: 1, interval: 0.ms)).contains("noise.dt"))
    #expect(
      problem(NoiseCurrent(timeConstant: 1.ms, deviation: 1), .source(.clamp)).contains("sources"))
  }
}
