import FlyingFox
import FlyingSocks
import Foundation
import Records
import Reports
import Runs
import Synchronization

/// The answers to a browser: the page, its changing part, events of changes, and figures of the runs; nothing else.
struct PageHandler: HTTPHandler {
  let source: PageSource
  let port: UInt16

  func handleRequest(_ request: HTTPRequest) async throws -> HTTPResponse {
    // A foreign page whose host name was made to resolve to this machine (DNS rebinding) has another host.
    let hosts =
      ["127.0.0.1:\(port)", "localhost:\(port)"] + (port == 80 ? ["127.0.0.1", "localhost"] : [])
    guard let host = request.headers[.host], hosts.contains(host.lowercased()) else {
      return Self.words("This address serves 127.0.0.1 and localhost only.\n", .forbidden)
    }
    guard request.method == .GET || request.method == .HEAD else {
      return Self.words("Only GET.\n", .methodNotAllowed)
    }
    switch request.path {
    case "/": return await source.page().answer(type: "text/html; charset=utf-8")
    case "/body": return await source.body().answer(type: "text/html; charset=utf-8")
    case "/events":
      return HTTPResponse(
        statusCode: .ok,
        headers: PageAnswer.headers("text/event-stream", policy: "default-src 'none'"),
        body: HTTPBodySequence(from: FolderEvents(source: source)))
    default:
      guard let figure = source.figure(request.path) else {
        return Self.words("There is nothing here.\n", .notFound)
      }
      return figure
    }
  }

  static func words(_ text: String, _ status: HTTPStatusCode) -> HTTPResponse {
    HTTPResponse(
      statusCode: status,
      headers: PageAnswer.headers("text/plain; charset=utf-8", policy: "default-src 'none'"),
      body: Data(text.utf8))
  }
}

/// A page, or a part of one, with its content security policy.
struct PageAnswer: Sendable {
  var text: String
  var policy: String

  func answer(type: String) -> HTTPResponse {
    HTTPResponse(
      statusCode: .ok, headers: Self.headers(type, policy: policy), body: Data(text.utf8))
  }

  /// The headers of every answer.
  static func headers(_ type: String, policy: String) -> HTTPHeaders {
    [
      .contentType: type, .cacheControl: "no-store",
      // No foreign page may embed this one; only a header can forbid it.
      HTTPHeader("Content-Security-Policy"): policy + "; frame-ancestors 'none'",
      HTTPHeader("X-Content-Type-Options"): "nosniff",
      HTTPHeader("Referrer-Policy"): "no-referrer",
    ]
  }
}

/// The page of the runs, which is made anew only if a file in their folders has changed.
actor PageSource {
  nonisolated let runs: [String]
  private var windows = RuleWindows()
  private var made: (signature: String, page: PageAnswer, body: PageAnswer)?

  init(_ runs: [String]) { self.runs = runs }

  func page() -> PageAnswer { latest().page }
  func body() -> PageAnswer { latest().body }

  private func latest() -> (signature: String, page: PageAnswer, body: PageAnswer) {
    let signature = signature()
    if let made, made.signature == signature { return made }
    do {
      let records = try runs.map { try windows.record(of: $0) }
      var page = ReportPage(records, version: Version.text)
      page.isLive = true
      let new = (
        signature, PageAnswer(text: page.html(), policy: page.policy),
        PageAnswer(text: page.body().html, policy: page.policy)
      )
      made = new
      return new
    } catch {
      // The folder of a run that is being replaced will come back; the next change makes the page again.
      let words: Markup =
        "<main id=\"main\"><h1>No run here</h1><p>\(ErrorText.describe(error).text)</p></main>"
      let policy = "default-src 'none'"
      return made ?? (
        "", PageAnswer(text: words.html, policy: policy),
        PageAnswer(text: words.html, policy: policy)
      )
    }
  }

  /// Names, sizes and times of all files of the runs that the page is made from.
  nonisolated func signature() -> String {
    // A run that was killed changes no file, so its status is a part of the signature.
    runs.map { run in
      (try? RunFolder.open(run).information())?.hasVanished == true ? "\(run) is gone\n" : ""
    }.joined()
      + runs.flatMap { run in
        ["", "/weights", "/figures"].flatMap { part -> [String] in
          let folder = run + part
          let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
          return names.sorted().compactMap { name in
            if name.first == "." || name.hasPrefix("checkpoint.bin") || name == "report.html" {
              return nil
            }
            return FileSignature.text(folder + "/" + name).map { "\(part)/\(name) \($0)" }
          }
        }
      }.joined(separator: "\n")
  }

  /// A figure of the first run, `/figures/raster.svg`; nil for everything that is not in its list of figures.
  nonisolated func figure(_ path: String) -> HTTPResponse? {
    let types = ["svg": "image/svg+xml", "png": "image/png", "pdf": "application/pdf"]
    guard path.hasPrefix("/figures/"), let run = runs.first else { return nil }
    let name = String(path.dropFirst("/figures/".count))
    let folder = run + "/figures"
    // The folder, or a file in it, could be a link that leads out of the run.
    guard
      (try? FileManager.default.attributesOfItem(atPath: folder)[.type]) as? FileAttributeType
        == .typeDirectory,
      let names = try? FileManager.default.contentsOfDirectory(atPath: folder),
      names.contains(name),
      name.first != ".", let type = types[String(name.split(separator: ".").last ?? "")],
      FileSignature.text(folder + "/" + name) != nil,
      let bytes = FileManager.default.contents(atPath: folder + "/" + name)
    else { return nil }
    return HTTPResponse(
      statusCode: .ok,
      headers: PageAnswer.headers(
        type, policy: "default-src 'none'; style-src 'unsafe-inline'; img-src data:"), body: bytes)
  }
}

/// Server-sent events: one for each change of the folders, and a comment every ten seconds to keep the connection.
///
/// > WHATWG. *HTML, section 9.2: Server-sent events.*
struct FolderEvents: AsyncBufferedSequence {
  typealias Element = UInt8
  let source: PageSource

  func makeAsyncIterator() -> Iterator { Iterator(source: source) }

  struct Iterator: AsyncBufferedIteratorProtocol {
    let source: PageSource
    private var seen: String?
    private var quiet = 0
    private var left: [UInt8] = []

    init(source: PageSource) { self.source = source }

    mutating func nextBuffer(suggested count: Int) async throws -> [UInt8]? {
      if seen == nil {
        seen = source.signature()
        return Array("retry: 2000\nevent: begin\ndata: 0\n\n".utf8)
      }
      while true {
        try await Task.sleep(for: .milliseconds(400))
        let now = source.signature()
        quiet += 1
        if now != seen {
          seen = now
          quiet = 0
          return Array("event: change\ndata: \(now.count)\n\n".utf8)
        }
        if quiet >= 25 {
          quiet = 0
          return Array(": still here\n\n".utf8)
        }
      }
    }

    mutating func next() async throws -> UInt8? {
      if left.isEmpty { left = try await nextBuffer(suggested: 1) ?? [] }
      return left.isEmpty ? nil : left.removeFirst()
    }
  }
}

/// The state of a server, as another thread sees it.
final class ServerState: Sendable {
  private let words = Mutex<String?>(nil)
  private let isOpen = Mutex(false)
  /// The reason for which the server ended by itself; nil while it runs.
  var problem: String? { words.withLock { $0 } }
  /// True once the server answers.
  var isListening: Bool { isOpen.withLock { $0 } }
  /// Sets the problem.
  func failed(_ problem: String) { words.withLock { $0 = problem } }
  /// Says that the server answers.
  func listens() { isOpen.withLock { $0 = true } }
}
