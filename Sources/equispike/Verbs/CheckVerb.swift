import ArgumentParser
import Experiments
import Runs

/// `equispike check`: reads model files and reports all mistakes, without running anything.
struct CheckVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Say all that is wrong with model files.",
    discussion: """
      Examples:
        equispike check my.yaml
        equispike check digits network.populations.hidden.size=50 --resolved
        equispike check Models/*.yaml --json
      """)

  @Argument(
    help: ArgumentHelp("Files or shipped models, then key=value.", valueName: "model"),
    completion: Completion.models)
  var arguments: [String]

  @Flag(name: .long, help: "Print the model with every default filled in.")
  var resolved = false

  @OptionGroup var output: OutputOptions

  func run() throws {
    let (models, overrides) = try ModelArguments.split(arguments)
    var reports: [Report] = []
    var failure: ModelError?
    var dataFailure: ExitStatus?
    for model in models {
      let path = try ModelLocation.resolve(model)
      do throws(ModelError) {
        let experiment = try ModelFile.load(path, overrides: overrides)
        _ = try ModelFile.text(of: experiment, file: path)
        var report = Report(file: path, ok: true, name: experiment.name)
        report.warnings = experiment.warnings.map(Report.Problem.init)
        if !output.json { for warning in experiment.warnings { Terminal.complain("\(warning)") } }
        let problem = RunData.problem(of: experiment)
        switch problem {
        case .unnamed: report.note = "its data were not looked at: say data.path=PATH"
        case .error(let error as ModelError): throw error
        case .error(let error):
          let (text, status) = ErrorText.describe(error)
          report.ok = false
          report.problems = [Report.Problem(message: String(text.trimmingPrefix("error: ")))]
          dataFailure = dataFailure ?? status
          if !output.json { Terminal.complain("\(path): \(text)") }
        case nil: break
        }
        reports.append(report)
        if output.json { continue }
        if resolved {
          print(experiment.yaml, terminator: "")
        } else if report.ok {
          print("\(path): ok" + (report.note.map { ", but \($0)" } ?? ""))
        }
      } catch {
        reports.append(Report(path, error))
        failure = failure ?? error
        if !output.json { Terminal.complain(ErrorText.describe(error).text) }
      }
    }
    if output.json { try Terminal.output(json: ["files": reports]) }
    if let failure { throw ExitCode(ErrorText.describe(failure).status.rawValue) }
    if let dataFailure { throw ExitCode(dataFailure.rawValue) }
  }

  /// The output of `--json` about one file.
  struct Report: Encodable {
    var file: String
    var ok: Bool
    var name: String?
    /// A note on parts that were not checked.
    var note: String?
    var problems: [Problem] = []
    /// Warnings of values that are valid, but probably not intended.
    var warnings: [Problem] = []

    struct Problem: Encodable {
      var line: Int?
      var column: Int?
      var override: String?
      var message: String

      init(message: String) { self.message = message }

      init(_ problem: ModelProblem) {
        message = problem.message
        switch problem.place {
        case .line(let line, let column): (self.line, self.column) = (line, column)
        case .override(let text): override = text
        case .file: break
        }
      }
    }

    init(file: String, ok: Bool, name: String?) {
      self.file = file
      self.ok = ok
      self.name = name
    }

    init(_ file: String, _ error: ModelError) {
      self.init(file: file, ok: false, name: nil)
      switch error {
      case .missing, .unreadable: problems = [Problem(message: error.description)]
      case .problems(let list): problems = list.map(Problem.init)
      }
    }
  }
}
