import Equations
import Networks
import Quantities
import Testing

@testable import Engine

/// Receptors of membranes as equations.
@Suite struct ReceptorEquationTests {
  @Test func `receptors of equations are found by what an arrival does`() throws {
    var text = MembraneText()
    text.parameters = [
      .init("tau", 10, .time), .init("t_a", 2, .time), .init("t_g", 8, .time),
    ]
    text.equations = """
      dV/dt = (-V + x*2 + y)/tau
      dx/dt = -x/t_a
      dy/dt = -(y + y)/(2*t_g)
      """
    text.threshold = "V >= 1"
    text.reset = "V = 0"
    text.initial = [.init("V", 0, .plain), .init("x", 0, .plain), .init("y", 0, .plain)]
    text.receptorArrivals = [
      ReceptorArrival("ampa", "x += 3*w"), ReceptorArrival("gaba", "y -= w"),
    ]
    let named = try EquationMembrane(text)
    #expect(named.namedReceptors.map(\.name) == ["ampa", "gaba"])
    #expect(named.receptors.map(\.variable) == [1, 2])
    for (receptor, tau) in zip(named.receptors, [2.0, 8.0]) {
      #expect(abs(receptor.timeConstant.value - tau) < 1e-9)
    }
    text.receptorArrivals = []
    text.onArrival = "y += w"
    let one = try EquationMembrane(text)
    #expect(one.receptors.map(\.name) == ["y"] && one.namedReceptors.isEmpty)
    text.onArrival = "V += w"
    #expect(try EquationMembrane(text).receptors.isEmpty)
    text.onArrival = "x += w; y += w"
    #expect(try EquationMembrane(text).receptors.isEmpty)
    text.equations = "dV/dt = (-V + x)/tau\ndx/dt = -x*x/t_a\ndy/dt = -y/t_g"
    text.onArrival = "x += w"
    #expect(try EquationMembrane(text).receptors.isEmpty)
  }

  @Test func `equations with named receptors fire as the conductances that they write`() throws {
    var open = ConductanceLIF()
    (open.leak, open.rest, open.reset) = (10, -60, -60)
    open.namedReceptors = [
      Receptor("ampa", timeConstant: 5.ms, reversal: 0),
      Receptor("gaba", timeConstant: 10.ms, reversal: -80),
    ]
    var text = MembraneText()
    text.parameters = [.init("C", 200, .time), .init("t_a", 5, .time), .init("t_g", 10, .time)]
    text.equations = """
      dV/dt = (10*(-60 - V) + a*(0 - V) + g*(-80 - V))/C
      da/dt = -a/t_a
      dg/dt = -g/t_g
      """
    text.threshold = "V >= -50"
    text.reset = "V = -60"
    text.refractory = 5.ms
    text.initial = [.init("V", -60, .plain), .init("a", 0, .plain), .init("g", 0, .plain)]
    text.receptorArrivals = [ReceptorArrival("ampa", "a += w"), ReceptorArrival("gaba", "g += w")]
    func network(_ units: Population.Units) -> Network {
      let projections = [("ampa", 4.0), ("gaba", 3.0)].map { name, weight in
        var projection = Projection(
          from: name, to: "cells", connectivity: .probability(0.5), weights: .uniform(0, weight))
        projection.receptors = [ReceptorShare(name)]
        return projection
      }
      return Network(
        populations: ["ampa", "gaba"].map {
          Population($0, size: 20, .source(.poisson(rates: [Double](repeating: 0.1, count: 20))))
        } + [Population("cells", size: 6, units)], projections: projections)
    }
    let built = try ReceptorTests.spikes(network(.membrane(open, Integration())), until: 700.ms)
    let written = try ReceptorTests.spikes(
      network(.membrane(try EquationMembrane(text), Integration())), until: 700.ms)
    ReceptorTests.expectSame(built, written, within: 1e-7, of: 2, "equations")
  }

  @Test(arguments: [("I_s += 3*w", 3.0), ("I_s -= w", -1.0)])
  func `the drive of equations counts what a spike adds to a current`(
    statement: String, step: Double
  ) throws {
    var text = MembraneText()
    text.parameters = [
      .init("tau", 10, .time), .init("t_s", 5, .time), .init("g", 10, .conductance),
    ]
    text.equations = """
      dV/dt = (-V + (I_s + I_e)/g)/tau
      dI_s/dt = -I_s/t_s
      """
    text.threshold = "V > 1000 mV"
    text.initial = [.init("V", 0, .voltage), .init("I_s", 0, .current)]
    text.onArrival = statement
    let simulation = try Simulation(
      Network(
        populations: [
          Population("in", size: 1, .source(.spikes([[1]]))),
          Population("cell", size: 1, .membrane(try EquationMembrane(text), Integration())),
        ], projections: [Projection(from: "in", to: "cell", weights: .constant(2))]),
      seed: Seed(1))
    try simulation.run(until: 1.ms)
    #expect(simulation.value("I_s", of: 0, in: "cell") == 2 * step)
    #expect(simulation.value("u", of: 0, in: "cell") == 2 * step)
  }
}
