/// References to objects that somebody else keeps, in groups: what the event loop walks through
/// without counting references at every step.
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

  /// The members of a group.
  @inline(__always)
  func range(_ group: Int) -> Range<Int> { starts[group]..<starts[group + 1] }

  subscript(index: Int) -> Handle<Object> { @inline(__always) get { objects[index] } }
}

/// A reference to an object that somebody else keeps for as long as it is used.
@safe struct Handle<Object: AnyObject>: BitwiseCopyable {
  private let reference: Unmanaged<Object>

  init(_ object: Object) { unsafe reference = Unmanaged.passUnretained(object) }

  /// Calls `body` with the object, which is not retained.
  @inline(__always)
  func use<Result>(_ body: (Object) -> Result) -> Result {
    unsafe reference._withUnsafeGuaranteedRef(body)
  }

  /// Calls `body` with the object, which is not retained.
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
