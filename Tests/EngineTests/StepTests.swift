import Foundation
import Networks
import Quantities
import Testing

@testable import Engine

/// Inputs that change in time: steps of currents, rates of regular and Poisson trains, dead times.
@Suite struct StepTests {
  /// V_inf - E_L = 20 mV at 500 pA, threshold 15 mV above rest.
  private static let membrane = LIF(
    membraneTimeConstant: 10.ms, capacitance: 250, rest: -70, threshold: -55, reset: -70,
    refractoryTime: 2.ms, synapse: .exponential(excitatory: 2.ms, inhibitory: 2.ms))

  private static func population(_ times: [Double], _ values: [Double], size: Int = 1) -> Population
  {
    var population = Population("n", size: size, .lif(membrane))
    population.courses = [InputCourse(times: times, values: values)]
    return population
  }

  private static func trains(_ source: Source, _ steps: InputCourse?, size: Int, dead: Double = 0)
    -> Population
  {
    var population = Population("x", size: size, .source(source))
    population.courses = steps.map { [$0] } ?? []
    population.deadTime = Milliseconds(dead)
    return population
  }

  private func spikes(_ population: Population, until end: Double, run: Int = 0) throws
    -> SpikeBatch
  {
    let simulation = try Simulation(
      Network(populations: [population], projections: []), seed: Seed(1))
    if run > 0 { simulation.reset(run: run) }
    let log = SpikeLog()
    simulation.add(observer: log)
    try simulation.run(until: Milliseconds(end))
    return log.batch
  }

  // MARK: Currents

  @Test func `a current that steps gives the spikes of the closed form`() throws {
    // From 50 ms on V rises to -50 mV: 10 ln(20/5) to the first spike, then 10 ln 4 + 2.
    let wait = 10 * log(4.0)
    let expected = [50 + wait, 50 + 2 * wait + 2, 50 + 3 * wait + 4]
    let found = try spikes(Self.population([0, 50], [0, 500]), until: 100).times
    #expect(found.count == 3)
    for (a, b) in zip(found, expected) { #expect(abs(a - b) < 1e-9) }
    // Before the first time there is none, written or not.
    #expect(try spikes(Self.population([50], [500]), until: 100).times == found)
  }

  @Test func `steps down, within refractoriness and to where it was are exact too`() throws {
    // Down to 0 pA at 70 ms, V then on its way; up again while the unit would be refractory.
    let times = [0, 20, 34.5, 70, 71.25, 90]
    let values = [500.0, 700, 450, 0, 650, 500]
    var (v, now, held) = (-70.0, 0.0, -1.0)
    var expected: [Double] = []
    for (k, value) in values.enumerated() {
      let end = k + 1 < times.count ? times[k + 1] : 200
      let goal = -70 + value * 10 / 250
      while true {
        let start = max(now, held)
        let wait = goal > -55 ? 10 * log((goal - v) / (goal + 55)) : .infinity
        guard start + wait <= end else {
          if start < end { v = goal + (v - goal) * exp(-(end - start) / 10) }
          now = end
          break
        }
        expected.append(start + wait)
        (v, now, held) = (-70, start + wait, start + wait + 2)
      }
    }
    let found = try spikes(Self.population(times, values), until: 200).times
    #expect(found.count == expected.count && found.count > 8)
    for (a, b) in zip(found, expected) { #expect(abs(a - b) < 1e-9, "\(a) instead of \(b)") }
    // The integrated membrane agrees.
    var integrated = Population(
      "n", size: 1,
      .membrane(
        LIFEquations(Self.membrane), Integration(absoluteTolerance: 1e-11, relativeTolerance: 1e-11)
      ))
    integrated.courses = [InputCourse(times: times, values: values)]
    let again = try spikes(integrated, until: 200).times
    #expect(again.count == expected.count)
    for (a, b) in zip(again, expected) { #expect(abs(a - b) < 1e-7) }
  }

  @Test func `a run that is split, copied or begun anew anywhere takes each step once`() throws {
    let population = Self.population([0, 10, 30, 60], [600, 0, 700, 500], size: 3)
    let network = Network(populations: [population], projections: [])
    let whole = try spikes(population, until: 100)
    let simulation = try Simulation(network, seed: Seed(1))
    let log = SpikeLog()
    simulation.add(observer: log)
    for end in [10, 10, 29.5, 30, 45, 60, 100] { try simulation.run(until: Milliseconds(end)) }
    #expect(log.batch.times == whole.times)
    simulation.reset(run: 0)
    try simulation.run(until: 20.ms)
    let other = try Simulation(network, seed: Seed(1))
    other.copy(from: simulation)
    let rest = SpikeLog()
    other.add(observer: rest)
    try other.run(until: 100.ms)
    #expect(rest.batch.times == whole.times.filter { $0 > 20 })
  }

  @Test func `a step acts after the spikes and arrivals of its instant and before readings`() throws
  {
    var population = Self.population([5], [100])
    population.units = .lif(Self.membrane)
    let network = Network(
      populations: [Population("x", size: 1, .source(.spikes([[5]]))), population],
      projections: [Projection(from: "x", to: "n", weights: .constant(40))])
    let simulation = try Simulation(network, seed: Seed(1))
    let log = SpikeLog()
    simulation.add(observer: log)
    _ = try simulation.add(
      probe: Probe(.variable(population: "n", name: "u", units: [0]), every: 5.ms))
    try simulation.run(until: 5.ms)
    #expect(log.samples.map(\.values) == [[0], [140]])
  }

  @Test func `steps come on top of clamped currents`() throws {
    let network = Network(
      populations: [
        Population("x", size: 1, .source(.clamp)), Self.population([0, 20], [100, 250]),
      ],
      projections: [Projection(from: "x", to: "n", weights: .constant(300))])
    let simulation = try Simulation(network, seed: Seed(1))
    try simulation.clamp(["x": [0.5]])
    try simulation.run(until: 19.ms)
    #expect(simulation.value("u", of: 0, in: "n") == 250)
    try simulation.run(until: 20.ms)
    #expect(simulation.value("u", of: 0, in: "n") == 400)
  }

  // MARK: Rates

  @Test func `a regular train whose rate steps has the spikes at which the integral is whole`()
    throws
  {
    let steps = InputCourse(times: [0, 100, 200, 250], values: [0.05, 0.2, 0, 0.1])
    let found = try spikes(
      Self.trains(.regular(rates: [0.05], phase: .aligned(0.5)), steps, size: 1), until: 300
    ).times
    var expected: [Double] = []
    for k in 0..<5 { expected.append(10 + 20 * Double(k)) }
    for k in 0..<20 { expected.append(102.5 + 5 * Double(k)) }
    for k in 0..<5 { expected.append(255 + 10 * Double(k)) }
    #expect(found.count == expected.count)
    for (a, b) in zip(found, expected) { #expect(abs(a - b) < 1e-9) }
  }

  @Test
  func `a Poisson train whose rate steps has as many spikes as its rate says, piece by piece`()
    throws
  {
    let steps = InputCourse(times: [0, 500, 700], values: [0.01, 0.1, 0])
    let batch = try spikes(
      Self.trains(.poisson(rates: [Double](repeating: 0.01, count: 200)), steps, size: 200),
      until: 1000)
    // 5 standard deviations about 1000 and 4000.
    let early = batch.times.count { $0 < 500 }, late = batch.times.count - early
    #expect(abs(early - 1000) < 160)
    #expect(abs(late - 4000) < 320)
    #expect(batch.times.allSatisfy { $0 < 700 })
    // No piece: the same train, rounding apart, as one rate.
    let one = InputCourse(times: [0], values: [0.1])
    let a = try spikes(Self.trains(.poisson(rates: [0.1]), one, size: 1), until: 1000).times
    let b = try spikes(Self.trains(.poisson(rates: [0.1]), nil, size: 1), until: 1000).times
    #expect(a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) < 1e-9 })
  }

  @Test(arguments: [nil, InputCourse(times: [0, 1000], values: [0.1, 0.15])])
  func `a dead time keeps spikes apart, and the rate is as written from the start`(
    steps: InputCourse?
  ) throws {
    let size = 100, rate = 0.1
    let batch = try spikes(
      Self.trains(
        .poisson(rates: [Double](repeating: rate, count: size)), steps, size: size, dead: 5),
      until: 2000)
    var trains = [[Double]](repeating: [], count: size)
    for (time, unit) in zip(batch.times, batch.units) { trains[Int(unit)].append(time) }
    let gaps = trains.flatMap { train in zip(train.dropFirst(), train).map { $0 - $1 } }
    #expect(gaps.min()! >= 5 - 1e-9)
    // CV of intervals 1 - r d: counts of 100 units in 1000 ms vary by sqrt(10000) (1 - r d) = 50; 5 of these.
    let early = batch.times.count { $0 < 1000 }
    #expect(abs(early - 10_000) < 250)
    let late = batch.times.count - early
    #expect(abs(late - (steps == nil ? 10_000 : 15_000)) < 250)
    if steps == nil {
      let mean = gaps.reduce(0, +) / Double(gaps.count)
      let variance = gaps.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(gaps.count)
      #expect(abs(variance.squareRoot() / mean - 0.5) < 0.02)
    }
    // The first 5 ms as any other 5 ms: 50 expected, sd below 7.1.
    #expect(abs(batch.times.count { $0 < 5 } - 50) < 36)
  }

  // MARK: Refusals

  @Test func `steps that make no sense are refused by the name of what is wrong`() {
    func problem(_ population: Population) -> String {
      Network(populations: [population], projections: []).problems().map(\.description).joined()
    }
    #expect(problem(Self.population([0, 10, 10], [1, 2, 3])).contains("times of I_e"))
    #expect(problem(Self.population([0, -1], [1, 2])).contains("times of I_e"))
    #expect(problem(Self.population([0, 10], [1])).contains("number of values of I_e"))
    #expect(problem(Self.population([0], [.infinity])).contains("I_e"))
    let rates = Source.poisson(rates: [0.1])
    #expect(problem(Self.trains(rates, .init(times: [0], values: [-1]), size: 1)).contains("rate"))
    #expect(problem(Self.trains(rates, nil, size: 1, dead: 10)).contains("less than 1/t_ref"))
    #expect(
      problem(Self.trains(rates, .init(times: [0], values: [0.3]), size: 1, dead: 5))
        .contains("less than 1/t_ref"))
    #expect(
      problem(Self.trains(.regular(rates: [0.1], phase: .random), nil, size: 1, dead: 1))
        .contains("only Poisson"))
    #expect(problem(Self.trains(.clamp, .init(times: [0], values: [1]), size: 1)).contains("steps"))
    #expect(
      problem(Self.trains(rates, .init(times: [0, 5], values: [0.01, 0]), size: 1, dead: 10))
        .isEmpty)
  }
}
