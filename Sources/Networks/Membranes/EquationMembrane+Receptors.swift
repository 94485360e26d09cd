import Quantities

/// The receptors of a membrane as equations: variables x to which an arrival adds an amount proportional to w, and that
/// decay, dx/dt = -x/tau, whatever the other variables are.
///
/// They are found by evaluating the equations at several states, so that any way to write them counts.
extension EquationMembrane {
  /// The receptors: those with names in their order, else that of positive and that of negative weights. None if the
  /// statements of an arrival without names do something else. The time constant of a receptor with a name whose
  /// variable does something else is 0.
  func findReceptors() -> [Receptor] {
    if !text.receptorArrivals.isEmpty {
      return text.receptorArrivals.enumerated().map { index, arrival in
        let found = decay { weight, y in receive(weight: weight, receptor: index, &y) }
        var receptor = Receptor(
          arrival.receptor, timeConstant: found?.timeConstant ?? .zero,
          variable: found?.variable ?? 0)
        receptor.amount = found?.amount ?? 1
        return receptor
      }
    }
    guard !text.onArrival.isEmpty,
      let positive = decay({ receive(weight: $0, &$1) }),
      let negative = decay({ receive(weight: -$0, &$1) })
    else { return [] }
    var first = Receptor(
      variables[positive.variable], timeConstant: positive.timeConstant, variable: positive.variable
    )
    first.amount = positive.amount
    if negative.variable == positive.variable { return [first] }
    var second = Receptor(
      variables[negative.variable], timeConstant: negative.timeConstant,
      variable: negative.variable)
    second.amount = -negative.amount
    return [first, second]
  }

  /// The variable that an arrival changes, its time constant, and the step for a weight of 1; nil if it changes others too, or depends on them.
  private func decay(
    _ arrive: (Double, inout MutableSpan<Double>) -> Void
  ) -> (variable: Int, timeConstant: Milliseconds, amount: Double)? {
    let count = variables.count
    var found: Int?
    var rate: Double?, amount: Double?
    for trial in 0..<4 {
      let state = probe(trial)
      for weight in [1.0, 2.0] {
        var after = state
        var span = after.mutableSpan
        arrive(weight, &span)
        for k in 0..<count where after[k] != state[k] {
          guard k > 0, found == nil || found == k else { return nil }
          found = k
          let step = (after[k] - state[k]) / weight
          if let amount, !((step - amount).magnitude <= 1e-6 * amount.magnitude) { return nil }
          amount = amount ?? step
        }
      }
      guard let found else { return nil }
      var slopes = [Double](repeating: 0, count: count)
      var span = slopes.mutableSpan
      derivatives(state.span, &span)
      let own = -slopes[found] / state[found]
      guard own > 0, own.isFinite else { return nil }
      if let rate, !((own - rate).magnitude <= 1e-9 * rate) { return nil }
      rate = rate ?? own
    }
    guard let found, let rate, let amount else { return nil }
    return (found, Milliseconds(1 / rate), amount)
  }

  /// A state near the initial one, in which no variable is 0.
  private func probe(_ trial: Int) -> [Double] {
    initialState.enumerated().map { index, start in
      // Fractions that have no pattern: multiples of the golden ratio.
      let turn = Double((trial + 1) * (index + 2)) * 0.618_033_988_749_894_9
      return start + (0.1 + turn.truncatingRemainder(dividingBy: 1))
        * max(0.01 * start.magnitude, 1)
    }
  }
}
