import Foundation
import Testing

/// Expectations of a model file in the output of `run`.
@Suite struct ExpectedResultTests {
  @Test func `a run tells what is met, and is an error with --strict where something is not`()
    throws
  {
    try Tool.withFolder { folder in
      let fine = try Tool.run("run", "lif-dc", "-q", "--strict", "--out", "a", in: folder)
      #expect(fine.status == 0)
      #expect(fine.output.contains("expected spikes: 17, measured 17: met\n"))
      let model = try Tool.run("check", "lif-dc", "--resolved", in: folder).output
      #expect(model.contains("spikes: {equals: 17}"))
      try Tool.write(
        model.replacing("spikes: {equals: 17}", with: "spikes: {max: 16}"), as: "m.yaml",
        in: folder)
      let told = try Tool.run("run", "m.yaml", "-q", "--out", "b", in: folder)
      #expect(told.status == 0)
      #expect(told.output.contains("expected spikes: at most 16, measured 17: not met\n"))
      let strict = try Tool.run("run", "m.yaml", "-q", "--strict", "--out", "c", in: folder)
      #expect(strict.status == 1)
      #expect(strict.errors.contains("not what the model file expects"))
      #expect(strict.errors.contains("spikes: at most 16, measured 17: not met"))
      let end = try String(
        contentsOf: folder.appendingPathComponent("c/run.json"), encoding: .utf8)
      #expect(end.contains(#""status" : "finished""#))
      // Claims are about the model file as it is.
      let changed = try Tool.run(
        "run", "m.yaml", "simulate.duration=990 ms", "-q", "--strict", "--out", "d", in: folder)
      #expect(changed.status == 0 && changed.output.contains("not met (the run changed the model)"))
      #expect(
        changed.errors == "--strict judges no expectation here: they are about the model file, "
          + "and this run changed the model\n")
      let same = try Tool.run(
        "run", "m.yaml", "simulate.duration=1 s", "-q", "--strict", "--out", "e", in: folder)
      #expect(same.status == 1 && !same.output.contains("changed the model"))
      let json = try Tool.run("run", "m.yaml", "-q", "--json", "--out", "f", in: folder)
      #expect(json.output.contains(#""expected" : "at most 16""#))
      #expect(json.output.contains(#""isMet" : false"#))
      let silent = model.replacing("spikes: {equals: 17}", with: "CV: {max: 1}")
        .replacing("simulate:\n  duration: 1000 ms", with: "simulate:\n  duration: 70 ms")
      try Tool.write(silent, as: "s.yaml", in: folder)
      let missing = try Tool.run("run", "s.yaml", "-q", "--strict", "--out", "g", in: folder)
      #expect(missing.status == 1 && missing.errors.contains("CV: at most 1, not measured"))
      #expect(try Tool.run("report", "b", "--out", "b.html", in: folder).status == 0)
      let page = try String(
        contentsOf: folder.appendingPathComponent("b.html"), encoding: .utf8)
      #expect(page.contains("<td>at most 16</td>") && page.contains(">not met</td>"))
    }
  }
}
