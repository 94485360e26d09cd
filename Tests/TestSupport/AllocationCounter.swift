import Glibc
import Synchronization

// Counts allocations by pointing every loaded library's import of `malloc` and its relatives at the
// functions below, as a preloaded library would, but from inside `swift test`. It sees GSL and the
// Swift runtime; not what the C library allocates for itself. Linux with glibc, 64 bits.

/// The number of memory blocks that `work` allocates on this thread, and the number of those that GSL allocates.
///
/// `work` runs twice, and the second run counts: the Swift runtime builds its tables on first use.
/// Callers wait for each other.
public func allocations(in work: () throws -> Void) rethrows -> (all: Int, byGSL: Int) {
  _ = redirection
  return try turn.withLock { _ in
    try work()
    unsafe (count, countByGSL) = (0, 0)
    unsafe watchedThread = pthread_self()
    defer { unsafe watchedThread = 0 }
    try work()
    return unsafe (count, countByGSL)
  }
}

/// The number of redirected imports; they are redirected once per process.
public let redirection: Int = redirectImports()

private let turn = Mutex<Void>(())
@exclusivity(unchecked) nonisolated(unsafe) private var watchedThread: pthread_t = 0
@exclusivity(unchecked) nonisolated(unsafe) private var count = 0
@exclusivity(unchecked) nonisolated(unsafe) private var countByGSL = 0

@inline(__always) private func note() {
  if unsafe watchedThread != 0 && watchedThread == pthread_self() { unsafe count &+= 1 }
}

// glibc's allocator under its second names, which nothing imports.
@_silgen_name("__libc_malloc") private func libcMalloc(_ size: Int) -> UnsafeMutableRawPointer?
@_silgen_name("__libc_calloc")
private func libcCalloc(_ count: Int, _ size: Int) -> UnsafeMutableRawPointer?
@_silgen_name("__libc_realloc")
private func libcRealloc(_ old: UnsafeMutableRawPointer?, _ size: Int) -> UnsafeMutableRawPointer?
@_silgen_name("__libc_memalign")
private func libcMemalign(_ alignment: Int, _ size: Int) -> UnsafeMutableRawPointer?

private let countedMalloc: @convention(c) (Int) -> UnsafeMutableRawPointer? = {
  note()
  return unsafe libcMalloc($0)
}
private let countedMallocByGSL: @convention(c) (Int) -> UnsafeMutableRawPointer? = {
  note()
  if unsafe watchedThread != 0 && watchedThread == pthread_self() { unsafe countByGSL &+= 1 }
  return unsafe libcMalloc($0)
}
private let countedCalloc: @convention(c) (Int, Int) -> UnsafeMutableRawPointer? = {
  note()
  return unsafe libcCalloc($0, $1)
}
private let countedRealloc:
  @convention(c) (UnsafeMutableRawPointer?, Int) -> UnsafeMutableRawPointer? = {
    note()
    return unsafe libcRealloc($0, $1)
  }
private let countedMemalign: @convention(c) (Int, Int) -> UnsafeMutableRawPointer? = {
  note()
  return unsafe libcMemalign($0, $1)
}
private let countedPosixMemalign:
  @convention(c) (UnsafeMutablePointer<UnsafeMutableRawPointer?>, Int, Int) -> CInt = {
    note()
    unsafe $0.pointee = libcMemalign($1, $2)
    return unsafe $0.pointee == nil ? ENOMEM : 0
  }

/// The head of glibc's `struct link_map`, of which `dlopen` handles are the addresses.
@unsafe private struct LoadedLibrary {
  var base: UInt
  var name: UnsafePointer<CChar>?
  var dynamic: UnsafePointer<(tag: Int, value: UInt)>
  var next: UnsafePointer<LoadedLibrary>?
}

private struct Relocation {
  var offset: UInt
  var kind: UInt32
  var symbol: UInt32
  var addend: Int
}

private func redirectImports() -> Int {
  let substitutes: [String: UInt] = unsafe [
    "malloc": unsafeBitCast(countedMalloc, to: UInt.self),
    "calloc": unsafeBitCast(countedCalloc, to: UInt.self),
    "realloc": unsafeBitCast(countedRealloc, to: UInt.self),
    "memalign": unsafeBitCast(countedMemalign, to: UInt.self),
    "aligned_alloc": unsafeBitCast(countedMemalign, to: UInt.self),
    "posix_memalign": unsafeBitCast(countedPosixMemalign, to: UInt.self),
  ]
  var redirected = 0
  var library = unsafe UnsafePointer<LoadedLibrary>(OpaquePointer(dlopen(nil, RTLD_NOW)))
  while let current = unsafe library {
    unsafe library = current.pointee.next
    let name = unsafe current.pointee.name.map { unsafe String(cString: $0) } ?? ""
    if name.contains("ld-linux") || name.contains("libc.so") || name.contains("vdso") { continue }
    var substitutes = substitutes
    if name.contains("libgsl.so") {
      unsafe substitutes["malloc"] = unsafeBitCast(countedMallocByGSL, to: UInt.self)
    }
    redirected += unsafe redirect(current.pointee, substitutes)
  }
  return redirected
}

/// Overwrites the addresses that the dynamic linker filled in for the names in `substitutes`.
private func redirect(_ library: LoadedLibrary, _ substitutes: [String: UInt]) -> Int {
  var entries: [Int: UInt] = [:]
  var entry = unsafe library.dynamic
  while unsafe entry.pointee.tag != 0 {
    unsafe entries[entry.pointee.tag] = entry.pointee.value
    unsafe entry += 1
  }
  let base = unsafe library.base
  func address(_ tag: Int) -> UInt? {
    // glibc has already added the base; a plain offset is smaller than it.
    entries[tag].map { $0 < base ? $0 + base : $0 }
  }
  guard let strings = address(5), let symbols = address(6) else { return 0 }
  var redirected = 0
  for (table, size) in [(address(7), entries[8]), (address(23), entries[2])] {
    guard let table, let size else { continue }
    let first = unsafe UnsafePointer<Relocation>(bitPattern: table)!
    for i in 0..<Int(size) / MemoryLayout<Relocation>.stride {
      let relocation = unsafe first[i]
      // GLOB_DAT and JUMP_SLOT of x86-64 and of AArch64.
      guard [6, 7, 1025, 1026].contains(relocation.kind) else { continue }
      let symbol = unsafe UnsafeRawPointer(bitPattern: symbols + UInt(relocation.symbol) * 24)!
      let nameOffset = unsafe symbol.load(as: UInt32.self)
      let name = unsafe String(
        cString: UnsafePointer<CChar>(bitPattern: strings + UInt(nameOffset))!)
      guard let substitute = substitutes[name] else { continue }
      let slot = unsafe UnsafeMutablePointer<UInt>(bitPattern: base + relocation.offset)!
      let page = UInt(bitPattern: slot) & ~4095
      unsafe mprotect(UnsafeMutableRawPointer(bitPattern: page), 4096, PROT_READ | PROT_WRITE)
      unsafe slot.pointee = substitute
      redirected += 1
    }
  }
  return redirected
}
