import Equations
import Quantities

/// The row updates of a rule, and properties that follow from its equations.
extension RuleCompiler {
  /// The row update of one side, and true if it is linear in the partners' traces alone.
  func side(_ owner: Owner) throws(RuleEquationError) -> (EquationRule.Side, Bool) {
    let partner: Owner = owner == .pre ? .post : .pre
    let own = names(owner), partners = names(partner), synaptic = names(.synapse)
    let change = changes[owner]!
    let lanes = ["w"] + partners + synaptic
    // Traces of partners are stored without their common factor, the scale.
    let scaled = Dictionary(
      uniqueKeysWithValues: partners.map {
        ($0, Expression.binary(.times, .symbol("scale of \($0)"), .symbol($0)))
      })
    let uniforms = own + partners.map { "scale of \($0)" }
    func program(_ expression: Expression) throws(RuleEquationError) -> RowProgram {
      let result = RowProgram(expression.replacing(scaled), lanes: lanes, uniforms: uniforms)
      guard result.registerCount <= ScalarProgram.capacity, result.depth <= RowProgram.maximumDepth
      else {
        throw RuleEquationError(
          owner == .pre ? .onPre : .onPost,
          "the formulas are too long; split them over synapse variables")
      }
      return result
    }
    var programs: [(index: Int, program: RowProgram)] = []
    for (index, name) in synaptic.enumerated() {
      if let expression = change.variables[name] {
        programs.append((index, try program(expression)))
      }
    }
    let side = EquationRule.Side(
      weight: try program(change.weight), variables: programs, ownCount: own.count,
      traceCount: partners.count)
    return (side, RowProgram(change.weight, lanes: lanes, uniforms: own).isLinear)
  }

  func names(_ owner: Owner) -> [String] {
    variables.filter { $0.owner == owner }.map(\.name)
  }

  /// True if the exchange of pre and post gives the same rule: equal traces in the same order, and equal formulas at
  /// sixty test points.
  var isSymmetric: Bool {
    guard traces(of: .pre) == traces(of: .post), names(.synapse).isEmpty else { return false }
    let pre = names(.pre), post = names(.post)
    var isTested = false
    let isSame = (1...60).allSatisfy { k in
      // Values span decades, so that thresholds and saturation show.
      func value(_ n: Int) -> Double {
        let size = [0.01, 0.1, 1, 10, 100][(k + n) % 5]
        let x = size * (Double((k * 7919 + n * 104_729) % 1000) / 997 + 0.1)
        return n == 0 && k % 2 == 0 ? -x : x
      }
      var forward: [String: Double] = ["w": value(0)], backward = forward
      for n in pre.indices {
        (forward[pre[n]], forward[post[n]]) = (value(2 * n + 1), value(2 * n + 2))
        (backward[post[n]], backward[pre[n]]) = (value(2 * n + 1), value(2 * n + 2))
      }
      let a = changes[.pre]!.weight.value(forward), b = changes[.post]!.weight.value(backward)
      guard let a, let b else { return false }
      if a.isNaN && b.isNaN { return true }
      if a != 0 || b != 0 { isTested = true }
      return (a - b).magnitude <= 1e-12 * max(a.magnitude, 1e-300)
    }
    return isSame && isTested
  }

  /// True if post spikes change synapses from a source whose traces are constant at their means.
  var readsClampedSource: Bool {
    var means: [String: Double] = ["w": 0.5]
    var sum = 0.0
    for variable in variables {
      means[variable.name] = 0
      if variable.owner == .pre {
        if variable.trace.isGated { return true }
        means[variable.name] = variable.trace.clamped(maximumRate: 1, elapsed: 0)
      }
    }
    for name in names(.pre) {
      var one = means
      for other in names(.pre) where other != name { one[other] = 0 }
      sum += (changes[.post]!.weight.value(one) ?? .infinity).magnitude
    }
    let total = changes[.post]!.weight.value(means) ?? .infinity
    return !(total.magnitude <= 1e-12 * sum)
  }
}
