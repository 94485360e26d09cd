/// The state of one population, and its changes between and at events.
///
/// This is the only interface that the event loop knows. It is crossed once for a row of synapses or an internal event,
/// never once for a unit or a synapse. Behind it a population is solved in closed form, integrated, or given.
protocol PopulationKernel: AnyObject {
  /// The number of units.
  var count: Int { get }
  /// The time of the next internal event (a crossing, the end of a refractory time, a given spike) if no input arrives
  /// before, or a lower bound of it; infinity if there is none [ms].
  var nextTime: Double { get }
  /// Handles the events that are due up to and including `limit`, one after the other. Returns at the first spike with
  /// the unit that fired, whose time is `lastTime`; nil if no event is due any more.
  func advance(to limit: Double) throws(SimulationError) -> Int?
  /// The time of the spike that `advance` returned [ms].
  var lastTime: Double { get }

  /// A spike arrives at all units at `time` with these weights.
  func receive(
    dense weights: UnsafePointer<Double>, _ effect: SpikeEffect, at time: Double
  ) throws(SimulationError)
  /// A spike arrives at the units `targets` at `time`; weight k is `weights[order?[k] ?? k]`.
  func receive(
    targets: UnsafePointer<Int32>, weights: UnsafePointer<Double>, order: UnsafePointer<Int32>?,
    count: Int, _ effect: SpikeEffect, at time: Double
  ) throws(SimulationError)
  /// Tests thresholds after all arrivals of this instant.
  func settle(at time: Double) throws(SimulationError)

  /// The value of a variable of one unit at `time`; nil if there is no such variable.
  func value(_ variable: String, of unit: Int, at time: Double) -> Double?
  /// Sets the constant currents of all units from `time` on: one finite number for each.
  func setCurrents(_ currents: [Double], at time: Double) throws(SimulationError)
  /// The first unit whose state is infinite or NaN; nil if there is none. Asked at the end of a run, for units without
  /// further events.
  var firstNotFinite: Int? { get }
  /// Returns to t = 0 with new initial potentials.
  func reset(run: Int, drawing draw: (Int) -> Double?)
  /// Copies the whole state of a kernel of the same population.
  func copy(from other: any PopulationKernel)
}

/// A population whose drive can be nudged: the time constants of its synaptic currents change, and u does not jump.
protocol NudgedKernel: PopulationKernel {
  /// Divides the synaptic time constants by `factor` from `time` on; 1 restores them.
  func setLeak(_ factor: Double, at time: Double) throws(SimulationError)
  /// Adds to the synaptic currents so that, with new constant currents, the total stays the same. After `setLeak`, before
  /// `setCurrents`, at one time.
  func shiftCurrents(_ amounts: [Double], at time: Double) throws(SimulationError)
}

/// The effect of a spike that arrives with weight 1, which all synapses of one direction of a projection share.
struct SpikeEffect: BitwiseCopyable {
  /// The factor of weights: 1 for weights of single spikes; a / r_max [pA ms or ms], with r_max of the source, for those
  /// of a drive scale, which are charges.
  var scale = 1.0
  /// The number of the way to receptors with names, among the `ReceptorRoutes` of the target; nil where the sign of a
  /// weight decides.
  var route: Int?
}
