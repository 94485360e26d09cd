import ArgumentParser

/// Options that choose some points of a sweep.
struct SweepPart: ParsableArguments {
  @Option(name: .long, help: ArgumentHelp("Run only this point, or these.", valueName: "i|i-j"))
  var only: String?

  @Option(name: .long, help: ArgumentHelp("Run the k-th of n parts.", valueName: "k/n"))
  var shard: String?

  /// True if only some points are run and shown.
  var isPart: Bool { only != nil || shard != nil }

  /// The numbers of the points that this process runs, from 1 to at most `count`.
  func points(of count: Int) throws -> [Int] {
    if let only {
      let ends = only.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        .map { Int($0) }
      guard let first = ends[0], let last = ends[ends.count - 1], first <= last else {
        throw ValidationError(
          "--only is '\(only)'; expected a point such as 3, or points such as 3-5.")
      }
      guard first >= 1, last <= count else {
        throw ValidationError("--only is '\(only)'; the sweep has the points 1 to \(count).")
      }
      return Array(first...last)
    }
    if let shard {
      let parts = shard.split(separator: "/").map { Int($0) }
      guard parts.count == 2, let k = parts[0], let n = parts[1], n >= 1, (1...n).contains(k) else {
        throw ValidationError(
          "--shard is '\(shard)'; expected k/n with k from 1 to n, such as 2/4.")
      }
      guard k <= count else {
        throw ValidationError("--shard is '\(shard)', but there are only \(count) points.")
      }
      return Array(stride(from: k, through: count, by: n))
    }
    return Array(1...count)
  }
}
