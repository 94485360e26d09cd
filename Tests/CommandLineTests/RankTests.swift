import Foundation
import Testing

/// Training over the ranks of mpirun, with the program that `make mpi` builds. Skipped where there is none.
@Suite struct RankTests {
  private static let program = Tool.package.appendingPathComponent(".build-mpi/release/equispike")
    .path
  private static let canRun =
    FileManager.default.isExecutableFile(atPath: program)
    && ["/usr/bin", "/usr/local/bin"].contains {
      FileManager.default.isExecutableFile(atPath: $0 + "/mpirun")
    }

  @Test(.enabled(if: canRun, "no mpirun, or no program built by 'make mpi'"))
  func `weights are the same bytes over 1 to 4 ranks, 1 and 2 threads, and after a stop`() throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = [
      Tool.package.appendingPathComponent("Benchmarks/mpi-check.sh").path, Self.program,
    ]
    let pipe = Pipe()
    process.standardOutput = pipe
    process.currentDirectoryURL = Tool.package
    try process.run()
    let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(text)")
    #expect(text.split(separator: "\n").count { $0.hasPrefix("same bytes") } == 18)
  }
}
