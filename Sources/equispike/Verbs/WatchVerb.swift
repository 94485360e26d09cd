import ArgumentParser
import FlyingFox
import FlyingSocks
import Foundation
import Records
import Runs

/// `equispike watch`: the page of a run, kept up to date while the run goes on.
struct WatchVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch",
    abstract: "Show a run in a browser while it goes on.",
    discussion: """
      Serves the page of 'equispike report' on this machine only (127.0.0.1), and renews
      it when the run writes something. Ctrl-C ends it, with exit code 0.

      Examples:
        equispike watch runs/digits-20260101-120000
        equispike watch runs/a runs/b --port 9000
      """)

  @Argument(help: ArgumentHelp("Folders of runs.", valueName: "run"))
  var runs: [String]

  @Option(name: .long, help: "The port; 0: any free one. (default: 8137, or the next that is free)")
  var port: UInt16?

  @OptionGroup var output: OutputOptions

  /// The output of `--json`.
  struct Place: Encodable {
    var url: String
    var runs: [String]
  }

  func run() throws {
    // A folder that is no run is an error of the command, not of the page.
    for path in runs { _ = try RunFolder.open(path) }
    let port = try Self.freePort(port)
    let address = try sockaddr_in.inet(ip4: "127.0.0.1", port: port)
    let handler = PageHandler(source: PageSource(runs), port: port)
    let state = ServerState()
    Interrupt.watch()
    let task = Task {
      // Too many connections at once end a server and its connections; then the next server begins.
      while !Task.isCancelled {
        let server = HTTPServer(address: address, timeout: 60, logger: .disabled, handler: handler)
        Task {
          if (try? await server.waitUntilListening(timeout: 3600)) != nil { state.listens() }
        }
        do {
          try await server.run()
        } catch SocketError.failed(_, let number, _) where Self.passes(number) {
          try? await Task.sleep(for: .milliseconds(200))
        } catch {
          state.failed("\(error)")
          return
        }
      }
    }
    // The address is printed when somebody answers there.
    var isTold = false
    while !Interrupt.isRequested, state.problem == nil {
      if state.isListening, !isTold {
        try tell("http://127.0.0.1:\(port)/")
        isTold = true
      }
      usleep(20_000)
    }
    task.cancel()
    if let problem = state.problem, !Interrupt.isRequested {
      throw RunError.unavailable("the page can no longer be served: \(problem)")
    }
  }

  private func tell(_ url: String) throws {
    if output.json {
      try Terminal.output(json: Place(url: url, runs: runs))
    } else {
      Terminal.output(url)
      Terminal.note("Ctrl-C ends this.")
    }
  }

  /// True if an error of accepting connections ends when there are fewer of them.
  private static func passes(_ number: Int32) -> Bool {
    [EMFILE, ENFILE, ECONNABORTED, ENOBUFS, ENOMEM].contains(number)
  }

  /// The given port, or the first free one from 8137 on.
  private static func freePort(_ wanted: UInt16?) throws -> UInt16 {
    for port in wanted.map({ [$0] }) ?? Array(8137...8236) {
      if let port = bound(to: port) { return port }
    }
    throw RunError.unavailable(
      wanted.map { "port \($0) is in use or not allowed; name another one with --port" }
        ?? "ports 8137 to 8236 are all in use; name another one with --port")
  }

  /// The port that a socket gets that asks for this one, 0 for any; nil if it gets none.
  private static func bound(to port: UInt16) -> UInt16? {
    guard let address = try? sockaddr_in.inet(ip4: "127.0.0.1", port: port),
      let socket = try? Socket(domain: AF_INET)
    else { return nil }
    defer { try? socket.close() }
    do {
      try socket.setValue(true, for: .localAddressReuse)
      try socket.bind(to: address)
      guard case .ip4(_, let port) = try socket.sockname() else { return nil }
      return port
    } catch { return nil }
  }
}
