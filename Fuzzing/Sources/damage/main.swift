// Gives the built program damaged HDF5 files, many thousands of them, and says what became of it.
//
//   damage PROGRAM SCRATCH FIRST COUNT SECONDS JOBS SEED...
//
// SEED is a .nir file, a .h5 file of spikes, or FOLDER/FILE of a circuit of SONATA (then FOLDER is converted). SCRATCH
// should be in memory. Change number k is that of seed k % seeds. A run must end by itself, within LIMIT seconds, with
// 0, or with 65 and an error: what ends otherwise is kept in SCRATCH/found.
import Foundation

/// What was asked for.
struct Task: Sendable {
  let program: String, scratch: String
  let first: Int, count: Int, jobs: Int
  let seconds: Double
  let seeds: [String]
  let contents: [[UInt8]]
  let limit = 100.0

  init(_ words: [String]) throws {
    guard words.count > 7, let first = Int(words[3]), let count = Int(words[4]),
      let seconds = Double(words[5]), let jobs = Int(words[6])
    else {
      print("usage: damage PROGRAM SCRATCH FIRST COUNT SECONDS JOBS SEED...")
      exit(64)
    }
    (program, scratch, seeds) = (words[1], words[2], Array(words[7...]))
    (self.first, self.count, self.seconds, self.jobs) = (first, count, seconds, jobs)
    contents = try seeds.map { [UInt8](try Data(contentsOf: URL(fileURLWithPath: $0))) }
  }
}

/// Counts of what became of runs, and who runs.
final class Tally: @unchecked Sendable {
  private let lock = NSLock()
  private let task: Task
  private var next: Int
  private var ends: [String: Int] = [:]
  private var running: [pid_t: Date] = [:]
  private var slow: Set<pid_t> = []
  private let begun = Date()
  private(set) var broken = 0
  private var longest = 0.0

  init(_ task: Task) {
    self.task = task
    next = task.first
  }

  /// The number of the next change; nil when it is enough.
  func take() -> Int? {
    lock.withLock {
      guard next < task.first + task.count,
        Date().timeIntervalSince(begun) < task.seconds
      else { return nil }
      next += 1
      return next - 1
    }
  }

  func begin(_ process: pid_t) { lock.withLock { running[process] = Date() } }

  /// True if the process was ended because it hung.
  func end(_ process: pid_t) -> Bool {
    lock.withLock {
      if let date = running.removeValue(forKey: process) {
        longest = max(longest, Date().timeIntervalSince(date))
      }
      return slow.remove(process) != nil
    }
  }

  func note(_ end: String, isBroken: Bool) {
    lock.withLock {
      ends[end, default: 0] += 1
      if isBroken { broken += 1 }
    }
  }

  /// Ends what hangs.
  func watch() {
    lock.withLock {
      for (process, date) in running where Date().timeIntervalSince(date) > task.limit {
        slow.insert(process)
        kill(process, SIGKILL)
      }
    }
  }

  var text: String {
    lock.withLock {
      let list = ends.sorted { $0.value > $1.value }.map { "\($0.value) \($0.key)" }
      return "\(next - task.first) changes in \(Int(Date().timeIntervalSince(begun))) s: "
        + list.joined(separator: ", ") + "; the longest took \(String(format: "%.1f", longest)) s"
    }
  }
}

/// Converts the file of one change.
func work(_ number: Int, _ folder: String, _ task: Task, _ tally: Tally) throws {
  let seed = number % task.seeds.count, name = task.seeds[seed]
  var damage = Damage(number: number)
  let bytes = Data(damage.changed(task.contents[seed]))
  let isSpikes = name.hasSuffix("spikes.h5"), isGraph = name.hasSuffix(".nir")
  var input = folder + (isGraph ? "/damaged.nir" : "/damaged.h5")
  if isGraph || isSpikes {
    try bytes.write(to: URL(fileURLWithPath: input))
  } else {
    // The rest of the circuit lies beside it, sound.
    let inner = URL(fileURLWithPath: name)
    input = folder + "/circuit-\(seed)"
    if !FileManager.default.fileExists(atPath: input) {
      try FileManager.default.copyItem(
        atPath: inner.deletingLastPathComponent().path, toPath: input)
    }
    try bytes.write(to: URL(fileURLWithPath: input + "/" + inner.lastPathComponent))
  }
  let output = folder + (isSpikes ? "/out.csv" : "/out.yaml"), errors = folder + "/errors"
  var actions = posix_spawn_file_actions_t()
  posix_spawn_file_actions_init(&actions)
  defer { posix_spawn_file_actions_destroy(&actions) }
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
  posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
  posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
  let arguments = [task.program, "convert", input, output, "--force"]
  var pointers = arguments.map { strdup($0) } + [nil]
  defer { for pointer in pointers { free(pointer) } }
  var process: pid_t = 0
  guard posix_spawn(&process, task.program, &actions, nil, &pointers, environ) == 0 else {
    throw CocoaError(.executableNotLoadable)
  }
  tally.begin(process)
  var status: Int32 = 0
  while waitpid(process, &status, 0) < 0, errno == EINTR {}
  let hung = tally.end(process), signal = status & 0x7F, code = (status >> 8) & 0xFF
  let text = (try? String(contentsOfFile: errors, encoding: .utf8)) ?? ""
  let isFine = !hung && signal == 0 && (code == 0 || code == 65 && text.contains("error:"))
  tally.note(
    hung ? "hung" : signal != 0 ? "ended by signal \(signal)" : "ended with \(code)",
    isBroken: !isFine)
  if !isFine {
    let ending = isGraph ? "nir" : "h5"
    try bytes.write(to: URL(fileURLWithPath: "\(task.scratch)/found/\(number).\(ending)"))
    print("change \(number) of \(name): \(hung ? "hung" : "status \(status)") \(text.prefix(200))")
  }
}

setvbuf(stdout, nil, _IOLBF, 0)
let task = try Task(CommandLine.arguments)
let tally = Tally(task)
try FileManager.default.createDirectory(
  atPath: task.scratch + "/found", withIntermediateDirectories: true)
let watcher = Thread {
  var seen = 0
  while true {
    sleep(1)
    tally.watch()
    seen += 1
    if seen.isMultiple(of: 60) { print(tally.text) }
  }
}
watcher.start()
DispatchQueue.concurrentPerform(iterations: task.jobs) { job in
  let folder = "\(task.scratch)/job-\(job)"
  try! FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  while let number = tally.take() { try! work(number, folder, task, tally) }
}
print(tally.text)
exit(tally.broken == 0 ? 0 : 1)
