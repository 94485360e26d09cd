/// One population at work: its state, and how it changes between and at events.
///
/// This is the one boundary that the event loop knows. It is crossed once for a row of synapses or an
/// internal event, never once for a unit or a synapse; behind it a population may be solved in
/// closed form, integrated, or given.
protocol PopulationKernel: AnyObject {
  /// How many units there are.
  var count: Int { get }
  /// Not later than the next internal event (a crossing, the end of refractoriness, a given
  /// spike) if nothing arrives before; `infinity` when there is none [ms].
  var nextTime: Double { get }
  /// Handles what is due, one event after the other, up to and including `limit`: returns at the first
  /// spike with the unit that fired, or nil when nothing is due any more. The time of the spike is
  /// `lastTime`.
  func advance(to limit: Double) throws(SimulationError) -> Int?
  /// When the unit that `advance` returned last fired [ms].
  var lastTime: Double { get }

  /// A spike arrives at all units at `time` with these weights.
  func receive(dense weights: UnsafePointer<Double>, at time: Double) throws(SimulationError)
  /// A spike arrives at the units `targets` at `time`; weight k is `weights[order?[k] ?? k]`.
  func receive(
    targets: UnsafePointer<Int32>, weights: UnsafePointer<Double>, order: UnsafePointer<Int32>?,
    count: Int, at time: Double
  ) throws(SimulationError)
  /// All arrivals of this instant are in: tests thresholds.
  func settle(at time: Double) throws(SimulationError)

  /// The value of a variable of one unit at `time`, or nil when there is no such variable.
  func value(_ variable: String, of unit: Int, at time: Double) -> Double?
  /// Sets the constant currents of all units from `time` on.
  func setCurrents(_ currents: [Double], at time: Double) throws(SimulationError)
  /// Shortens the synaptic time constants by 1 / factor from `time` on; 1 restores them.
  func setLeak(_ factor: Double, at time: Double) throws(SimulationError)
  /// The first unit whose state is infinite or not a number, if any: asked at the end of a run, for units
  /// that no event will look at any more.
  var firstNotFinite: Int? { get }
  /// Back to t = 0, with initial potentials drawn anew.
  func reset(run: Int, drawing draw: (Int) -> Double?)
  /// Takes over the whole state of a kernel of the same population.
  func copy(from other: any PopulationKernel)
}
