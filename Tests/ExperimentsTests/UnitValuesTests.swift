import Engine
import Foundation
import Networks
import Quantities
import Records
import Runs
import Testing

@testable import Experiments

/// Constant currents and initial potentials that differ from unit to unit.
@Suite struct UnitValuesTests {
  /// Kinds with a constant current: the key, its unit, and all other keys.
  private static let kinds: [(key: String, unit: String, rest: String)] = [
    ("bias", "", "kind: lif, tau_m: 10 ms, tau_syn: 2 ms, r_max: 1 /ms"),
    ("bias", "", "kind: lif, tau_m: 10 ms, synapse: jump, weights: per-spike"),
    ("I_e", "pA", "kind: lif, C_m: 100 pF"),
    ("bias", "", "kind: lif_ode, tau_m: 10 ms, tau_syn: 2 ms, r_max: 1 /ms"),
    ("I_e", "nA", "kind: lif_ode, C_m: 1 nF"),
    ("I_e", "pA", "kind: eif"), ("I_e", "pA", "kind: adex"), ("I_e", "pA", "kind: lif_cond"),
    (
      "I_e", "pA",
      "kind: equations, equations: 'dV/dt = (-V + 1 GOhm * I_e) / (10 ms)', initial: {V: 0 mV}, "
        + "threshold: V > 10 mV, reset: V = 0 mV"
    ),
  ]

  private func withFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("units-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder.path)
  }

  private func model(
    _ populations: String, in folder: String = "/nowhere", more: String = ""
  ) throws -> Experiment {
    try ModelFile.parse(
      "name: m\n\(more)network:\n  populations:\n\(populations)\nsimulate: {duration: 100 ms}\n",
      file: folder + "/m.yaml")
  }

  private final class Spikes: SimulationObserver {
    var times: [[Double]]
    let isByPopulation: Bool
    init(_ count: Int, byPopulation: Bool) {
      (times, isByPopulation) = (Array(repeating: [], count: count), byPopulation)
    }
    func observe(_ batch: SpikeBatch) {
      for (index, time) in batch.times.enumerated() {
        times[Int(isByPopulation ? batch.populations[index] : batch.units[index])].append(time)
      }
    }
  }

  private func spikes(
    _ network: Network, _ count: Int, byPopulation: Bool
  ) throws -> [[Double]] {
    let simulation = try Simulation(network, seed: Seed(1))
    let log = Spikes(count, byPopulation: byPopulation)
    simulation.add(observer: log)
    try simulation.run(until: 100.ms)
    // A second run begins with the same currents.
    simulation.reset(run: 1)
    try simulation.run(until: 100.ms)
    return log.times
  }

  @Test(arguments: kinds.indices)
  func `units with currents of their own fire as populations with these currents do`(
    _ index: Int
  ) throws {
    let (key, unit, rest) = Self.kinds[index]
    let scale = unit == "nA" ? 1.0 : unit == "pA" ? 300 : 1
    let values = [0.1, 1.7, 3, 0].map { $0 * scale }
    let words = values.map { unit.isEmpty ? "\($0)" : "\($0) \(unit)" }
    let listed = try model(
      "    a: {size: 4, \(rest), \(key): [\(words.joined(separator: ", "))]}")
    let apart = try model(
      words.enumerated().map { "    p\($0): {size: 1, \(rest), \(key): \($1)}" }
        .joined(separator: "\n"))
    let found = try spikes(listed.network, 4, byPopulation: false)
    // Currents that are set round otherwise than those of a description, in the last digits.
    let expected = try spikes(apart.network, 4, byPopulation: true)
    #expect(found.map(\.count) == expected.map(\.count))
    #expect(zip(found.joined(), expected.joined()).allSatisfy { abs($0 - $1) < 1e-6 })
    #expect(found.contains { !$0.isEmpty } && Set(found.map(\.count)).count > 1)
    // The written model is read back unchanged.
    let again = try ModelFile.parse(listed.yaml, file: "again.yaml")
    #expect(again.yaml == listed.yaml)
    #expect(again.network.populations[0].currents == listed.network.populations[0].currents)
    // The same from a file, in the default unit.
    try withFolder { folder in
      let currents = try #require(listed.network.populations[0].currents)
      try AtomicFile.write(
        NumPyArray(shape: [4], values: currents).encoded(), to: folder + "/x.npy")
      let filed = try model("    a: {size: 4, \(rest), \(key): {file: x.npy}}", in: folder)
      #expect(filed.network.populations[0].currents == currents)
      let back = try ModelFile.parse(filed.yaml, file: "back.yaml")
      #expect(back.yaml == filed.yaml && filed.yaml.contains("x.npy"))
      #expect(back.network.populations[0].currents == currents)
    }
  }

  @Test func `currents that are alike are one number`() throws {
    let experiment = try model("    a: {size: 2, kind: lif, C_m: 1 nF, I_e: [5, 5 pA]}")
    #expect(experiment.network.populations[0].currents == nil)
    #expect(experiment.network.populations[0].constantCurrents == [5, 5])
  }

  @Test func `currents and rates follow a file, one for all units or one for each`() throws {
    try withFolder { folder in
      try AtomicFile.write(
        NumPyArray(shape: [3, 2], values: [0, 5, 10, 6, 20, 7]).encoded(), to: folder + "/one.npy")
      try AtomicFile.write(
        NumPyArray(shape: [2, 3], values: [1, 0.5, 0, 10, 0, 0.25]).encoded(),
        to: folder + "/two.npy")
      let experiment = try model(
        """
            a: {size: 2, kind: eif, I_e: {course: {file: one.npy}, between: ramps}}
            b: {size: 2, kind: poisson, rate: {course: {file: two.npy}}}
        """, in: folder)
      let (a, b) = (experiment.network.populations[0], experiment.network.populations[1])
      #expect(
        a.courses == [InputCourse(times: [0, 10, 20], values: [5, 6, 7], isLinear: true)])
      #expect(
        b.courses == [
          InputCourse(times: [1, 10], values: [0.5, 0]),
          InputCourse(times: [1, 10], values: [0, 0.25]),
        ])
      let back = try ModelFile.parse(experiment.yaml, file: "back.yaml")
      #expect(back.yaml == experiment.yaml && back.yaml.contains("two.npy"))
      #expect(back.network.populations[1].courses == b.courses)
      for (line, words) in [
        ("{size: 3, kind: eif, I_e: {course: {file: two.npy}}}", "[2, 3]; expected [times, 2]"),
        ("{size: 3, kind: eif, I_e: {course: {file: no.npy}}}", "no.npy"),
        ("{size: 2, kind: eif, I_e: {course: {file: two.npy}, times: [1]}}", "already gives them"),
      ] {
        do {
          _ = try model("    a: \(line)", in: folder)
          Issue.record("\(line) was accepted")
        } catch { #expect("\(error)".contains(words), "\(error)") }
      }
    }
  }

  @Test func `initial potentials come from a file`() throws {
    try withFolder { folder in
      try AtomicFile.write(
        NumPyArray(shape: [3], values: [-70, -60, -56]).encoded(), to: folder + "/v.npy")
      let experiment = try model(
        "    a: {size: 3, kind: lif, C_m: 1 nF, V_0: {file: v.npy}}", in: folder)
      guard case .lif(let membrane) = experiment.network.populations[0].units else { return }
      #expect(membrane.initial == .perUnit([-70, -60, -56]))
      let back = try ModelFile.parse(experiment.yaml, file: "back.yaml")
      #expect(back.yaml == experiment.yaml && back.yaml.contains("v.npy"))
    }
  }

  @Test func `initial potentials of integrated membranes differ, too`() throws {
    for (value, expected) in [
      ("[-70, -60 mV, -56]", InitialPotential.perUnit([-70, -60, -56])),
      ("{uniform: [-70 mV, -60]}", .uniform(-70, -60)),
    ] {
      let experiment = try model("    a: {size: 3, kind: lif_ode, C_m: 1 nF, V_0: \(value)}")
      guard
        case .membrane(let equations as LIFEquations, _) = experiment.network.populations[0].units
      else {
        Issue.record("another membrane")
        continue
      }
      #expect(equations.membrane.initial == expected)
      let back = try ModelFile.parse(experiment.yaml, file: "back.yaml")
      #expect(back.yaml == experiment.yaml)
      let simulation = try Simulation(experiment.network, seed: Seed(1))
      let start = try #require(simulation.values("V", in: "a"))
      if case .perUnit(let values) = expected {
        #expect(start == values)
      } else {
        #expect(Set(start).count == 3 && start.allSatisfy { (-70.0 ... -60).contains($0) })
      }
    }
  }

  /// Names that contain I_e, and words that name it where nobody reads it.
  @Test(arguments: ["I_ext_e", "nI_e", "I_e2", "xI_ex"])
  func `a constant current that no equation names is refused, whatever other names contain it`(
    _ name: String
  ) throws {
    try withFolder { folder in
      try AtomicFile.write(
        NumPyArray(shape: [3], values: [1, 0, 2]).encoded(), to: folder + "/x.npy")
      func found(_ value: String, uses: Bool, named: Bool = false) throws -> [String] {
        let sum = name + (uses ? " + I_e*R" : "")
        let membrane =
          "equations: 'dV/dt = (-V + \(sum))/(10 ms) # I_e', initial: {V: 0 mV}, threshold: V > 10 mV, "
          + "reset: V = 0 mV, parameters: {\(name): 1 mV, R: 1 GOhm}"
        let text =
          named
          ? "    a: {size: 3, kind: mine, I_e: \(value)}"
          : "    a: {size: 3, kind: equations, \(membrane), I_e: \(value)}"
        do {
          _ = try model(text, in: folder, more: named ? "membranes: {mine: {\(membrane)}}\n" : "")
          return []
        } catch ModelError.problems(let problems) { return problems.map(\.message) }
      }
      let values = [
        "5 pA", "[1 pA, 0, 0]", "{file: x.npy}", "{times: [0, 1], values: [0, 5 pA]}",
        "{times: [0], values: [5 pA]}",
      ]
      for value in values {
        for named in [false, true] {
          #expect(
            try found(value, uses: false, named: named) == [
              "'I_e' has no effect: no equation of this membrane names it; add it to that of 'V', or leave 'I_e' out"
            ], "\(value)")
          #expect(try found(value, uses: true, named: named) == [], "\(value)")
        }
      }
      // As it is written of a membrane that has none.
      #expect(try found("0 pA", uses: false) == [])
    }
  }

  private func message(_ value: String, _ array: NumPyArray? = nil) throws -> String {
    try withFolder { folder in
      if let array { try AtomicFile.write(array.encoded(), to: folder + "/x.npy") }
      do {
        _ = try model("    a: {size: 3, kind: lif, C_m: 1 nF, I_e: \(value)}", in: folder)
        return ""
      } catch ModelError.problems(let problems) {
        return problems.map(\.message).joined(separator: "; ")
      }
    }
  }

  @Test func `currents that do not fit are refused with what was found`() throws {
    #expect(try message("[1, 2]") == "'I_e' has 2 values for 3 units")
    #expect(
      try message("[1, 2, 3 ms]")
        == "a value of 'I_e' must be a current in pA, nA, uA, fA, but 'ms' is a unit of time")
    #expect(
      try message("{file: x.npy}", NumPyArray(shape: [2], values: [1, 2]))
        == "the shape of the array in the file is [2]; expected [3], one for each unit")
    #expect(
      try message("{file: x.npy}", NumPyArray(shape: [3], values: [1, .nan, 2]))
        .hasSuffix("x.npy' holds nan; expected finite numbers"))
    #expect(try message("{file: x.npy}").contains("cannot read"))
    #expect(try message("{fiel: x.npy}") != "")
  }
}
