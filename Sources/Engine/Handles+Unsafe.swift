/// Unowned references to objects, in groups, over which the event loop iterates without reference counting.
///
/// The owner of the objects must live as long as this list; a `Simulation` owns both.
@safe struct Handles<Object: AnyObject>: ~Copyable {
  private let objects: Column<Handle<Object>>
  private let starts: Column<Int>

  init(_ groups: [[Object]]) {
    starts = Column(groups.count + 1, 0)
    let all = groups.flatMap { $0 }
    objects = Column(all.map { Handle($0) })
    for (group, members) in groups.enumerated() {
      starts[group + 1] = starts[group] + members.count
    }
  }

  /// The indices of a group's members.
  @inline(__always)
  func range(_ group: Int) -> Range<Int> { starts[group]..<starts[group + 1] }

  subscript(index: Int) -> Handle<Object> { @inline(__always) get { objects[index] } }
}

/// An unowned reference to an object, which its owner must keep alive during use.
@safe struct Handle<Object: AnyObject>: BitwiseCopyable {
  private let reference: Unmanaged<Object>

  init(_ object: Object) { unsafe reference = Unmanaged.passUnretained(object) }

  /// Calls `body` with the object, which is not retained.
  @inline(__always)
  func use<Result>(_ body: (Object) -> Result) -> Result {
    unsafe reference._withUnsafeGuaranteedRef(body)
  }

  /// Calls `body`, which may throw, with the object, which is not retained.
  @inline(__always)
  func attempt<Value>(
    _ body: (Object) throws(SimulationError) -> Value
  ) throws(SimulationError) -> Value {
    let result: Result<Value, SimulationError> = unsafe reference._withUnsafeGuaranteedRef {
      do throws(SimulationError) { return .success(try body($0)) } catch { return .failure(error) }
    }
    return try result.get()
  }
}
