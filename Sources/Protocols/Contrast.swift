import RealModule

/// A difference of states that stands for a derivative,
///
///     ds/dbeta ~ sum_k Re(c_k s(beta_k)) + c_free s(0),   c_k = share_k / distance.
///
/// Shares are 1 and -1 where betas are real: states are subtracted before they are divided by the distance,
/// which loses no digits where few spikes differ.
public struct Contrast: Sendable, Equatable {
  /// The branches that are run, each from the end of the free phase, or one after the other.
  public var branches: [Branch]
  /// The share of the free state itself.
  public var free: Double
  /// The distance of the compared betas; N |beta| on a circle of N points.
  public var distance: Double
  /// True if one copy of the network runs all branches, each from the end of the one before.
  public var isSequential = false

  /// A branch of the nudged phase.
  public struct Branch: Sendable, Equatable {
    /// Its beta.
    public var beta: Complex
    /// Its coefficient times the distance.
    public var share: Complex

    /// A branch with this beta and share.
    public init(beta: Complex, share: Complex) {
      self.beta = beta
      self.share = share
    }
  }

  /// A contrast of these parts.
  public init(branches: [Branch], free: Double, distance: Double, isSequential: Bool = false) {
    self.branches = branches
    self.free = free
    self.distance = distance
    self.isSequential = isSequential
  }

  /// True if branches are compared with each other; false if the free state is one side of the comparison.
  public var isPaired: Bool { free == 0 }

  /// The branches of each copy of the network, in the order in which the copy runs them.
  public var courses: [[Branch]] { isSequential ? [branches] : branches.map { [$0] } }

  /// The same contrast of states that have settled, which do not depend on what was before: each beta once.
  public var settled: Contrast {
    guard isSequential else { return self }
    var first: [Branch] = []
    for branch in branches where !first.contains(branch) { first.append(branch) }
    return Contrast(
      branches: first, free: free,
      distance: distance * Double(first.count) / Double(branches.count))
  }

  /// The real parts of the betas of all branches.
  public var betas: [Double] { branches.map(\.beta.real) }

  /// 1 / (distance n_1 n_2 ...): the coefficient of a share of 1, over these numbers.
  public func scale(over numbers: Double...) -> Double { 1 / numbers.reduce(distance, *) }

  /// c_k of a branch.
  public func coefficient(_ branch: Branch) -> Complex {
    Complex(scale() * branch.share.real, imaginary: scale() * branch.share.imaginary)
  }

  /// The states of the sum, each with its share; for real betas.
  ///
  /// - Parameters:
  ///   - nudged: A state for each branch.
  ///   - free: The free state, which is left out where it has no share.
  public func terms<State>(_ nudged: [State], free: State) -> [(state: State, share: Double)] {
    zip(nudged, branches).map { ($0, $1.share.real) }
      + (self.free == 0 ? [] : [(free, self.free)])
  }

  /// distance ds/dbeta: the sum of states, each times its share; for real betas.
  ///
  /// - Parameters:
  ///   - nudged: The numbers of each branch.
  ///   - free: The numbers of the free state.
  public func difference(_ nudged: [[Double]], free: [Double]) -> [Double] {
    var sum = [Double](repeating: 0, count: free.count)
    for (state, share) in terms(nudged, free: free) {
      for i in sum.indices { sum[i] += share * state[i] }
    }
    return sum
  }
}

extension Nudging {
  /// The branches of the scheme, with their coefficients.
  ///
  /// - Parameters:
  ///   - sign: +1 or -1, for `randomSign`, and the sign of the first nudge of `alternating`.
  ///   - usesSymmetry: True if conjugate branches are run once and counted twice.
  public func contrast(sign: Double = 1, usesSymmetry: Bool = true) -> Contrast {
    /// One branch against another, or against the free state.
    func pair(_ first: Double, _ second: Double, isFree: Bool = false) -> Contrast {
      var branches = [Contrast.Branch(beta: Complex(first), share: Complex(1))]
      if !isFree { branches.append(.init(beta: Complex(second), share: Complex(-1))) }
      return Contrast(branches: branches, free: isFree ? -1 : 0, distance: first - second)
    }
    switch scheme {
    case .oneSided: return pair(beta, 0, isFree: true)
    case .randomSign: return pair(sign * beta, 0, isFree: true)
    case .symmetric: return pair(beta, -beta)
    case .twin: return pair(beta, 0)
    case .alternating:
      return Contrast(
        branches: [sign, -sign, -sign, sign].map {
          .init(beta: Complex($0 * beta), share: Complex($0))
        }, free: 0, distance: 4 * beta, isSequential: true)
    case .circle:
      var branches: [Contrast.Branch] = []
      for k in 0..<points {
        let isReal = k == 0 || 2 * k == points
        if usesSymmetry, 2 * k > points { continue }
        let angle = 2 * Double.pi * Double(k) / Double(points)
        let (cosine, sine) = (Double.cos(angle), isReal ? 0 : Double.sin(angle))
        let count = isReal || !usesSymmetry ? 1.0 : 2.0
        branches.append(
          .init(
            beta: Complex(beta * cosine, imaginary: beta * sine),
            share: Complex(count * cosine, imaginary: -count * sine)))
      }
      return Contrast(branches: branches, free: 0, distance: Double(points) * beta)
    }
  }
}
