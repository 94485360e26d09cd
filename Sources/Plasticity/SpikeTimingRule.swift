public import Quantities

/// The change of a synapse's weight by the spikes on its two sides.
///
/// A rule consists of two row updates: `onPre` at the arrival of a presynaptic spike, over the row of targets; `onPost`
/// at a postsynaptic spike, over the row of sources. Traces are the memory of earlier spikes. The engine keeps them in
/// all phases and reads them before the present spike is added.
///
/// *Order at equal times*: a pre and a post spike at one instant both read the traces from before; potentiation
/// (`onPost`) comes first.
///
/// Trace k of partner j in a row is `traces[k * count + j] * scales[k]`, where `count` is the length of the row. Both
/// functions add to `change`; they never set it.
public protocol SpikeTimingRule: Sendable {
  /// The name in model files and tables.
  var name: String { get }
  /// The formula in one line.
  var formula: String { get }
  /// The source of the rule.
  var citation: String { get }
  /// Traces of the presynaptic unit; four at most.
  var preTraces: [Trace] { get }
  /// Traces of the postsynaptic unit; four at most.
  var postTraces: [Trace] { get }
  /// True if i -> j and j -> i always change alike. The change of a tied weight is then the mean over both directions,
  /// otherwise their sum.
  var isSymmetric: Bool { get }
  /// True if the rule also acts, with the opposite sign, in the free phase.
  var needsBothPhases: Bool { get }
  /// True if the change is linear in the traces and independent of the weight: a presynaptic unit with a constant
  /// activity then needs no spikes.
  var isLinear: Bool { get }
  /// True if the change depends on the weight.
  var readsWeights: Bool { get }
  /// A: the weight changes by +A x_i x_j when the gate closes and by -A x_i x_j when it opens, with the first traces of
  /// both units; 0 for rules that act at spikes.
  var edgeAmplitude: Double { get }
  /// True if post spikes change synapses from a source with constant activity; false for rules whose traces then
  /// cancel.
  var readsClampedSource: Bool { get }
  /// The range within which the rule keeps weights.
  var bounds: ClosedRange<Double> { get }

  /// The change of a weight per change of s_i s_j between the phases; for a tied weight, that of both directions
  /// together.
  ///
  /// - Parameters:
  ///   - phase: The length of the nudged phase.
  ///   - free: The length of the free phase before it.
  ///   - settling: The time constant with which rates approach their new values.
  ///   - maximumRate: The largest rate, r_max [1/ms].
  func gain(
    phase: Milliseconds, after free: Milliseconds, settling: Milliseconds, maximumRate: Double
  ) -> Double

  /// Adds the effect of a spike of presynaptic unit i, whose traces are `own`, to the row of targets.
  func onPre(
    _ change: inout MutableSpan<Double>, weights: borrowing Span<Double>, own: TraceValues,
    traces: borrowing Span<Double>, scales: TraceValues)

  /// Adds the effect of a spike of postsynaptic unit j, whose traces are `own`, to the row of sources.
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
  /// True if potentiation after the gate has closed counts.
  public var hasTail: Bool { preTraces.contains(where: \.isGated) }
}

/// A rule whose spikes add a multiple of the partners' first trace,
///
///     pre spike: w += a_pre y_j,   post spike: w += a_post x_i.
protocol TraceAmplitudeRule: SpikeTimingRule {
  /// a_pre for a presynaptic unit with the traces `own`.
  func preAmplitude(_ own: TraceValues) -> Double
  /// a_post for a postsynaptic unit with the traces `own`.
  func postAmplitude(_ own: TraceValues) -> Double
}

extension TraceAmplitudeRule {
  @inline(__always)
  func add(
    _ amplitude: Double, _ change: inout MutableSpan<Double>, _ traces: borrowing Span<Double>
  ) {
    for k in 0..<change.count { change[k] += amplitude * traces[k] }
  }

  public func onPre(
    _ change: inout MutableSpan<Double>, weights: borrowing Span<Double>, own: TraceValues,
    traces: borrowing Span<Double>, scales: TraceValues
  ) {
    add(preAmplitude(own) * scales[0], &change, traces)
  }

  public func onPost(
    _ change: inout MutableSpan<Double>, weights: borrowing Span<Double>, own: TraceValues,
    traces: borrowing Span<Double>, scales: TraceValues
  ) {
    add(postAmplitude(own) * scales[0], &change, traces)
  }
}

/// A rule with variables of the single synapse. They decay between spikes and may step at spikes on either side,
/// whether the gate is open or closed.
public protocol SynapseVariableRule: SpikeTimingRule {
  /// The variables with their time constants; the rule's formulas give their steps.
  var variables: [Trace] { get }
  /// The change of weights between spikes; nil for none.
  var drift: RewardDrift? { get }

  /// Acts as `onPre`, and adds the steps of variable k of synapse j to `steps[k * count + j]`.
  func onPre(
    _ change: inout MutableSpan<Double>, steps: inout MutableSpan<Double>,
    weights: borrowing Span<Double>, variables: borrowing Span<Double>, own: TraceValues,
    traces: borrowing Span<Double>, scales: TraceValues)

  /// Acts as `onPost`, and adds the steps of variable k of synapse j to `steps[k * count + j]`.
  func onPost(
    _ change: inout MutableSpan<Double>, steps: inout MutableSpan<Double>,
    weights: borrowing Span<Double>, variables: borrowing Span<Double>, own: TraceValues,
    traces: borrowing Span<Double>, scales: TraceValues)
}

extension SynapseVariableRule {
  public var drift: RewardDrift? { nil }
}

/// The change of weights between spikes by an eligibility trace c and a reward signal n,
///
///     dw/dt = k c (n - b),   dn/dt = -n/tau_n,   n steps at each reward.
public struct RewardDrift: Sendable, Equatable {
  /// The index of c among the variables of the synapse.
  public var variable: Int
  /// The factor k [1/ms].
  public var factor: Double
  /// The baseline of reward, b.
  public var baseline: Double
  /// The time constant of reward, tau_n.
  public var timeConstant: Milliseconds
}
