import Measurements
import Records
import Testing

@testable import Reports

@Suite struct SummaryTableTests {
  private var result: LearningSummary {
    var result = LearningSummary()
    result.name = "mnist"
    result.epochs = 10
    result.bestEpoch = 9
    result.testCount = 10_000
    result.testError = 0.0261
    result.twinTestError = 0.0229
    result.agreements = [
      Agreement(
        projection: "hidden → output", part: "total", reference: "rate EP", cosine: 0.9571,
        signAgreement: 0.8, relativeSize: 1.1, rmse: 0.3, count: 1000)
    ]
    result.spikes = 12_345_678
    result.synapticEvents = 1_234_567_890
    result.seconds = 245
    return result
  }

  @Test func `the table of a run is aligned, numbers to the right`() {
    #expect(
      SummaryTable(result).text() == """
        mnist
        test error, spiking network               2.61 %
        test error, rate twin                     2.29 %
        cosine with rate EP, hidden → output       0.957
        spikes                                    12.3 M
        synaptic events                            1.2 G
        synaptic events per second                 5.0 M
        time, spiking part                    4 min 05 s
        Weights and cosines of epoch 9 of 10.
        10000 test samples.

        """)
  }

  @Test func `the table of verify tells what failed`() {
    let table = SummaryTable(checks: [
      Check(name: "STDP window", measured: "3.1e-12", bar: "< 1e-9", passed: true),
      Check(name: "order of rkf45", measured: "3.2", bar: "> 3.8", passed: false),
    ])
    #expect(
      table.text() == """
        check           measured     bar
        STDP window      3.1e-12  < 1e-9  pass
        order of rkf45       3.2   > 3.8  FAIL
        1 of 2 checks failed.

        """)
    #expect(table.text(isStyled: true).contains("\u{1B}[1;31mFAIL\u{1B}[0m"))
    #expect(
      table.csv() == "check,measured,bar,\nSTDP window,3.1e-12,< 1e-9,pass\n"
        + "order of rkf45,3.2,> 3.8,FAIL\n")
    #expect(table.markdown().contains("| order of rkf45 | 3.2 | > 3.8 | **FAIL** |\n"))
  }

  @Test func `names cannot break a table or colour a terminal`() {
    var table = SummaryTable(columns: [.text("a|b")])
    table.add([SummaryTable.Cell("x\ny\u{1B}[31m|z")])
    #expect(table.text() == "a|b\nx y [31m|z\n")
    #expect(table.markdown() == "| a\\|b |\n| --- |\n| x y [31m\\|z |\n")
    #expect(table.csv() == "a|b\nx y [31m|z\n")
  }

  @Test func `wide characters take two columns`() {
    var table = SummaryTable(columns: [.text(""), .number("")])
    table.add(["隠れ層", "1"])
    table.add(["hidden", "22"])
    #expect(table.text() == "隠れ層   1\nhidden  22\n")
  }

  @Test(arguments: [
    (0, "0"), (999, "999"), (1000, "1.0 k"), (999_499, "999 k"), (999_960, "1.0 M"),
    (2.5e12, "2.5 T"), (0.25, "0.2"),
  ])
  func `large numbers have prefixes`(value: Double, text: String) {
    #expect(SummaryTable.large(value) == text)
  }

  @Test(arguments: [
    (0.824, "0.82 s"), (59.9, "59.9 s"), (59.96, "1 min 00 s"), (3599.7, "1 h 00 min"),
    (7384, "2 h 03 min"), (.nan, "-"),
  ])
  func `times are in the units that people use`(seconds: Double, text: String) {
    #expect(SummaryTable.duration(seconds) == text)
  }
}
