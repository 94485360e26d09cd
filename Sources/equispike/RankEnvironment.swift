import Foundation

/// Which of several copies of the program this one is, as `mpirun` or `srun` says in the environment. No MPI
/// is needed to know that.
enum RankEnvironment {
  /// Variables of Open MPI, of PMI (MPICH, Intel MPI) and of Slurm's srun: rank and number of ranks.
  private static let names = [
    ("OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE"), ("PMI_RANK", "PMI_SIZE"),
    ("SLURM_PROCID", "SLURM_NTASKS"),
  ]

  /// This copy, from 0, and how many there are; nil when there is one.
  static let current: (rank: Int, count: Int)? = {
    let environment = ProcessInfo.processInfo.environment
    for (rank, count) in names {
      if let rank = environment[rank].flatMap(Int.init),
        let count = environment[count].flatMap(Int.init), count > 1
      {
        return (rank, count)
      }
    }
    return nil
  }()

  /// The environment for a program that is no rank of this job.
  static var withoutRanks: [String: String] {
    let prefixes = ["OMPI_", "PMIX_", "PMI_", "PRTE_", "SLURM_PROCID", "SLURM_NTASKS"]
    return ProcessInfo.processInfo.environment.filter { name, _ in
      !prefixes.contains { name.hasPrefix($0) }
    }
  }
}
