import Foundation
import Testing

@testable import Records

@Suite struct RunFolderTests {
  private func information() -> RunInformation {
    var information = RunInformation()
    information.version = "0.1.0"
    information.commandLine = ["equispike", "run", "xor.yaml"]
    information.kind = .learning
    information.options = RunOptions()
    information.seed = .max
    return information
  }

  @Test func `a run is running at its start and finished at its end`() throws {
    let scratch = try ScratchFolder()
    var (run, facts) = try RunFolder.create(
      at: "\(scratch.path)/deep/run/", named: "xor", information: information())
    #expect(run.path == "\(scratch.path)/deep/run")
    #expect(try run.information() == facts)
    #expect(facts.status == .running)
    #expect(!facts.machine.system.isEmpty)

    facts.warn("layer 'hidden' is silent")
    facts.warn("layer 'hidden' is silent")
    try run.finish(facts, as: .failed, error: "it diverged")
    let end = try run.information()
    #expect(end.status == .failed)
    #expect(end.error == "it diverged")
    #expect(end.warnings == ["layer 'hidden' is silent": 2])
    #expect(end.seed == .max)
    #expect(end.peakMemoryBytes! > 1 << 20)
    #expect(try RunFolder.open(run.path).information() == end)
  }

  @Test func `a run whose process is gone is told from one that goes on`() throws {
    let scratch = try ScratchFolder()
    var (run, facts) = try RunFolder.create(
      at: "\(scratch.path)/run", named: "xor", information: information())
    #expect(facts.process?.number == getpid())
    #expect(try RunRecord.read(run.path).hasVanished == false)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/true")
    try process.run()
    process.waitUntilExit()
    facts.process?.number = process.processIdentifier
    try run.write(facts)
    #expect(try RunRecord.read(run.path).hasVanished)
    // Elsewhere the number may mean another process; and an end that was written is an end.
    var elsewhere = facts
    elsewhere.process?.host = "elsewhere"
    #expect(!elsewhere.hasVanished)
    elsewhere = facts
    elsewhere.process?.space = "pid:[1]"
    #expect(!elsewhere.hasVanished)
    try run.finish(facts, as: .interrupted)
    #expect(try !run.information().hasVanished)
  }

  @Test func `a folder with files is refused and left as it is`() throws {
    let scratch = try ScratchFolder()
    try AtomicFile.write("mine", to: "\(scratch.path)/notes.txt")
    #expect(throws: RecordError.folderNotEmpty(path: scratch.path)) {
      try RunFolder.create(at: scratch.path, named: "a", information: information())
    }
    #expect(throws: RecordError.notARun(path: scratch.path)) {
      try RunFolder.create(
        at: scratch.path, named: "a", replacing: true, information: information())
    }
    #expect(scratch.names == ["notes.txt"])
  }

  @Test func `a run.json of another program does not make a run`() throws {
    let scratch = try ScratchFolder()
    try AtomicFile.write("{\"program\": \"other\"}", to: "\(scratch.path)/run.json")
    #expect(throws: RecordError.notARun(path: scratch.path)) {
      try RunFolder.create(
        at: scratch.path, named: "a", replacing: true, information: information())
    }
  }

  @Test func `an earlier run is replaced only when asked, and wholly`() throws {
    let scratch = try ScratchFolder()
    let path = "\(scratch.path)/run"
    do {
      let first = try RunFolder.create(at: path, named: "a", information: information()).folder
      try first.write("old", as: "figures/old.txt")
    }
    #expect(throws: RecordError.folderNotEmpty(path: path)) {
      try RunFolder.create(at: path, named: "a", information: information())
    }
    _ = try RunFolder.create(at: path, named: "a", replacing: true, information: information())
    #expect(scratch.names == ["run"])
    #expect(try FileManager.default.contentsOfDirectory(atPath: path) == ["run.json"])
  }

  @Test func `a folder that a run writes into cannot be replaced or taken over`() throws {
    let scratch = try ScratchFolder()
    let path = "\(scratch.path)/run"
    var first: RunFolder? = try RunFolder.create(at: path, named: "a", information: information())
      .folder
    try first?.write("", as: "note.txt")
    for replacing in [false, true] {
      #expect(throws: RecordError.inUse(path: path)) {
        try RunFolder.create(
          at: path, named: "a", replacing: replacing, information: information())
      }
    }
    #expect(throws: RecordError.inUse(path: path)) { try RunFolder.open(path).takenOver() }
    #expect(FileManager.default.fileExists(atPath: path + "/note.txt"))
    // The lock goes with whoever has it.
    first = nil
    var second: RunFolder? = try RunFolder.open(path).takenOver()
    #expect(throws: RecordError.inUse(path: path)) { try RunFolder.open(path).takenOver() }
    #expect(second?.path == path)
    second = nil
    _ = try RunFolder.create(at: path, named: "a", replacing: true, information: information())
    #expect(!FileManager.default.fileExists(atPath: path + "/note.txt"))
  }

  @Test func `who takes a run over removes what is half-written`() throws {
    let scratch = try ScratchFolder()
    let path = "\(scratch.path)/run"
    do {
      let run = try RunFolder.create(at: path, named: "a", information: information()).folder
      for file in [".checkpoint.bin.12-3.tmp", "weights/.a.npy.12-4.tmp", ".mine", "a.tmp"] {
        try run.write("x", as: file)
      }
      try run.write("{\"a\":1}\n{\"a\":2}\n{\"a\"", as: "points.jsonl")
    }
    let run = try RunFolder.open(path).takenOver()
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: path).sorted()
        == [".mine", "a.tmp", "points.jsonl", "run.json", "weights"])
    #expect(try FileManager.default.contentsOfDirectory(atPath: path + "/weights").isEmpty)
    let points = try run.metrics(named: "points.jsonl")
    try points.append(record: ["a": 3])
    #expect(try run.lines(of: "points.jsonl", as: [String: Int].self).map { $0["a"] } == [1, 2, 3])
  }

  @Test func `an empty folder is taken, a link to a run is followed`() throws {
    let scratch = try ScratchFolder()
    let path = "\(scratch.path)/real"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    _ = try RunFolder.create(at: path, named: "a", information: information())
    let link = "\(scratch.path)/link"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
    _ = try RunFolder.create(at: link, named: "a", replacing: true, information: information())
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == path)
    #expect(scratch.names == ["link", "real"])
  }

  @Test func `runs without a path get names by time, with a number where one is taken`() throws {
    let scratch = try ScratchFolder()
    let now = Date(timeIntervalSince1970: 1_795_000_000)
    let names = try (0..<3).map { _ in
      try RunFolder.create(
        named: "../my net", in: "\(scratch.path)/runs", information: information(), now: now
      ).folder.path
    }
    #expect(names[0].hasPrefix("\(scratch.path)/runs/my-net-2026"))
    #expect(names[1] == names[0] + "-2")
    #expect(names[2] == names[0] + "-3")
  }

  @Test func `a file in the way is told as what it is`() throws {
    let scratch = try ScratchFolder()
    try AtomicFile.write("", to: "\(scratch.path)/file")
    for path in ["\(scratch.path)/file", "\(scratch.path)/file/run"] {
      let error = #expect(throws: RecordError.self) {
        try RunFolder.create(at: path, named: "a", information: information())
      }
      #expect(error?.description == "cannot create the folder '\(path)': not a directory.")
    }
  }

  @Test func `where nobody may write, not even root, the reason is told`() throws {
    let error = #expect(throws: RecordError.self) {
      try RunFolder.create(at: "/proc/run", named: "a", information: information())
    }
    #expect(error?.description.hasPrefix("cannot create the folder '/proc/run': ") == true)
    let scratch = try ScratchFolder()
    guard geteuid() != 0 else { return }
    try FileManager.default.setAttributes([.posixPermissions: 0o500], ofItemAtPath: scratch.path)
    #expect(
      throws: RecordError.refused(
        .createFolder, path: "\(scratch.path)/a", reason: SystemReason(EACCES))
    ) { try RunFolder.create(at: "\(scratch.path)/a", named: "a", information: information()) }
  }

  @Test func `only one of many gets a folder`() async throws {
    let scratch = try ScratchFolder()
    let path = "\(scratch.path)/run"
    let facts = information()
    let winners = await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<8 {
        group.addTask {
          (try? RunFolder.create(at: path, named: "a", information: facts)) != nil
        }
      }
      return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
    #expect(winners == 1)
  }

  @Test func `times are ISO 8601 in UTC`() {
    #expect(
      RunningProcess.timestamp(Date(timeIntervalSince1970: 1_795_000_000.25))
        == "2026-11-18T11:06:40.250Z")
    // Files have whatever time somebody gave them.
    #expect(
      RunningProcess.timestamp(Date(timeIntervalSince1970: -0.25)) == "1969-12-31T23:59:59.750Z")
    #expect(
      RunningProcess.timestamp(Date(timeIntervalSince1970: 9e15))
        == "9999-12-31T23:59:59.000Z")
  }
}
