import Datasets
import Engine
import Networks
import Protocols
import Quantities

/// The learned parameters: weights of all projections and biases of all populations.
struct Parameters: Sendable {
  /// Weights by projection, sorted by source, then target; shared ones as `KernelMap` sorts them.
  var weights: [String: [Double]]
  /// Biases by population.
  var biases: [String: [Double]]
  /// Layouts of sparse projections, by name.
  private let layouts: [String: SparseLayout]
  /// Geometries of projections whose synapses share weights, by name.
  private let maps: [String: KernelMap]

  /// The initial parameters: the network's own weights and currents.
  init(_ plan: LearningPlan, stores: [WeightStore]) {
    weights = [:]
    biases = [:]
    layouts = plan.layouts
    maps = plan.maps
    for (projection, store) in zip(plan.network.projections, stores) {
      weights[projection.name] =
        plan.layouts[projection.name]?.matrix(store.weights) ?? store.weights
    }
    for index in plan.stateful {
      let population = plan.network.populations[index]
      biases[population.name] = population.constantDrives
    }
  }

  /// The weights of all synapses by projection, sorted by source, then target.
  var synapses: [String: [Double]] {
    Dictionary(
      uniqueKeysWithValues: weights.map { name, values in
        (name, layouts[name]?.values(values) ?? values)
      })
  }

  /// The constant drives of one sample, by population index: b + x W_in + c W_c, with c the values of other clamped
  /// sources; without x W_in for spiking networks whose inputs spike.
  func drives(
    _ plan: LearningPlan, _ x: ArraySlice<Double>, withInput: Bool
  ) -> [Int: [Double]] {
    var result: [Int: [Double]] = [:]
    for index in plan.stateful {
      let population = plan.network.populations[index]
      var drive = biases[population.name]!
      for projection in plan.network.projections where projection.target == population.name {
        if projection.source == plan.settings.input {
          guard withInput else { continue }
          let release = plan.release(projection.name)
          add(release == 1 ? x : ArraySlice(x.map { release * $0 }), projection.name, to: &drive)
        } else if let values = plan.settings.clamps[projection.source] {
          add(values[...], projection.name, to: &drive)
        }
      }
      result[index] = drive
    }
    return result
  }

  /// drive_j += sum_i x_i w_ij for one projection.
  private func add(_ x: ArraySlice<Double>, _ name: String, to drive: inout [Double]) {
    if let map = maps[name] {
      map.add(x, times: weights[name]!, to: &drive)
    } else {
      SparseRows.add(x, times: weights[name]!, to: &drive)
    }
  }

  /// w := clip(w + rate dw) for one projection.
  mutating func move(_ name: String, by change: [Double], rate: Double, bounds: ClosedRange<Double>)
  {
    revise(name) { all in
      for k in all.indices {
        all[k] = min(max(all[k] + rate * change[k], bounds.lowerBound), bounds.upperBound)
      }
    }
  }

  /// Changes the weights of one projection in place; those without a synapse stay 0.
  private mutating func revise(_ name: String, _ change: (inout [Double]) -> Void) {
    // A second reference to the array would make the change copy it.
    guard var all = weights.removeValue(forKey: name) else { return }
    change(&all)
    layouts[name]?.apply(to: &all)
    weights[name] = all
  }

  /// w_ij := clip(w_ij + rate x_i q_j) for a projection from clamped inputs; where synapses share weights, the sum over
  /// all places.
  mutating func move(
    _ name: String, outer x: ArraySlice<Double>, _ q: [Double], rate: Double,
    bounds: ClosedRange<Double>
  ) {
    guard let map = maps[name] else {
      revise(name) { SparseRows.addOuter(x, q, scale: rate, bounds: bounds, to: &$0) }
      return
    }
    var change = [Double](repeating: 0, count: map.count)
    map.addOuter(x, q, scale: 1, to: &change)
    move(name, by: change, rate: rate, bounds: bounds)
  }

  /// b := b + rate db for one population.
  mutating func moveBias(_ name: String, by change: [Double], rate: Double) {
    for k in change.indices { biases[name]?[k] += rate * change[k] }
  }

  /// b := b + share eta sum (s_target - s) for the population `index`, over the activities s of samples.
  mutating func drift(_ plan: LearningPlan, _ index: Int, _ activities: [[Double]], share: Double) {
    guard let homeostasis = plan.settings.homeostasis, let first = activities.first else { return }
    var change = [Double](repeating: 0, count: first.count)
    for s in activities { for i in change.indices { change[i] += homeostasis.target - s[i] } }
    moveBias(
      plan.network.populations[index].name, by: change, rate: share * homeostasis.rate)
  }

  /// Restricts weights to those of a device: stuck weights keep their values, others are rounded to the grid, up
  /// or down at random so that the mean is kept.
  mutating func limit(
    _ device: SynapticDevice, _ names: [String], before: Parameters, seed: Seed
  ) {
    for name in names {
      guard let old = before.weights[name] else { continue }
      let stuck = Self.stuck(device, name, old.count, seed: seed), isFull = layouts[name] == nil
      var draws = seed.branch("rounding").branch(name).branch(rounds).stream()
      revise(name) { all in
        for k in all.indices {
          if !stuck.isEmpty && stuck[k] {
            all[k] = old[k]
          } else if device.levels > 1, all[k] != 0 || isFull {
            let place = (min(max(all[k], device.low), device.high) - device.low) / device.step
            let below = place.rounded(.down)
            let up = draws.uniform() < place - below
            all[k] = device.low + device.step * (below + (up ? 1 : 0))
          }
        }
      }
    }
    rounds += 1
  }

  /// Number of times that weights were rounded to the grid.
  var rounds = 0

  private static func stuck(
    _ device: SynapticDevice, _ name: String, _ count: Int, seed: Seed
  ) -> [Bool] {
    guard device.stuck > 0 else { return [] }
    var draws = seed.branch("stuck").branch(name).stream()
    return (0..<count).map { _ in draws.uniform() < device.stuck }
  }

  /// The first weight or bias that is infinite or not a number, in words.
  func notFinite(_ plan: LearningPlan) -> String? {
    for projection in plan.network.projections {
      guard let values = weights[projection.name], !Self.areFinite(values),
        let k = values.firstIndex(where: { !$0.isFinite }),
        let target = plan.network.index(of: projection.target)
      else { continue }
      if maps[projection.name] != nil { return "weight \(k) of the kernel of '\(projection.name)'" }
      let columns = plan.network.populations[target].size
      return
        "the weight from unit \(k / columns) to unit \(k % columns) in '\(projection.name)'"
    }
    for (name, values) in biases.sorted(by: { $0.key < $1.key }) {
      guard let k = values.firstIndex(where: { !$0.isFinite }) else { continue }
      return "the bias of unit \(k) of '\(name)'"
    }
    return nil
  }

  /// True if all values are finite: x - x is 0 for finite x, NaN for others. The differences go into eight independent
  /// sums, for speed: this is computed after each batch.
  private static func areFinite(_ values: [Double]) -> Bool {
    let span = values.span
    var sums = SIMD8<Double>(repeating: 0)
    let whole = span.count & ~7
    for k in stride(from: 0, to: whole, by: 8) {
      for lane in 0..<8 { sums[lane] += span[k + lane] - span[k + lane] }
    }
    for k in whole..<span.count { sums[0] += span[k] - span[k] }
    return sums.sum() == 0
  }
}
