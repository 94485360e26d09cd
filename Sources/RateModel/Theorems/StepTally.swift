/// Sums over steps of two series of arrays that should be equal.
struct StepTally {
  let name: String
  let isState: Bool
  private(set) var isCompared = true
  private var differences: [Double], first: [Double], second: [Double]
  private var opposite = 0
  private var steps: [(dot: Double, ep: Double, bptt: Double)] = []
  /// The elements whose time courses are kept, evenly spaced; the largest are shown.
  private let followed: [Int]
  private var courses: [StepByStep.Example]

  init(_ name: String, isState: Bool, count: Int) {
    self.name = name
    self.isState = isState
    differences = Array(repeating: 0, count: count)
    (first, second) = (differences, differences)
    let most = min(count, 20_000)
    followed = (0..<most).map { $0 * count / max(most, 1) }
    courses = followed.map { StepByStep.Example(index: $0) }
  }

  /// This tally, with or without comparison.
  func comparing(_ isCompared: Bool) -> StepTally {
    var result = self
    result.isCompared = isCompared
    return result
  }

  /// Adds the arrays of one step.
  mutating func add<Scalar: RateScalar>(_ ep: [Scalar], _ bptt: [Scalar]) {
    var (dot, a2, b2) = (0.0, 0.0, 0.0)
    for i in ep.indices {
      let a = Double(ep[i]), b = Double(bptt[i])
      differences[i] += (a - b) * (a - b)
      first[i] += a * a
      second[i] += b * b
      if a * b < 0 { opposite += 1 }
      dot += a * b
      a2 += a * a
      b2 += b * b
    }
    steps.append((dot, a2, b2))
    for (k, i) in followed.enumerated() {
      courses[k].ep.append(Double(ep[i]))
      courses[k].bptt.append(Double(bptt[i]))
    }
  }

  /// The row of a table that follows from the sums.
  var row: StepByStep.Row {
    var (rmse, dot, a2, b2) = (0.0, 0.0, 0.0, 0.0)
    for i in differences.indices {
      let count = Double(max(steps.count, 1))
      let size = max(first[i], second[i])
      rmse += (differences[i] / count).squareRoot() / (1e-10 + (size / count).squareRoot())
    }
    for step in steps {
      dot += step.dot
      a2 += step.ep
      b2 += step.bptt
    }
    func cosine(_ dot: Double, _ a: Double, _ b: Double) -> Double {
      a > 0 && b > 0 ? dot / (a * b).squareRoot() : a == b ? 1 : 0
    }
    let elements = Double(max(differences.count * steps.count, 1))
    return StepByStep.Row(
      name: name, isState: isState, rmse: rmse / Double(max(differences.count, 1)),
      signError: Double(opposite) / elements, cosine: cosine(dot, a2, b2),
      relativeSize: b2 > 0 ? (a2 / b2).squareRoot() : 0,
      cosines: steps.map { cosine($0.dot, $0.ep, $0.bptt) },
      sizes: steps.map { ($0.ep.squareRoot(), $0.bptt.squareRoot()) }, examples: examples)
  }

  /// The followed elements with the largest gradients.
  private var examples: [StepByStep.Example] {
    Array(courses.sorted { second[$0.index] > second[$1.index] }.prefix(3))
  }
}
