import Testing

@testable import Experiments

@Suite struct UnitTests {
  @Test(
    arguments: [
      ("20 ms", Dimension.time, 20), ("20", .time, 20), ("20ms", .time, 20), ("0.1 s", .time, 100),
      ("100 us", .time, 0.1), ("100 \u{B5}s", .time, 0.1), ("2 min", .time, 120_000),
      ("-50 mV", .voltage, -50), ("-0.05 V", .voltage, -50), ("250 pF", .capacitance, 250),
      ("0.25 nF", .capacitance, 250), ("1.5 nA", .current, 1500), ("10 nS", .conductance, 10),
      ("3 Hz", .rate, 0.003), ("3 /s", .rate, 0.003), ("3 s^-1", .rate, 0.003),
      ("2 nA^2", .squaredCurrent, 2e6), ("1 pA\u{B2}", .squaredCurrent, 1),
      ("0.0003 nA", .current, 0.3), ("9 Hz", .rate, 0.009), ("1e-12 A", .current, 1),
      ("0.3 nA", .current, 300),
      ("1 mA", .current, 1e9), ("1e-9 S", .conductance, 1), ("1.5 h", .time, 5_400_000),
      ("1 kHz", .rate, 1), ("1/ms", .rate, 1),
      ("0.5 1/ms", .rate, 0.5), ("5 %", .fraction, 0.05), ("0.05", .fraction, 0.05),
      ("1e-3", .number, 0.001), ("+.5", .number, 0.5), ("5.", .number, 5), ("1.0E3", .number, 1000),
    ] as [(String, Dimension, Double)])
  func `a number with a unit becomes one in the default unit`(
    text: String, dimension: Dimension, value: Double
  ) {
    let log = ProblemLog()
    #expect(item(text, log).quantity(dimension) == value)
    #expect(log.problems.isEmpty)
  }

  @Test(
    arguments: [
      (
        "20 ms", Dimension.number,
        "'x' must be a number without unit, but 'ms' is a unit of time; leave the unit out"
      ),
      (
        "5 nS", .current,
        "'x' must be a current in pA, nA, uA, fA, but 'nS' is a unit of conductance"
      ),
      (
        "5 MV", .voltage,
        "unknown unit 'MV': 'x' must be a voltage in mV, V, uV; did you mean 'mV'?"
      ),
      ("ms", .time, "'x' must be a time such as 20 ms, not 'ms'"),
      ("", .time, "'x' has no value; it must be a time such as 20 ms"),
      ("1_000", .number, "unknown unit '_000': 'x' must be a number without unit"),
      ("nan", .number, "'x' must be a finite number, not nan"),
      ("-inf", .rate, "'x' must be a finite number, not -inf"),
      ("0x10", .number, "unknown unit 'x10': 'x' must be a number without unit"),
    ] as [(String, Dimension, String)])
  func `what is not such a number is told`(text: String, dimension: Dimension, message: String) {
    let log = ProblemLog()
    #expect(item(text, log).quantity(dimension) == nil)
    #expect(log.problems.map(\.message) == [message])
  }

  @Test(arguments: [0.1, 1e-9, -0.0, 1e300, 123_456_789.25, 1e15, .infinity, 1 / 3])
  func `a number is written so that it is read back exactly`(_ value: Double) {
    let read = item(Output.text(of: value), ProblemLog()).quantity(.number, .extended)
    #expect(read?.bitPattern == value.bitPattern)
  }

  private func item(_ text: String, _ log: ProblemLog) -> Item {
    Item(
      node: Node(content: .scalar(text, isPlain: true), place: .line(1, column: 1)), name: "'x'",
      log: log)
  }
}
