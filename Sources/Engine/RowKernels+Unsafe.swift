/// The loops in which the simulator spends its time, over rows of contiguous units, four at a time.

/// a += w f_a, c += w f_c, budget -= max(w, 0) s; appends the units whose budget is used up to
/// `flagged` and returns how many there are now.
@safe
func addRow(
  _ count: Int, _ w: UnsafePointer<Double>, a: borrowing Column<Double>,
  c: borrowing Column<Double>, budget: borrowing Column<Double>, fa: Double, fc: Double, s: Double,
  flagged: borrowing Column<Int32>, already: Int
) -> Int {
  assert(count <= a.count && count <= c.count && count <= budget.count)
  let a = unsafe a.base, c = unsafe c.base, budget = unsafe budget.base
  var total = already
  var j = 0
  while j + 4 <= count {
    let wj = unsafe load4(w + j)
    unsafe store4(a + j, load4(a + j) + wj * fa)
    unsafe store4(c + j, load4(c + j) + wj * fc)
    let left = unsafe load4(budget + j) - wj.replacing(with: 0, where: wj .< 0) * s
    unsafe store4(budget + j, left)
    if any(left .< 0) {
      for k in 0..<4 where left[k] < 0 {
        total = note(j + k, in: flagged, total)
      }
    }
    j += 4
  }
  while j < count {
    let wj = unsafe w[j]
    unsafe a[j] += wj * fa
    unsafe c[j] += wj * fc
    unsafe budget[j] -= max(wj, 0) * s
    if unsafe budget[j] < 0 { total = note(j, in: flagged, total) }
    j += 1
  }
  return total
}

/// The same with separate currents for positive and negative weights.
@safe
func addRow(
  _ count: Int, _ w: UnsafePointer<Double>, excitatory: borrowing Column<Double>,
  inhibitory: borrowing Column<Double>, c: borrowing Column<Double>,
  budget: borrowing Column<Double>, fe: (a: Double, c: Double), fi: (a: Double, c: Double),
  s: Double, flagged: borrowing Column<Int32>, already: Int
) -> Int {
  assert(count <= excitatory.count && count <= c.count)
  let e = unsafe excitatory.base, i = unsafe inhibitory.base
  let c = unsafe c.base, budget = unsafe budget.base
  var total = already
  for j in 0..<count {
    let wj = unsafe w[j]
    let positive = max(wj, 0), negative = min(wj, 0)
    unsafe e[j] += positive * fe.a
    unsafe i[j] += negative * fi.a
    unsafe c[j] += positive * fe.c + negative * fi.c
    unsafe budget[j] -= positive * s
    if unsafe budget[j] < 0 { total = note(j, in: flagged, total) }
  }
  return total
}

/// c += w f_c, budget -= max(w, 0) s: voltage jumps.
@safe
func addJumps(
  _ count: Int, _ w: UnsafePointer<Double>, c: borrowing Column<Double>,
  budget: borrowing Column<Double>, fc: Double, s: Double, flagged: borrowing Column<Int32>,
  already: Int
) -> Int {
  assert(count <= c.count && count <= budget.count)
  let c = unsafe c.base, budget = unsafe budget.base
  var total = already
  for j in 0..<count {
    let wj = unsafe w[j]
    unsafe c[j] += wj * fc
    unsafe budget[j] -= max(wj, 0) * s
    if unsafe budget[j] < 0 { total = note(j, in: flagged, total) }
  }
  return total
}

/// Appends `unit` while there is room; a unit is noted once for each row at most, and the list is
/// emptied after each instant, so a full list means that all units must be looked at.
@inline(__always)
private func note(_ unit: Int, in flagged: borrowing Column<Int32>, _ total: Int) -> Int {
  if total < flagged.count { flagged[total] = Int32(truncatingIfNeeded: unit) }
  return total + 1
}

@inline(__always)
private func load4(_ p: UnsafePointer<Double>) -> SIMD4<Double> {
  unsafe UnsafeRawPointer(p).loadUnaligned(as: SIMD4<Double>.self)
}

@inline(__always)
private func store4(_ p: UnsafeMutablePointer<Double>, _ value: SIMD4<Double>) {
  unsafe UnsafeMutableRawPointer(p).storeBytes(of: value, as: SIMD4<Double>.self)
}

/// The least value of a column whose length is a multiple of eight.
@safe
func leastKey(_ keys: borrowing Column<Double>) -> Double {
  assert(keys.count % 8 == 0 && keys.count > 0)
  let base = unsafe keys.base
  var a = unsafe load4(base), b = unsafe load4(base + 4)
  var j = 8
  while j < keys.count {
    let c = unsafe load4(base + j), d = unsafe load4(base + j + 4)
    a.replace(with: c, where: c .< a)
    b.replace(with: d, where: d .< b)
    j += 8
  }
  a.replace(with: b, where: b .< a)
  return a.min()
}

/// Whether one of the eight values from `start` on is below `limit`.
@inline(__always) @safe
func hasKey(_ keys: borrowing Column<Double>, below limit: Double, at start: Int) -> Bool {
  assert(start + 8 <= keys.count)
  let base = unsafe keys.base + start
  let a = unsafe load4(base), b = unsafe load4(base + 4)
  return any(a.replacing(with: b, where: b .< a) .< limit)
}
