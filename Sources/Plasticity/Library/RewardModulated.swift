import Equations

extension RuleEquations {
  /// Reward-modulated STDP,
  ///
  ///     dc/dt = -c/tau_c + STDP,   dw/dt = k c (n - b),   dn/dt = -n/tau_n + rewards.
  ///
  /// Pairs of spikes change c, the eligibility trace of the synapse. The weight changes only when reward n deviates
  /// from b.
  ///
  /// > E. M. Izhikevich. *Solving the distal reward problem through linkage of STDP and dopamine signaling.*
  /// > Cereb Cortex 17:2443, 2007 (A_+ 1.0, A_- 1.5, tau 20 ms, tau_c 1 s, tau_n 0.2 s; k and b ours).
  public static let rewardModulated = RuleEquations(
    name: "reward-modulated", citation: "Izhikevich 2007, Cereb Cortex 17:2443",
    parameters: [
      Parameter("A_plus", 1), Parameter("A_minus", 1.5), Parameter("tau", 20, .time),
      Parameter("tau_c", 1000, .time), Parameter("tau_n", 200, .time), Parameter("b", 0),
      Parameter("k", 1, PhysicalDimension(time: -1)), Parameter("w_max", .infinity),
    ],
    equations: """
      dx/dt = -x/tau : pre
      dy/dt = -y/tau : post
      dc/dt = -c/tau_c : synapse   # what waits for reward
      dn/dt = -n/tau_n : global    # reward
      dw/dt = k*c*(n - b)
      """,
    onPre: "c -= A_minus*y; x += 1",
    onPost: "c += A_plus*x; y += 1",
    lowest: "-inf", highest: "w_max")
}
