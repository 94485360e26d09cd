import Foundation
import Networks
import Quantities
import Testing

@testable import Engine

/// The reader of reference cases: the same network from every way to write it, and a failure that names the key
/// where something is missing.
@Suite struct CaseReaderTests {
  private func fixture(_ name: String) throws -> [String: Any] {
    let file = try #require(
      ReferenceCase.cases(in: ReferenceCase.folders[0]).first {
        $0.file.lastPathComponent == "\(name).json"
      })
    return try file.contents().object
  }

  private func parameters(_ object: [String: Any]) throws -> [String: Any] {
    try #require(object["parameters"] as? [String: Any])
  }

  private func synapse(_ object: [String: Any]) throws -> Synapse {
    let network = try NetworkCase(Fields(object, of: "case")).network
    guard case .lif(let membrane) = network.populations[0].units else {
      throw CaseError("no LIF units")
    }
    return membrane.synapse
  }

  @Test func `every folder of cases holds some`() {
    for folder in ReferenceCase.folders {
      #expect(!ReferenceCase.cases(in: folder).isEmpty, "no .json or .json.gz in \(folder.path)")
    }
  }

  @Test func `time constants of another case do not make voltage jumps a current`() throws {
    var object = try fixture("net_jump_small")
    #expect(try parameters(object)["tau_e"] != nil)
    #expect(try synapse(object) == .jump)
    // By one thing alone: the equations, a word, or the name.
    object["name"] = "a case"
    #expect(try synapse(object) == .jump)
    object["equations"] = ["dV/dt = (E_L-V)/tau_m", "v_post += w"]
    #expect(try synapse(object) == .jump)
    object["equations"] = nil
    for (key, word) in [
      ("model", "delta"), ("synapse", "voltage jump"), ("name", "net_brette2007_bm4"),
    ] {
      var other = object
      other[key] = word
      #expect(try synapse(other) == .jump, "\(key): \(word)")
    }
    let failure = #expect(throws: CaseError.self) { try synapse(object) }
    #expect(failure?.description.contains("'model'") == true)
    var other = try parameters(object)
    other["tau_e"] = nil
    other["tau_i"] = nil
    object["parameters"] = other
    #expect(try synapse(object) == .jump)
  }

  @Test func `a current is a current by its equations, by a word or by the name of the case`()
    throws
  {
    var object = try fixture("net_jump_small")
    let current = Synapse.exponential(excitatory: 5.ms, inhibitory: 10.ms)
    let equations = object["equations"]
    object["name"] = "a case"
    object["equations"] =
      "tau_m dV/dt=-(V-E_L)+ge+gi; tau_e dge/dt=-ge; tau_i dgi/dt=-gi; ge+=w_e / gi+=w_i"
    #expect(try synapse(object) == current)
    object["equations"] = nil
    object["name"] = "net_brette2007_bm2"
    #expect(try synapse(object) == current)
    object["equations"] = equations
    object["model"] = "iaf_psc_exp"
    #expect(try synapse(object) == current)
  }

  @Test func `a table of both benchmarks gives each its own weights`() throws {
    var object = try fixture("net_jump_small")
    var parameters = try parameters(object)
    let published = [parameters["w_e"], parameters["w_i"]]
    for (key, value) in [("we4", published[0]), ("wi4", published[1]), ("we2", 1.62), ("wi2", -9)] {
      parameters[key] = value
    }
    for key in ["w_e", "w_i"] { parameters[key] = nil }
    object["parameters"] = parameters
    let network = try NetworkCase(Fields(object, of: "case")).network
    guard case .explicit(let weights) = network.projections[0].weights else {
      throw CaseError("no weights")
    }
    #expect(Set(weights) == [0.75, -2.25])
  }

  // MARK: All to all

  @Test func `constants come from keys, from formulas or from the published network`() throws {
    func weights(_ object: [String: Any]) throws -> (
      weights: [Double], drives: [[Double]?], assumed: Int
    ) {
      let read = try NetworkCase(Fields(object, of: "case"))
      guard case .explicit(let weights) = read.network.projections[0].weights else {
        throw CaseError("no weights")
      }
      return (weights, [read.currents["hidden"], read.currents["output"]], read.assumed.count)
    }
    var object = try fixture("net_dense_small")
    let fromText = try weights(object)
    #expect(fromText.assumed == 0)
    #expect(fromText.weights[0] == (2 * NetworkCase.u(4321, 0) - 1) * 150)
    #expect(fromText.drives[1]?[3] == 215 + 20 * NetworkCase.u(4323, 3))
    object["connectivity"] = "all to all, 40*(u(seed, h*NO+o)*2 - 1) pA"
    object["drive"] = ["hidden": "205 + 70 u(seed + 1, h)", "output": "215+20·u(seed+2,o)"]
    object["seed"] = 4321
    let again = try weights(object)
    #expect(again.assumed == 0 && again.drives == fromText.drives)
    #expect(again.weights[0] == (2 * NetworkCase.u(4321, 0) - 1) * 40)
    for key in ["connectivity", "drive", "seed"] { object[key] = nil }
    let published = try weights(object)
    #expect(published.assumed == 6)
    #expect(published.weights[1] == (2 * NetworkCase.u(777, 1) - 1) * 40)
    #expect(published.drives[0]?[0] == 205 + 70 * NetworkCase.u(778, 0))
  }

  @Test(arguments: ["taum", "taus", "Vth", "Vr", "tref", "C", "delay", "NH", "NO"])
  func `a network without a key it needs is a failure that names the key`(key: String) throws {
    var object = try fixture("net_dense_small")
    var parameters = try parameters(object)
    parameters[key] = nil
    object["parameters"] = parameters
    let failure = #expect(throws: CaseError.self) { try NetworkCase(Fields(object, of: "case")) }
    #expect(failure?.description.contains("\(key)") == true, "\(failure?.description ?? "")")
  }

  @Test func `a file of no kind is a failure that names the keys of all kinds`() throws {
    let empty = #expect(throws: CaseError.self) { try Fields(["name": "x"], of: "x.json").kind() }
    for key in ["'rule'", "'inputs'", "'expected_spikes'", "'spikes'", "x.json"] {
      #expect(empty?.description.contains(key) == true)
    }
    let half = #expect(throws: CaseError.self) {
      try Fields(["inputs": [] as [Any]], of: "x.json").kind()
    }
    #expect(half?.description.contains("'expected_spikes'") == true)
    var object = try fixture("net_dense_small")
    object["spikes"] = nil
    let fields = Fields(object, of: "x.json")
    #expect(try fields.kind() == .network)
    let none = #expect(throws: CaseError.self) { try fields.spikes() }
    #expect(none?.description.contains("'spikes'") == true)
  }

  @Test func `spikes are the same in every form`() throws {
    let wanted = [0: [1.5], 2: [0.5, 3.25]]
    let forms: [Any] = [
      [[2, 0.5], [0, 1.5], [2, 3.25]], [[0.5, 2], [1.5, 0], [3.25, 2]],
      [["unit": 2, "t": "0.5"], ["i": 0, "time": 1.5], ["neuron": 2, "t": 3.25]],
      [[1.5], [], [0.5, 3.25]] as [[Double]], ["0": [1.5], "2": [3.25, 0.5]],
      ["senders": [2, 0, 2], "times": [0.5, 1.5, 3.25]] as [String: [Double]],
    ]
    for form in forms {
      let read = try Fields(["spikes": form, "n_spikes": 3], of: "x.json").spikes()
      #expect(read == wanted, "\(form)")
    }
  }
}
