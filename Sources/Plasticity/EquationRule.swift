public import Equations
public import Quantities

/// A spike-timing rule compiled from equations to row updates.
///
/// The properties of the rule are derived from the equations: the symmetry of the directions, linearity in the traces,
/// and the dependence on weights.
public struct EquationRule: SynapseVariableRule, Equatable {
  /// The equations from which the rule was compiled.
  public let equations: RuleEquations
  public let preTraces: [Trace]
  public let postTraces: [Trace]
  public let variables: [Trace]
  public let drift: RewardDrift?
  public let isSymmetric: Bool
  public let isLinear: Bool
  public let readsWeights: Bool
  public let readsClampedSource: Bool
  public let bounds: ClosedRange<Double>
  /// The change of the weight and of synapse variables at a presynaptic spike; `post`: at a postsynaptic one.
  private let pre: Side
  private let post: Side

  /// The effect of a spike on one side: the programs of a row.
  struct Side: Sendable {
    var weight: RowProgram
    var variables: [(index: Int, program: RowProgram)]
    var ownCount: Int
    var traceCount: Int
  }

  /// Compiles `equations`.
  public init(_ equations: RuleEquations) throws(RuleEquationError) {
    let reading = try RuleCompiler(equations)
    self.equations = equations
    preTraces = reading.traces(of: .pre)
    postTraces = reading.traces(of: .post)
    variables = reading.traces(of: .synapse)
    bounds = reading.bounds
    drift = reading.drift
    let (pre, preLinear) = try reading.side(.pre)
    let (post, postLinear) = try reading.side(.post)
    self.pre = pre
    self.post = post
    readsWeights = pre.weight.readsWeight || post.weight.readsWeight
    isLinear = preLinear && postLinear && variables.isEmpty
    isSymmetric = reading.isSymmetric
    readsClampedSource = reading.readsClampedSource
  }

  public var name: String { equations.name }
  public var citation: String { equations.citation }
  public var formula: String {
    func one(_ text: String) -> String {
      text.split(separator: "\n").map { $0.split(separator: "#").first.map(String.init) ?? "" }
        .map { $0.split(separator: " ").joined(separator: " ") }.filter { !$0.isEmpty }
        .joined(separator: "; ")
    }
    let traces = one(equations.equations)
    return (traces.isEmpty ? "" : traces + "; ")
      + "on pre: \(one(equations.onPre)); on post: \(one(equations.onPost))"
  }

  /// pre + post of `RuleResponse`: the coefficient of both activity changes, from an integration of the rule for mean
  /// rates. For a rule whose directions cancel, post alone.
  public func gain(
    phase: Milliseconds, after free: Milliseconds, settling: Milliseconds, maximumRate: Double
  ) -> Double {
    let response = RuleResponse(
      self,
      RuleProtocol(
        free: free, nudged: phase, tail: phase, settling: settling, maximumRate: maximumRate))
    return response.tiedGain ?? response.post
  }

  // MARK: Rows

  public func onPre(
    _ change: inout MutableSpan<Double>, weights: borrowing Span<Double>, own: TraceValues,
    traces: borrowing Span<Double>, scales: TraceValues
  ) {
    let none = InlineArray<1, Double>(repeating: 0)
    pre.weight.add(
      to: &change, weights: weights, traces: traces, variables: none.span,
      traceCount: pre.traceCount, uniforms: Self.uniforms(pre, own, scales))
  }

  public func onPost(
    _ change: inout MutableSpan<Double>, weights: borrowing Span<Double>, own: TraceValues,
    traces: borrowing Span<Double>, scales: TraceValues
  ) {
    let none = InlineArray<1, Double>(repeating: 0)
    post.weight.add(
      to: &change, weights: weights, traces: traces, variables: none.span,
      traceCount: post.traceCount, uniforms: Self.uniforms(post, own, scales))
  }

  public func onPre(
    _ change: inout MutableSpan<Double>, steps: inout MutableSpan<Double>,
    weights: borrowing Span<Double>, variables: borrowing Span<Double>, own: TraceValues,
    traces: borrowing Span<Double>, scales: TraceValues
  ) {
    Self.run(pre, &change, &steps, weights, variables, own, traces, scales)
  }

  public func onPost(
    _ change: inout MutableSpan<Double>, steps: inout MutableSpan<Double>,
    weights: borrowing Span<Double>, variables: borrowing Span<Double>, own: TraceValues,
    traces: borrowing Span<Double>, scales: TraceValues
  ) {
    Self.run(post, &change, &steps, weights, variables, own, traces, scales)
  }

  private static func run(
    _ side: Side, _ change: inout MutableSpan<Double>, _ steps: inout MutableSpan<Double>,
    _ weights: borrowing Span<Double>, _ variables: borrowing Span<Double>, _ own: TraceValues,
    _ traces: borrowing Span<Double>, _ scales: TraceValues
  ) {
    let uniforms = uniforms(side, own, scales)
    side.weight.add(
      to: &change, weights: weights, traces: traces, variables: variables,
      traceCount: side.traceCount, uniforms: uniforms)
    for (index, program) in side.variables {
      program.add(
        to: &steps, weights: weights, traces: traces, variables: variables,
        traceCount: side.traceCount, uniforms: uniforms, part: index)
    }
  }

  /// Own traces, followed by the factors of the partners' traces.
  @inline(__always)
  private static func uniforms(
    _ side: Side, _ own: TraceValues, _ scales: TraceValues
  ) -> InlineArray<96, Double> {
    var result = InlineArray<96, Double>(repeating: 0)
    for k in 0..<side.ownCount { result[k] = own[k] }
    for k in 0..<side.traceCount { result[side.ownCount + k] = scales[k] }
    return result
  }

  public static func == (a: EquationRule, b: EquationRule) -> Bool { a.equations == b.equations }
}
