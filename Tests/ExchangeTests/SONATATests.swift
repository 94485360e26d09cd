import Measurements
import Networks
import Quantities
import Records
import Testing

@testable import Exchange

@Suite struct SONATATests {
  private let table = SpikeTable(
    populations: ["a", "b", "silent"], sizes: [3, 2, 4], times: [0.5, 1.25, 1.25, 7],
    population: [0, 1, 0, 0], unit: [2, 1, 0, 2])

  @Test func `spikes come back by population`() throws {
    try withFolder { folder in
      try SONATASpikes.write(table, to: folder + "/s.h5")
      let again = try SONATASpikes.read(folder + "/s.h5")
      #expect(again.populations == ["a", "b", "silent"] && again.sizes == [3, 2, 0])
      #expect(again.times == [0.5, 1.25, 1.25, 7] && again.count == 4)
      let path = folder + "/s.h5"
      try HDF5.read(try contents(of: path), from: path) { (reader) throws(ExchangeError) in
        #expect(try reader.number("magic", of: "/") == 2682)
        #expect(try reader.number("sorting", of: "/spikes/a") == 2)
        #expect(try reader.text("units", of: "/spikes/a/timestamps") == "ms")
        #expect(try reader.doubles(at: "/spikes/a/timestamps").values == [0.5, 1.25, 7])
        #expect(try reader.integers(at: "/spikes/a/node_ids").values == [2, 0, 2])
      }
    }
  }

  @Test func `spikes as bmtk writes them are read`() throws {
    let table = try SONATASpikes.read(resource("bmtk-spikes.h5"))
    #expect(table.populations == ["lgn"])
    #expect(table.times == [1.25, 2, 3.5] && table.unit == [1, 4, 0])
  }

  @Test func `a report has the axis that libsonata asks for`() throws {
    try withFolder { folder in
      let table = TraceTable(
        times: [0, 0.5, 1],
        columns: [.init(name: "V", values: [1, 2, 3]), .init(name: "V", values: [4, 5, 6])])
      let path = folder + "/v.h5"
      for (units, written) in [("", "1"), ("mV/ms", "mV/ms"), ("mV", "mV")] {
        try SONATAReport.write(
          table, population: "a", ids: [7, 2], units: units, step: 0.5, to: path)
        try HDF5.read(try contents(of: path), from: path) { (reader) throws(ExchangeError) in
          #expect(try reader.text("units", of: "/report/a/data") == written)
        }
      }
      try HDF5.read(try contents(of: path), from: path) { (reader) throws(ExchangeError) in
        #expect(try reader.doubles(at: "/report/a/data").values == [4, 1, 5, 2, 6, 3])
        #expect(try reader.integers(at: "/report/a/mapping/node_ids").values == [2, 7])
        #expect(try reader.integers(at: "/report/a/mapping/index_pointer").values == [0, 1, 2])
        #expect(try reader.doubles(at: "/report/a/mapping/time").values == [0, 1.5, 0.5])
      }
    }
  }

  @Test func `edges are sorted by target, and both indices find them`() throws {
    try withFolder { folder in
      let network = ExchangedNetwork(
        name: "pairs",
        network: Network(
          populations: [
            Population("x", size: 3, .source(.poisson(rates: [1, 1, 1]))),
            Population(
              "y", size: 2,
              .lif(
                LIF(
                  membraneTimeConstant: 10.ms, capacitance: 250, rest: -70, threshold: -55,
                  reset: -70, refractoryTime: 2.ms,
                  synapse: .exponential(excitatory: 2.ms, inhibitory: 3.ms)))),
          ],
          projections: [
            Projection(
              from: "x", to: "y", connectivity: .list([.init(0, 1), .init(2, 0), .init(2, 1)]),
              weights: .explicit([1, 2, 3]), delay: .uniform(1.5.ms))
          ]), seed: Seed(1))
      try SONATANetwork.write(network, to: folder)
      let path = folder + "/edges.h5"
      try HDF5.read(try contents(of: path), from: path) { (reader) throws(ExchangeError) in
        let edges = "/edges/x__y__chemical"
        #expect(try reader.integers(at: edges + "/target_node_id").values == [0, 1, 1])
        #expect(try reader.integers(at: edges + "/source_node_id").values == [2, 0, 2])
        #expect(try reader.doubles(at: edges + "/0/syn_weight").values == [2, 1, 3])
        #expect(try reader.doubles(at: edges + "/0/delay").values == [1.5, 1.5, 1.5])
        let index = edges + "/indices/source_to_target"
        #expect(try reader.integers(at: index + "/node_id_to_range").values == [0, 1, 1, 1, 1, 3])
        #expect(try reader.integers(at: index + "/range_to_edge_id").values == [1, 2, 0, 1, 2, 3])
      }
    }
  }

  @Test func `populations whose links would be the same are numbered`() throws {
    #expect(SONATA.names(["a/b", "a.b", "c", "a_b_2"]) == ["a_b", "a_b_2", "c", "a_b_2_2"])
    try withFolder { folder in
      let table = SpikeTable(
        populations: ["a/b", "a.b"], sizes: [1, 2], times: [1, 2], population: [0, 1], unit: [0, 1])
      try SONATASpikes.write(table, to: folder + "/s.h5")
      let again = try SONATASpikes.read(folder + "/s.h5")
      #expect(again.populations == ["a_b", "a_b_2"])
      #expect(again.times == [1, 2] && again.unit == [0, 1])
    }
  }
}
