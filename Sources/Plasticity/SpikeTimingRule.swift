public import Quantities

/// How the spikes on both sides of a synapse change its weight.
///
/// A rule is two row updates: `onPre` when the presynaptic unit's spike arrives, over the row of its
/// targets; `onPost` when the postsynaptic unit fires, over the row of its sources. Traces hold what
/// a synapse remembers of earlier spikes; the engine keeps them, in both phases alike, and reads
/// them before the present spike is added.
///
/// *Order at equal times*: a pre and a post spike at one instant both read the traces from before;
/// potentiation (`onPost`) comes first.
///
/// In a row, trace k of partner j is `traces[k * count + j] * scales[k]`, where `count` is the length
/// of the row. Both functions add to `change`; they never set it.
public protocol SpikeTimingRule: Sendable {
  /// The name in model files and tables.
  var name: String { get }
  /// One line: the formula.
  var formula: String { get }
  /// Where it comes from.
  var citation: String { get }
  /// Traces of the presynaptic unit; four at most.
  var preTraces: [Trace] { get }
  /// Traces of the postsynaptic unit; four at most.
  var postTraces: [Trace] { get }
  /// Whether i -> j and j -> i always change alike, so that the mean over both directions is the
  /// change of a tied weight; otherwise it is their sum.
  var isSymmetric: Bool { get }
  /// Whether the rule also needs to act, with the opposite sign, in the un-nudged phase.
  var needsBothPhases: Bool { get }
  /// Whether the change is linear in the traces and independent of the weight: then a presynaptic
  /// unit with a constant activity needs no spikes.
  var isLinear: Bool { get }
  /// Whether weights are read.
  var readsWeights: Bool { get }
  /// A: what the product of both units' first traces is worth, taken when the gate closes and given back
  /// from when it opened; 0 for rules that act at spikes.
  var edgeAmplitude: Double { get }
  /// Whether post spikes change synapses from a source that never changes; false for rules whose
  /// traces then cancel.
  var readsClampedSource: Bool { get }
  /// The range that the rule itself keeps weights in.
  var bounds: ClosedRange<Double> { get }

  /// The change of a weight per change of s_i s_j between the phases, for a nudged phase of this
  /// length, after a free phase, in which rates approach their new values with the time constant `settling`; for a
  /// tied weight, after the directions were combined.
  func gain(
    phase: Milliseconds, after free: Milliseconds, settling: Milliseconds, maximumRate: Double
  ) -> Double

  /// The spike of presynaptic unit i, whose traces are `own`, arrived: adds to the row of targets.
  func onPre(
    _ change: inout MutableSpan<Double>, weights: borrowing Span<Double>, own: TraceValues,
    traces: borrowing Span<Double>, scales: TraceValues)

  /// Postsynaptic unit j, whose traces are `own`, fired: adds to the row of sources.
  func onPost(
    _ change: inout MutableSpan<Double>, weights: borrowing Span<Double>, own: TraceValues,
    traces: borrowing Span<Double>, scales: TraceValues)
}

extension SpikeTimingRule {
  public var isSymmetric: Bool { false }
  public var needsBothPhases: Bool { false }
  public var isLinear: Bool { true }
  public var readsWeights: Bool { !isLinear }
  public var edgeAmplitude: Double { 0 }
  public var bounds: ClosedRange<Double> { -Double.infinity...Double.infinity }
  public var readsClampedSource: Bool { true }
  /// Whether late potentiation after the gate has closed counts.
  public var hasTail: Bool { preTraces.contains(where: \.isGated) }
}

/// A rule with variables of the single synapse, which decay between spikes and may step at spikes on
/// either side, whether the gate is open or not.
public protocol SynapseVariableRule: SpikeTimingRule {
  /// Their time constants; steps are the rule's.
  var variables: [Trace] { get }
  /// How weights move between spikes; nil: they stand still.
  var drift: RewardDrift? { get }

  /// `onPre` that also adds the steps of variable k of synapse j to `steps[k * count + j]`.
  func onPre(
    _ change: inout MutableSpan<Double>, steps: inout MutableSpan<Double>,
    weights: borrowing Span<Double>, variables: borrowing Span<Double>, own: TraceValues,
    traces: borrowing Span<Double>, scales: TraceValues)

  /// `onPost` that also adds the steps of variables.
  func onPost(
    _ change: inout MutableSpan<Double>, steps: inout MutableSpan<Double>,
    weights: borrowing Span<Double>, variables: borrowing Span<Double>, own: TraceValues,
    traces: borrowing Span<Double>, scales: TraceValues)
}

extension SynapseVariableRule {
  public var drift: RewardDrift? { nil }
}

/// Weights that move between spikes by a memory of the synapse, gated by reward:
///
///     dw/dt = k c (n - b),   dn/dt = -n/tau_n,   n steps at each reward.
public struct RewardDrift: Sendable, Equatable {
  /// Which variable of the synapse c is.
  public var variable: Int
  /// k [1/ms].
  public var factor: Double
  /// b.
  public var baseline: Double
  /// tau_n.
  public var timeConstant: Milliseconds
}
