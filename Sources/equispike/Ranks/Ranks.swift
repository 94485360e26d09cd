import ArgumentParser
import Collectives
import EquilibriumPropagation
import Foundation
import MessagePassing
import Runs
import Synchronization

/// The processes that train together: all that `mpirun` or `srun` started, when the program was built with MPI.
///
/// The first one has the folder, writes and prints; the others compute and are silent. Whatever may fail at one
/// rank alone is done in `prepare`, so that all learn of it.
enum Ranks {
  #if MPI
    private static let world: MPIWorld? = RankEnvironment.current == nil ? nil : MPIWorld()
    /// How this rank speaks to the others; asked for the first time, it joins them.
    static let exchange: any RankExchange = {
      isJoined.store(true, ordering: .relaxed)
      return world.map { $0 as any RankExchange } ?? SingleRank()
    }()
  #else
    /// Without MPI there is one.
    static let exchange: any RankExchange = SingleRank()
  #endif

  /// Whether others may be waiting for this rank.
  private static let isJoined = Atomic<Bool>(false)
  /// Whether all ranks are at the same place: they can leave together.
  private static let isTogether = Atomic<Bool>(false)

  /// How many there are.
  static var count: Int { exchange.count }

  /// Whether this rank has the folder and speaks to the user.
  static var isFirst: Bool { exchange.rank == 0 }

  /// Refuses copies that would do the same work side by side and get into each other's way.
  static func check() throws {
    guard let (rank, copies) = RankEnvironment.current else { return }
    #if MPI
      if exchange.count > 1 { return }
      let reason =
        "they do not find each other: use the mpirun or srun of \(MPIWorld.implementation)"
    #else
      let reason =
        "this program was built without MPI; build it with 'make mpi' and run .build-mpi/release/equispike"
    #endif
    if rank != 0 { throw ExitCode.success }
    throw RunError.unavailable("mpirun or srun started \(copies) copies, but \(reason)")
  }

  /// Refuses copies of what is done by one process.
  static func checkAlone(_ verb: String) throws {
    guard let (rank, copies) = RankEnvironment.current else { return }
    if rank != 0 { throw ExitCode.success }
    throw RunError.unavailable(
      "mpirun or srun started \(copies) copies, but '\(verb)' runs in one process: start it without them; trainings "
        + "and sweeps run over ranks")
  }

  /// Does what one rank may fail at alone: then all throw, with one message.
  static func prepare<Value>(_ work: () throws -> Value) throws -> Value {
    guard exchange.count > 1 else { return try work() }
    isTogether.store(false, ordering: .relaxed)
    let outcome = Result { try work() }
    var words: [UInt8] = []
    if case .failure(let error) = outcome { words = Array(ErrorText.describe(error).text.utf8) }
    let all = exchange.gather(words)
    isTogether.store(true, ordering: .relaxed)
    guard let first = all.firstIndex(where: { !$0.isEmpty }) else {
      isTogether.store(false, ordering: .relaxed)
      return try outcome.get()
    }
    if first == exchange.rank { _ = try outcome.get() }
    throw ToolError.rank(first, String(decoding: all[first], as: UTF8.self))
  }

  /// Does what all ranks do with the same numbers. An error of learning is met by all: it follows from these numbers, or
  /// was told to the others. Any other error is of this rank alone, and the others wait.
  static func together<Value>(_ work: () throws -> Value) throws -> Value {
    isTogether.store(false, ordering: .relaxed)
    do {
      let value = try work()
      isTogether.store(true, ordering: .relaxed)
      return value
    } catch {
      isTogether.store(error is LearningError, ordering: .relaxed)
      throw error
    }
  }

  /// A line on what was exchanged; nil for one rank.
  static var traffic: String? {
    #if MPI
      guard let world, world.count > 1 else { return nil }
      let traffic = world.traffic
      return
        "\(world.count) ranks, \(MPIWorld.implementation): rank 0 sent \(Estimate.bytes(Double(traffic.sent))), got "
        + "\(Estimate.bytes(Double(traffic.received))) in \(traffic.calls) exchanges and "
        + String(format: "%.3f s", traffic.seconds)
    #else
      return nil
    #endif
  }

  /// Leaves the others, or ends them when they would wait for this rank for ever.
  ///
  /// - Returns: Whether this rank may speak.
  static func leave(status: Int32) -> Bool {
    #if MPI
      guard isJoined.load(ordering: .relaxed), let world, world.count > 1 else { return true }
      if status != 0, !isTogether.load(ordering: .relaxed) {
        return true
      }
      world.leave()
      return world.rank == 0
    #else
      return true
    #endif
  }

  /// Ends all ranks, after the message was told.
  static func abandon(status: Int32) {
    #if MPI
      guard isJoined.load(ordering: .relaxed), let world, world.count > 1 else { return }
      if !isTogether.load(ordering: .relaxed) { world.abort(status) }
    #endif
  }
}
