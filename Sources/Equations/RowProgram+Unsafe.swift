/// The loops that execute a row program.
extension RowProgram {
  /// Synapses in a block; the buffers of one block fit into the L1 cache.
  private static let block = 64
  /// The number of buffers, and so the largest `depth` of a program that can run.
  public static let maximumDepth = 8

  /// change[j] += factor * f(synapse j), for the whole row.
  ///
  /// - Parameters:
  /// - change: One row or several, each of as many values as `weights`, one behind the other.
  /// - weights: Lane 0; its length is the number of synapses.
  /// - traces: Lanes 1 to `traceCount`: lane 1 + k of synapse j is `traces[k * count + j]`.
  /// - variables: The lanes after those of the traces, in the same layout.
  /// - traceCount: The number of lanes in `traces`.
  /// - uniforms: Values of the uniforms, in the order in which the program names them.
  /// - factor: Multiplies all terms.
  /// - part: The number of the row in `change` to which is added, from 0.
  public func add(
    to change: inout MutableSpan<Double>, weights: borrowing Span<Double>,
    traces: borrowing Span<Double>, variables: borrowing Span<Double>, traceCount: Int,
    uniforms: InlineArray<96, Double>, factor: Double = 1, part: Int = 0
  ) {
    var registers = uniforms
    scalars.run(&registers)
    let count = weights.count
    guard count > 0 else { return }
    let lanes = lanes.count
    precondition(change.count >= (part + 1) * count && traces.count >= traceCount * count)
    precondition(variables.count >= (lanes - 1 - traceCount) * count)
    unsafe change.withUnsafeMutableBufferPointer { change in
      unsafe weights.withUnsafeBufferPointer { weights in
        unsafe traces.withUnsafeBufferPointer { traces in
          unsafe variables.withUnsafeBufferPointer { variables in
            let sources = unsafe Sources(
              weights: weights.baseAddress!, traces: traces.baseAddress,
              variables: variables.baseAddress, traceCount: traceCount, count: count)
            unsafe run(change.baseAddress! + part * count, sources, registers, factor)
          }
        }
      }
    }
  }

  /// The memory of the lanes.
  @safe private struct Sources {
    let weights: UnsafePointer<Double>
    let traces: UnsafePointer<Double>?
    let variables: UnsafePointer<Double>?
    let traceCount: Int
    let count: Int

    func lane(_ index: Int) -> UnsafePointer<Double> {
      if index == 0 { return unsafe weights }
      if index <= traceCount { return unsafe traces! + (index - 1) * count }
      return unsafe variables! + (index - 1 - traceCount) * count
    }
  }

  private func run(
    _ change: UnsafeMutablePointer<Double>, _ sources: Sources,
    _ registers: InlineArray<96, Double>, _ factor: Double
  ) {
    let count = sources.count
    var constant = 0.0
    // Lanes that need no buffer are added in pairs, two in one pass.
    var waiting: (index: Int, factor: Double)?
    for plan in plans where plan.instructions.isEmpty {
      let f = factor * registers[plan.factor]
      guard let result = plan.result else {
        constant += f
        continue
      }
      if let first = waiting {
        let a = unsafe sources.lane(first.index), b = unsafe sources.lane(result)
        let g = first.factor
        for j in 0..<count { unsafe change[j] += g * a[j] + f * b[j] }
        waiting = nil
      } else {
        waiting = (result, f)
      }
    }
    if let last = waiting {
      let a = unsafe sources.lane(last.index), f = last.factor
      for j in 0..<count { unsafe change[j] += f * a[j] }
    }
    if constant != 0 { for j in 0..<count { unsafe change[j] += constant } }
    guard plans.contains(where: { !$0.instructions.isEmpty }) else { return }
    unsafe withUnsafeTemporaryAllocation(of: Double.self, capacity: Self.block * Self.maximumDepth)
    {
      buffers in
      let base = buffers.baseAddress!
      for start in stride(from: 0, to: count, by: Self.block) {
        let n = min(Self.block, count - start)
        for plan in plans where !plan.instructions.isEmpty {
          for instruction in plan.instructions {
            unsafe execute(instruction, base, sources, start, n, registers)
          }
          let f = factor * registers[plan.factor]
          let r = unsafe UnsafePointer(base)
          for j in 0..<n { unsafe change[start + j] += f * r[j] }
        }
      }
    }
  }

  @inline(__always)
  private func execute(
    _ instruction: Instruction, _ base: UnsafeMutablePointer<Double>, _ sources: Sources,
    _ start: Int, _ n: Int, _ registers: InlineArray<96, Double>
  ) {
    func place(_ index: Int) -> UnsafePointer<Double> {
      unsafe index >= 0
        ? sources.lane(index) + start : UnsafePointer(base + (-1 - index) * Self.block)
    }
    let a = unsafe place(instruction.a), b = unsafe place(instruction.b)
    let target = unsafe base + instruction.target * Self.block
    let f = registers[instruction.f], g = registers[instruction.g]
    switch instruction.code {
    case .affine: for j in 0..<n { unsafe target[j] = f * a[j] + g }
    case .sum: for j in 0..<n { unsafe target[j] = f * a[j] + g * b[j] }
    case .product: for j in 0..<n { unsafe target[j] = a[j] * b[j] }
    case .quotient: for j in 0..<n { unsafe target[j] = a[j] / b[j] }
    case .power: for j in 0..<n { unsafe target[j] = Expression.power(f * a[j], g) }
    case .call(.min): for j in 0..<n { unsafe target[j] = min(f * a[j], g * b[j]) }
    case .call(.max): for j in 0..<n { unsafe target[j] = max(f * a[j], g * b[j]) }
    case .call(.relu): for j in 0..<n { unsafe target[j] = max(f * a[j], 0) }
    case .call(let function): for j in 0..<n { unsafe target[j] = function.apply(f * a[j]) }
    }
  }
}
