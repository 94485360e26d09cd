import Foundation

/// The rank of this copy of the program, and the number of copies, from the environment that `mpirun` or `srun` sets.
/// It does not need MPI.
enum RankEnvironment {
  /// Variables of Open MPI, of PMI (MPICH, Intel MPI) and of Slurm's srun: rank and number of ranks.
  private static let names = [
    ("OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE"), ("PMI_RANK", "PMI_SIZE"),
    ("SLURM_PROCID", "SLURM_STEP_NUM_TASKS"), ("SLURM_PROCID", "SLURM_NTASKS"),
  ]

  /// The rank of this copy, from 0, and the number of copies; nil if there is only one.
  static let current: (rank: Int, count: Int)? = {
    let environment = ProcessInfo.processInfo.environment
    for (rank, count) in names {
      if rank.hasPrefix("SLURM_"), !isStep(environment) { continue }
      if let rank = environment[rank].flatMap(Int.init),
        let count = environment[count].flatMap(Int.init)
      {
        return count > 1 ? (rank, count) : nil
      }
    }
    return nil
  }()

  /// True if srun started this program. A batch script has SLURM_PROCID and SLURM_NTASKS, too, but is one copy; its
  /// step has no number, or one that Slurm reserves (SLURM_MAX_NORMAL_STEP_ID and above).
  private static func isStep(_ environment: [String: String]) -> Bool {
    guard let step = (environment["SLURM_STEP_ID"] ?? environment["SLURM_STEPID"]).flatMap(Int.init)
    else { return false }
    return step >= 0 && step < 0xFFFF_FFF0
  }

  /// The environment for a program that is not a rank of this job.
  static var withoutRanks: [String: String] {
    let prefixes = ["OMPI_", "PMIX_", "PMI_", "PRTE_", "SLURM_PROCID", "SLURM_NTASKS"]
    return ProcessInfo.processInfo.environment.filter { name, _ in
      !prefixes.contains { name.hasPrefix($0) }
    }
  }
}
