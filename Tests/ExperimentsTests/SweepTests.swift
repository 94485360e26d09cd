import EquilibriumPropagation
import Experiments
import Protocols
import Quantities
import Runs
import Testing

/// The grammar of swept values, and which points a sweep has.
@Suite struct SweepTests {
  private func list(_ argument: String) throws -> [String]? {
    guard let axis = try SweepAxis(argument) else { return nil }
    guard case .list(let list) = axis.values else { return [] }
    return list
  }

  @Test(arguments: [
    ("a=1,2,3", ["1", "2", "3"]), ("a=1, 2 ms ,x", ["1", "2 ms", "x"]),
    ("a=[1,2],[3,4]", ["[1,2]", "[3,4]"]),
    (
      "a={uniform: [0, 1]},{normal: {mean: 0, sd: 1}}",
      ["{uniform: [0, 1]}", "{normal: {mean: 0, sd: 1}}"]
    ),
    ("a=\"x,y\",'z,w'", ["\"x,y\"", "'z,w'"]), ("a=x\\,y,z", ["x,y", "z"]),
    ("a=choice(x,[1,2])", ["x", "[1,2]"]), ("a=range(3)", ["0", "1", "2"]),
    ("a=range(1,11,3)", ["1", "4", "7", "10"]),
    ("a=range(0,1,0.25)", ["0", "0.25", "0.5", "0.75"]),
    ("a=range(3,0,-1)", ["3", "2", "1"]), ("a=range(0,0.3,0.1)", ["0", "0.1", "0.2"]),
    ("a=linspace(10 ms,20 ms,3)", ["10 ms", "15 ms", "20 ms"]),
    ("a=linspace(0,0.3,4)", ["0", "0.1", "0.2", "0.3"]),
    ("a=geomspace(0.01,1,3)", ["0.01", "0.1", "1"]),
    ("a=logspace(-2,1,4)", ["0.01", "0.1", "1", "10"]),
    ("a=0,range(2,4),9", ["0", "2", "3", "9"]), ("a.b->c.d=1,2", ["1", "2"]),
  ])
  func `values are split at outer commas and functions give theirs`(
    argument: String, values: [String]
  ) throws {
    #expect(try list(argument) == values)
  }

  @Test(arguments: ["a=1", "a=[1,2]", "a=\"1,2\"", "a={x: 1, y: 2}", "a=null", "a=x\\,y"])
  func `one value is no sweep`(argument: String) throws {
    #expect(try list(argument) == nil)
  }

  @Test(arguments: [
    ("a=[1,2", "']' is missing"), ("a=1,2]", "']' closes nothing"),
    ("a='1,2", "a quote ' is not closed"),
    ("a=1,,2", "a value is empty"),
    ("a=rang(1,3)", "there is no function 'rang'; did you mean 'range'?"),
    ("a=range(1,3,0)", "range(1,3,0) has no values, or too many"),
    ("a=range(x)", "'x' in range(...) is not a number"),
    ("a=linspace(1 ms,2 mV,3)", "linspace(...) mixes the units 'ms' and 'mV'"),
    ("a=linspace(1,2)", "linspace has 2 arguments; expected linspace(first,last,n)"),
    ("a=loguniform(0,1)", "loguniform needs 0 < low < high, not 0,1"),
    ("a=1,uniform(0,1)", "uniform(...) cannot stand in a list"),
    ("a=geomspace(-1,1,3)", "geomspace needs two numbers of one sign other than 0"),
  ])
  func `a mistake is told with its reason`(argument: String, reason: String) {
    #expect(throws: SweepError.value(argument: argument, reason: reason)) {
      _ = try SweepAxis(argument)
    }
  }

  @Test func `a grid has all combinations, the last key fastest`() throws {
    let sweep = try Sweep(["a=1,2", "name=x", "b=range(3)"])
    #expect(sweep.keys == ["a", "b"])
    #expect(sweep.overrides == ["name=x"])
    #expect(
      sweep.points == [
        ["1", "0"], ["1", "1"], ["1", "2"], ["2", "0"], ["2", "1"], ["2", "2"],
      ])
    #expect(sweep.overrides(at: 4) == ["name=x", "a=2", "b=0"])
  }

  @Test func `a comparison has the same grammar, also in a model file`() throws {
    typealias Axis = ComparisonSettings.Sweep
    #expect(try Axis("seed=range(1,4)") == Axis(key: "seed", values: ["1", "2", "3"]))
    #expect(try Axis("a=[1,2]") == Axis(key: "a", values: ["[1,2]"]))
    #expect(throws: SweepError.self) { _ = try Axis("a=uniform(0,1)") }
    #expect(throws: SweepError.self) { _ = try Axis("a=") }
    var settings = ComparisonSettings()
    #expect(try settings.points() == [[:]])
    settings.sweep = [try Axis("a=1,2"), try Axis("b=range(2)")]
    #expect(
      try settings.points() == [
        ["a": "1", "b": "0"], ["a": "1", "b": "1"], ["a": "2", "b": "0"], ["a": "2", "b": "1"],
      ])
    settings.sweep.append(try Axis("a=3"))
    #expect(throws: SweepError.repeated(key: "a")) { _ = try settings.points() }
    let text = ModelTemplate.compare.text(name: "m")
    let written = text.replacing(
      "# sweep: {learning.nudging.beta: [0.1, 0.4]}", with: "sweep: {seed: 'range(1,4)', a: [1, 2]}"
    )
    #expect(written != text)
    let model = try ModelFile.parse(written, file: "m.yaml")
    #expect(
      model.comparison?.sweep == [
        Axis(key: "seed", values: ["1", "2", "3"]), Axis(key: "a", values: ["1", "2"]),
      ])
    #expect(throws: ModelError.self) {
      _ = try ModelFile.parse(written.replacing("range(1,4)", with: "rang(1,4)"), file: "m.yaml")
    }
  }

  @Test func `a longer random sweep begins with the points of a shorter one`() throws {
    let arguments = ["a=loguniform(0.01,1)", "b=x,y,z", "c=uniform(5 ms,10 ms)"]
    let few = try Sweep(arguments, random: 5), many = try Sweep(arguments, random: 200)
    #expect(few.points == Array(many.points.prefix(5)))
    #expect(try Sweep(arguments, random: 5, seed: Seed(2)).points != few.points)
    // A third of the points lies in each third, to four standard deviations.
    let values = many.points.map { Double($0[0])! }
    #expect(values.allSatisfy { (0.01...1).contains($0) })
    #expect((72...128).contains(values.count { $0 < 0.1 }))
    #expect(Set(many.points.map { $0[1] }) == ["x", "y", "z"])
    #expect(many.points.allSatisfy { $0[2].hasSuffix(" ms") })
  }

  @Test func `seeds are run through at each random point`() throws {
    let sweep = try Sweep(["a=uniform(0,1)", "seed=1,2,3"], random: 2)
    #expect(sweep.points.map { $0[1] } == ["1", "2", "3", "1", "2", "3"])
    #expect(Set(sweep.points.map { $0[0] }).count == 2)
  }

  @Test func `sweeps that cannot be are refused`() {
    #expect(throws: SweepError.nothingSwept) { _ = try Sweep(["a=1"]) }
    #expect(throws: SweepError.repeated(key: "a")) { _ = try Sweep(["a=1,2", "a=3"]) }
    #expect(throws: SweepError.distribution(key: "a")) { _ = try Sweep(["a=uniform(0,1)"]) }
    #expect(throws: SweepError.sameValue(key: "a", value: "1.0")) { _ = try Sweep(["a=1,2,1.0"]) }
    #expect(throws: SweepError.sameValue(key: "seed", value: "1")) {
      _ = try Sweep(["a=uniform(0,1)", "seed=1,1"], random: 2)
    }
    #expect(throws: SweepError.tooMany(count: 1e6)) {
      _ = try Sweep(["a=range(1000)", "b=range(1000)"])
    }
  }
}
