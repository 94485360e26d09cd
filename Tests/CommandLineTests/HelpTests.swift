import Foundation
import Testing

@Suite struct HelpTests {
  @Test func `help without a verb is one screen with examples and exit codes`() throws {
    let outcome = try Tool.run("--help")
    #expect(outcome.status == 0)
    #expect(outcome.errors == "")
    #expect(
      outcome.output == """
        OVERVIEW: Spiking networks that learn by equilibrium propagation.

        Examples:
          equispike run digits                  learn handwritten digits
          equispike rule zero-area              what a spike-timing rule adds up to
          equispike compare compare/rules       which rules are equilibrium propagation
          equispike check my.yaml               all mistakes of a model file at once
          equispike report runs/FOLDER          one page of a run
          equispike init my.yaml                a commented model file to begin with

        All keys of models: equispike show keys; more: man equispike.
        Exit codes: 0 fine, 1 a check failed, 2 the run failed, 64 usage, 65 bad model
        or data, 66 no such file, 73 cannot write, 130 interrupted.

        USAGE: equispike <subcommand>

        OPTIONS:
          --version               Show the version.
          -h, --help              Show help information.

        SUBCOMMANDS:
          run                     Run a model: learn from data, or simulate.
          resume                  Go on with an interrupted training or comparison.
          evaluate                Test the trained network of a run.
          check                   Say all that is wrong with model files.
          verify                  Measure what must hold in theory.
          rule                    Measure what a spike-timing rule adds up to.
          compare                 Compare rules with equilibrium propagation.
          sweep                   Run a model for many values of its keys.
          report                  Make one HTML page of a run, or of several.
          watch                   Show a run in a browser while it goes on.
          convert                 Convert networks and spikes to and from other formats.
          bench                   Measure how fast the program is on this machine.
          list                    List models, neuron models, rules, data and sections.
          show                    Show a model, neuron model, rule, data set or section.
          init                    Write a commented model file to begin with.
          cite                    Print what to cite, for a model or a run too.

          See 'equispike help <subcommand>' for detailed help.

        """)
    #expect(try Tool.run() == outcome)
  }

  @Test func `help of run gives defaults and examples`() throws {
    let outcome = try Tool.run("run", "--help")
    #expect(outcome.status == 0)
    #expect(
      outcome.output == """
        OVERVIEW: Run a model: learn from data, or simulate.

        key=value changes a value of the model for this run; the key is its path in
        the file, such as 'network.projections.input->hidden.weights=0.1' (quoted for
        the shell, to which > means a file).

        Examples:
          equispike run digits
          equispike run digits learning.epochs=3 --seed 2
          equispike run digits network.populations.hidden.size=50 --dry-run
          equispike run mnist data.path=DIR --out mnist-run --threads 4

        USAGE: equispike run <model> [<key=value> ...] [--out <out>] [--force] [--seed <seed>] [--threads <threads>] [--dry-run] [--json] [--quiet] [--verbose] [--strict]

        ARGUMENTS:
          <model>                 A model file, or the name of a shipped model.
          <key=value>             Changes of the model.

        OPTIONS:
          -o, --out <out>         Folder for the results. (default: runs/NAME-TIME)
          --force                 Replace an earlier run in that folder.
          --seed <seed>           Root of all random numbers. (default: as in the model)
          --threads <threads>     Threads; results do not depend on it. (default: all
                                  cores)
          -n, --dry-run           Print model, sizes and costs, and do not run.
          --json                  Print one JSON object instead of text.
          -q, --quiet             No progress on stderr.
          -v, --verbose           More about each epoch on stderr.
          --strict                Warnings and unmet expectations are errors (exit 1).
          --version               Show the version.
          -h, --help              Show help information.


        """)
  }

  @Test(arguments: [
    [], ["run"], ["resume"], ["evaluate"], ["check"], ["verify"], ["rule"], ["compare"], ["sweep"],
    ["report"],
    ["watch"], ["convert"], ["bench"], ["list"], ["show"], ["init"], ["cite"],
  ])
  func `a help screen fits a terminal of 80 columns and 40 lines`(_ verb: [String]) throws {
    let outcome = try Tool.run(arguments: verb + ["--help"])
    let lines = outcome.output.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count <= 40)
    for line in lines where !line.hasPrefix("USAGE") { #expect(line.count <= 80) }
    #expect(outcome.output.contains("Examples:"))
  }

  @Test func `the version is semantic, with the commit and the versions of libraries`() throws {
    let outcome = try Tool.run("--version")
    #expect(outcome.status == 0)
    let lines = outcome.output.split(separator: "\n")
    #expect(try /equispike 0\.2\.0(\+g[0-9a-f]{7}(\.modified)?)?/.wholeMatch(in: lines[0]) != nil)
    for library in ["gsl", "openblas", "swift"] {
      let pattern = try Regex("\(library) [0-9]+\\.[0-9].*")
      #expect(lines.contains { $0.wholeMatch(of: pattern) != nil })
    }
    let json = try Tool.run("--version", "--json")
    #expect(json.status == 0)
    let report = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
    #expect(report?["version"] as? String == "0.2.0")
    let libraries = try #require(report?["libraries"] as? [String: String])
    for (name, version) in libraries { #expect(lines.contains("\(name) \(version)")) }
  }
}
