import ArgumentParser
import Foundation
import Records
import Runs

/// `equispike manual`: the manual page, made from the help of all verbs. Hidden: `make install` calls it.
struct ManualVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "manual",
    abstract: "Print the manual page, equispike.1.",
    discussion: """
      Examples:
        equispike manual >equispike.1
        equispike manual | man -l -
      """, shouldDisplay: false)

  func run() throws {
    let bytes = Array(Equispike._dumpHelp().utf8)
    guard let help = try? JSONText.decode(ManualPage.Help.self, from: bytes) else {
      throw RunError.unavailable("the parser's description of the verbs cannot be read")
    }
    print(ManualPage(help.command).text, terminator: "")
  }
}
