import Foundation
import Testing

@Suite struct MistakeTests {
  /// A command with a mistake, and the exit code and first line of the answer.
  struct Mistake: Sendable, CustomTestStringConvertible {
    let arguments: [String]
    let status: Int32
    let line: String
    var testDescription: String { arguments.joined(separator: " ") }

    init(_ arguments: String..., is status: Int32, _ line: String) {
      self.arguments = arguments
      self.status = status
      self.line = line
    }
  }

  static let mistakes = [
    Mistake("rum", "digits", is: 64, "error: there is no verb 'rum'; did you mean 'run'?"),
    Mistake(
      "digits", is: 64, "error: there is no verb 'digits'; did you mean 'equispike run digits'?"),
    Mistake(
      "frobnicate", is: 64,
      "error: there is no verb 'frobnicate'; there are: run, resume, evaluate, check, verify, rule, compare, sweep, report, watch, convert, bench, list, show, init, cite"
    ),
    Mistake("run", is: 64, "Error: Missing expected argument '<model>'"),
    Mistake(
      "run", "digits", "--sed", "1", is: 64, "Error: Unknown option '--sed'. Did you mean '--seed'?"
    ),
    Mistake(
      "run", "digits", "xor", is: 64,
      "Error: 'xor' is not of the form key=value; run takes one model."),
    Mistake(
      "run", "digits", "--threads", "0", is: 64, "Error: --threads is 0; expected 1 to 1024."),
    Mistake(
      "check", "seed=1", is: 64, "Error: Name a model, such as digits or Models/digits.yaml."),
    Mistake("show", "lifs", is: 64, "error: nothing is called 'lifs'; did you mean 'lif'?"),
    Mistake(
      "run", "digts", is: 66, "error: there is no model or file 'digts'; did you mean 'digits'?"),
    Mistake("check", "no/such.yaml", is: 66, "no/such.yaml: error: there is no such file"),
    Mistake(
      "run", "mnist", is: 66,
      "error: mnist is read from files; say where they are: data.path=PATH, or set EQUISPIKE_MNIST "
        + "to their folder"),
    Mistake(
      "run", "papers/steps-1h", "rate.cost=matchin", is: 65,
      "override 'rate.cost=matchin': error: 'cost' cannot be 'matchin'; did you mean 'matching'?"),
    Mistake(
      "resume", "no/such/folder", is: 66,
      "error: cannot list the folder 'no/such/folder': no such file or directory. Check the path."),
    Mistake(
      "run", "mnist", "data.path=/no/such", is: 66,
      "error: /no/such: found no file of the train images, expected one of "
        + "train-images-idx3-ubyte, train-images-idx3-ubyte.gz, train-images.idx3-ubyte, "
        + "train-images.idx3-ubyte.gz. Put the four files of MNIST into this directory, or give "
        + "another one."),
    Mistake(
      "run", "digits", "learning.epoch=3", is: 65,
      "override 'learning.epoch=3': error: unknown key 'epoch' in 'learning'; "
        + "did you mean 'epochs'?"),
    Mistake(
      "check", "lif-dc", "simulate.duration=5 mV", is: 65,
      "override 'simulate.duration=5 mV': error: 'duration' must be a time in ms, s, us, ns, min, h, "
        + "but 'mV' is a unit of voltage"),
    Mistake(
      "run", "lif-dc", "--out", "/proc/none", is: 73,
      "error: cannot create the folder '/proc/none': no such file or directory. Check the path."),
  ]

  @Test(arguments: mistakes)
  func `a mistake is answered on stderr with its exit code`(_ mistake: Mistake) throws {
    let outcome = try Tool.run(arguments: mistake.arguments)
    #expect(outcome.status == mistake.status)
    #expect(outcome.output == "")
    #expect(outcome.errors.split(separator: "\n").first.map(String.init) == mistake.line)
  }

  @Test func `all problems of a file are told at once, with lines and carets`() throws {
    try Tool.withFolder { folder in
      try Data(
        """
        name: small
        network:
          populations:
            a: {size: 1, kind: lif, taum: 10 ms, tau_syn: 5 mV, r_max: 1 /ms}
        simulate: {duration: .nan}
        """.utf8
      ).write(to: folder.appendingPathComponent("small.yaml"))
      let outcome = try Tool.run("check", "small.yaml", in: folder)
      #expect(outcome.status == 65)
      #expect(outcome.output == "")
      #expect(
        outcome.errors == """
          small.yaml:4:29: error: unknown key 'taum' in population 'a'; did you mean 'tau_m'?
              a: {size: 1, kind: lif, taum: 10 ms, tau_syn: 5 mV, r_max: 1 /ms}
                                      ^
          small.yaml:4:51: error: 'tau_syn' must be a time in ms, s, us, ns, min, h, but 'mV' is a unit of voltage
              a: {size: 1, kind: lif, taum: 10 ms, tau_syn: 5 mV, r_max: 1 /ms}
                                                            ^
          small.yaml:5:22: error: 'duration' must be a finite number, not .nan
          simulate: {duration: .nan}
                               ^
          3 problems

          """)
      let json = try Tool.run("check", "small.yaml", "--json", in: folder)
      #expect(json.status == 65)
      #expect(json.errors == "")
      #expect(json.output.contains(#""line" : 5,"#))
    }
  }

  @Test func `a run that cannot fit is refused before it begins`() throws {
    try Tool.withFolder { folder in
      let outcome = try Tool.run(
        "run", "brette2007-cuba", "network.populations.excitatory.size=10000000", in: folder)
      #expect(outcome.status == 65)
      #expect(outcome.errors.hasPrefix("error: the run needs about "))
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }
  }
}
