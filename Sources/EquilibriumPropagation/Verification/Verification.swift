public import Measurements
public import Quantities

/// Checks of the program, measured on this machine: spiking rules against the rate reference, the reference against
/// finite differences, solvers against each other.
public enum Verification {
  /// Runs all checks, one group after another.
  ///
  /// - Parameters:
  ///   - seed: Root of all random numbers.
  ///   - threads: The greatest number of samples that run at the same time.
  ///   - quick: True for smaller networks and fewer samples, which take some seconds instead of a minute.
  ///   - mnist: A directory with the files of MNIST; nil: digits that the program draws.
  ///   - part: Only groups whose names contain this; nil: all.
  ///   - progress: Called with the name of each group before it begins.
  public static func run(
    seed: Seed, threads: Int, quick: Bool, mnist: String? = nil, only part: String? = nil,
    progress: (String) -> Void
  ) throws(LearningError) -> [Check] {
    let scope = Scope(seed: seed.branch("verify"), threads: threads, quick: quick, mnist: mnist)
    var checks: [Check] = []
    for (name, group) in groups where part.map({ name.contains($0) }) ?? true {
      progress(name)
      checks += try group(scope)
    }
    return checks
  }

  /// The arguments of all groups.
  struct Scope: Sendable {
    let seed: Seed
    let threads: Int
    var quick: Bool
    var mnist: String?
  }

  /// Groups in the order in which they are shown.
  private static let groups:
    [(name: String, run: @Sendable (Scope) throws(LearningError) -> [Check])] = [
      ("spike-timing rules against rate EP", rules),
      ("membranes: their update against rate EP", membranes),
      ("spiking rates against the reference", rates),
      ("EP against finite differences", gradients),
      ("rate models: EP, RBP, BPTT and finite differences", theorems),
      ("energy and solvers of the reference", relaxation),
      ("spikes: closed form against integration", spikes),
      ("f-I curves", curves),
      ("threads", threads),
    ]
}

extension Check {
  /// The check that a cosine is at least `bound`; cosines above it are told by their distance from 1.
  static func cosine(
    _ name: String, _ value: Double, _ bound: Double, seconds: Double, details: String
  ) -> Check {
    .atLeast(
      name, value, bound, measured: value > bound ? "1 - \(Number.text(1 - value))" : nil,
      seconds: seconds, details: details)
  }

  /// The check that a value is at least `bound`.
  static func atLeast(
    _ name: String, _ value: Double, _ bound: Double, measured: String? = nil,
    seconds: Double, details: String
  ) -> Check {
    Check(
      name: name, measured: measured ?? Number.text(value),
      bar: ">= \(Number.text(bound))", passed: value >= bound, seconds: seconds, details: details)
  }

  /// The check that a value is at most `bound`.
  static func atMost(
    _ name: String, _ value: Double, _ bound: Double, measured: String? = nil,
    seconds: Double, details: String
  ) -> Check {
    Check(
      name: name, measured: measured ?? Number.text(value),
      bar: "<= \(Number.text(bound))", passed: value <= bound, seconds: seconds, details: details)
  }

  /// The check that a value lies in `range`.
  static func within(
    _ name: String, _ value: Double, _ range: ClosedRange<Double>, measured: String? = nil,
    seconds: Double, details: String
  ) -> Check {
    Check(
      name: name, measured: measured ?? Number.text(value),
      bar: "\(Number.text(range.lowerBound)) to \(Number.text(range.upperBound))",
      passed: range.contains(value), seconds: seconds, details: details)
  }
}

/// Numbers with four significant digits.
enum Number {
  static func text(_ x: Double) -> String {
    guard x != 0, x.isFinite else { return x == 0 ? "0" : "\(x)" }
    var exponent = 0
    var mantissa = x.magnitude
    while mantissa >= 10 { (mantissa, exponent) = (mantissa / 10, exponent + 1) }
    while mantissa < 1 { (mantissa, exponent) = (mantissa * 10, exponent - 1) }
    if (-3...5).contains(exponent) {
      let scale = (0..<max(3 - exponent, 0)).reduce(1.0) { scale, _ in scale * 10 }
      let rounded = (x * scale).rounded() / scale
      return rounded == rounded.rounded() && rounded.magnitude < 1e6
        ? "\(Int(rounded))" : "\(rounded)"
    }
    let short = (mantissa * 10).rounded() / 10
    return "\(x < 0 ? "-" : "")\(short)e\(exponent)"
  }
}
