import CVectorKernels

// The loops in which the simulator spends its time, over rows of contiguous units. They use the full vectors of the
// CPU.

/// a += w f_a, c += w f_c, budget -= max(w, 0) s. Appends the units whose budget is below 0 to `flagged` as long as
/// there is room; returns their number, `already` included.
@safe
func addRow(
  _ count: Int, _ w: UnsafePointer<Double>, a: borrowing Column<Double>,
  c: borrowing Column<Double>, budget: borrowing Column<Double>, fa: Double, fc: Double, s: Double,
  flagged: borrowing Column<Int32>, already: Int
) -> Int {
  assert(count <= a.count && count <= c.count && count <= budget.count)
  return unsafe spike_row(
    w, count, fa, fc, s, a.base, c.base, budget.base, flagged.base, already, flagged.count)
}

/// The same with separate currents for positive and negative weights.
@safe
func addRow(
  _ count: Int, _ w: UnsafePointer<Double>, excitatory: borrowing Column<Double>,
  inhibitory: borrowing Column<Double>, c: borrowing Column<Double>,
  budget: borrowing Column<Double>, fe: (a: Double, c: Double), fi: (a: Double, c: Double),
  s: Double, flagged: borrowing Column<Int32>, already: Int
) -> Int {
  assert(count <= excitatory.count && count <= inhibitory.count && count <= c.count)
  return unsafe spike_row_split(
    w, count, fe.a, fe.c, fi.a, fi.c, s, excitatory.base, inhibitory.base, c.base, budget.base,
    flagged.base, already, flagged.count)
}

/// c += w f_c, budget -= max(w, 0) s: voltage jumps.
@safe
func addJumps(
  _ count: Int, _ w: UnsafePointer<Double>, c: borrowing Column<Double>,
  budget: borrowing Column<Double>, fc: Double, s: Double, flagged: borrowing Column<Int32>,
  already: Int
) -> Int {
  assert(count <= c.count && count <= budget.count)
  return unsafe spike_row_jump(
    w, count, fc, s, c.base, budget.base, flagged.base, already, flagged.count)
}

/// For each unit, a lower bound of its next threshold crossing, and the excitatory input up to which it holds.
@safe
func crossingBounds(
  _ terms: bound_terms, rest: borrowing Column<Double>, a: borrowing Column<Double>,
  c: borrowing Column<Double>, keys: borrowing Column<Double>, budgets: borrowing Column<Double>
) {
  let count = keys.count
  assert(count <= rest.count && count <= a.count && count <= c.count && count <= budgets.count)
  unsafe withUnsafePointer(to: terms) { terms in
    unsafe crossing_bounds(terms, count, rest.base, a.base, c.base, keys.base, budgets.base)
  }
}

/// The least value of a column; infinity if it is empty.
@safe
func leastKey(_ keys: borrowing Column<Double>) -> Double {
  unsafe least_key(keys.base, keys.count)
}

/// Writes the indices of all values below `limit` to `found`, in ascending order; returns their number. `found` must be
/// longer than `keys` by eight.
@safe
func findKeys(
  _ keys: borrowing Column<Double>, below limit: Double, to found: borrowing Column<Int32>
) -> Int {
  assert(found.count >= keys.count + 8)
  return unsafe keys_below(keys.base, keys.count, limit, found.base)
}
