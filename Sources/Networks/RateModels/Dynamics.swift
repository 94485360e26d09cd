/// The dynamics of a rate model, in one of the published forms, and its step.
public struct Dynamics: Sendable {
  /// The equations.
  public var formulation: Formulation
  /// rho of all layers that have none of their own.
  public var function: RateFunction
  /// The step, in the unit of the layers' time constants: epsilon = step / tau.
  public var step: Double
  /// The order in which layers are updated within one step.
  public var order: Order
  /// The cost, whose derivative pulls the output.
  public var cost: Cost
  /// Standard deviation of the Gaussian noise that each step adds to each drive, after the free phase.
  public var noise: Double

  /// Equations of motion. h_i = sum_j W_ij s_j + b_i is the drive, e = -dC/ds the pull of the cost.
  public enum Formulation: String, Sendable, CaseIterable, Codable {
    /// u += epsilon (-u + rho'(u) h + beta e): gradient flow of
    /// E = 1/2 sum u^2 - 1/2 sum W rho rho - sum b rho; with the hard sigmoid u stays in [0, 1].
    ///
    /// > B. Scellier & Y. Bengio. *Equilibrium propagation.* Front Comput Neurosci 11:24, 2017.
    case hopfield
    /// u += epsilon (-u + h + beta e), s = rho(u).
    ///
    /// > J. J. Hopfield. PNAS 81:3088, 1984.
    case graded
    /// u <- h + beta e, s = rho(u): `graded` with epsilon = 1, a step of
    /// s <- rho(dPhi/ds - beta dC/ds).
    ///
    /// > M. Ernoult et al. *Updates of equilibrium prop match gradients of backprop through time in an
    /// > RNN with static input.* NeurIPS 2019; A. Laborieux et al. Front Neurosci 15:633674, 2021.
    case prototypical
    /// s <- s - epsilon dE/ds: the `hopfield` equations as a map in discrete time.
    ///
    /// > M. Ernoult et al., 2019, energy-based setting.
    case energyBased = "energy-based"

    /// True if the state moves along -dE/du, with rho' in the equation.
    public var descendsEnergy: Bool { self == .hopfield || self == .energyBased }
  }

  /// The order in which layers are updated within one step.
  public enum Order: String, Sendable, CaseIterable, Codable {
    /// All units move at once, by the activities before the step.
    case synchronous
    /// Layers move one after another from the output on; each reads the new activities of those before it.
    ///
    /// > B. Scellier et al. *Energy-based learning algorithms for analog computing.* NeurIPS 2023.
    case asynchronous
  }

  /// The cost C of an output s (or u) with target y.
  public enum Cost: String, Sendable, CaseIterable, Codable {
    /// 1/2 sum (s_k - y_k)^2, in `hopfield` with u for s.
    case squaredError = "squared-error"
    /// sum (u_k s_k - G(u_k) - y_k s_k), G' = rho: the pull is y - u (graded forms only).
    case matching
    /// -sum y_k ln softmax(V s + c)_k over a readout of the last layer that is not part of the dynamics.
    ///
    /// > A. Laborieux et al., 2021.
    case crossEntropy = "cross-entropy"
    /// The 2019 form of prototypical nudging: s = rho(h) + beta (y - s), the pull outside of rho.
    case outside
  }

  /// The dynamics of this form.
  public init(
    _ formulation: Formulation = .prototypical, function: RateFunction = .tanh, step: Double? = nil,
    order: Order = .synchronous, cost: Cost = .squaredError, noise: Double = 0
  ) {
    self.formulation = formulation
    self.function = function
    self.step = formulation == .prototypical ? 1 : step ?? 0.5
    self.order = order
    self.cost = cost
    self.noise = noise
  }
}

extension Dynamics {
  /// True if states can be continued to complex betas.
  public func isHolomorphic(_ architecture: Architecture) -> Bool {
    let pools = architecture.connections.contains {
      guard case .convolution(let form) = $0.form else { return false }
      return $0.pre != nil && form.pooling == .max && form.window > 1
    }
    return architecture.layers.allSatisfy { ($0.function ?? function).isHolomorphic }
      && !formulation.descendsEnergy && !pools
      && (cost == .squaredError || cost == .matching)
  }
}
