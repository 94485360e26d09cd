#if MPI
  import CMPI
  public import Collectives
  import Synchronization

  /// All processes that `mpirun` or `srun` started together, through MPI (MPI_COMM_WORLD).
  ///
  /// Only the thread that made it may call it. A failure of MPI ends all ranks with MPI's message.
  public final class MPIWorld: RankExchange {
    public let rank: Int
    public let count: Int
    /// Bytes sent and received by this rank, and the time of exchanges, waiting included [ns].
    private let sent = Atomic<Int>(0), received = Atomic<Int>(0), nanoseconds = Atomic<Int>(0)
    private let calls = Atomic<Int>(0)

    /// The largest amount of one exchange of MPI, whose counts are of type `int` [bytes].
    private let limit: Int

    /// Joins the other ranks.
    ///
    /// - Parameter limit: The largest amount of one exchange [bytes]; larger ones are divided into blocks.
    public init(limit: Int = Int(Int32.max)) {
      self.limit = limit
      cmpi_begin()
      rank = Int(cmpi_rank())
      count = Int(cmpi_count())
    }

    /// The traffic of this rank so far.
    public var traffic: Traffic {
      Traffic(
        calls: calls.load(ordering: .relaxed), sent: sent.load(ordering: .relaxed),
        received: received.load(ordering: .relaxed),
        seconds: 1e-9 * Double(nanoseconds.load(ordering: .relaxed)))
    }

    public func gather<Value: BitwiseCopyable & Sendable>(_ values: [Value]) -> [[Value]] {
      let counts = gathered(values.count)
      return inBlocks(of: Value.self, most: counts.max()!) { block in
        gatherOnce(
          block.isWhole ? values : block.cut(values),
          counts.map { block.range.clamped(to: 0..<$0).count })
      }
    }

    public func swap<Value: BitwiseCopyable & Sendable>(_ parts: [[Value]]) -> [[Value]] {
      precondition(parts.count == count, "There is a part for each rank.")
      let most = gathered(parts.map(\.count).max()!).max()!
      return inBlocks(of: Value.self, most: most) { block in
        swapOnce(block.isWhole ? parts : parts.map(block.cut))
      }
    }

    /// One number from each rank.
    private func gathered(_ value: Int) -> [Int] {
      var all = [Int](repeating: 0, count: count)
      unsafe cmpi_gather_long(value, &all)
      return all
    }

    /// The range of each part that one exchange carries.
    private struct Block {
      var range: Range<Int>
      var isWhole: Bool

      func cut<Value>(_ part: [Value]) -> [Value] { Array(part[range.clamped(to: part.indices)]) }
    }

    /// Exchanges parts of at most `most` values in blocks that MPI's counts can hold; `most` is the same at all ranks.
    private func inBlocks<Value>(
      of: Value.Type, most: Int, _ exchange: (Block) -> [[Value]]
    ) -> [[Value]] {
      let width = max(limit / MemoryLayout<Value>.stride / count, 1)
      if most <= width { return exchange(Block(range: 0..<most, isWhole: true)) }
      var all = [[Value]](repeating: [], count: count)
      for start in stride(from: 0, to: most, by: width) {
        let found = exchange(Block(range: start..<min(start + width, most), isWhole: false))
        for rank in 0..<count { all[rank] += found[rank] }
      }
      return all
    }

    private func gatherOnce<Value: BitwiseCopyable & Sendable>(
      _ values: [Value], _ counts: [Int]
    ) -> [[Value]] {
      let start = cmpi_time()
      let size = MemoryLayout<Value>.stride
      let (sizes, offsets, total) = layout(counts, size)
      let all = unsafe [Value](unsafeUninitializedCapacity: total) { buffer, filled in
        unsafe values.withUnsafeBytes { bytes in
          unsafe cmpi_gather(
            bytes.baseAddress, Int32(bytes.count), buffer.baseAddress, sizes, offsets)
        }
        filled = total
      }
      note(
        since: start, sent: values.count * size * (count - 1),
        received: (total - values.count) * size)
      return split(all, counts)
    }

    private func swapOnce<Value: BitwiseCopyable & Sendable>(_ parts: [[Value]]) -> [[Value]] {
      let start = cmpi_time()
      let size = MemoryLayout<Value>.stride
      let mine = parts.map(\.count)
      var theirs = [Int](repeating: 0, count: count)
      unsafe cmpi_swap_long(mine, &theirs)
      let (sizes, offsets, _) = layout(mine, size)
      let (theirSizes, theirOffsets, total) = layout(theirs, size)
      let flat = join(parts)
      let all = unsafe [Value](unsafeUninitializedCapacity: total) { buffer, filled in
        unsafe flat.withUnsafeBytes { bytes in
          unsafe cmpi_swap(
            bytes.baseAddress, sizes, offsets, buffer.baseAddress, theirSizes, theirOffsets)
        }
        filled = total
      }
      note(
        since: start, sent: (flat.count - mine[rank]) * size,
        received: (total - theirs[rank]) * size)
      return split(all, theirs)
    }

    /// Waits for the other ranks and leaves MPI; no exchange is possible afterwards.
    public func leave() { cmpi_end() }

    /// Ends all ranks with this exit status.
    public func abort(_ status: Int32) { cmpi_abort(status) }

    /// The name and version of the library, such as `Open MPI v4.1.4`.
    public static var implementation: String {
      var text = [CChar](repeating: 0, count: 256)
      let length = unsafe Int(cmpi_version(&text, 256))
      return String(decoding: text.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private func layout(_ counts: [Int], _ size: Int) -> ([Int32], [Int32], Int) {
      let total = counts.reduce(0, +)
      precondition(
        total * size <= Int(Int32.max), "A block is as large as MPI can count.")
      var offsets: [Int32] = [], offset = 0
      for count in counts {
        offsets.append(Int32(offset))
        offset += count * size
      }
      return (counts.map { Int32($0 * size) }, offsets, total)
    }

    /// The parts in one array, one behind the other. Copies bytes instead of elements: this code is not specialized for
    /// types.
    private func join<Value: BitwiseCopyable>(_ parts: [[Value]]) -> [Value] {
      let total = parts.reduce(0) { $0 + $1.count }
      return unsafe [Value](unsafeUninitializedCapacity: total) { buffer, filled in
        let room = UnsafeMutableRawBufferPointer(buffer)
        var place = 0
        for part in parts {
          unsafe part.withUnsafeBytes { bytes in
            if unsafe !bytes.isEmpty {
              unsafe (room.baseAddress! + place).copyMemory(
                from: bytes.baseAddress!, byteCount: bytes.count)
            }
            place += bytes.count
          }
        }
        filled = total
      }
    }

    private func split<Value: BitwiseCopyable>(_ all: [Value], _ counts: [Int]) -> [[Value]] {
      unsafe all.withUnsafeBytes { bytes in
        var place = 0
        return counts.map { count in
          let size = count * MemoryLayout<Value>.stride
          defer { place += size }
          return unsafe [Value](unsafeUninitializedCapacity: count) { buffer, filled in
            if count > 0 {
              unsafe UnsafeMutableRawPointer(buffer.baseAddress!).copyMemory(
                from: bytes.baseAddress! + place, byteCount: size)
            }
            filled = count
          }
        }
      }
    }

    private func note(since start: Double, sent bytes: Int, received more: Int) {
      calls.add(1, ordering: .relaxed)
      sent.add(bytes, ordering: .relaxed)
      received.add(more, ordering: .relaxed)
      nanoseconds.add(Int(1e9 * (cmpi_time() - start)), ordering: .relaxed)
    }
  }
#endif
