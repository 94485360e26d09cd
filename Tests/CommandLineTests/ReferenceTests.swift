import Foundation
import Testing

@Suite struct ReferenceTests {
  @Test func `every listed name can be shown`() throws {
    let list = try Tool.run("list", "--json")
    #expect(list.status == 0)
    let topics = try JSONDecoder().decode(
      [String: [[String: String]]].self, from: Data(list.output.utf8))
    #expect(Set(topics.keys) == ["models", "neurons", "rules", "data", "sections"])
    for name in topics.values.joined().compactMap({ $0["name"] }) {
      let page = try Tool.run("show", name)
      #expect(page.status == 0 && !page.output.isEmpty, "\(name)")
    }
  }

  @Test func `the page of a neuron model has equations, parameters and references`() throws {
    let page = try Tool.run("show", "adex")
    #expect(
      page.output.hasPrefix(
        """
        adex: adaptive exponential integrate-and-fire

        Equations
          C dV/dt = -g_L (V - E_L) + g_L Delta_T exp((V - V_T)/Delta_T) - w + I_e + I_ex + I_in
          tau_w dw/dt = a (V - E_L) - w
          V >= V_peak: spike, V := V_reset, w := w + b

        Parameters
          symbol      default  unit  meaning
          C_m             281  pF    capacitance
          g_L              30  nS    leak conductance
          E_L           -70.6  mV    leak reversal potential

        """))
    #expect(page.output.contains("\nReferences\n  R. Brette & W. Gerstner."))
    for line in page.output.split(separator: "\n") { #expect(line.count <= 110) }
  }

  @Test func `the page of a rule states pairing, order at one instant and parameter sets`() throws {
    let page = try Tool.run("show", "rule", "triplet")
    #expect(page.output == (try Tool.run("show", "triplet").output))
    for text in [
      "cortex-all-minimal", "a pre spike meets every earlier post spike, fading with 33.7 ms",
      "a post spike comes before arrivals of pre spikes at the same instant",
      "Pfister & Gerstner 2006, J Neurosci 26:9673",
    ] { #expect(page.output.contains(text)) }
    let nearest = try Tool.run("show", "rule", "nearest-reduced").output
    #expect(nearest.contains("on pre:  w -= A_minus*y; y = 0; x = 1"))
    #expect(try Tool.run("show", "neuron", "triplet").status == 64)
    for line in page.output.split(separator: "\n") { #expect(line.count <= 110) }
  }

  @Test func `the page of all keys is the one that the program prints`() throws {
    let page = try Tool.run("show", "keys")
    #expect(page.status == 0)
    let file = Tool.package.appendingPathComponent("Documentation/keys.md")
    #expect(
      try String(contentsOf: file, encoding: .utf8) == page.output,
      "equispike show keys >Documentation/keys.md")
  }

  @Test func `the page of a section has its keys with defaults, units and meanings`() throws {
    let page = try Tool.run("show", "section", "learning").output
    #expect(page == (try Tool.run("show", "learning").output))
    for line in [
      #/  nudging\.beta +0\.5 +1 +strength/#, #/  phases\.free +80 +ms +the free phase/#,
      #/  rates +required +weight beta +learning rates by projection/#,
    ] { #expect(page.contains(line)) }
    for line in page.split(separator: "\n") { #expect(line.count <= 120) }
  }

  @Test func `shipped models pass check, and their resolved text does too`() throws {
    let names = try FileManager.default.contentsOfDirectory(
      atPath: Tool.package.appendingPathComponent("Models").path
    ).filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
    let outcome = try Tool.run(arguments: ["check"] + names)
    #expect(outcome.status == 0)
    #expect(outcome.errors == "")
    #expect(outcome.output.split(separator: "\n").count == names.count)
    try Tool.withFolder { folder in
      let text = try Tool.run("check", "xor", "--resolved").output
      try Data(text.utf8).write(to: folder.appendingPathComponent("again.yaml"))
      #expect(try Tool.run("check", "again.yaml", "--resolved", in: folder).output == text)
    }
  }
}
