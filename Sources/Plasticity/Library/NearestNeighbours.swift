import Equations

extension RuleEquations {
  /// Presynaptic-centred pair STDP: each presynaptic spike pairs with the last postsynaptic spike before it and the
  /// first one after it.
  ///
  /// *Order*: at equal times the postsynaptic spike acts first, so that exactly coincident pairs do not count.
  ///
  /// > A. Morrison, M. Diesmann & W. Gerstner. *Phenomenological models of synaptic plasticity based on
  /// > spike timing.* Biol Cybern 98:459, 2008.
  public static let nearestPreCentred = RuleEquations(
    name: "nearest-pre-centred",
    citation: "Morrison, Diesmann & Gerstner 2008, Biol Cybern 98:459",
    parameters: nearestParameters,
    equations: """
      dx/dt = -x/tau_plus : synapse   # pre spikes that wait for their post spike
      dy/dt = -y/tau_minus : post
      """,
    onPre: "w -= A_minus*y; x += 1",
    onPost: "w += A_plus*x; x = 0; y = 1",
    lowest: "-inf", highest: "w_max")

  /// Reduced symmetric pair STDP: only immediate pairs count, and each spike belongs to at most one pair of each order.
  ///
  /// *Order*: variables of synapses step immediately. A presynaptic spike that arrives when the postsynaptic unit fires
  /// therefore reads that spike.
  ///
  /// > A. Morrison, M. Diesmann & W. Gerstner. Biol Cybern 98:459, 2008; A. N. Burkitt, H. Meffin & D. B.
  /// > Grayden. Neural Comput 16:885, 2004.
  public static let nearestReduced = RuleEquations(
    name: "nearest-reduced",
    citation: "Morrison, Diesmann & Gerstner 2008, Biol Cybern 98:459",
    parameters: nearestParameters,
    equations: """
      dx/dt = -x/tau_plus : synapse    # the last spike of all was this pre spike
      dy/dt = -y/tau_minus : synapse   # the last spike of all was this post spike
      """,
    onPre: "w -= A_minus*y; y = 0; x = 1",
    onPost: "w += A_plus*x; x = 0; y = 1",
    lowest: "-inf", highest: "w_max")

  private static let nearestParameters: [Parameter] = [
    Parameter("A_plus", 1), Parameter("A_minus", 1), Parameter("tau_plus", 20, .time),
    Parameter("tau_minus", 20, .time), Parameter("w_max", .infinity),
  ]

  /// Pair STDP with power-law potentiation and multiplicative depression,
  ///
  ///     post spike: w += lambda w_0^{1-mu} w^mu x,   pre spike: w -= lambda alpha w y.
  ///
  /// > A. Morrison, A. Aertsen & M. Diesmann. *Spike-timing-dependent plasticity in balanced random
  /// > networks.* Neural Comput 19:1437, 2007 (mu 0.4, lambda 0.1, tau 20 ms; alpha 0.11 recalled, not
  /// > checked against the paper).
  public static let powerLaw = RuleEquations(
    name: "power-law",
    citation: "Morrison, Aertsen & Diesmann 2007, Neural Comput 19:1437 (alpha recalled)",
    parameters: [
      Parameter("lambda", 0.1), Parameter("alpha", 0.11), Parameter("mu", 0.4),
      Parameter("w_0", 1), Parameter("tau", 20, .time),
    ],
    equations: """
      dx/dt = -x/tau : pre
      dy/dt = -y/tau : post
      """,
    onPre: "w -= lambda*alpha*w*y; x += 1",
    onPost: "w += lambda*w_0^(1 - mu)*w^mu*x; y += 1",
    lowest: "0")
}
