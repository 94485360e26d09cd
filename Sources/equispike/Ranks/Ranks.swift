import ArgumentParser
import Collectives
import EquilibriumPropagation
import Foundation
import MessagePassing
import Runs
import Synchronization

/// The processes that train together: all that `mpirun` or `srun` started, if the program was built with MPI.
///
/// The first rank has the folder, writes and prints; the others only compute. Work that may fail at one rank alone
/// is done in `prepare`, so that all ranks receive the error.
enum Ranks {
  #if MPI
    private static let world: MPIWorld? = RankEnvironment.current == nil ? nil : MPIWorld()
    /// The exchange with the other ranks, which this rank joins on first use.
    static let exchange: any RankExchange = {
      isJoined.store(true, ordering: .relaxed)
      return world.map { $0 as any RankExchange } ?? SingleRank()
    }()
  #else
    /// The exchange of a single rank, without MPI.
    static let exchange: any RankExchange = SingleRank()
  #endif

  /// True if other ranks may wait for this one.
  private static let isJoined = Atomic<Bool>(false)
  /// True if all ranks are at the same place in the program, so that they can leave together.
  private static let isTogether = Atomic<Bool>(false)

  /// Number of ranks.
  static var count: Int { exchange.count }

  /// True if this rank has the folder and writes messages to the user.
  static var isFirst: Bool { exchange.rank == 0 }

  /// Throws if several copies of the program were started that are not ranks of one job: they would do the same work in
  /// the same folder.
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

  /// Throws if several copies run a verb that needs one process.
  static func checkAlone(_ verb: String) throws {
    guard let (rank, copies) = RankEnvironment.current else { return }
    if rank != 0 { throw ExitCode.success }
    throw RunError.unavailable(
      "mpirun or srun started \(copies) copies, but '\(verb)' runs in one process: start it without them; trainings "
        + "and sweeps run over ranks")
  }

  /// Does work that may fail at one rank alone. If it fails, all ranks throw, and one message is written.
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

  /// Does work that all ranks do with the same numbers. An error of learning occurs at all ranks: it follows from these
  /// numbers, or was sent to all. Any other error occurs at this rank alone, while the others wait.
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

  /// A line on the amount of exchanged data; nil for one rank.
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

  /// Leaves the other ranks, which leave at the same place. After an error of this rank alone it does not: `abandon`
  /// then ends the others.
  ///
  /// - Returns: True if this rank should write the message.
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

  /// Ends all ranks, after the message was written.
  static func abandon(status: Int32) {
    #if MPI
      guard isJoined.load(ordering: .relaxed), let world, world.count > 1 else { return }
      if !isTogether.load(ordering: .relaxed) { world.abort(status) }
    #endif
  }
}
