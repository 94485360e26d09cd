/// A fixed number of values of one variable, one for each unit, in memory that row kernels can walk.
///
/// The column owns its memory, does not share it, and frees it at its end. Indices are checked in debug builds.
@safe struct Column<Element: BitwiseCopyable>: ~Copyable {
  let base: UnsafeMutablePointer<Element>
  let count: Int

  init(_ count: Int, _ value: Element) {
    unsafe base = UnsafeMutablePointer<Element>.allocate(capacity: max(count, 1))
    unsafe base.initialize(repeating: value, count: count)
    self.count = count
  }

  /// A column of these values.
  init(_ values: [Element]) {
    unsafe base = UnsafeMutablePointer<Element>.allocate(capacity: max(values.count, 1))
    for (index, value) in values.enumerated() { unsafe (base + index).initialize(to: value) }
    count = values.count
  }

  deinit { unsafe base.deallocate() }

  subscript(index: Int) -> Element {
    @inline(__always) get {
      assert(index >= 0 && index < count)
      return unsafe base[index]
    }
    @inline(__always) nonmutating set {
      assert(index >= 0 && index < count)
      unsafe base[index] = newValue
    }
  }

  /// Copies the values of a column of the same length.
  func copy(from other: borrowing Column<Element>) {
    precondition(count == other.count)
    unsafe base.update(from: other.base, count: count)
  }

  func fill(_ value: Element) { unsafe base.update(repeating: value, count: count) }

  func array() -> [Element] { unsafe Array(UnsafeBufferPointer(start: base, count: count)) }

  func load(_ values: [Element], at offset: Int = 0) {
    precondition(offset + values.count <= count)
    unsafe values.withUnsafeBufferPointer { source in
      if let start = source.baseAddress {
        unsafe (base + offset).update(from: start, count: source.count)
      }
    }
  }

  /// Calls `body` with the values `start ..< start + length` as a span.
  @inline(__always)
  func withSpan<Result>(
    _ start: Int, _ length: Int, _ body: (borrowing Span<Element>) -> Result
  ) -> Result {
    assert(start >= 0 && start + length <= count)
    return unsafe body(Span(_unsafeStart: base + start, count: length))
  }

  /// Calls `body` with the values `start ..< start + length` as a mutable span.
  @inline(__always)
  func withMutableSpan<Result>(
    _ start: Int, _ length: Int, _ body: (inout MutableSpan<Element>) -> Result
  ) -> Result {
    assert(start >= 0 && start + length <= count)
    var span = unsafe MutableSpan(_unsafeStart: base + start, count: length)
    return body(&span)
  }
}

extension Column<Double> {
  /// x_index += amount. Where the column is a constant of a structure, Swift 6.3.1 cannot compile `+=` for the thread
  /// sanitizer.
  @inline(__always)
  func add(_ amount: Double, to index: Int) { self[index] = self[index] + amount }
}

/// The columns of one state, which are copied and reset all at once: a column that is made here cannot be forgotten.
///
/// It knows where their memory is, and may only be used as long as they are there: both are fields of one value.
@safe struct ColumnSet: ~Copyable {
  private var parts: [(base: UnsafeMutableRawPointer, size: Int, begin: () -> Void)] = unsafe []

  /// A column of `count` values that belongs to the set, and that `reset` gives `value` again.
  mutating func column<Element: BitwiseCopyable>(_ count: Int, _ value: Element) -> Column<Element>
  {
    let column = Column(count, value), base = unsafe column.base
    unsafe parts.append(
      (
        UnsafeMutableRawPointer(base), count * MemoryLayout<Element>.stride,
        { unsafe base.update(repeating: value, count: count) }
      ))
    return column
  }

  /// Gives all columns the values with which they were made.
  func reset() {
    for index in unsafe parts.indices { unsafe parts[index].begin() }
  }

  /// Takes over all values of a set whose columns were made with the same lengths, in the same order.
  func copy(from other: borrowing ColumnSet) {
    precondition(unsafe parts.count == other.parts.count)
    for index in unsafe parts.indices {
      let size = unsafe parts[index].size
      precondition(unsafe size == other.parts[index].size)
      unsafe parts[index].base.copyMemory(from: other.parts[index].base, byteCount: size)
    }
  }
}
