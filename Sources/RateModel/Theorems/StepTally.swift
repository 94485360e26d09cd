import Measurements
import Protocols

/// Sums over steps of two series of arrays that should be equal.
struct StepTally {
  private var differences: [Double], first: [Double], second: [Double]
  private var opposite = 0
  private var steps: [(dot: Double, ep: Double, bptt: Double)] = []
  /// The elements whose time courses are kept, evenly spaced; the largest are shown.
  private var courses: [(index: Int, ep: [Double], bptt: [Double])]

  init(count: Int) {
    differences = Array(repeating: 0, count: count)
    (first, second) = (differences, differences)
    let most = min(count, 20_000)
    courses = (0..<most).map { ($0 * count / max(most, 1), [], []) }
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
    for k in courses.indices {
      courses[k].ep.append(Double(ep[courses[k].index]))
      courses[k].bptt.append(Double(bptt[courses[k].index]))
    }
  }

  /// The row of a table that follows from the sums.
  func row(
    _ name: String, _ phases: RatePhases, _ nudging: Nudging, drift: Double
  ) -> TheoremReport.Step {
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
    // The followed elements with the largest gradients.
    let shown = courses.sorted { second[$0.index] > second[$1.index] }.prefix(3)
    return TheoremReport.Step(
      free: phases.free, nudged: phases.nudged, beta: nudging.beta,
      scheme: nudging.scheme.rawValue, name: name, rmse: rmse / Double(max(differences.count, 1)),
      cosine: cosine(dot, a2, b2), signError: Double(opposite) / elements,
      relativeSize: b2 > 0 ? (a2 / b2).squareRoot() : 0,
      cosines: steps.map { cosine($0.dot, $0.ep, $0.bptt) },
      sizeEP: steps.map { $0.ep.squareRoot() }, sizeBPTT: steps.map { $0.bptt.squareRoot() },
      examplesEP: shown.map(\.ep), examplesBPTT: shown.map(\.bptt), drift: drift)
  }
}
