import RealModule

/// Draws from the distributions that models use.
extension RandomStream {
  /// A number from the uniform distribution on [0, 1), on a grid of 2^-53.
  public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// A number from the uniform distribution on [lower, upper).
  public mutating func uniform(_ lower: Double, _ upper: Double) -> Double {
    lower + (upper - lower) * uniform()
  }

  /// A number from the normal distribution N(mean, deviation^2), by the method of Box and Muller.
  ///
  /// Each call draws two 64-bit words, so that the position of a stream does not depend on values.
  public mutating func normal(mean: Double = 0, deviation: Double = 1) -> Double {
    let radius = Double.sqrt(-2 * .log(onePlus: -uniform()))
    return mean + deviation * radius * .cos(2 * .pi * uniform())
  }

  /// Two independent numbers from N(0, 1) for two 64-bit words, by the method of Box and Muller.
  public mutating func normals() -> (Double, Double) {
    let radius = Double.sqrt(-2 * .log(onePlus: -uniform()))
    let angle = 2 * Double.pi * uniform()
    return (radius * .cos(angle), radius * .sin(angle))
  }

  /// A waiting time of a Poisson process with this rate; its density is rate e^(-rate t).
  ///
  /// *Edge cases*: infinity for a rate of zero or below.
  public mutating func exponential(rate: Double) -> Double {
    rate > 0 ? -Double.log(onePlus: -uniform()) / rate : .infinity
  }

  /// An integer from 0 up to but not including `bound`, without bias (Lemire 2019).
  public mutating func below(_ bound: Int) -> Int {
    precondition(bound > 0, "A range of choices has at least one member.")
    return Int.random(in: 0..<bound, using: &self)
  }

  /// A random permutation of `values` (Fisher and Yates).
  public mutating func shuffled<Element>(_ values: [Element]) -> [Element] {
    var values = values
    for last in stride(from: values.count - 1, to: 0, by: -1) {
      values.swapAt(last, below(last + 1))
    }
    return values
  }
}
