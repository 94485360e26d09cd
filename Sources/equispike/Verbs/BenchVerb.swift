import ArgumentParser
import Foundation
import Measurements
import Records
import Reports
import Runs
import Workloads

/// `equispike bench`: the speed of the program on this machine.
struct BenchVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measure how fast the program is on this machine.",
    discussion: """
      Each benchmark runs in a process of its own, on one core. Without names, all
      but the networks of growing size are run.

        dense jump cuba    the event engine: 500 <-> 10 units all to all, and the
                           benchmarks 4 and 2 of Brette et al. 2007
        song               1000 Poisson inputs with pair STDP (Song et al. 2000)
        gsl                one neuron integrated by GSL
        train              spiking equilibrium propagation, 784-500-10
        rate               rate-based equilibrium propagation, 784-512-10
        1250 10000 100000  as many neurons with 1000 inputs each (2 GB for the last)

      A baseline is a program that prints a line RESULT {json} with
      syn_events_per_cpu_s; it runs in turn with the benchmark.

      Examples:
        equispike bench
        equispike bench dense jump --repeat 5 --json
        equispike bench dense --baseline "dense=./dense_exact 20"
      """)

  @Argument(
    help: ArgumentHelp(
      "Benchmarks. (default: all but the networks of growing size)", valueName: "name"),
    completion: .list(Benchmark.names))
  var names: [String] = []

  @Option(name: .long, help: "Repetitions, of which the fastest counts.")
  var `repeat` = 3

  @Option(
    name: .long,
    help: ArgumentHelp("A program to compare with; again for more.", valueName: "name=command"))
  var baseline: [String] = []

  /// True for one repetition in this process, as JSON; the verb calls itself with this option.
  @Flag(name: .long, help: .hidden)
  var once = false

  @OptionGroup var output: OutputOptions
  @OptionGroup var verbosity: VerbosityOptions

  func validate() throws {
    if `repeat` < 1 { throw ValidationError("--repeat is \(`repeat`); expected 1 or more.") }
    for text in baseline where text.split(separator: "=", maxSplits: 1).count != 2 {
      throw ValidationError("--baseline '\(text)' is not of the form name=command.")
    }
  }

  func run() throws {
    try Ranks.checkAlone("bench")
    for name in names + baselines.keys.sorted() where Benchmark(name: name) == nil {
      throw ValidationError(
        "there is no benchmark '\(name)'; there are \(Benchmark.names.joined(separator: ", ")).")
    }
    if once, let name = names.first, let benchmark = Benchmark(name: name) {
      try Terminal.output(json: try benchmark.measure())
      return
    }
    var record = BenchResult(processor: BenchmarkProcess.processor)
    for name in names.isEmpty ? Benchmark.usual : names {
      record.rows.append(try row(name))
    }
    if output.json {
      try Terminal.output(json: record)
    } else {
      print(SummaryTable(record).text(isStyled: Terminal.hasStyledOutput))
    }
  }

  private var baselines: [String: String] {
    Dictionary(
      baseline.map { text in
        let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
        return (parts[0], parts[1])
      }, uniquingKeysWith: { $1 })
  }

  /// The row of a benchmark: its fastest repetition, and the fastest one of the baseline.
  private func row(_ name: String) throws -> BenchResult.Row {
    var best: BenchResult.Row?
    var baselineRate: Double?
    for k in 1...`repeat` {
      if !verbosity.quiet { Terminal.note("\(name), \(k) of \(`repeat`)") }
      let text = try BenchmarkProcess.output(
        of: RunProgram.path, ["bench", name, "--once", "--quiet"])
      guard let row = try? JSONText.decode(BenchResult.Row.self, from: Array(text.utf8)) else {
        throw RunError.unavailable("the benchmark '\(name)' did not come to its end")
      }
      if row.processorSeconds < best?.processorSeconds ?? .infinity { best = row }
      if let command = baselines[name] {
        let rate = try BenchmarkProcess.baselineRate(command, count: row.count)
        baselineRate = max(baselineRate ?? 0, rate)
      }
    }
    if let command = baselines[name], let baselineRate {
      best!.compare(with: command, rate: baselineRate)
    }
    return best!
  }
}
